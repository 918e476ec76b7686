import { queryBeginning } from '../../../compiler/tables/source-forms.ts';

/** A source that is a query. */
export interface DuckdbSource {
  /** From which the paths of files in the query count; undefined for the current folder. */
  readonly folder: string | undefined;
  readonly query: string;
}

/** True for a source that DuckDB is asked for. */
export function isDuckdb(source: string): boolean {
  return /^duckdb(?:\([^)]*\))?:/.test(source);
}

/** A query of a model as a source of its own, which says from where its paths count. */
export function duckdbIn(folder: string, source: string): string {
  if (!source.startsWith(queryBeginning)) return source;
  return `duckdb(${encodeURIComponent(folder)}):${source.slice(queryBeginning.length)}`;
}

export function duckdbSource(source: string): DuckdbSource {
  const [, folder, query] = /^duckdb(?:\(([^)]*)\))?:(.*)$/su.exec(source) ?? [];
  return { folder: folder ? decodeURIComponent(folder) : undefined, query: (query ?? '').trim() };
}

/** Messages show no more of a query. */
const longestShown = 60;

/** A source as messages show it. */
export function shownSource(source: string): string {
  if (!isDuckdb(source)) return source;
  const { query } = duckdbSource(source);
  return `duckdb: ${query.length > longestShown ? `${query.slice(0, longestShown - 1)}…` : query}`;
}
