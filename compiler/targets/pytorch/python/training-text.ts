import { part, type ProgramPart } from '../../python/part.ts';

/**
 * What trains a generated module: one step after the other, on one process or on several.
 * @param keepsStates whether layers of the model keep states from batch to batch
 */
export function trainingText(keepsStates: boolean): ProgramPart {
  const when = (lines: string): string => (keepsStates ? lines : '');
  const pieces = [
    ...[beginning, when(givenStates), split],
    ...[when(statesBefore), forward, when(statesAfter)],
    stepping,
  ];
  return part(pieces.join(''), 'os', 'distributed', 'shared');
}

const givenStates = `        # What layers keep from batch to batch, of whole batches; zeros where there is nothing.
        self.states = {}
`;

const statesBefore = `        for state in self.states.values():
            require_samples(state, count)
        end = first + rows
        set_states(
            self.model, {name: each[first:end] for name, each in self.states.items()}
        )
`;

const halfOf = `def half_of(precision, device):
    """The floats of products beside float32; None where there are no others."""
    if precision == "mixed_bfloat16":
        return torch.bfloat16
    has_half = precision == "mixed_float16" and device.type == "cuda"
    return torch.float16 if has_half else None
`;

const inSingle = `def in_single(value):
    """What comes of products in float32, in which losses are."""
    is_float = torch.is_tensor(value) and value.is_floating_point()
    return value.float() if is_float else value
`;

/** In what floats layers compute, for a module that nothing trains: `trainingText` brings the same along. */
export const floatsText = part(`${halfOf}\n\n${inSingle}`);

const statesAfter = `        kept = states_of(self.model).items()
        self.states = {
            name: in_single(each) if self.world == 1 else self.whole(name, in_single(each))
            for name, each in kept
        }
`;

const beginning = `class Training:
    """A model with its optimizer's state, and what is counted over an epoch."""

    def __init__(self, model, seed=0, device="cpu", precision=PRECISION):
        self.model = model.to(device)
        self.device = torch.device(device)
        # Products are in floats of 16 bits where the device has them.
        self.half = half_of(precision, self.device)
        # What the loss is multiplied with, so that small gradients do not vanish in float16.
        self.scales = [scale_of(turn, precision, self.device) for turn in TURNS]
        self.is_split = distributed.is_available() and distributed.is_initialized()
        self.world = distributed.get_world_size() if self.is_split else 1
        self.rank = distributed.get_rank() if self.is_split else 0
        DRAWS["seed"] = seed
`;

const split = `        self.metrics = {name: self.fresh(entry) for name, entry in METRICS.items()}
        self.shared, self.slots = [], []
        for turn in TURNS:
            self.shared.append(
                {name: self.fresh(entry) for name, entry in turn["shared"].items()}
            )
            slots = {}
            for _, names, kept in turn["updates"]:
                for name in names:
                    variable = weight_of(self.model, name)
                    slots[name] = {
                        slot: self.fresh(entry, variable)
                        for slot, entry in kept.items()
                    }
            self.slots.append(slots)
        if self.is_split:
            for tensor in self.model.state_dict().values():
                distributed.broadcast(tensor, 0)

    def fresh(self, entry, variable=None):
        """A value of state as it begins."""
        if not isinstance(entry, tuple):
            return torch.full_like(variable.detach(), entry)
        dtype, shape, initial = entry
        return torch.full(
            shape, initial, dtype=getattr(torch, dtype), device=self.device
        )

    def reset_metrics(self):
        """Begins an epoch."""
        self.metrics = {name: self.fresh(entry) for name, entry in METRICS.items()}

    def values(self, inputs):
        """What the model gives for a batch, of which each process computes its rows."""
        count = len(next(iter(inputs.values())))
        edges = [rank * count // self.world for rank in range(self.world + 1)]
        SHARE["counts"] = [last - first for first, last in zip(edges, edges[1:])]
        SHARE["kept"] = SHARE["counts"][self.rank]
        first = min(edges[self.rank], count - 1)
        # A process without rows of its own computes one that does not count.
        rows = max(SHARE["kept"], 1)
        DRAWS.update(rows=rows, first_row=first, drawn=0, seeded={})
        own = [value[first : first + rows].to(self.device) for value in inputs.values()]
`;

const forward = `        mixed = torch.autocast(
            self.device.type, self.half or torch.bfloat16, enabled=self.half is not None
        )
        with mixed:
            values = self.model(*own, detailed=True)
        values = {name: in_single(value) for name, value in values.items()}
`;

