import { part } from '../../python/part.ts';

/** What becomes of data before a generated module takes it. */
export const preparationText = part(
  `def learned_of(model):
    """What the text says and what the model has learned from data, by layer and name."""
    learned = getattr(model, "learned", None)
    if learned is None and LEARNS:
        raise SystemExit(
            f"The model has not learned {', '.join(LEARNS)} from data: train it, or load weights."
        )
    return {**KNOWN, **(learned or {})}


def prepare(model, data):
    """What the model takes, made of arrays by name: gaps are filled, words become numbers."""
    learned = learned_of(model)
    values = {name: filled(name, array, learned) for name, array in data.items()}
    for name, (takes, work) in BEFORE.items():
        values[name] = work(learned, *[values[each] for each in takes])
    return {
        name: torch.from_numpy(values[name].astype(dtype))
        for name, dtype in INPUTS.items()
    }


def gaps_of(array):
    """Where entries are missing."""
    return np.equal(array, None) if array.dtype == object else np.isnan(array)


def filled(name, array, learned):
    """Entries with what stands for those that are missing, one value for each place of a sample."""
    gaps = gaps_of(array)
    if name not in MISSING or not gaps.any():
        return array
    rule = MISSING[name]
    values = rule if isinstance(rule, list) else learned[f"{name}/missing"]
    stand_ins = np.resize(np.array(values, array.dtype), array.shape)
    return np.where(gaps, stand_ins, array)


def targets_of(data):
    """Targets as the losses take them: words are numbers of classes, or rows with a one for each."""
    targets = {}
    for name, dtype in TARGETS.items():
        array = data[name]
        if name in CLASSES:
            known = {word: place for place, word in enumerate(CLASSES[name]["words"])}
            flat = [class_of(name, entry, known) for entry in array.ravel()]
            array = np.array(flat, np.float64).reshape(array.shape)
            # The last axis is that of one class, or of numbers for all.
            if CLASSES[name]["in_rows"] and array.shape[-1] != len(known):
                array = array == np.arange(len(known))
        targets[name] = torch.from_numpy(array.astype(dtype))
    return targets


def class_of(name, entry, known):
    if entry in known:
        return known[entry]
    try:
        return float(entry)
    except (TypeError, ValueError):
        raise SystemExit(
            f"\`{name}\` holds {entry!r}, which is none of {', '.join(known)}."
        ) from None


def take_learned(model, path):
    """Takes what a model has learned from a file of weights of this module, or of kmodel."""
    header, _ = read_header(path)
    kept = json.loads(header.get("__metadata__", {}).get("learned", "null"))
    if kept is None:
        tensors = read_tensors(path)
        names = [name for name in (*LEARNS, *KNOWN) if name in tensors]
        kept = {name: listed(tensors[name]) for name in names}
    for name, words in KNOWN.items():
        if kept.get(name, words) != words:
            raise SystemExit(f"{name} is another in {path} than in the model.")
    missing = [name for name in LEARNS if name not in kept]
    if missing:
        raise SystemExit(f"{path} does not hold {', '.join(missing)}.")
    model.learned = {name: kept[name] for name in LEARNS}


def listed(tensor):
    """The words or numbers of a tensor; words are a list of JSON."""
    is_text = tensor.dtype == torch.uint8
    return json.loads(bytes(tensor.tolist())) if is_text else tensor.tolist()
`,
  'json',
);

