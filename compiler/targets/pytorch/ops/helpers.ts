import { part, type ProgramPart } from '../../python/part.ts';
import type { HelperName } from './code.ts';

/** Functions that a module brings along where its ops need them. */
export const helperTexts: Readonly<Record<HelperName, ProgramPart>> = {
  spread: part(
    `def spread(x, axis, gap, value=0.0):
    """Puts so many entries between neighbours along an axis."""
    size = x.shape[axis]
    behind = (0, 0) * (x.dim() - 1 - axis) + (0, gap)
    wide = F.pad(x.unsqueeze(axis + 1), behind, value=value).flatten(axis, axis + 1)
    return wide.narrow(axis, 0, size * (gap + 1) - gap)
`,
    'functional',
  ),
  pool: part(
    `def pool(x, kind, window, strides, sides=None, dilations=1):
    """The greatest entry, or the average, of every window; padding does not count."""
    rank = len(window)
    x = x.movedim(-1, 1)
    sides = sides or (0, 0) * rank
    if kind == "max":
        function = (F.max_pool1d, F.max_pool2d, F.max_pool3d)[rank - 1]
        x = F.pad(x, sides, value=float("-inf"))
        return function(x, window, strides, dilation=dilations).movedim(1, -1)
    function = (F.avg_pool1d, F.avg_pool2d, F.avg_pool3d)[rank - 1]
    counted = function(F.pad(torch.ones_like(x), sides), window, strides)
    return (function(F.pad(x, sides), window, strides) / counted).movedim(1, -1)
`,
    'functional',
  ),
  random_uniform: part(
    `def random_uniform(key, shape, device, of_samples=True):
    """Uniform numbers in [0, 1) from a key and the place of each entry, as kmodel draws them."""
    start = 0
    if of_samples and shape and shape[0] == DRAWS["rows"]:
        start = DRAWS["first_row"] * math.prod(shape[1:])
    count = math.prod(shape)
    place = torch.arange(start, start + count, dtype=torch.int64, device=device)
    bits = place * 0x9E3779B9 & 0xFFFFFFFF
    bits = (bits ^ bits >> 15) * 0x2C1B3C6D + key.to(device).long() & 0xFFFFFFFF
    bits = (bits ^ bits >> 16) * 0x7FEB352D & 0xFFFFFFFF
    bits = (bits ^ bits >> 15) * 0x846CA68B & 0xFFFFFFFF
    bits = bits ^ bits >> 16
    return ((bits >> 8).float() * 2**-24).reshape(shape)
`,
    'math',
    'shared',
  ),
  next_key: part(
    `def next_key(seed=None, owner=None):
    """A key for random numbers: all of a step differ, and follow from its number."""
    key = torch.tensor(DRAWS["seed"] if seed is None else seed, dtype=torch.int32)
    key = key + torch.tensor(DRAWS["step"], dtype=torch.int32) * 0x343FD
    key = key + DRAWS["turn"] * 0x5BD1
    if seed is not None:
        place = DRAWS["seeded"].get(owner, 0)
        DRAWS["seeded"][owner] = place + 1
        return draw_keys(key, place + 1)[place]
    place = DRAWS["drawn"] % 256
    if place == 0:
        DRAWS["keys"] = draw_keys(key + DRAWS["drawn"], 256)
    DRAWS["drawn"] += 1
    return DRAWS["keys"][place]


def draw_keys(key, count):
    """So many keys from one."""
    bits = (random_uniform(key, (count,), "cpu", of_samples=False) * 2**24).int()
    return bits * 257 + key
`,
    'shared',
  ),
  kept_state: part(`class UnevenBatches(ValueError):
    """A batch with more or fewer samples than the one before."""


def kept_state(state, shape, device):
    """What a layer has kept from the batch before, or zeros."""
    if state is None:
        return torch.zeros(shape, device=device)
    require_samples(state, shape[0])
    return state


def require_samples(state, count):
    """States are of samples: all batches have as many."""
    if len(state) != count:
        raise UnevenBatches(
            f"States are kept for {len(state)} samples, but this batch has {count}:"
            " all batches must have the same number."
        )
`),
  computing_in: part(`def computing_in(precision):
    """A forward method in floats of its own, whatever torch.autocast is around."""

    def around(forward):
        def inner(self, *inputs):
            device = inputs[0].device
            half = half_of(precision, device)
            given = [in_single(each) for each in inputs]
            with torch.autocast(
                device.type, half or torch.bfloat16, enabled=half is not None
            ):
                made = forward(self, *given)
            if isinstance(made, tuple):
                return tuple(in_single(each) for each in made)
            return in_single(made)

        return inner

    return around
`),
  batch_mean: part(
    `def batch_mean(x, axes, keepdim=False):
    """A mean over the samples of a batch, those of all processes."""
    if SHARE["kept"] < 0 or not distributed.is_initialized():
        return x.mean(axes, keepdim)
    own = x[: SHARE["kept"] * (len(x) // max(SHARE["kept"], 1))]
    total = own.sum(axes, keepdim)
    count = torch.tensor(own.numel() / total.numel(), device=x.device)
    return all_sum(total) / all_sum(count)


def all_sum(x):
    """The sum over all processes, through which gradients flow."""
    return distributed.nn.functional.all_reduce(x)
`,
    'distributed',
    'distributed.nn',
    'shared',
  ),
  unpacked: part(`UNPACKED = {}


def unpacked(*lines):
    """The numbers of some lines, of which 3*0.5 stands for three times 0.5."""
    if lines not in UNPACKED:
        numbers = UNPACKED[lines] = []
        for word in " ".join(lines).split():
            count, _, value = word.rpartition("*")
            numbers += [float(value)] * int(count or 1)
    return UNPACKED[lines]
`),
  gradient_of: part(`def gradient_of(function, x, dy):
    """The gradient of a function's result with respect to x."""
    with torch.enable_grad():
        x = x.detach().requires_grad_()
        return torch.autograd.grad(function(x), x, dy)[0]
`),
};

/** What helpers and trainings share: the place of the random numbers, and the rows of each process. */
export const sharedText = `# What random numbers follow from, and which rows of a batch are this process's own.
DRAWS = {
    "seed": 0,
    "step": 0,
    "turn": 0,
    "drawn": 0,
    "seeded": {},
    "rows": -1,
    "first_row": 0,
}
SHARE = {"counts": [], "kept": -1}
`;
