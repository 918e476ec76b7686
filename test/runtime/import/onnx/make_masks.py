"""Writes models beside this file with masks, states and loops, with both exporters of torch.onnx and with onnx itself.

python3 make_masks.py, with PyTorch 2.9 or later, onnx and onnxscript.
"""

import math
import os

import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional as F

here = os.path.dirname(os.path.abspath(__file__))


class Block(nn.Module):
    """A block of a decoder whose mask is a constant of the file."""

    def __init__(self, width, heads, length):
        super().__init__()
        self.heads = heads
        self.first = nn.LayerNorm(width)
        self.attention = nn.Linear(width, 3 * width)
        self.project = nn.Linear(width, width)
        self.second = nn.LayerNorm(width)
        self.feed = nn.Linear(width, 2 * width)
        self.back = nn.Linear(2 * width, width)
        mask = torch.tril(torch.ones(length, length))
        self.register_buffer("mask", mask.view(1, 1, length, length))

    def scores(self, q, k, steps):
        found = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        return found.masked_fill(self.mask[:, :, :steps, :steps] == 0, float("-inf"))

    def forward(self, x):
        batch, steps, width = x.size()
        size = (batch, steps, self.heads, width // self.heads)
        parts = self.attention(self.first(x)).split(width, dim=2)
        q, k, v = (each.view(size).transpose(1, 2) for each in parts)
        y = F.softmax(self.scores(q, k, steps), dim=-1) @ v
        y = y.transpose(1, 2).contiguous().view(batch, steps, width)
        x = x + self.project(y)
        return x + self.back(F.gelu(self.feed(self.second(x))))


class Later(Block):
    """The same with a mask that is made as it is needed, and added."""

    def scores(self, q, k, steps):
        mask = torch.triu(torch.ones(steps, steps), diagonal=1) * -1e4
        return (q @ k.transpose(-2, -1)) * 0.5 + mask


class Decoder(nn.Module):
    def __init__(self, block, words=20, width=8, length=16):
        super().__init__()
        self.words = nn.Embedding(words, width)
        self.places = nn.Embedding(length, width)
        self.blocks = nn.ModuleList(block(width, 2, length) for _ in range(2))
        self.head = nn.Linear(width, words, bias=False)

    def forward(self, x):
        places = torch.arange(0, x.size(1), dtype=torch.long, device=x.device)
        x = self.words(x) + self.places(places)
        for block in self.blocks:
            x = block(x)
        return self.head(x)


class CausalEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(8, 2, 12, batch_first=True)

    def forward(self, x):
        mask = nn.Transformer.generate_square_subsequent_mask(x.size(1))
        return self.layer(x, src_mask=mask, is_causal=True)


class StepsAndStates(nn.Module):
    """All steps of a recurrent layer, and its last states."""

    def __init__(self, kind, **options):
        super().__init__()
        self.rnn = kind(4, 5, batch_first=True, **options)
        self.fc = nn.Linear(5, 3)

    def forward(self, x):
        steps, states = self.rnn(x)
        if isinstance(self.rnn, nn.LSTM):
            return steps, self.fc(states[0][-1]), states[1][-1]
        return steps, self.fc(states[-1])


class Translation(nn.Module):
    """One recurrent layer begins where another ends."""

    def __init__(self):
        super().__init__()
        self.reader = nn.LSTM(4, 5, batch_first=True)
        self.writer = nn.LSTM(4, 5, batch_first=True)

    def forward(self, x, y):
        _, state = self.reader(x)
        return self.writer(y, state)[0]


class Cells(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.GRUCell(4, 5)

    def forward(self, x):
        state = torch.zeros(x.size(0), 5)
        for step in range(x.size(1)):
            state = self.cell(x[:, step], state)
        return state


class Rounds(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 5)
        self.b = nn.Linear(5, 5)

    def forward(self, x):
        state = torch.zeros(x.size(0), 5)
        for step in range(x.size(1)):
            state = torch.tanh(self.a(x[:, step]) + self.b(state))
        return state


class Twins(nn.Module):
    def __init__(self):
        super().__init__()
        self.tower = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 3))

    def forward(self, x, y):
        return (self.tower(x) - self.tower(y)).abs()


