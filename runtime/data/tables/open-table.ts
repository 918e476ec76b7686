import { CsvRows } from '../../../compiler/tables/csv.ts';
import type { RowChunk } from '../../../compiler/tables/row-chunk.ts';
import { parquetEnding } from '../../../compiler/tables/source-forms.ts';
import { TableError } from '../../../compiler/tables/table-error.ts';
import { DataError } from '../../errors.ts';
import type { UnpackLimits } from '../../files.ts';
import { isDuckdb } from '../duckdb/duckdb-source.ts';
import { duckdbTable } from '../duckdb/duckdb-table.ts';
import { isSqlite } from '../sqlite/sqlite-source.ts';
import { sqliteTable } from '../sqlite/sqlite-table.ts';
import { imageFolderTable, isImageFolder } from '../images/image-folder.ts';
import { jsonlTable } from './jsonl-table.ts';
import { textPieces } from './text-pieces.ts';

/** A table whose rows come in pieces, and of which no more than a piece is in memory. */
export interface Table {
  /** What it is called, for messages. */
  readonly path: string;
  /** The folder from which paths in cells count, where that is not the folder of `path`. */
  readonly base?: string;
  /** The folder outside which no image is read, where the text of a model says what stands in cells. */
  readonly root?: string;
  /** What the format calls a column. */
  readonly word: 'column' | 'key';
  /** What it counts rows by, in messages: lines of a text, or rows from 1. */
  readonly rowWord: 'line' | 'row';
  readonly names: readonly string[];
  /** True where an empty string is a string: text tables alone write nothing for what is missing. */
  readonly hasEmptyStrings?: boolean;
  /** All rows, once. */
  readonly chunks: AsyncIterable<RowChunk>;
}

/** Opens the file of a table, as far as its columns are known. */
export type OpenTable = (path: string, limits: UnpackLimits) => Promise<Table>;

/** How a table is opened, by the ending of its name without `.gz`. */
const formats: readonly (readonly [ending: string, open: OpenTable])[] = [
  ['.csv', (path, limits) => csvTable(path, 'csv', limits)],
  ['.tsv', (path, limits) => csvTable(path, 'tsv', limits)],
  ['.jsonl', jsonlTable],
  // What unpacks it is loaded where there is such a file.
  [parquetEnding, async (path) => (await import('./parquet-table.ts')).parquetTable(path)],
];

/** How the file of a table or of SQLite, a folder of images or a query is opened; undefined for all else. */
export function tableFormat(path: string): OpenTable | undefined {
  if (isDuckdb(path)) return duckdbTable;
  if (isSqlite(path)) return sqliteTable;
  const name = path.toLowerCase().replace(/(?<!\.parquet)\.gz$/, '');
  const format = formats.find(([ending]) => name.endsWith(ending))?.[1];
  return format ?? (isImageFolder(path) ? (folder) => Promise.resolve(imageFolderTable(folder)) : undefined);
}

/** @throws DataError where the header is not as it should be */
async function csvTable(path: string, kind: 'csv' | 'tsv', limits: UnpackLimits): Promise<Table> {
  const rows = new CsvRows(path, kind);
  const pieces = textPieces(path, limits);
  let first: RowChunk | undefined;
  while (!rows.names) {
    const { value, done } = await pieces.next();
    first = asDataError(() => (done ? rows.finish() : rows.push(value)));
  }
  async function* chunks(): AsyncGenerator<RowChunk> {
    yield first!;
    for await (const piece of pieces) yield asDataError(() => rows.push(piece));
    yield asDataError(() => rows.finish());
  }
  return { path, word: 'column', rowWord: 'line', names: rows.names, chunks: chunks() };
}

function asDataError<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof TableError) throw new DataError(error.message, error.help);
    throw error;
  }
}
