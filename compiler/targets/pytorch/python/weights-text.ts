import { part, type ProgramPart } from '../../python/part.ts';

/**
 * How a generated module reads and writes weights: the safetensors layout, by the names of PyTorch or of kmodel.
 * @param prepares whether something that was learned from data goes along with them
 */
export function weightsText(prepares: boolean): ProgramPart {
  return part(
    `def read_header(path):
    """The header of a .safetensors file, and the bytes behind it."""
    data = pathlib.Path(path).read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    if start > len(data):
        raise SystemExit(f"{path} is no whole .safetensors file.")
    return json.loads(data[8:start]), data[start:]


def read_tensors(path):
    """Tensors by name from a .safetensors file."""
    header, data = read_header(path)
    header.pop("__metadata__", None)
    dtypes = {"F32": "<f4", "F64": "<f8", "F16": "<f2", "I32": "<i4", "I64": "<i8"${prepares ? ', "U8": "u1"' : ''}}
    tensors = {}
    for name, entry in header.items():
        first, last = entry["data_offsets"]
        values = np.frombuffer(data[first:last], dtypes[entry["dtype"]])
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    return tensors


def write_tensors(path, tensors${prepares ? ', learned' : ''}):
    """Writes tensors by name as a .safetensors file, which is whole or not there."""
    header, pieces, offset = ${prepares ? '{"__metadata__": {"learned": json.dumps({**KNOWN, **learned})}}' : '{}'}, [], 0
    for name, tensor in tensors.items():
        values = tensor.detach().cpu().contiguous().numpy()
        dtype = {"float32": "F32", "int32": "I32", "int64": "I64"}[str(values.dtype)]
        entry = {"dtype": dtype, "shape": list(values.shape)}
        header[name] = {**entry, "data_offsets": [offset, offset + values.nbytes]}
        pieces.append(values.tobytes())
        offset += values.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path = pathlib.Path(path)
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(pieces))
    unfinished.replace(path)


def save_weights(model, path):
    """Writes the weights of a model by the names of this module."""
    write_tensors(path, model.state_dict()${prepares ? ', model.learned' : ''})


def weight_of(model, name):
    """A weight by kmodel's name, in kmodel's order of axes: a view of the parameter."""
    parameter, axes = WEIGHTS[name]
    owner, _, attribute = parameter.rpartition(".")
    tensor = getattr(model.get_submodule(owner), attribute)
    if axes is None:
        return tensor
    return tensor.permute([axes.index(axis) for axis in range(len(axes))])


def load_weights(model, path):
    """Loads weights by the names of this module, or by those of kmodel."""
${prepares ? '    take_learned(model, path)\n' : ''}    tensors = read_tensors(path)
    if not set(WEIGHTS) & set(tensors):
        model.load_state_dict(tensors)
        return
    missing = [name for name in WEIGHTS if name not in tensors]
    if missing:
        raise SystemExit(f"{path} does not hold {', '.join(missing)}.")
    with torch.no_grad():
        for name in WEIGHTS:
            weight_of(model, name).copy_(tensors[name])
`,
    'json',
    'pathlib',
  );
}

/** A layer that PyTorch's differs from: running variances are those of the batch, not corrected ones. */
export const batchNormalizationText = part(`class BatchNormalization(nn.Module):
    """Mean 0 and variance 1 for each channel, axis 1, over the batch; as Keras computes it."""

    def __init__(self, channels, momentum=0.99, epsilon=0.001):
        super().__init__()
        self.momentum = momentum
        self.epsilon = epsilon
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def forward(self, x):
        # Sums stay in float32, whatever products before them were in.
        x = x.float()
        mean, variance = self.running_mean, self.running_var
        if self.training:
            axes = [axis for axis in range(x.dim()) if axis != 1]
            mean, variance = batch_moments(x, axes)
            with torch.no_grad():
                self.running_mean.lerp_(mean, 1 - self.momentum)
                self.running_var.lerp_(variance, 1 - self.momentum)
        shape = [-1] + [1] * (x.dim() - 2)
        scale = self.weight * torch.rsqrt(variance + self.epsilon)
        return (x - mean.reshape(shape)) * scale.reshape(shape) + self.bias.reshape(
            shape
        )


def batch_moments(x, axes):
    """Mean and variance of each channel, over the samples of all processes."""
    mean = batch_mean(x, axes)
    shape = [-1] + [1] * (x.dim() - 2)
    return mean, batch_mean((x - mean.reshape(shape)) ** 2, axes)
`);
