import { resolve } from 'node:path';
import { DataError } from '../../errors.ts';
import { liesInside, slashed } from '../../files/inside-folder.ts';
import { nodesOf, tableFunctions, type QueryNode } from './one-select.ts';

/** Where the files of a query lie that stands in a model. */
export interface QueryPlace {
  /** From which its paths count. */
  readonly folder: string;
  /** The workspace, outside which nothing is read. */
  readonly root: string;
}

/**
 * The query of a model with the paths of its files written out from the root of the disk, so that DuckDB, which is
 * told to read nothing outside the workspace, finds them from any folder.
 * @param path as messages show the query
 * @throws DataError for a file outside the workspace, also behind a link, and for a function that is not known to
 * read files or make rows alone
 */
export function insideWorkspace(path: string, query: string, tree: QueryNode, place: QueryPlace): string {
  const unknown = tableFunctions(tree).find((name) => !readers.has(name) && !makers.has(name));
  if (unknown !== undefined)
    throw new DataError(
      `\`${path}\` calls \`${unknown}\`, which a query in a model cannot.`,
      'Ask it by `--data "duckdb: …"`; a table of an SQLite file is the source `shop.db#orders`.',
    );
  const bytes = Buffer.from(query);
  let text = '';
  let end = 0;
  for (const { name, at } of namedFiles(tree)) {
    const written = writtenAt(bytes.subarray(at).toString(), name);
    // What is no path, or not found as it stands, is left to DuckDB, which reads nothing outside.
    if (written === undefined || at < end || /^[a-z][a-z\d+.-]+:/i.test(name)) continue;
    const file = resolve(place.folder, name);
    requireInside(path, name, file, place.root);
    text += `${bytes.subarray(end, at).toString()}'${slashed(file).replaceAll("'", "''")}'`;
    end = at + Buffer.byteLength(written);
  }
  return text + bytes.subarray(end).toString();
}

/** The sentence for a file that DuckDB was told not to read. */
export function outsideProblem(path: string, file: string, root: string): DataError {
  return new DataError(
    `\`${path}\` reads \`${file}\`, which lies outside the workspace \`${root}\`.`,
    'Put the data into the folder of the model, or ask the query by `--data "duckdb: …"`.',
  );
}

interface NamedFile {
  readonly name: string;
  /** Where it is written, in bytes of the query. */
  readonly at: number;
}

/** The files that a query names as tables, and as strings given to functions that read, as they are written. */
function namedFiles(tree: QueryNode): readonly NamedFile[] {
  const files = new Map<number, string>();
  const own = commonTables(tree);
  const add = (name: string, at: unknown): void => {
    if (typeof at === 'number' && Number.isSafeInteger(at)) files.set(at, name);
  };
  for (const node of nodesOf(tree)) {
    if (node.type === 'BASE_TABLE') {
      const name = [node.catalog_name, node.schema_name, node.table_name].filter(Boolean).join('.');
      // A file is told from a table by its ending.
      if (/[./\\]/.test(name) && !own.has(name.toLowerCase())) add(name, node.query_location);
    } else if (node.type === 'TABLE_FUNCTION') {
      const call = (node.function ?? {}) as { function_name?: unknown; children?: readonly QueryNode[] };
      if (!readers.has(String(call.function_name).toLowerCase())) continue;
      for (const text of textsOf(call.children?.[0])) add(text.name, text.at);
    }
  }
  return [...files].map(([at, name]) => ({ name, at })).sort((a, b) => a.at - b.at);
}

/** The names that `with` gives to tables. */
function commonTables(tree: QueryNode): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { cte_map: ctes } of nodesOf(tree)) {
    const { map } = (ctes ?? {}) as { map?: readonly { readonly key?: unknown }[] };
    for (const { key } of map ?? []) names.add(String(key).toLowerCase());
  }
  return names;
}

/** The strings of an argument: one, or those of a list. */
function textsOf(node: QueryNode | undefined): readonly NamedFile[] {
  if (node?.class === 'FUNCTION' && node.function_name === 'list_value')
    return (node.children as readonly QueryNode[]).flatMap(textsOf);
  const { value } = (node?.value ?? {}) as { value?: unknown };
  return node?.class === 'CONSTANT' && typeof value === 'string'
    ? [{ name: value, at: Number(node.query_location) }]
    : [];
}

/** A name as it is written at the beginning of a text: in quotes, or as it is. */
function writtenAt(text: string, name: string): string | undefined {
  const quoted = /^(?:e'(?:\\.|''|[^'\\])*'|'(?:''|[^'])*'|"(?:""|[^"])*"|\$(\w*)\$.*?\$\1\$)/isu.exec(
    text,
  )?.[0];
  return quoted ?? (text.toLowerCase().startsWith(name.toLowerCase()) ? name : undefined);
}

/** @throws DataError for a file, or the folder before a pattern, that lies outside, also behind a link */
function requireInside(path: string, name: string, file: string, root: string): void {
  const star = file.search(/[*?[]/);
  const fixed = star < 0 ? file : `${file.slice(0, star).replace(/[^/\\]*$/, '')}_`;
  if (!liesInside(root, fixed)) throw outsideProblem(path, name, root);
}

/** Functions that read the files that their first argument names. */
const readers: ReadonlySet<string> = new Set([
  'glob',
  'parquet_file_metadata',
  'parquet_full_metadata',
  'parquet_kv_metadata',
  'parquet_metadata',
  'parquet_scan',
  'parquet_schema',
  'read_blob',
  'read_csv',
  'read_csv_auto',
  'read_json',
  'read_json_auto',
  'read_json_objects',
  'read_json_objects_auto',
  'read_ndjson',
  'read_ndjson_auto',
  'read_ndjson_objects',
  'read_parquet',
  'read_text',
  'sniff_csv',
]);

/** Functions that make rows of their arguments. */
const makers: ReadonlySet<string> = new Set([
  'generate_series',
  'histogram',
  'histogram_values',
  'json_each',
  'json_tree',
  'range',
  'repeat',
  'repeat_row',
  'summary',
  'unnest',
]);
