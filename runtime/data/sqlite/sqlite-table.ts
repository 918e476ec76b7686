import type { DatabaseSync } from './node-sqlite.ts';
import type { RowChunk } from '../../../compiler/tables/row-chunk.ts';
import { closestNames } from '../../../compiler/diagnostics/suggest.ts';
import { DataError, KmodelError } from '../../errors.ts';
import { statsOf } from '../../files.ts';
import type { Table } from '../tables/open-table.ts';
import { plainCell } from '../tables/plain-cell.ts';
import { loadSqlite } from './node-sqlite.ts';
import { sqliteParts } from './sqlite-source.ts';

/** So many rows come together. */
const rowsAtOnce = 1024;

/**
 * A table of an SQLite file, in the order of its rows; nothing is written to the file.
 * @throws KmodelError where this Node has no SQLite, DataError for a file that is none, and where it is not clear which
 * table is meant
 */
export async function sqliteTable(source: string): Promise<Table> {
  const { path, table } = sqliteParts(source);
  if (!statsOf(path)?.isFile()) throw new DataError(`${path} cannot be read: it does not exist.`);
  const { DatabaseSync } = await loadSqlite();
  const database = asked(path, () => new DatabaseSync(path, { readOnly: true }));
  try {
    const name = asked(path, () => chosenTable(database, path, table));
    const columns = asked(path, () => database.prepare(`pragma table_info(${quotedName(name)})`).all());
    return {
      path: source,
      base: path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.',
      word: 'column',
      rowWord: 'row',
      hasEmptyStrings: true,
      names: columns.map((column) => String(column.name)),
      chunks: rowsOf(database, path, name),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function chosenTable(database: DatabaseSync, path: string, wanted: string | undefined): string {
  const found = database
    .prepare(
      "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite_%' order by name",
    )
    .all()
    .map(({ name }) => String(name));
  const shown = found.map((name) => `\`${name}\``).join(', ');
  if (found.length === 0) throw new DataError(`${path} has no table.`);
  if (wanted === undefined || wanted === '') {
    if (found.length === 1) return found[0]!;
    throw new DataError(`${path} has the tables ${shown}.`, `Name one: \`${path}#${found[0]}\`.`);
  }
  if (found.includes(wanted)) return wanted;
  const [closest] = closestNames(wanted, found);
  throw new DataError(
    `${path} has no table \`${wanted}\`; it has ${shown}.`,
    closest === undefined ? undefined : `Did you mean \`${path}#${closest}\`?`,
  );
}

async function* rowsOf(database: DatabaseSync, path: string, table: string): AsyncGenerator<RowChunk> {
  try {
    const rows = asked(path, () => database.prepare(`select * from ${quotedName(table)}`).iterate());
    let first = 1;
    let piece: unknown[][] = [];
    for (let next = asked(path, () => rows.next()); !next.done; next = asked(path, () => rows.next())) {
      piece.push(Object.values(next.value).map(plainCell));
      if (piece.length < rowsAtOnce) continue;
      yield chunkOf(piece, first);
      first += piece.length;
      piece = [];
    }
    yield chunkOf(piece, first);
  } finally {
    database.close();
  }
}

function chunkOf(rows: readonly (readonly unknown[])[], first: number): RowChunk {
  return { rows, lines: rows.map((_, index) => first + index) };
}

function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** @throws DataError with the reason that SQLite gives */
function asked<T>(path: string, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (error instanceof KmodelError) throw error;
    const reason = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    throw new DataError(`${path} is not an SQLite file that can be read: ${reason}.`);
  }
}
