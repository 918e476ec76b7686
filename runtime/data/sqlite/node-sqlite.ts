import { KmodelError } from '../../errors.ts';

/** What of Node's SQLite is used; Node 20, whose types are those of this project, has none. */
export interface DatabaseSync {
  prepare(sql: string): Statement;
  close(): void;
}
interface Statement {
  all(): readonly Readonly<Record<string, unknown>>[];
  iterate(): Iterator<Readonly<Record<string, unknown>>, unknown>;
}
export interface NodeSqlite {
  readonly DatabaseSync: new (path: string, options: { readonly readOnly: boolean }) => DatabaseSync;
}

/** @throws KmodelError where this Node has none */
export async function loadSqlite(): Promise<NodeSqlite> {
  // A name that is not written out keeps bundlers and the compiler from asking for the module.
  const name = 'node:sqlite';
  const { emitWarning } = process;
  try {
    // Node 22 warns once that its SQLite may change, which says nothing to those who read data.
    process.emitWarning = () => undefined;
    return (await import(name)) as NodeSqlite;
  } catch {
    throw new KmodelError(
      `Files of SQLite are read by Node 22.13 or later, and this is ${process.versions.node}.`,
      `Use a later Node, or ask DuckDB by \`--data "duckdb: select * from sqlite_scan('shop.db', 'orders')"\`.`,
    );
  } finally {
    process.emitWarning = emitWarning;
  }
}
