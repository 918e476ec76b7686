import type { ModelGraph } from '../../graph/model-graph.ts';
import { missingWords } from '../../tables/cells.ts';
import { arrayReader, dataReader, readData } from './data-reader.ts';
import { dictionary, flat, list, stringText, tuple, type PythonExpression } from './expressions.ts';
import { layout } from './layout.ts';
import { part, type ProgramPart } from './part.ts';
import { isImagePath } from './unread-data.ts';

/** Whether data of a model is more than arrays of numbers by the names of its inputs and heads. */
export function readsTables({ inputs, heads, tensors, data }: ModelGraph): boolean {
  return (
    inputs.some(({ tensor, missing }) => missing !== undefined || tensors[tensor]!.dtype === 'string') ||
    heads.some(({ classes }) => classes !== undefined) ||
    (data !== undefined &&
      (Object.keys(data.columns).length > 0 ||
        data.decimal !== '.' ||
        data.days.length + data.dateParts.length > 0))
  );
}

/** What generated scripts read the data of a model with. */
export function readerOf(graph: ModelGraph): {
  readonly constants: readonly string[];
  readonly blocks: readonly ProgramPart[];
} {
  if (!readsTables(graph)) return { constants: [], blocks: [dataReader] };
  return { constants: tableConstant(graph), blocks: [tableReader, arrayReader] };
}

function tableConstant({ inputs, data }: ModelGraph): readonly string[] {
  const strings = (names: readonly string[]): PythonExpression => list(names.map(stringText));
  const columns = Object.entries(data?.columns ?? {}).map(([name, names]) => [name, strings(names)] as const);
  const gaps = inputs.filter(({ missing }) => missing !== undefined).map(({ name }) => name);
  return [
    '# How tables are read: columns of other names, dates, and where cells may be empty.',
    ...layout(
      'TABLE = ',
      dictionary([
        ['columns', dictionary(columns)],
        ['decimal', stringText(data?.decimal ?? '.')],
        ['days', strings(data?.days ?? [])],
        ['date_parts', strings(data?.dateParts ?? [])],
        ['gaps', strings(gaps)],
      ]),
    ),
  ];
}

const dataHelp = '`kmodel train --engine torch` trains on it, too';

const imageHelp = '`kmodel train --engine torch` reads images by their paths.';

/**
 * Reads tables with words, gaps and dates as `kmodel train` does: words are arrays of objects, and NaN stands for
 * numbers that are missing, None for words.
 */