/** How a model learns from data before it trains, as kmodel does: in order, each from what those before it give. */
export const learningText = part(
  `def learn(model, data, device, size):
    """Learns what comes before training: what stands for gaps, vocabularies, means, bins."""
    model.learned = {}
    for name, rule in MISSING.items():
        if not isinstance(rule, list):
            model.learned[f"{name}/missing"] = stand_ins_of(name, data[name], *rule)
    learned = learned_of(model)
    values = {name: filled(name, array, learned) for name, array in data.items()}

    def value_of(name):
        if name in values:
            return values[name]
        takes, work = BEFORE[name]
        return work(learned_of(model), *map(value_of, takes))

    for work in dict.fromkeys(work for _, work in BEFORE.values()):
        names = [name for takes, each in BEFORE.values() if each is work for name in takes]
        if any(name.startswith(f"{getattr(work, 'name', None)}/") for name in LEARNS):
            model.learned.update(work.learn([value_of(name) for name in names]))
    for layer, fit in FITTED.items():
        found = fit(inputs_of(model, layer, data, device, size))
        with torch.no_grad():
            for name, value in found.items():
                weight_of(model, f"{layer}/{name}").copy_(torch.from_numpy(value))


def stand_ins_of(name, array, kind, places):
    """What stands for missing entries, for each place of a sample."""
    values = []
    for entries in array.reshape(-1, places).T:
        there = entries[~gaps_of(entries)]
        if len(there) == 0:
            raise SystemExit(f"{name} has no entry to learn from.")
        if kind == "most_frequent":
            found, counts = np.unique(there, return_counts=True)
            values.append(found[counts.argmax()])
        else:
            # The median of float32 numbers is one, too.
            is_median = kind == "median"
            there = there.astype(np.float32) if is_median else there
            middle = np.median if is_median else np.mean
            values.append(middle(there.astype(np.float64)))
    is_text = array.dtype == object
    return values if is_text else [float(np.float32(value)) for value in values]


def inputs_of(model, layer, data, device, size):
    """What a layer of the module takes, for all samples."""
    owner = next(
        path.rpartition(".")[0]
        for name, (path, _) in WEIGHTS.items()
        if name.startswith(f"{layer}/")
    )
    seen = []
    hook = model.get_submodule(owner).register_forward_pre_hook(
        lambda _, inputs: seen.append(inputs[0].detach().cpu().numpy())
    )
    model.eval()
    with torch.no_grad():
        for first in range(0, len(next(iter(data.values()))), size):
            batch = {name: each[first : first + size] for name, each in data.items()}
            model(*[each.to(device) for each in prepare(model, batch).values()])
    hook.remove()
    return seen


def moments_of(axes):
    """Mean and variance of each place along some axes, over all others."""

    def fit(arrays):
        front = range(len(axes))
        moved = [np.moveaxis(array.astype(np.float64), axes, front) for array in arrays]
        sizes = moved[0].shape[: len(axes)]
        values = np.concatenate(
            [each.reshape(math.prod(sizes), -1) for each in moved], 1
        )
        mean, variance = values.mean(1).reshape(sizes), values.var(1).reshape(sizes)
        return {
            "mean": mean.astype(np.float32),
            "variance": variance.astype(np.float32),
        }

    return fit
`,
  'math',
);

/** Keras's way to bins of about equal counts. */
export const binsText = part(
  `def boundaries_of(bins, epsilon):
    """Where bins of about equal counts end."""

    def fit(arrays):
        values = np.concatenate([array.ravel() for array in arrays])
        return {"bin_boundaries": bins_of(values, bins, epsilon)}

    return fit


def bins_of(values, bins, epsilon):
    values = np.sort(values.astype(np.float32))
    step = max(len(values) * epsilon, 1)
    ends = values[int(len(values) * epsilon) :: int(step)].astype(np.float64)
    ends, weights = compressed(ends, np.full(len(ends), step), epsilon)
    ends, _ = compressed(ends, weights, 1 / bins)
    found = list(ends[:-1])
    last = found[-1] if found else ends[0] if len(ends) else 0
    found += [last] * (bins - 1 - len(found))
    return np.array(found[: bins - 1], np.float32)


def compressed(ends, weights, epsilon):
    """Fewer boundaries, by interpolation."""
    if len(ends) * epsilon < 1:
        return ends, weights
    sums = np.cumsum(weights)
    shares = sums / sums[-1]
    places = epsilon + np.arange(math.ceil(1 / epsilon)) * epsilon
    below = np.interp(places, shares, sums)
    ends = np.interp(places, shares, ends).astype(np.float32).astype(np.float64)
    weights = np.diff(below, prepend=0).astype(np.float32).astype(np.float64)
    return ends, weights
`,
  'math',
);
