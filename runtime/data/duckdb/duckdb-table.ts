import type { RowChunk } from '../../../compiler/tables/row-chunk.ts';
import { DataError, KmodelError } from '../../errors.ts';
import type { Table } from '../tables/open-table.ts';
import { plainCell } from '../tables/plain-cell.ts';
import { duckdbSource, shownSource } from './duckdb-source.ts';

/** What of DuckDB is used. */
interface Duckdb {
  readonly DuckDBInstance: { create(path: string): Promise<Instance> };
}
interface Instance {
  connect(): Promise<Connection>;
  closeSync(): void;
}
interface Connection {
  run(sql: string): Promise<unknown>;
  stream(sql: string): Promise<Result>;
  closeSync(): void;
}
interface Result {
  columnNames(): readonly string[];
  yieldRowsJs(): AsyncIterable<readonly (readonly unknown[])[]>;
}

/**
 * The rows of a query of DuckDB as a table, some at a time.
 * @throws KmodelError where DuckDB is not installed, DataError for a query that it refuses
 */
export async function duckdbTable(source: string): Promise<Table> {
  const { folder, query } = duckdbSource(source);
  const path = shownSource(source);
  if (query === '')
    throw new DataError('The source `duckdb:` has no query.', 'Write `duckdb: select … from …`.');
  const { DuckDBInstance } = await loadDuckdb();
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    if (folder !== undefined)
      await connection.run(`set file_search_path = '${folder.replaceAll("'", "''")}'`);
    const result = await asked(path, () => connection.stream(query));
    const names = result.columnNames();
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined)
      throw new DataError(
        `${path} has two columns \`${twice}\`.`,
        'Name one of them otherwise: `… as other`.',
      );
    return {
      path,
      base: folder ?? '.',
      word: 'column',
      rowWord: 'row',
      hasEmptyStrings: true,
      names,
      chunks: rowsOf(path, result, close),
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function* rowsOf(path: string, result: Result, close: () => void): AsyncGenerator<RowChunk> {
  try {
    const rows = result.yieldRowsJs()[Symbol.asyncIterator]();
    for (let first = 1; ;) {
      const { value, done } = await asked(path, () => rows.next());
      if (done) return;
      yield {
        rows: value.map((cells) => cells.map(plainCell)),
        lines: value.map((_, index) => first + index),
      };
      first += value.length;
    }
  } finally {
    close();
  }
}

/** @throws DataError with the reason that DuckDB gives */
async function asked<T>(path: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof KmodelError) throw error;
    throw duckdbProblem(path, error instanceof Error ? error.message : String(error));
  }
}

/** What DuckDB says of a query, as a sentence. It fetches some of its parts when they are first needed. */
export function duckdbProblem(path: string, message: string): DataError {
  const extension = /install the required extension '(\w+)'/.exec(message)?.[1];
  if (extension === undefined) {
    const reason = message.split('\n')[0]!.replace(/\.$/, '');
    return new DataError(`DuckDB cannot answer \`${path}\`: ${reason}.`);
  }
  return new DataError(
    `DuckDB cannot answer \`${path}\`: it lacks its extension \`${extension}\`, and could not fetch it from its server.`,
    extension === 'sqlite_scanner'
      ? 'Node 22.13 and later reads files of SQLite without it: `shop.db#orders`.'
      : `Try again where the network is, or install the extension in DuckDB first: \`INSTALL ${extension}\`.`,
  );
}

/** @throws KmodelError where it is not installed */
async function loadDuckdb(): Promise<Duckdb> {
  // A name that is not written out keeps bundlers and the compiler from asking for the package.
  const name = '@duckdb/node-api';
  try {
    return (await import(name)) as Duckdb;
  } catch {
    throw new KmodelError(
      'Queries are answered by the package `@duckdb/node-api`, which is not installed here.',
      'Install it beside kmodel: `npm install @duckdb/node-api`.',
    );
  }
}
