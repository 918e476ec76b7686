import { queryBeginning } from '../../../compiler/tables/source-forms.ts';
import type { QueryPlace } from './inside-workspace.ts';

/** A source that is a query. */
export interface DuckdbSource {
  /** Where its files lie; undefined for a query that somebody types, whose paths count from the current folder. */
  readonly place: QueryPlace | undefined;
  readonly query: string;
}

/** True for a source that DuckDB is asked for. */
export function isDuckdb(source: string): boolean {
  return /^duckdb(?:\([^)]*\))?:/.test(source);
}

/** A query of a model as a source of its own, which says where its files lie. */
export function duckdbIn(place: QueryPlace, source: string): string {
  const [folder, root] = [place.folder, place.root].map(encoded);
  return `duckdb(${folder},${root}):${source.slice(queryBeginning.length)}`;
}

export function duckdbSource(source: string): DuckdbSource {
  const [, folder, root, query] = /^duckdb(?:\(([^),]*)(?:,([^)]*))?\))?:(.*)$/su.exec(source) ?? [];
  const place =
    folder === undefined
      ? undefined
      : { folder: decodeURIComponent(folder), root: decodeURIComponent(root ?? folder) };
  return { place, query: (query ?? '').trim() };
}

/** A path without what ends the place of a query. */
function encoded(path: string): string {
  return encodeURIComponent(path).replaceAll('(', '%28').replaceAll(')', '%29');
}

/** Messages show no more of a query. */
const longestShown = 60;

/** A source as messages show it. */
export function shownSource(source: string): string {
  if (!isDuckdb(source)) return source;
  const { query } = duckdbSource(source);
  return `duckdb: ${query.length > longestShown ? `${query.slice(0, longestShown - 1)}…` : query}`;
}
