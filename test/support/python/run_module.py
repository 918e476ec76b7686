"""Runs a generated Keras module against stand-ins that know Keras by its catalogue alone.

python3 run_module.py MODULE CATALOGUE prints what the module builds, as JSON: layers with their classes, names and
arguments, what flows into each, the outputs, and what `compile` takes. An argument or class that Keras does not have
ends the run.

With a third argument, JSON of layers as Keras's files have them, the classes of the module are made from those, and give
back what they were made from.
"""

import importlib.util
import inspect
import json
import sys
import types

MODULE, CATALOGUE, *FILES = sys.argv[1:]
with open(CATALOGUE, encoding="utf-8") as file:
    CATALOGUE = json.load(file)

COMMON = {"name", "trainable", "dtype"}
NODES = []

# What Keras 3.15 has in `keras.ops`.
OPERATIONS = set(
    """
abs absolute adaptive_average_pool adaptive_max_pool add all allclose amax amin angle any append
arange arccos arccosh arcsin arcsinh arctan arctan2 arctanh argmax argmin argpartition argsort
array array_split associative_scan average average_pool bartlett batch_normalization
binary_crossentropy bincount bitwise_and bitwise_invert bitwise_left_shift bitwise_not
bitwise_or bitwise_right_shift bitwise_xor blackman broadcast_to cast categorical_crossentropy
cbrt cdist ceil celu cholesky cholesky_inverse clip concatenate cond conj conjugate conv
conv_transpose convert_to_numpy convert_to_tensor copy corrcoef correlate cos cosh count_nonzero
cross ctc_decode ctc_loss cumprod cumsum custom_gradient deg2rad depth_to_space depthwise_conv
det diag diagflat diagonal diff digitize divide divide_no_nan dot dot_product_attention dsplit
dstack dtype eig eigh einsum elu empty empty_like equal erf erfc erfinv exp exp2 expand_dims
expm1 extract_sequences eye fabs fft fft2 flip fliplr flipud floor floor_divide fmax fmin fmod
fold fori_loop full full_like gcd gelu geomspace get_item glu greater greater_equal hamming
hanning hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh heaviside histogram hsplit
hstack hypot i0 identity ifft2 imag image in_top_k inner inv irfft is_tensor isclose isfinite
isin isinf isnan isneginf isposinf isreal istft jvp kaiser kron layer_normalization lcm ldexp
leaky_relu left_shift less less_equal linalg linspace log log10 log1p log2 log_sigmoid
log_softmax logaddexp logaddexp2 logdet logical_and logical_not logical_or logical_xor logspace
logsumexp lstsq lu_factor map matmul matrix_rank max max_pool maximum mean median meshgrid min
minimum mod moments moveaxis multi_hot multiply nan_to_num nanargmax nanargmin nancumprod
nancumsum nanmax nanmean nanmedian nanmin nanpercentile nanprod nanquantile nanstd nansum nanvar
ndim negative nextafter nn nonzero norm normalize not_equal numpy one_hot ones ones_like outer
pad percentile pinv polar power prod psnr ptp qr quantile rad2deg ravel real rearrange
reciprocal relu relu6 repeat reshape rfft right_shift rms_normalization roll rot90 round rsqrt
saturate_cast scan scatter scatter_update searchsorted segment_max segment_min segment_prod
segment_sum select selu separable_conv shape sigmoid sign signbit silu sin sinc sinh size slice
slice_update slogdet soft_shrink softmax softplus softsign solve solve_triangular sort
space_to_depth sparse_categorical_crossentropy sparse_plus sparse_sigmoid sparsemax split sqrt
square squareplus squeeze stack std stft stop_gradient subtract sum svd swapaxes swish switch
take take_along_axis tan tanh tanh_shrink tensordot threshold tile top_k trace transpose
trapezoid tri tril triu true_divide trunc unfold unique unravel_index unstack vander var vdot
vectorize vectorized_map view view_as_complex view_as_real vsplit vstack where while_loop zeros
zeros_like
""".split()
)


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

    def __pow__(self, other):
        return self.operate("Power", self)

    def __neg__(self):
        return self.operate("Negative", self)

    def __gt__(self, other):
        return self.operate("Greater", self)

    __ge__ = __lt__ = __le__ = __gt__

    def assign(self, value):
        """What variables are given."""

    def assign_add(self, value):
        """What variables are given on top of what they hold."""


