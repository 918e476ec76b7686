/** Files of SQLite, `shop.db`, of which a source may name a table: `shop.db#orders`. */
export const databaseEndings = ['.db', '.sqlite', '.sqlite3'] as const;

/** A packed table, which needs a library of its own. */
export const parquetEnding = '.parquet';

/** Sources that are no files: a data set that was fetched before, and a query. */
export const datasetBeginning = 'dataset:';
export const queryBeginning = 'duckdb:';

/** Kinds of images that are read, in a folder or by their paths in a table. */
export const imageEndings = ['.png', '.jpg', '.jpeg'] as const;

/** True for a name that ends in one of these, in whatever case. */
export function endsInOneOf(name: string, endings: readonly string[]): boolean {
  const lower = name.toLowerCase();
  return endings.some((ending) => lower.endsWith(ending));
}
