import type { RowChunk } from '../../../compiler/tables/row-chunk.ts';
import { DataError, KmodelError } from '../../errors.ts';
import type { Table } from '../tables/open-table.ts';
import { plainCell } from '../tables/plain-cell.ts';
import { duckdbSource, shownSource } from './duckdb-source.ts';
import { insideWorkspace, outsideProblem, type QueryPlace } from './inside-workspace.ts';
import { loadDuckdb, sqlText, type Connection, type Result } from './node-duckdb.ts';
import { oneSelect } from './one-select.ts';

/**
 * The rows of a query of DuckDB as a table, some at a time.
 * @throws KmodelError where DuckDB is not installed, DataError for a query that it refuses
 */
export async function duckdbTable(source: string): Promise<Table> {
  const { place, query } = duckdbSource(source);
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
    const ask = askerOf(path, place);
    const result = await ask(async () => {
      const tree = await oneSelect(connection, path, query);
      const text = place ? insideWorkspace(path, query, tree, place) : query;
      // What is asked is held to the same, whatever was written into it.
      if (place && text !== query)
        insideWorkspace(path, text, await oneSelect(connection, path, text), place);
      await closeOff(connection, place);
      return connection.stream(text);
    });
    const names = result.columnNames();
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined)
      throw new DataError(
        `${path} has two columns \`${twice}\`.`,
        'Name one of them otherwise: `… as other`.',
      );
    return {
      path,
      base: place?.folder ?? '.',
      ...(place && { root: place.root }),
      word: 'column',
      rowWord: 'row',
      hasEmptyStrings: true,
      names,
      chunks: rowsOf(ask, result, close),
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Nothing is fetched to answer a query; one of a model reads only what lies in its workspace. */
async function closeOff(connection: Connection, place: QueryPlace | undefined): Promise<void> {
  await connection.run('set autoinstall_known_extensions = false');
  await connection.run('set allow_community_extensions = false');
  if (place) {
    await connection.run('set autoload_known_extensions = false');
    await connection.run(`set allowed_directories = [${sqlText(`${place.root.replace(/\/$/, '')}/`)}]`);
    await connection.run('set enable_external_access = false');
  }
  await connection.run('set lock_configuration = true');
}

async function* rowsOf(ask: Asker, result: Result, close: () => void): AsyncGenerator<RowChunk> {
  try {
    const rows = result.yieldRowsJs()[Symbol.asyncIterator]();
    for (let first = 1; ;) {
      const { value, done } = await ask(() => rows.next());
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

/** The file that DuckDB may not read, or the address of one. */
const refusedFile =
  /^(?:Permission Error: Cannot access \w+ "(.*)" - file system|Missing Extension Error: File (.*) requires the extension)/su;

type Asker = <T>(ask: () => Promise<T>) => Promise<T>;

/** Asks DuckDB; what it refuses is a DataError with the reason that it gives. */
function askerOf(path: string, place: QueryPlace | undefined): Asker {
  return async (ask) => {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof KmodelError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      const [, file, address] = refusedFile.exec(message) ?? [];
      const outside = file ?? address;
      if (place && outside !== undefined) throw outsideProblem(path, outside, place.root);
      throw duckdbProblem(path, message);
    }
  };
}

/** What DuckDB says of a query, as a sentence. Some of its parts are to be installed first. */
export function duckdbProblem(path: string, message: string): DataError {
  const extension = /install the required extension '(\w+)'/.exec(message)?.[1];
  if (extension === undefined) {
    const reason = message.split('\n')[0]!.replace(/\.$/, '');
    return new DataError(`DuckDB cannot answer \`${path}\`: ${reason}.`);
  }
  return new DataError(
    `DuckDB cannot answer \`${path}\`: it lacks its extension \`${extension}\`, and none is fetched for a query.`,
    extension === 'sqlite_scanner'
      ? 'Node 22.13 and later reads files of SQLite without it: `shop.db#orders`.'
      : `Install the extension in DuckDB first: \`INSTALL ${extension}\`.`,
  );
}