def plain(value):
    if isinstance(value, Tensor):
        return value.source
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, Object):
        return value.plain()
    if callable(value):
        if (
            getattr(value, "__module__", None) == "generated"
            and value.__name__ != "<lambda>"
        ):
            value(Tensor("x"))
        return "function"
    return value


def node(kind, arguments, name, inputs):
    label = name if name is not None else f"node {len(NODES)}"
    NODES.append(
        {
            "class": kind,
            "name": name,
            "arguments": plain(arguments),
            "inputs": plain(inputs),
        }
    )
    return Tensor(label)


def bind(entry, given, named):
    """Arguments by their names, as Python would bind them."""
    names = [each["name"] for each in entry["arguments"]]
    if len(given) > len(names):
        raise TypeError(
            f"{entry['name']} takes {len(names)} arguments, not {len(given)}"
        )
    bound = dict(zip(names, given))
    for name, value in named.items():
        if name in bound:
            raise TypeError(f"{entry['name']} got {name} twice")
        if name not in names and name not in COMMON:
            raise TypeError(f"{entry['name']} has no argument {name}")
        bound[name] = value
    missing = [
        each["name"]
        for each in entry["arguments"]
        if each["required"] and each["name"] not in bound
    ]
    if missing:
        raise TypeError(f"{entry['name']} needs {missing}")
    return bound


class Layer:
    """The base of layers; a layer that a module declares itself derives from it."""

    entry = None

    def __init__(self, *given, **named):
        kind = type(self).__name__
        self.own_weights = 0
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
            flat.extend(
                each
                if isinstance(each, list)
                else [each]
                if isinstance(each, Tensor)
                else []
            )
        if self.entry is None and self.name is not None:
            self.run(inputs)
        return node(self.kind, self.arguments, self.name, flat)

    def run(self, inputs):
        """The methods of a class of the module, on stand-ins: what they call must be there."""
        passed = inputs[0]
        shape = (
            [each.shape for each in passed]
            if isinstance(passed, list)
            else passed.shape
        )
        if hasattr(type(self), "build"):
            self.build(shape)
        for training in (False, True):
            takes = inspect.signature(self.call).parameters
            self.call(passed, **({"training": training} if "training" in takes else {}))
        json.dumps(plain(self.get_config()))

    def add_weight(self, name, shape, initializer, **settings):
        wrong = set(settings) - {"dtype", "regularizer", "constraint", "trainable"}
        if wrong or not isinstance(shape, tuple):
            raise TypeError(f"{self.kind} has a weight {name} with {wrong or shape}")
        return Tensor(name)

    def add_loss(self, value):
        if not isinstance(value, Tensor):
            raise TypeError(f"{self.kind} adds no tensor to the loss")

    def get_config(self):
        return {}

    @classmethod
    def from_config(cls, config):
        return cls(**config)

    def plain(self):
        return {"class": self.kind, "arguments": plain(self.arguments)}


class Object:
    """The base of losses, metrics and so on that a module declares itself."""

    def __init__(self, name=None, **named):
        self.name = name

    def add_variable(self, shape, initializer, name):
        return Tensor(name)

    def get_config(self):
        return {"name": self.name}

    def plain(self):
        tensors = [Tensor("y_true"), Tensor("y_pred")]
        if isinstance(self, keras.losses.Loss):
            self.call(*tensors)
        elif isinstance(self, keras.metrics.Metric):
            self.update_state(*tensors)
            self.update_state(*tensors, sample_weight=Tensor("weights"))
            self.result()
        else:
            self(Tensor("value"))
        return {"class": type(self).__name__, "arguments": plain(self.get_config())}


def namespace(name, entries, make):
    module = types.ModuleType(name)
    for entry in entries:
        setattr(module, entry["name"], make(entry))
    return module


class Component(dict):
    """What a module makes of a class of Keras."""

    def clone(self):
        return self


def component(entry):
    def create(*given, **named):
        arguments = plain(bind(entry, given, named))
        return Component({"class": entry["name"], "arguments": arguments})

    return create


