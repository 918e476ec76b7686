import { join } from 'node:path';
import { isFolder, openFile, type KeptFile } from '../../files.ts';
import { sampleCount } from '../columns.ts';
import type { Specification } from '../declared/sources.ts';
import { arraysIn, namedFile, readSpecification } from '../read-specification.ts';
import type { Found, Search } from '../readers/found.ts';
import { rowValues } from '../readers/kept-values.ts';
import { npzRows } from '../readers/npz.ts';
import { rowsOfArray, rowsOfNpy, type RowSource } from '../readers/row-source.ts';
import { passedOverIn, tableChunks } from '../readers/table.ts';
import { wholePower } from './chunks.ts';
import { withCells } from '../tables/with-cells.ts';
import { joinTables } from '../tables/join-tables.ts';
import { tableFormat, type Table } from '../tables/open-table.ts';

/** Some rows of all that is looked for. */
export type DataChunk = Pick<Found, 'arrays' | 'kept'>;

/** A source of data that is read piece by piece. */
export interface DataChunks {
  readonly chunks: AsyncIterable<DataChunk>;
  /** What else is there, and is not read. */
  readonly passedOver: readonly string[];
}

/** So many bytes of arrays are read together. */
const chunkBytes = 2 ** 22;

/**
 * What one `--data` gives, piece by piece: tables row by row, arrays that stand in a file as they are at their places.
 * What is packed as a whole is unpacked as a whole.
 * @throws DataError as `readSpecification`, and while it is read
 */
export async function openChunks(specification: Specification, search: Search): Promise<DataChunks> {
  const pair = typeof specification === 'string' ? namedFile(specification) : undefined;
  const path = pair?.path ?? specification;
  const own = pair ? { ...search, wanted: [pair.name], single: true } : search;
  const table = await openTable(path, own);
  if (table) {
    const passedOver = pair ? [] : passedOverIn(table, own);
    return { chunks: tableChunks(table, own), passedOver };
  }
  const found = typeof path === 'string' ? openArrays(path, own) : undefined;
  if (found) return { chunks: arrayChunks(found, own), passedOver: pair ? [] : found.passedOver };
  const { arrays, kept, passedOver } = await readSpecification(specification, search);
  const rows = new Map([...arrays].map(([name, array]) => [name, rowsOfArray(array)]));
  const chunks =
    rows.size > 0 ? arrayChunks({ rows, files: [] }, { wanted: [], keep: [] }, kept) : one({ arrays, kept });
  return { chunks, passedOver };
}

async function openTable(path: Specification, search: Search): Promise<Table | undefined> {
  if (typeof path !== 'string') return withCells(await joinTables(path, search), search);
  const open = tableFormat(path);
  return open && withCells(await open(path, search), search);
}

interface OpenArrays {
  readonly rows: ReadonlyMap<string, RowSource>;
  /** Open while they are read. */
  readonly files: readonly KeptFile[];
}

/** Arrays that stand in files as they are; undefined for files of another kind. */
function openArrays(
  path: string,
  search: Search,
): (OpenArrays & { readonly passedOver: readonly string[] }) | undefined {
  if (isFolder(path)) {
    const names = arraysIn(path);
    const chosen = names.filter(
      (name) => search.wanted.length === 0 || search.wanted.includes(name) || search.keep.includes(name),
    );
    if (chosen.length === 0) return undefined;
    const opened = chosen.map((name) => [name, openNpy(join(path, `${name}.npy`))] as const);
    return {
      rows: new Map(opened.map(([name, { rows }]) => [name, rows])),
      files: opened.map(([, { file }]) => file),
      passedOver: names.filter((name) => !chosen.includes(name)),
    };
  }
  const name = path.toLowerCase();
  if (name.endsWith('.npz')) {
    const file = openFile(path);
    return { ...npzRows(file, path, search), files: [file] };
  }
  if (!name.endsWith('.npy') || !search.single) return undefined;
  const { file, rows } = openNpy(path);
  return { rows: new Map([[search.wanted[0]!, rows]]), files: [file], passedOver: [] };
}

function openNpy(path: string): { readonly file: KeptFile; readonly rows: RowSource } {
  const file = openFile(path);
  return { file, rows: rowsOfNpy(file, 0, file.size, path) };
}

/**
 * @param search tells what is an array, and what is kept beside
 * @param kept what was read already, with as many rows
 */
async function* arrayChunks(
  { rows, files }: OpenArrays,
  { wanted, keep }: Pick<Search, 'wanted' | 'keep'>,
  kept: Found['kept'] = new Map(),
): AsyncGenerator<DataChunk> {
  const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
  try {
    const count = sampleCount([...rows].map(([name, { shape }]) => ({ name, tensor: { shape } })));
    const bytes = [...rows.values()].reduce((sum, { rowBytes }) => sum + rowBytes, 0);
    const most = wholePower(chunkBytes / Math.max(1, bytes));
    for (let start = 0; start === 0 || start < count; start += most) {
      const end = Math.min(start + most, count);
      const read = [...rows].map(([name, source]) => [name, source.read(start, end)] as const);
      const values = read.filter(([name]) => keep.includes(name));
      yield {
        arrays: new Map(read.filter(([name]) => isWanted(name))),
        kept: new Map([
          ...[...kept].map(([name, list]) => [name, list.slice(start, end)] as const),
          ...values.map(([name, array]) => [name, rowValues(name, array)] as const),
        ]),
      };
    }
    for (const file of files) file.requireUnchanged();
  } finally {
    for (const file of files) file.close();
  }
}

async function* one<T>(item: T): AsyncGenerator<T> {
  yield await Promise.resolve(item);
}
