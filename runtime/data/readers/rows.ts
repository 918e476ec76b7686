import { DataError } from '../../errors.ts';
import type { LoadedArray } from '../tensor-like.ts';

/** One cell of a table: where it stands, for messages, and what it holds. */
export interface Cell {
  readonly value: unknown;
  /** "line 12, column `age`" */
  readonly place: string;
}

/** A table's columns by name, each with as many cells as there are rows. */
export type Table = ReadonlyMap<string, readonly Cell[]>;

/**
 * A table's columns as arrays by the names that are wanted: a column of that name, whose cells are numbers or
 * JSON lists, or columns `name_0`, `name_1`, … side by side. Other columns stay as they are.
 * @throws DataError that names line and column of a cell that is no number, or a list of another shape
 */
export function tableToArrays(
  table: Table,
  wanted: readonly string[],
  path: string,
): Readonly<Record<string, LoadedArray>> {
  const arrays: Record<string, LoadedArray> = {};
  const used = new Set<string>();
  for (const name of wanted) {
    const columns = table.has(name) ? [name] : numberedColumns(table, name);
    if (columns.length === 0) continue;
    columns.forEach((column) => used.add(column));
    const source = `\`${name}\` in ${path}`;
    arrays[name] =
      columns.length === 1 && columns[0] === name
        ? columnToArray(table.get(name)!, source, path)
        : sideBySide(
            columns.map((column) => columnToArray(table.get(column)!, source, path)),
            source,
          );
  }
  for (const column of table.keys()) {
    if (!used.has(column))
      arrays[column] = {
        shape: [table.get(column)!.length],
        data: new Float64Array(table.get(column)!.length),
        source: path,
      };
  }
  return arrays;
}

function numberedColumns(table: Table, name: string): readonly string[] {
  const columns: string[] = [];
  while (table.has(`${name}_${columns.length}`)) columns.push(`${name}_${columns.length}`);
  return columns;
}

function columnToArray(cells: readonly Cell[], source: string, path: string): LoadedArray {
  const first = cells[0];
  const shape = first ? shapeOf(parsed(first)) : [];
  const width = shape.reduce((product, size) => product * size, 1);
  const data = new Float64Array(cells.length * width);
  let next = 0;
  const fill = (value: unknown, depth: number, place: string): void => {
    if (depth < shape.length) {
      if (!Array.isArray(value) || value.length !== shape[depth]) {
        throw new DataError(
          `${path}, ${place}: a list of [${shape.join(', ')}] is needed, as in the first row.`,
        );
      }
      for (const item of value) fill(item, depth + 1, place);
      return;
    }
    data[next++] = toNumber(value, `${path}, ${place}`);
  };
  for (const cell of cells) fill(parsed(cell), 0, cell.place);
  return { shape: [cells.length, ...shape], data, source };
}

/** Lists in cells of a text table are JSON. */
function parsed({ value, place }: Cell): unknown {
  if (typeof value !== 'string' || !value.trimStart().startsWith('[')) return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new DataError(`${place}: ${JSON.stringify(value)} is no JSON list.`);
  }
}

function shapeOf(value: unknown): readonly number[] {
  const shape: number[] = [];
  for (let level = value; Array.isArray(level); level = level[0]) shape.push(level.length);
  return shape;
}

function toNumber(value: unknown, place: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string' && !isMissing(value)) {
    const word = value.trim();
    const number =
      word === 'true' || word === 'True' ? 1 : word === 'false' || word === 'False' ? 0 : Number(word);
    if (!Number.isNaN(number)) return number;
    throw new DataError(
      `${place}: ${JSON.stringify(shortened(value))} is no number.`,
      'Turn words into numbers before training.',
    );
  }
  throw new DataError(
    `${place}: ${value === null || value === undefined || (typeof value === 'string' && value.trim() === '') ? 'the value is missing' : typeof value === 'string' ? `${JSON.stringify(value)} stands for a missing value` : `${JSON.stringify(value)} is no number`}.`,
    'Fill in or drop rows with missing values.',
  );
}

/** How tables write that there is no value. */
function isMissing(text: string): boolean {
  return /^(|nan|na|n\/a|null|none|\?|-)$/i.test(text.trim());
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function sideBySide(columns: readonly LoadedArray[], source: string): LoadedArray {
  const rows = columns[0]!.shape[0]!;
  const data = new Float64Array(rows * columns.length);
  columns.forEach((column, index) => {
    for (let row = 0; row < rows; row++) data[row * columns.length + index] = Number(column.data[row]);
  });
  return { shape: [rows, columns.length], data, source };
}
