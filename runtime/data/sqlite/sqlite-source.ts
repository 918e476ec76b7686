import { databaseEndings } from '../../../compiler/tables/source-forms.ts';

const endings = databaseEndings.map((ending) => ending.replace('.', '\\.')).join('|');
const form = new RegExp(`^(.*(?:${endings}))(?:#([^/\\\\]*))?$`, 'isu');

/** True for a file of SQLite, `shop.db`, or a table in one, `shop.db#orders`. */
export function isSqlite(source: string): boolean {
  return form.test(source);
}

/** The file of a source, and the table in it where one is named. */
export function sqliteParts(source: string): { readonly path: string; readonly table: string | undefined } {
  const [, path = source, table] = form.exec(source) ?? [];
  return { path, table };
}

/** The file that a source stands for: of a table in a file of SQLite, that file. */
export function fileOfSource(source: string): string {
  return sqliteParts(source).path;
}
