import { wholePower } from '../stored/chunks.ts';
import { columnsFor } from '../../../compiler/tables/columns.ts';
import { Pixels } from '../images/pixels.ts';
import { detached } from '../../../compiler/tables/cells.ts';
import { ownValue } from '../../../compiler/names/own-value.ts';
import type { Table } from '../tables/open-table.ts';
import { ColumnImages } from './column-images.ts';
import { ColumnNumbers, ColumnWords } from './columns.ts';
import type { Found, Search } from './found.ts';

/**
 * What is looked for in the rows of a table, of which no more stays in memory.
 * @throws DataError that names line and column of a cell that does not fit
 */
export async function readTable(table: Table, search: Search): Promise<Found> {
  const reader = new TableReader(table, search);
  for await (const { rows, lines } of table.chunks)
    for (let row = 0; row < rows.length; row++) reader.add(rows[row]!, lines[row]!);
  return reader.finish();
}

/** So many rows, and so many cells, are handed over together. */
const mostRows = 2 ** 14;
const mostCells = 2 ** 20;

/**
 * What is looked for in the rows of a table, some rows after the other.
 * @throws DataError that names line and column of a cell that does not fit
 */
export async function* tableChunks(
  table: Table,
  search: Search,
): AsyncGenerator<Pick<Found, 'arrays' | 'kept'>> {
  const reader = new TableReader(table, search);
  const pixels = [...(search.forms?.values() ?? [])].reduce(
    (sum, { image }) => sum + (image ? image.height * image.width * image.channels : 0),
    0,
  );
  const most = wholePower(Math.min(mostRows, mostCells / (table.names.length + pixels + 1)));
  let count = 0;
  for await (const { rows, lines } of table.chunks)
    for (let row = 0; row < rows.length; row++) {
      reader.add(rows[row]!, lines[row]!);
      if (++count % most === 0) yield reader.finish();
    }
  if (count === 0 || count % most !== 0) yield reader.finish();
}

/** The names of the columns that nothing takes which is looked for. */
export function passedOverIn(table: Table, search: Search): readonly string[] {
  return new TableReader(table, search).passedOver;
}

/** Gathers what is looked for from the rows of a table, as they come. */
class TableReader {
  private readonly path: string;
  private readonly arrays = new Map<string, ColumnImages | ColumnNumbers | ColumnWords>();
  private readonly kept = new Map<string, { readonly column: number; values: unknown[] }>();
  readonly passedOver: readonly string[];

  constructor({ names, path, word, rowWord, hasEmptyStrings = false }: Table, search: Search) {
    this.path = path;
    const positions = new Map(names.map((name, column) => [name, column]));
    const used = new Set<number>();
    const placeOf = (line: number, column: number) =>
      `${path}, ${rowWord} ${line}, ${word} \`${names[column]}\``;
    const take = (name: string, columns: readonly number[]): void => {
      if (columns.length === 0) return;
      for (const column of columns) used.add(column);
      const form = search.forms?.get(name) ?? {};
      const { words, gaps = false, decimal = '.', image, problem, target } = form;
      const column =
        image && columns.length === 1
          ? new ColumnImages(columns[0]!, placeOf, { gaps, decimal }, search.room)
          : words
            ? new ColumnWords(
                columns,
                placeOf,
                { words, gaps, emptyIsMissing: !hasEmptyStrings, problem },
                search.room,
              )
            : new ColumnNumbers(columns, placeOf, { gaps, decimal, problem, target }, search.room);
      this.arrays.set(name, column);
    };
    const has = (column: string) => positions.has(column);
    for (const name of search.wanted.length > 0 ? search.wanted : names) {
      const columns = columnsFor(name, ownValue(search.columns ?? {}, name), has);
      take(
        name,
        columns.map((column) => positions.get(column)!),
      );
    }
    if (search.single && this.arrays.size === 0 && names.length === 1) take(search.wanted[0]!, [0]);
    for (const name of search.keep) {
      const column = positions.get(name);
      if (column === undefined) continue;
      used.add(column);
      this.kept.set(name, { column, values: [] });
    }
    this.passedOver = names.filter((_, column) => !used.has(column));
  }

  /** @throws DataError that names line and column of a cell that does not fit */
  add(cells: readonly unknown[], line: number): void {
    for (const array of this.arrays.values()) array.add(cells, line);
    for (const { column, values } of this.kept.values()) values.push(withoutTable(cells[column]));
  }

  /** The rows since the last time. */
  finish(): Found {
    const source = (name: string) => `\`${name}\` in ${this.path}`;
    const kept = new Map([...this.kept].map(([name, { values }]) => [name, values]));
    for (const column of this.kept.values()) column.values = [];
    return {
      arrays: new Map([...this.arrays].map(([name, array]) => [name, array.finish(source(name))])),
      kept,
      passedOver: this.passedOver,
    };
  }
}

/** A text is cut out of a piece of the table, which it would keep in memory. */
function withoutTable(value: unknown): unknown {
  if (value instanceof Pixels) return value.cell;
  return typeof value === 'string' ? detached(value) : value;
}