def write(name, model, *inputs, dynamo=True, time=False):
    names = ["x", "y"][: len(inputs)]
    path = os.path.join(here, f"{name}.onnx")
    model.eval()
    if not dynamo:
        axes = {0: "batch", 1: "time"} if time else {0: "batch"}
        named = {each: axes for each in names}
        torch.onnx.export(
            model, inputs, path, input_names=names, dynamic_axes=named, dynamo=False
        )
        return
    axes = {0: torch.export.Dim("batch", min=1, max=64)}
    if time:
        axes[1] = torch.export.Dim("time", min=2, max=15)
    program = torch.onnx.export(
        model,
        inputs,
        input_names=names,
        dynamic_shapes=tuple(axes for _ in inputs),
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
    onnx.save(file, path)


def write_scan():
    """A recurrence of Scan that gives its last state and every step, and a condition that the file decides."""
    kernel = torch.randn(4, 5).numpy()
    again = torch.randn(5, 5).numpy()
    start = torch.randn(1, 5).numpy()
    body = helper.make_graph(
        [
            helper.make_node("MatMul", ["step", "kernel"], ["from_step"]),
            helper.make_node("MatMul", ["before", "again"], ["from_before"]),
            helper.make_node("Add", ["from_step", "from_before"], ["sum"]),
            helper.make_node("Tanh", ["sum"], ["after"]),
            helper.make_node("Identity", ["after"], ["given"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("before", TensorProto.FLOAT, None),
            helper.make_tensor_value_info("step", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("after", TensorProto.FLOAT, None),
            helper.make_tensor_value_info("given", TensorProto.FLOAT, None),
        ],
    )
    taken = helper.make_graph(
        [helper.make_node("Relu", ["last"], ["positive"])],
        "taken",
        [],
        [helper.make_tensor_value_info("positive", TensorProto.FLOAT, None)],
    )
    left = helper.make_graph(
        [helper.make_node("Neg", ["last"], ["negative"])],
        "left",
        [],
        [helper.make_tensor_value_info("negative", TensorProto.FLOAT, None)],
    )
    nodes = [
        helper.make_node("MatMul", ["first", "start_of"], ["state"]),
        helper.make_node(
            "Scan",
            ["state", "x"],
            ["last", "all"],
            body=body,
            num_scan_inputs=1,
            scan_input_axes=[1],
        ),
        helper.make_node("If", ["decided"], ["y"], then_branch=taken, else_branch=left),
        helper.make_node("Transpose", ["all"], ["steps"], perm=[1, 0, 2]),
    ]
    numbers = {"kernel": kernel, "again": again, "start_of": start}
    graph = helper.make_graph(
        nodes,
        "rounds",
        [
            helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 3, 4]),
            helper.make_tensor_value_info("first", TensorProto.FLOAT, ["batch", 1]),
        ],
        [
            helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 5]),
            helper.make_tensor_value_info("steps", TensorProto.FLOAT, ["batch", 3, 5]),
        ],
        [
            *(numpy_helper.from_array(value, name) for name, value in numbers.items()),
            helper.make_tensor("decided", TensorProto.BOOL, [], [True]),
        ],
    )
    file = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    file.ir_version = 9
    onnx.checker.check_model(file)
    onnx.save(file, os.path.join(here, "scan.onnx"))


torch.manual_seed(2)
words = torch.randint(0, 20, (2, 6))
steps = torch.randn(2, 6, 4)
sequence = torch.randn(2, 6, 8)
write("causal", Decoder(Block), words, dynamo=False, time=True)
write("causal_dynamo", Decoder(Block), words, time=True)
write("causal_later", Decoder(Later), words, dynamo=False)
write("causal_encoder", CausalEncoder(), sequence, time=True)
write("steps_and_states", StepsAndStates(nn.LSTM), steps, dynamo=False)
write("both_ways", StepsAndStates(nn.LSTM, bidirectional=True), steps)
write("two_layers", StepsAndStates(nn.GRU, num_layers=2), steps, dynamo=False)
write("simple", StepsAndStates(nn.RNN), steps)
write("translation", Translation(), steps, torch.randn(2, 3, 4))
write("cells", Cells(), steps[:, :3], dynamo=False)
write("rounds", torch.jit.script(Rounds()), steps[:, :4], dynamo=False)
write("twins", Twins(), torch.randn(2, 4), torch.randn(2, 4), dynamo=False)
write_scan()
