import { part, type ProgramPart } from '../../python/part.ts';

/**
 * What predicts from the command line, and writes what `kmodel predict` writes.
 * @param prepares whether something becomes of data before the module takes it
 * @param names whether heads have names of classes
 */
export function predictText(prepares: boolean, names: boolean): ProgramPart {
  return part(
    `def predict(model, arguments, inputs):
    """Writes what the heads give for each sample."""
    model.to(arguments.device).eval()
    pieces, size = {name: [] for name in HEADS}, arguments.batch_size
    with torch.no_grad():
        for first in range(0, len(next(iter(inputs.values()))), size):
            batch = {name: each[first : first + size] for name, each in inputs.items()}
${prepares ? '            batch = prepare(model, batch)\n' : ''}            given = model(*[each.to(arguments.device) for each in batch.values()])
            given = given if isinstance(given, dict) else {HEADS[0]: given}
            for name in HEADS:
                pieces[name].append(given[name].cpu().numpy())
    found = {name: np.concatenate(each) for name, each in pieces.items()}
    output = arguments.output
    if output is None:
        raise SystemExit(
            "\`predict\` needs \`--output FILE\`: .csv, .jsonl or .npz, or - for a table."
        )
    if output.endswith(".npz"):
        np.savez(output, **found)
        return
    columns = {}
    for name, array in found.items():
        columns.update(columns_of_head(name, array, output.endswith(".jsonl")))
    rows = zip(*columns.values())
    with sys.stdout if output == "-" else open(output, "w", newline="") as file:
        if output.endswith(".jsonl"):
            for row in rows:
                file.write(json.dumps(dict(zip(columns, row))) + "\\n")
        else:
            table = csv.writer(file, lineterminator="\\n")
            table.writerow(columns)
            table.writerows(rows)


def columns_of_head(name, array, takes_lists):
    """What stands in a table of a head: words where its classes have names, and numbers."""
${names ? namedCall : ''}    if array.ndim == 1 or array.shape[1:] == (1,):
        return {name: numbers_of(array.ravel())}
    if takes_lists:
        return {name: array.tolist()}
    if array.ndim > 2:
        raise SystemExit(f"A table holds no lists, which {name} gives: write .jsonl or .npz.")
    return {f"{name}_{place}": numbers_of(each) for place, each in enumerate(array.T)}


def numbers_of(array):
    """Numbers with as few digits as tell them apart."""
    is_float = array.dtype.kind == "f"
    return [float(str(each)) if is_float else int(each) for each in array]
`,
    'csv',
    'json',
    'sys',
  );
}

const namedCall = `    if name in CLASSES:
        return named_columns(name, array, takes_lists, **CLASSES[name])
`;

/** Words in the place of numbers: of all classes, of two with one number, or each on its own. */
export const namedColumnsText = part(
  `def named_columns(name, array, takes_lists, words, choice, threshold, in_rows):
    """The class of each sample by its name, and the number of each."""
    width = 1 if choice == "one number" else len(words)
    if array.size != len(array) * width:
        raise SystemExit(f"{name} gives several classes a sample: write .npz.")
    rows = array.reshape(len(array), width)
    high = rows > threshold
    if choice == "one":
        chosen = [words[place] for place in rows.argmax(1)]
    elif choice == "one number":
        chosen = [words[int(each)] for each in high[:, 0]]
    else:
        chosen = [[word for word, each in zip(words, row) if each] for row in high]
        if not takes_lists:
            chosen = [json.dumps(each, separators=(",", ":")) for each in chosen]
    names = words[1:] if width == 1 else words
    numbers = {f"{name}_{word}": numbers_of(each) for word, each in zip(names, rows.T)}
    return {name: chosen, **numbers}
`,
  'json',
);