const tableReader = part(
  `${readData('object if dtype == "str" else dtype', dataHelp)}


def read_table(path, names):
    """Columns of a table by the names of inputs and heads, or by those that stand for them."""
    header, rows = rows_of(path)
    found = {}
    for name, dtype in names.items():
        columns = columns_of(name, header)
        entries = []
        for line, row in rows:
            cells = [
                cell_of(
                    row.get(column),
                    column,
                    (name, dtype),
                    f"{path}, line {line}, column \`{column}\`",
                )
                for column in columns
            ]
            if len(cells) > 1:
                parts = [cell if isinstance(cell, list) else [cell] for cell in cells]
                cells = [[entry for part in parts for entry in part]]
            entries.extend(cells)
        if columns:
            found[name] = np.array(entries, object if dtype == "str" else "float64")
    return found


def rows_of(path):
    """The names of a table's columns, and each row with the line where it begins."""
    data, names = path.read_bytes(), path.suffixes
    if path.suffix == ".gz":
        data, names = gzip.decompress(data), path.suffixes[:-1]
    text, ending = data.decode("utf-8-sig"), names[-1] if names else ""
    if ending == ".jsonl":
        lines = enumerate(text.split("\\n"), 1)
        rows = [(line, json.loads(each)) for line, each in lines if each.strip()]
        return list(rows[0][1]) if rows else [], rows
    plain = re.sub('"[^"]*"?', "", text.partition("\\n")[0])
    separator = "\\t" if ending == ".tsv" else max(",\\t;|", key=plain.count)
    quoting = csv.QUOTE_NONE if ending == ".tsv" else csv.QUOTE_MINIMAL
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, quoting=quoting
    )
    header = next(reader, [])
    rows, line = [], reader.line_num + 1
    for cells in reader:
        if cells:
            rows.append((line, dict(zip(header, cells))))
        line = reader.line_num + 1
    return header, rows


def columns_of(name, header):
    """The columns that are said for a name, or its own, or \`name_0\`, \`name_1\`, ..."""
    declared = TABLE["columns"].get(name, [])
    if declared and all(column in header for column in declared):
        return declared
    if name in header:
        return [name]
    columns, number = [], 0 if f"{name}_0" in header else 1
    while f"{name}_{number}" in header:
        columns.append(f"{name}_{number}")
        number += 1
    return columns


def cell_of(cell, column, wanted, place):
    """A cell as a number, a word, or a list of these."""
    name, dtype = wanted
    if column in TABLE["days"] or column in TABLE["date_parts"]:
        cell = date_of(cell, column in TABLE["date_parts"], place)
    elif dtype != "str" and isinstance(cell, str) and cell.lstrip().startswith("["):
        cell = json.loads(cell)
    if isinstance(cell, list):
        return [cell_of(each, None, wanted, place) for each in cell]
    value = (word_of if dtype == "str" else number_of)(cell, place)
    is_missing = value is None or value != value
    if is_missing and name not in TABLE["gaps"]:
        raise SystemExit(f"{place}: the value is missing.")
    return value


def word_of(cell, place):
    """A word; numbers and truths are those of classes."""
    if isinstance(cell, (bool, int, float)):
        return str(int(cell) if isinstance(cell, bool) else cell)
    if cell is not None and not isinstance(cell, str):
        raise SystemExit(f"{place}: {json.dumps(cell)} is no string.")
    return None if cell == "" and ".jsonl" not in place else cell


def number_of(cell, place):
    """A number; NaN where there is none."""
    if not isinstance(cell, str):
        return float("nan") if cell is None else float(cell)
    text = cell.strip().lower()
    if text in ("true", "false"):
        return float(text == "true")
    if text in ${flat(tuple(['', ...missingWords].map(stringText)))}:
        return float("nan")
    try:
        return float(text.replace(",", ".") if TABLE["decimal"] == "," else text)
    except ValueError:
        help = "${imageHelp}"
        more = f" {help}" if ${isImagePath('text')} else ""
        raise SystemExit(f"{place}: {json.dumps(cell)} is no number.{more}") from None


def date_of(cell, in_parts, place):
    """Days since 1970, or year, month, day and weekday, Monday being 0."""
    text = "" if cell is None else str(cell).strip()
    if not text:
        return [None] * 4 if in_parts else None
    clock = r"(?:[T ](\\d{1,2}):(\\d{2})(?::(\\d{2}(?:\\.\\d+)?))?([Zz]|[+-]\\d{2}:?\\d{2})?)?"
    match = re.fullmatch(r"(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})" + clock, text)
    try:
        *date, hours, minutes, seconds, zone = match.groups()
        day = datetime.date(*map(int, date)).toordinal() - 719163
    except (AttributeError, ValueError):
        raise SystemExit(f"{place}: {json.dumps(text)} is no date.") from None
    shift = zone.replace(":", "") if zone and zone not in "Zz" else "+0000"
    offset = (int(shift[1:3]) * 60 + int(shift[3:])) * (-1 if shift[0] == "-" else 1)
    time = (int(hours or 0) * 60 + int(minutes or 0) - offset) * 60 + float(seconds or 0)
    days = day + time / 86400
    if not in_parts:
        return days
    date = datetime.date.fromordinal(math.floor(days) + 719163)
    return [date.year, date.month, date.day, date.weekday()]
`,
  'csv',
  'datetime',
  'gzip',
  'io',
  'json',
  'math',
  'pathlib',
  're',
);
