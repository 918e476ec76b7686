"""Runs a generated Keras module against stand-ins that know Keras by its catalogue alone.

python3 run_module.py MODULE CATALOGUE prints what the module builds, as JSON: layers with their classes, names and
arguments, what flows into each, the outputs, and what `compile` takes. An argument or class that Keras does not have
ends the run.
"""

import importlib.util
import json
import sys
import types

MODULE, CATALOGUE = sys.argv[1:3]
with open(CATALOGUE, encoding="utf-8") as file:
    CATALOGUE = json.load(file)

COMMON = {"name", "trainable", "dtype"}
NODES = []


class Tensor:
    def __init__(self, source, index=0):
        self.source = source
        self.index = index
        self.shape = (None,) * 4

    def __iter__(self):
        return iter([Tensor(self.source, index) for index in range(3)])

    def operate(self, name, *operands):
        return node(name, {}, None, list(operands))

    def __add__(self, other):
        return self.operate("Add", self, other)

    def __radd__(self, other):
        return self.operate("Add", other, self)

    def __sub__(self, other):
        return self.operate("Subtract", self, other)

    def __rsub__(self, other):
        return self.operate("Subtract", other, self)

    def __mul__(self, other):
        return self.operate("Multiply", self, other)

    def __rmul__(self, other):
        return self.operate("Multiply", other, self)

    def __truediv__(self, other):
        return self.operate("TrueDivide", self, other)

    def __rtruediv__(self, other):
        return self.operate("TrueDivide", other, self)

    def __getitem__(self, place):
        return self.operate("GetItem", self)


def plain(value):
    if isinstance(value, Tensor):
        return value.source
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if callable(value):
        return "function"
    return value


def node(kind, arguments, name, inputs):
    label = name if name is not None else f"node {len(NODES)}"
    NODES.append({"class": kind, "name": name, "arguments": plain(arguments), "inputs": plain(inputs)})
    return Tensor(label)


def bind(entry, given, named):
    """Arguments by their names, as Python would bind them."""
    names = [each["name"] for each in entry["arguments"]]
    if len(given) > len(names):
        raise TypeError(f"{entry['name']} takes {len(names)} arguments, not {len(given)}")
    bound = dict(zip(names, given))
    for name, value in named.items():
        if name in bound:
            raise TypeError(f"{entry['name']} got {name} twice")
        if name not in names and name not in COMMON:
            raise TypeError(f"{entry['name']} has no argument {name}")
        bound[name] = value
    missing = [each["name"] for each in entry["arguments"] if each["required"] and each["name"] not in bound]
    if missing:
        raise TypeError(f"{entry['name']} needs {missing}")
    return bound


class Layer:
    """The base of layers; a layer that a module declares itself derives from it."""

    entry = None

    def __init__(self, *given, **named):
        kind = type(self).__name__
        self.arguments = bind(self.entry, given, named) if self.entry else named
        self.name = self.arguments.pop("name", None)
        self.kind = kind

    def __call__(self, *inputs, **named):
        if self.entry:
            known = set(self.entry["call"])
            wrong = [name for name in named if name not in known]
            if wrong:
                raise TypeError(f"{self.kind} is not called with {wrong}")
        flat = []
        for each in inputs:
            flat.extend(each if isinstance(each, list) else [each])
        for each in named.values():
            flat.extend(each if isinstance(each, list) else [each] if isinstance(each, Tensor) else [])
        return node(self.kind, self.arguments, self.name, flat)

    def plain(self):
        return {"class": self.kind, "arguments": plain(self.arguments)}


def namespace(name, entries, make):
    module = types.ModuleType(name)
    for entry in entries:
        setattr(module, entry["name"], make(entry))
    return module


def component(entry):
    def create(*given, **named):
        return {"class": entry["name"], "arguments": plain(bind(entry, given, named))}

    return create


def layer(entry):
    return type(entry["name"], (Layer,), {"entry": entry})


class Model:
    def __init__(self, inputs, outputs, name):
        self.built = {"name": name, "inputs": plain(inputs), "outputs": plain(outputs), "compile": None}

    def compile(self, **settings):
        self.built["compile"] = plain(settings)

    def load_weights(self, path):
        self.built["weights"] = str(path)


class Operations(types.ModuleType):
    def __getattr__(self, name):
        def operate(*operands, **constants):
            flat = []
            for each in operands:
                flat.extend(each if isinstance(each, list) else [each])
            return node(name, constants, None, flat)

        return operate


def input_tensor(shape, name, dtype="float32"):
    return node("Input", {"shape": list(shape), "dtype": dtype}, name, [])


keras = types.ModuleType("keras")
keras.Input = input_tensor
keras.Model = Model
keras.layers = namespace("keras.layers", CATALOGUE["layers"], layer)
keras.layers.Layer = Layer
keras.ops = Operations("keras.ops")
for category in ("losses", "metrics", "optimizers", "initializers", "regularizers", "constraints", "callbacks"):
    setattr(keras, category, namespace(f"keras.{category}", CATALOGUE[category], component))
keras.optimizers.schedules = namespace("keras.optimizers.schedules", CATALOGUE["schedules"], component)
keras.initializers.get = lambda value: value
keras.saving = types.SimpleNamespace(register_keras_serializable=lambda package: lambda made: made)
sys.modules.update({"keras": keras, "keras.layers": keras.layers, "keras.ops": keras.ops})
sys.modules.setdefault("numpy", types.ModuleType("numpy"))

specification = importlib.util.spec_from_file_location("generated", MODULE)
generated = importlib.util.module_from_spec(specification)
specification.loader.exec_module(generated)
create = next(value for name, value in vars(generated).items() if name.startswith("create_"))
model = create()
print(json.dumps({"nodes": NODES, "model": model.built}, default=lambda value: value.plain()))
