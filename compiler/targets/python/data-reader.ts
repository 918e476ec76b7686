import { refuseOtherData } from './unread-data.ts';
import { part } from './part.ts';
import { returnByLoop } from './layout.ts';

/** Reads a file of one array. */
export const arrayReader = part(
  `def read_array(path):
    """An array from a .npy or IDX file, packed or not."""
    if not path.exists():
        raise SystemExit(f"There is no file {path}.")
    if path.suffix == ".npy":
        return np.load(path)
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    dtypes = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
    rank = data[3]
    shape = np.frombuffer(data, ">i4", rank, 4)
    return np.frombuffer(data, dtypes[data[2]], offset=4 + 4 * rank).reshape(shape)
`,
  'gzip',
);

/**
 * Reads what all sources hold of some names.
 * @param dtype what numpy makes of the dtype that is asked for
 * @param help what else to do with data that the program does not read
 */
export function readData(dtype: string, help: string): string {
  return `def read_data(sources, names):
    """Arrays by name from .npz, .npy folders, .csv, .tsv, .jsonl, or name=FILE pairs."""
    arrays = {}
    for source in sources:
        name, equals, path = source.partition("=")
        if equals and not pathlib.Path(source).exists():
            # Of a file for a target, what reads inputs takes nothing.
            if name in names:
                arrays[name] = read_array(pathlib.Path(path))
            continue
        path = pathlib.Path(source)
${refuseOtherData(help)}
        if not path.exists():
            raise SystemExit(f"There is no {source}.")
        if path.is_dir():
            found = {file.stem: np.load(file) for file in path.glob("*.npy")}
            if not found:
                raise SystemExit(f"{source} has no .npy files: {advice}.")
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
export const dataReader = part(
  `${readData('dtype', 'write it as .csv or .npz')}


${arrayReader.text}


def read_table(path, names):
    """Columns of a table: \`name\`, or \`name_0\`, \`name_1\`, ... for several numbers."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", newline="", encoding="utf-8-sig") as file:
        if ".jsonl" in path.suffixes[-2:]:
            rows = [json.loads(line) for line in file if line.strip()]
        else:
            plain = re.sub('"[^"]*"?', "", file.readline())
            is_tsv = ".tsv" in path.suffixes[-2:]
            separator = "\\t" if is_tsv else max(",\\t;|", key=plain.count)
            file.seek(0)
            rows = list(csv.DictReader(file, delimiter=separator))
    found = {}
    for name in names:
        if rows and name in rows[0]:
            found[name] = np.array([value_of(row[name], path, name) for row in rows])
        elif rows and f"{name}_0" in rows[0]:
            count = sum(1 for key in rows[0] if key.startswith(f"{name}_"))
            columns = [f"{name}_{index}" for index in range(count)]
            found[name] = np.array(
                [[float(row[key]) for key in columns] for row in rows]
            )
    return found


def value_of(cell, path, name):
    """What a cell holds: a number, or a list of numbers as JSON."""
    try:
        return json.loads(cell) if isinstance(cell, str) else cell
    except ValueError:
        raise SystemExit(
            f"{path}, column {name}: {json.dumps(cell)} is no number. "
            "Write words and images as numbers, in .csv or .npz."
        ) from None
`,
  'csv',
  'gzip',
  'json',
  'pathlib',
  're',
);
