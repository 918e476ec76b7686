import { TableProfile, type ColumnView } from '../../../compiler/tables/profile.ts';
import type { Table } from './open-table.ts';

/** All rows of a table, looked at. */
export interface TableView {
  readonly rows: number;
  readonly columns: readonly ColumnView[];
}

/**
 * Looks at every row of a table, once; what stays in memory does not grow with it.
 * @throws DataError for a row that cannot be read
 */
export async function profileTable(table: Table): Promise<TableView> {
  const profile = new TableProfile(table.names, table.hasEmptyStrings);
  for await (const chunk of table.chunks) profile.add(chunk);
  return { rows: profile.rows, columns: profile.finish() };
}
