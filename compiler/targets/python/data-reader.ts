import { returnByLoop } from './layout.ts';

/** Reads a file of one array. */
export const arrayReader = `def read_array(path):
    """An array from a .npy or IDX file, packed or not."""
    if path.suffix == ".npy":
        return np.load(path)
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    dtypes = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
    rank = data[3]
    shape = np.frombuffer(data, ">i4", rank, 4)
    return np.frombuffer(data, dtypes[data[2]], offset=4 + 4 * rank).reshape(shape)
`;

/**
 * Reads what all sources hold of some names.
 * @param dtype what numpy makes of the dtype that is asked for
 */
export function readData(dtype: string): string {
  return `def read_data(sources, names):
    """Arrays by name from .npz, .npy folders, .csv, .tsv, .jsonl, or name=FILE pairs."""
    arrays = {}
    for source in sources:
        name, equals, path = source.partition("=")
        if equals and name in names:
            arrays[name] = read_array(pathlib.Path(path))
            continue
        path = pathlib.Path(source)
        if path.is_dir():
            found = {file.stem: np.load(file) for file in path.glob("*.npy")}
        elif path.suffix == ".npz":
            found = dict(np.load(path))
        else:
            found = read_table(path, names)
        arrays.update({name: found[name] for name in names if name in found})
    missing = [name for name in names if name not in arrays]
    if missing:
        raise SystemExit(f"The data has no {', '.join(missing)}.")
${returnByLoop(`name: arrays[name].astype(${dtype})`, 'for name, dtype in names.items()')}`;
}

/**
 * What generated training scripts read data with: the files that `kmodel train` reads, by the names of inputs and
 * heads.
 */
export const dataReader = `${readData('dtype')}


${arrayReader.trimEnd()}


def read_table(path, names):
    """Columns of a table: \`name\`, or \`name_0\`, \`name_1\`, ... for several numbers."""
    with path.open(newline="", encoding="utf-8") as file:
        if path.suffix == ".jsonl":
            rows = [json.loads(line) for line in file if line.strip()]
        else:
            separator = "\\t" if path.suffix == ".tsv" else ","
            rows = list(csv.DictReader(file, delimiter=separator))
    found = {}
    for name in names:
        if rows and name in rows[0]:
            cells = [row[name] for row in rows]
            values = [
                json.loads(cell) if isinstance(cell, str) else cell for cell in cells
            ]
            found[name] = np.array(values)
        elif rows and f"{name}_0" in rows[0]:
            count = sum(1 for key in rows[0] if key.startswith(f"{name}_"))
            columns = [f"{name}_{index}" for index in range(count)]
            found[name] = np.array(
                [[float(row[key]) for key in columns] for row in rows]
            )
    return found
`;
