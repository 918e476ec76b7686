"""Writes further models beside this file with the newer exporter of torch.onnx; weights are drawn from one seed.

python3 make_dynamo.py, with PyTorch 2.9 or later and onnxscript.
"""

import os

import onnx
import torch
from torch import nn
from torch.nn import functional as F

here = os.path.dirname(os.path.abspath(__file__))


class Attention(nn.Module):
    """An attention of two sequences."""

    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)

    def forward(self, x, y):
        return self.attention(x, y, y, need_weights=False)[0]


class Inverted(nn.Module):
    def __init__(self, channels, filters, stride):
        super().__init__()
        wide = channels * 2
        self.conv = nn.Sequential(
            nn.Conv2d(channels, wide, 1, bias=False),
            nn.BatchNorm2d(wide),
            nn.ReLU6(),
            nn.Conv2d(wide, wide, 3, stride, 1, groups=wide, bias=False),
            nn.BatchNorm2d(wide),
            nn.ReLU6(),
            nn.Conv2d(wide, filters, 1, bias=False),
            nn.BatchNorm2d(filters),
        )
        self.has_shortcut = stride == 1 and channels == filters

    def forward(self, x):
        return x + self.conv(x) if self.has_shortcut else self.conv(x)


class MobileNet(nn.Module):
    """MobileNetV2 with few blocks."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 4, 3, 2, 1, bias=False),
            nn.BatchNorm2d(4),
            nn.ReLU6(),
            Inverted(4, 4, 1),
            Inverted(4, 6, 2),
            Inverted(6, 6, 1),
        )
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(6, 5))

    def forward(self, x):
        return self.classifier(self.features(x).mean([2, 3]))


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(3, 4, 3, padding=1)
        self.middle = nn.Conv2d(4, 8, 3, padding=1)
        self.up = nn.ConvTranspose2d(8, 4, 2, 2)
        self.last = nn.Conv2d(8, 1, 1)

    def forward(self, x):
        left = F.relu(self.down(x))
        right = self.up(F.relu(self.middle(F.max_pool2d(left, 2))))
        return torch.sigmoid(self.last(torch.cat([right, left], 1)))


class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 4)
        self.gru = nn.GRU(4, 3, batch_first=True, bidirectional=True)
        self.classifier = nn.Linear(6, 2)

    def forward(self, x):
        return self.classifier(self.gru(self.embedding(x))[0][:, -1])


def write(name, model, *inputs):
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 1.5)
    batch = torch.export.Dim("batch", min=1, max=64)
    program = torch.onnx.export(
        model.eval(),
        inputs,
        input_names=["x", "y"][: len(inputs)],
        output_names=["result"],
        dynamic_shapes=tuple({0: batch} for _ in inputs),
        dynamo=True,
    )
    file = program.model_proto
    # What the exporter tells of its own work is most of a small file.
    for node in file.graph.node:
        del node.metadata_props[:]
    for value in [*file.graph.value_info, *file.graph.input, *file.graph.output]:
        del value.metadata_props[:]
    for tensor in file.graph.initializer:
        del tensor.metadata_props[:]
    del file.graph.metadata_props[:]
    del file.functions[:]
    onnx.save(file, os.path.join(here, f"{name}.onnx"))


torch.manual_seed(1)
sequence = torch.randn(2, 6, 8)
image = torch.randn(2, 3, 16, 16)
encoder = nn.TransformerEncoderLayer(
    8, 2, 12, activation="gelu", batch_first=True, norm_first=True
)
encoders = nn.TransformerEncoder(
    nn.TransformerEncoderLayer(8, 2, 12, batch_first=True),
    2,
    enable_nested_tensor=False,
)
decoder = nn.TransformerDecoderLayer(8, 2, 12, batch_first=True)
write("attention", Attention(), sequence, torch.randn(2, 4, 8))
write("encoder", encoder, sequence)
write("encoders", encoders, sequence)
write("decoder", decoder, sequence, torch.randn(2, 4, 8))
write("mobilenet", MobileNet(), image)
write("unet", UNet(), image)
write("words", Words(), torch.randint(0, 20, (2, 6)))
