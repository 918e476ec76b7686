import { KmodelError } from '../../errors.ts';

/** What of DuckDB is used. */
export interface Duckdb {
  readonly DuckDBInstance: {
    create(path: string, options?: Readonly<Record<string, string>>): Promise<Instance>;
  };
}
interface Instance {
  connect(): Promise<Connection>;
  closeSync(): void;
}
export interface Connection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRowsJS(): readonly (readonly unknown[])[] }>;
  stream(sql: string): Promise<Result>;
  closeSync(): void;
}
export interface Result {
  columnNames(): readonly string[];
  yieldRowsJs(): AsyncIterable<readonly (readonly unknown[])[]>;
}

/** @throws KmodelError where it is not installed */
export async function loadDuckdb(): Promise<Duckdb> {
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

/** A text as SQL writes it. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
