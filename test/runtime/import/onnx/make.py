"""Writes the models beside this file with torch.onnx; their weights are drawn from one seed.

python3 make.py, with PyTorch 1.13 or later.
"""

import os

import torch
from torch import nn
from torch.nn import functional as F

here = os.path.dirname(os.path.abspath(__file__))


class Residual(nn.Module):
    def __init__(self, channels, filters, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, filters, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        self.shortcut = None
        if stride != 1 or channels != filters:
            self.shortcut = nn.Sequential(
                nn.Conv2d(channels, filters, 1, stride, bias=False),
                nn.BatchNorm2d(filters),
            )

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + (x if self.shortcut is None else self.shortcut(x)))


class ResNet(nn.Module):
    """ResNet18 with few filters."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        stages = []
        channels = 4
        for filters, stride in [(4, 1), (8, 2), (12, 2), (16, 2)]:
            for each in (stride, 1):
                stages.append(Residual(channels, filters, each))
                channels = filters
        self.stages = nn.Sequential(*stages)
        self.fc = nn.Linear(16, 5)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        x = self.stages(x)
        return self.fc(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))


class Recurrent(nn.Module):
    def __init__(self, kind, **options):
        super().__init__()
        self.table = nn.Embedding(20, 6)
        self.rnn = kind(6, 5, batch_first=True, **options)
        self.fc = nn.Linear(5 * (2 if options.get("bidirectional") else 1), 3)

    def forward(self, words):
        steps, _ = self.rnn(self.table(words))
        return self.fc(steps[:, -1])


class LastState(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(4, 5, batch_first=True)

    def forward(self, x):
        _, state = self.rnn(x)
        return torch.tanh(state.squeeze(0))


class Separable(nn.Module):
    """What MobileNet is made of."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 6, 3, 2, 1, bias=False),
            nn.BatchNorm2d(6),
            nn.ReLU6(),
            nn.Conv2d(6, 6, 3, 1, 1, groups=6, bias=False),
            nn.BatchNorm2d(6),
            nn.ReLU6(),
            nn.Conv2d(6, 8, 1),
            nn.Hardswish(),
            nn.Conv2d(8, 8, 3, 1, 1, groups=2),
            nn.LeakyReLU(0.1),
            nn.ConvTranspose2d(8, 4, 2, 2),
            nn.PReLU(4),
        )

    def forward(self, x):
        return self.body(x)


class Vgg(nn.Module):
    """Flattened channels first, before what is dense."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 4, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(4, 4, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(4, 6, 3, padding=1),
            nn.ReLU(),
            nn.AvgPool2d(2),
        )
        self.classifier = nn.Sequential(
            nn.Linear(6 * 3 * 4, 8), nn.ReLU(), nn.Dropout(), nn.Linear(8, 4)
        )

    def forward(self, x):
        x = torch.flatten(self.features(x), 1)
        return torch.softmax(self.classifier(x), -1)


class Functions(nn.Module):
    """Functions of tensors, and joins along axes of the file."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(4, 6, 3)

    def forward(self, x):
        y = self.conv(x)
        both = torch.cat([y, torch.abs(y) * 2 - 1], 1)
        return torch.sqrt(torch.exp(both.mean(2)) + 1), y.transpose(1, 2)[:, 1:4] / 3


class Feed(nn.Module):
    """Layer normalizations and GELU, which operator set 13 has in pieces alone."""

    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(6)
        self.up = nn.Linear(6, 12)
        self.down = nn.Linear(12, 6)
        self.norm2 = nn.LayerNorm(6, eps=1e-3)
        self.last = nn.Linear(6, 2)

    def forward(self, x):
        x = x + self.down(F.gelu(self.up(self.norm1(x))))
        return F.gelu(self.last(self.norm2(x)), approximate="tanh")


class Stacked(nn.Module):
    """Two recurrent layers on each other, in both directions, whose first states are parts of one tensor."""

    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(4, 3, num_layers=2, bidirectional=True, batch_first=True)

    def forward(self, x):
        return self.rnn(x)[0]


class Groups(nn.Module):
    """Normalizations of groups and of instances, which operator set 13 has in pieces, and activations with numbers."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.norm1 = nn.GroupNorm(2, 8)
        self.slopes = nn.PReLU(8)
        self.conv2 = nn.Conv2d(8, 8, 3, bias=False)
        self.norm2 = nn.InstanceNorm2d(8, affine=True, eps=1e-3)
        self.norm3 = nn.InstanceNorm2d(8)
        self.up = nn.Upsample(scale_factor=2)
        self.fc = nn.Linear(8, 3)

    def forward(self, x):
        x = F.celu(self.slopes(self.norm1(self.conv1(x))), 0.5)
        x = self.up(self.norm2(self.conv2(x)))
        x = F.relu(self.norm3(x))
        return self.fc(x.mean((2, 3)))


def save(name, model, x, dynamic=True):
    torch.manual_seed(0)
    for parameter in model.parameters():
        nn.init.uniform_(parameter, -0.5, 0.5)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.running_mean, -0.5, 0.5)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
    model.eval()
    axes = {"dynamic_axes": {"x": {0: "batch"}}} if dynamic else {}
    torch.onnx.export(
        model,
        x,
        os.path.join(here, f"{name}.onnx"),
        input_names=["x"],
        opset_version=13,
        **axes,
    )


words = torch.zeros(2, 7, dtype=torch.int64)
save("resnet", ResNet(), torch.zeros(2, 3, 64, 64))
save("lstm", Recurrent(nn.LSTM), words)
save("gru", Recurrent(nn.GRU, bidirectional=True), words)
save("state", LastState(), torch.zeros(1, 6, 4), dynamic=False)
save("separable", Separable(), torch.zeros(2, 3, 16, 16))
save("vgg", Vgg(), torch.zeros(2, 3, 12, 16))
save("functions", Functions(), torch.zeros(2, 4, 9))
save("feed", Feed(), torch.zeros(2, 5, 6))
save("stacked", Stacked(), torch.zeros(2, 7, 4))
save("groups", Groups(), torch.zeros(2, 3, 10, 8))
