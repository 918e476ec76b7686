"""Median milliseconds of one training step of the bench models in PyTorch, as a JSON list."""

import json
import os
import time

os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count()))

import torch
from torch import nn

BATCH = 128
torch.set_num_threads(os.cpu_count() or 1)


class LastOfLSTM(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(64, 32, batch_first=True)
        self.dense = nn.Linear(32, 10)

    def forward(self, x):
        _, (state, _) = self.lstm(x)
        return self.dense(state[0])


def measure(model, x, steps):
    y = torch.arange(BATCH) % 10
    optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3, alpha=0.9, eps=1e-7)
    loss_of = nn.CrossEntropyLoss()
    times = []
    for step in range(steps + 5):
        start = time.perf_counter()
        optimizer.zero_grad()
        loss_of(model(x), y).backward()
        optimizer.step()
        if step >= 5:
            times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2] * 1000


mlp = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
cnn = nn.Sequential(
    nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(64, 64, 3), nn.ReLU(), nn.Flatten(),
    nn.Linear(576, 64), nn.ReLU(), nn.Linear(64, 10),
)
print(json.dumps([
    measure(mlp, torch.rand(BATCH, 784), 100),
    measure(LastOfLSTM(), torch.rand(BATCH, 100, 64), 20),
    measure(cnn, torch.rand(BATCH, 1, 28, 28), 20),
]))
