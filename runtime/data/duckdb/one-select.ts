import { DataError } from '../../errors.ts';
import { sqlText, type Connection } from './node-duckdb.ts';

/** A part of a query as DuckDB parses it. */
export type QueryNode = Readonly<Record<string, unknown>>;

/**
 * A query as DuckDB parses it, which is one `select` that does nothing but read.
 * @param path as messages show it
 * @throws DataError for several statements, for one that is no `select`, and for a function that does more than read
 */
export async function oneSelect(connection: Connection, path: string, query: string): Promise<QueryNode> {
  const answer = await connection.runAndReadAll(`select json_serialize_sql(${sqlText(query)})`);
  const tree = JSON.parse(String(answer.getRowsJS()[0]?.[0])) as QueryNode;
  if (tree.error === true) {
    if (tree.error_type === 'parser') throw syntaxProblem(path, String(tree.error_message));
    throw noSelect(path, 'is no `select`');
  }
  const { statements } = tree;
  if (!Array.isArray(statements) || statements.length !== 1)
    throw noSelect(path, 'is not one statement alone');
  const acting = tableFunctions(tree).find((name) => actingFunctions.has(name));
  if (acting !== undefined)
    throw new DataError(
      `\`${path}\` calls \`${acting}\`, which does more than read.`,
      'A query is one `select` of tables and files.',
    );
  return tree;
}

/** The functions that stand for tables in a query, in lower case. */
export function tableFunctions(tree: QueryNode): readonly string[] {
  const names: string[] = [];
  for (const node of nodesOf(tree)) {
    if (node.type !== 'TABLE_FUNCTION') continue;
    const { function_name: name } = (node.function ?? {}) as QueryNode;
    names.push(String(name).toLowerCase());
  }
  return names;
}

/** All parts of a query, each before those within it. */
export function* nodesOf(tree: QueryNode): Generator<QueryNode> {
  const waiting: unknown[] = [tree];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (typeof node !== 'object' || node === null) continue;
    if (!Array.isArray(node)) yield node as QueryNode;
    for (const each of Object.values(node).reverse()) waiting.push(each);
  }
}

/** What can be called in a `select`, and writes files, changes settings or runs SQL that stands in a string. */
const actingFunctions: ReadonlySet<string> = new Set([
  'checkpoint',
  'disable_logging',
  'disable_peg_parser',
  'disable_profiling',
  'enable_logging',
  'enable_peg_parser',
  'enable_profiling',
  'force_checkpoint',
  'json_execute_serialized_sql',
  'mysql_execute',
  'postgres_execute',
  'query',
  'sqlite_attach',
  'postgres_attach',
  'truncate_duckdb_logs',
]);

function noSelect(path: string, why: string): DataError {
  return new DataError(
    `\`${path}\` ${why}, and kmodel asks nothing else.`,
    'Write one `select … from …`, which may begin with `with` or `from`.',
  );
}

function syntaxProblem(path: string, message: string): DataError {
  return new DataError(
    `DuckDB cannot answer \`${path}\`: Parser Error: ${message.split('\n')[0]!.replace(/\.$/, '')}.`,
  );
}