const stepping = `        if self.world == 1:
            return values
        return {name: self.whole(name, value) for name, value in values.items()}

    def whole(self, name, value):
        """A value of the whole batch; gradients flow to this process's own part."""
        counts = SHARE["counts"]
        if name not in BATCHED:
            if not torch.is_tensor(value) or not value.is_floating_point():
                return value
            part = value * (counts[self.rank] / sum(counts))
            total = part.detach().clone()
            distributed.all_reduce(total)
            return Widened.apply(part, self.world) + (total - part.detach())
        kept = value[: counts[self.rank]]
        padded = value.new_zeros((max(counts), *value.shape[1:]))
        padded[: len(kept)] = kept.detach()
        padded = padded.byte() if value.dtype == torch.bool else padded
        parts = [torch.empty_like(padded) for _ in counts]
        distributed.all_gather(parts, padded)
        parts = [part[:count].to(value.dtype) for part, count in zip(parts, counts)]
        if value.requires_grad:
            parts[self.rank] = Widened.apply(kept, self.world)
        return torch.cat(parts)

    def on_device(self, tensors):
        return {name: tensor.to(self.device) for name, tensor in tensors.items()}

    def train_step(self, index, inputs, targets, weights, score=None):
        """One step: losses, gradients, the optimizer. Gives losses and logs by name."""
        turn, shared = TURNS[index], self.shared[index]
        DRAWS.update(step=self.step_of(index), turn=index)
        self.model.train()
        values = self.values(inputs)
        targets, weights = self.on_device(targets), self.on_device(weights)
        score = score or turn["score"]
        outputs = score(self.model, values, targets, weights, self.metrics)
        names = [name for _, group, _ in turn["updates"] for name in group]
        loss = outputs["batch:"]
        found = self.gradients(index, loss, names)
        gradients = self.clipped(found, turn["global_norm"])
        if self.scales[index] and not self.rescale(index, gradients.values()):
            return self.keep(outputs)
        after = dict(shared)
        with torch.no_grad():
            for update, group, _ in turn["updates"]:
                for name in group:
                    if gradients[name] is None:
                        continue
                    variable = weight_of(self.model, name)
                    new, self.slots[index][name], kept = update(
                        variable, gradients[name], self.slots[index][name], shared
                    )
                    variable.copy_(new)
                    after.update(kept)
        self.shared[index] = after
        return self.keep(outputs)

    def step_of(self, index=None):
        """How many steps there have been, from which random numbers follow: none outside of turns."""
        name = TURNS[index or 0]["name"] if TURNS else None
        if not TURNS or (index is None and name):
            return 0
        key = f"optimizer:{name}:iteration" if name else "optimizer:iteration"
        return int(self.shared[index or 0].get(key, 0))

    def gradients(self, index, loss, names):
        """Gradients by name, the same on all processes, in kmodel's order of axes."""
        parameters = [parameter_of(self.model, name) for name in names]
        if not parameters:
            return {}
        scale = self.scales[index].get("loss_scale")
        scaled = loss if scale is None else loss * scale
        found = torch.autograd.grad(scaled, parameters, allow_unused=True)
        if self.world > 1:
            used = [gradient for gradient in found if gradient is not None]
            flat = torch.cat([gradient.flatten() for gradient in used])
            distributed.all_reduce(flat)
            pieces = iter((flat / self.world).split([each.numel() for each in used]))
            found = [
                each if each is None else next(pieces).reshape(each.shape)
                for each in found
            ]
        if scale is not None:
            found = [None if g is None else g / scale for g in found]
        return {
            name: None if gradient is None else in_order(name, gradient)
            for name, gradient in zip(names, found)
        }

    def clipped(self, gradients, global_norm):
        """The gradients, made smaller together where they are longer than a limit."""
        if global_norm is None:
            return gradients
        used = {name: each for name, each in gradients.items() if each is not None}
        norm = torch.sqrt(sum((each**2).sum() for each in used.values()))
        factor = global_norm / torch.clamp(norm, min=global_norm)
        return {**gradients, **{name: each * factor for name, each in used.items()}}

    def rescale(self, index, gradients):
        """Whether all gradients are numbers. The scale halves where one is none, and doubles after some steps without."""
        size = sum(each.abs().sum() for each in gradients if each is not None)
        scale, steps = self.scales[index].values()
        _, growth_steps = TURNS[index].get("loss_scale", USUAL_SCALE)
        is_finite, grows = bool(size < 1e30), int(steps) + 1 == growth_steps
        scale.mul_((2 if grows else 1) if is_finite else 0.5)
        steps.fill_(int(steps) + 1 if is_finite and not grows else 0)
        return is_finite

    def keep(self, outputs):
        """Keeps what is counted over the epoch; gives losses and logs."""
        for name in self.metrics:
            if f"next:{name}" in outputs:
                self.metrics[name] = outputs[f"next:{name}"].detach()
        return {
            name: value.detach()
            for name, value in outputs.items()
            if name.startswith(("batch:", "log:"))
        }

    def evaluate_step(self, inputs, targets, weights, score=EVALUATION):
        """Losses and metrics of one batch, added to those of the epoch."""
        self.model.eval()
        DRAWS.update(step=self.step_of(), turn=0)
        with torch.no_grad():
            values = self.values(inputs)
            targets, weights = self.on_device(targets), self.on_device(weights)
            outputs = score(self.model, values, targets, weights, self.metrics)
            return self.keep(outputs)

    def state(self):
        """Everything that a training leaves behind, by kmodel's names."""
        found = {f"weight:{name}": weight_of(self.model, name) for name in WEIGHTS}
        found.update(self.metrics)
        for turn, slots, shared, scale in zip(
            TURNS, self.slots, self.shared, self.scales
        ):
            found.update(shared)
            prefix = "optimizer:" + (f"{turn['name']}:" if turn["name"] else "")
            found.update({prefix + name: value for name, value in scale.items()})
            for name, kept in slots.items():
                part = turn.get("parts", {}).get(name)
                owner = f"{prefix}{part}:{name}" if part else prefix + name
                for slot, value in kept.items():
                    found[f"{owner}/{slot}"] = value
        return found

    def set_state(self, tensors):
        """Sets state by name; what is not named stays."""
        with torch.no_grad():
            known = self.state()
            for name, tensor in tensors.items():
                if name in known:
                    known[name].copy_(tensor.reshape(known[name].shape))


${halfOf}

# The scale of the loss at first, and the steps after which it doubles: those of Keras's LossScaleOptimizer.
USUAL_SCALE = 2.0**15, 2000


def scale_of(turn, precision, device):
    """The scale of the loss, and the steps since it has changed, as Keras's LossScaleOptimizer begins."""
    if precision != "mixed_float16" and "loss_scale" not in turn:
        return {}
    initial, _ = turn.get("loss_scale", USUAL_SCALE)
    return {
        "loss_scale": torch.tensor(initial, dtype=torch.float32, device=device),
        "loss_scale_steps": torch.tensor(0, dtype=torch.int32, device=device),
    }


${inSingle}

class Widened(torch.autograd.Function):
    """The same values, with gradients so many times as large: their mean is the sum."""

    @staticmethod
    def forward(context, x, factor):
        context.factor = factor
        return x.view_as(x)

    @staticmethod
    def backward(context, gradient):
        return gradient * context.factor, None


def join_processes(device):
    """Joins the other processes where torchrun has started some; gives this one's device."""
    if "RANK" not in os.environ:
        return device
    if device != "cuda":
        distributed.init_process_group("gloo")
        return device
    device = f"cuda:{os.environ['LOCAL_RANK']}"
    torch.cuda.set_device(device)
    distributed.init_process_group("nccl")
    return device


def parameter_of(model, name):
    """The parameter that holds a weight."""
    owner, _, attribute = WEIGHTS[name][0].rpartition(".")
    return getattr(model.get_submodule(owner), attribute)


def in_order(name, tensor):
    """A tensor of a parameter's shape in kmodel's order of axes."""
    axes = WEIGHTS[name][1]
    if axes is None:
        return tensor
    return tensor.permute([axes.index(axis) for axis in range(len(axes))])


def permutation(count, seed, epoch):
    """The order of samples in an epoch, as kmodel draws it."""
    stream = 0x811C9DC5
    for character in f"shuffle {epoch}":
        stream = (stream ^ ord(character)) * 0x01000193 & 0xFFFFFFFF
    key = mix(np.array([stream ^ int(mix(np.array([seed & 0xFFFFFFFF]))[0])]))[0]
    counter = np.arange(max(count - 1, 0), dtype=np.uint64)
    high = mix((counter * np.uint64(0x9E3779B9) & np.uint64(0xFFFFFFFF)) + key)
    low = mix((counter * np.uint64(0x85EBCA6B) & np.uint64(0xFFFFFFFF)) ^ key)
    drawn = (high * 2.0**21 + (low >> np.uint64(11))) / 2.0**53
    order = list(range(count))
    for index, value in zip(range(count - 1, 0, -1), drawn.tolist()):
        other = int(value * (index + 1))
        order[index], order[other] = order[other], order[index]
    return np.array(order, dtype=np.int64)


def mix(values):
    """A 32-bit mixing function."""
    x = values.astype(np.uint64) & np.uint64(0xFFFFFFFF)
    x = (x ^ x >> np.uint64(16)) * np.uint64(0x7FEB352D) & np.uint64(0xFFFFFFFF)
    x = (x ^ x >> np.uint64(15)) * np.uint64(0x846CA68B) & np.uint64(0xFFFFFFFF)
    return x ^ x >> np.uint64(16)
`;