def layer(entry):
    return type(entry["name"], (Layer,), {"entry": entry})


class Model:
    def __init__(self, inputs, outputs, name):
        self.built = {
            "name": name,
            "inputs": plain(inputs),
            "outputs": plain(outputs),
            "compile": None,
        }

    def compile(self, **settings):
        self.built["compile"] = plain(settings)

    def load_weights(self, path):
        self.built["weights"] = str(path)


class Operations(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__") or name not in OPERATIONS:
            raise AttributeError(f"keras.ops has no {name}")

        def operate(*operands, **constants):
            flat = []
            for each in operands:
                flat.extend(each if isinstance(each, list) else [each])
            return node(name, constants, None, flat)

        return operate


def input_tensor(shape, name, dtype="float32", batch_size=None):
    return node("Input", {"shape": list(shape), "dtype": dtype}, name, [])


keras = types.ModuleType("keras")
keras.Input = input_tensor
keras.Model = Model
keras.layers = namespace("keras.layers", CATALOGUE["layers"], layer)
keras.layers.Layer = Layer
keras.backend = types.SimpleNamespace(backend=lambda: "tensorflow")
keras.ops = Operations("keras.ops")
for category in (
    "losses",
    "metrics",
    "optimizers",
    "initializers",
    "regularizers",
    "constraints",
    "callbacks",
):
    setattr(
        keras, category, namespace(f"keras.{category}", CATALOGUE[category], component)
    )
for category, base in (
    ("losses", "Loss"),
    ("metrics", "Metric"),
    ("regularizers", "Regularizer"),
    ("constraints", "Constraint"),
):
    setattr(getattr(keras, category), base, type(base, (Object,), {}))


class Compared(dict):
    """A loss of Keras's own, that a layer calls."""

    def __call__(self, y_true, y_pred):
        return node("loss", {}, None, [y_true, y_pred])


keras.callbacks.Callback = object
keras.callbacks.BackupAndRestore = object
keras.losses.get = Compared
keras.losses.serialize = dict
keras.random = types.SimpleNamespace(
    SeedGenerator=lambda seed=None: seed,
    normal=lambda shape, mean, stddev, seed: node("normal", {}, None, []),
    uniform=lambda shape, minval=0.0, maxval=1.0, seed=None: node(
        "uniform", {}, None, []
    ),
)
keras.KerasTensor = lambda shape, dtype: Tensor("spec")
keras.optimizers.schedules = namespace(
    "keras.optimizers.schedules", CATALOGUE["schedules"], component
)
keras.optimizers.schedules.LearningRateSchedule = type(
    "LearningRateSchedule", (Object,), {}
)
for category in ("initializers", "regularizers", "constraints"):
    module = getattr(keras, category)
    module.get = module.serialize = lambda value: value


class Function:
    """An activation of Keras, by its name."""

    def __init__(self, name):
        self.name = name

    def __call__(self, value):
        return node(self.name, {}, None, [value])


keras.activations = types.SimpleNamespace(
    get=lambda value: value if callable(value) else Function(value),
    serialize=lambda value: getattr(value, "name", "function"),
)
keras.saving = types.SimpleNamespace(
    register_keras_serializable=lambda package: lambda made: made
)
sys.modules.update(
    {"keras": keras, "keras.layers": keras.layers, "keras.ops": keras.ops}
)
sys.modules.setdefault("numpy", types.ModuleType("numpy"))

specification = importlib.util.spec_from_file_location("generated", MODULE)
generated = importlib.util.module_from_spec(specification)
specification.loader.exec_module(generated)
create = next(
    value for name, value in vars(generated).items() if name.startswith("create_")
)
model = create()


def compare(entry):
    made = getattr(generated, entry["class_name"]).from_config(entry["config"])
    for key, value in made.get_config().items():
        if json.loads(json.dumps(plain(value))) != entry["config"][key]:
            raise ValueError(f"{entry['config']['name']}: {key} is {plain(value)}")


for file in FILES:
    with open(file, encoding="utf-8") as opened:
        for layer_config in json.load(opened):
            if hasattr(generated, layer_config["class_name"]):
                compare(layer_config)
print(
    json.dumps(
        {"nodes": NODES, "model": model.built}, default=lambda value: value.plain()
    )
)
