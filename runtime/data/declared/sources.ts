import { readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { GraphData } from '../../../compiler/graph/model-graph.ts';
import { queryBeginning } from '../../../compiler/tables/source-forms.ts';
import { DataError } from '../../errors.ts';
import { createNodeHost } from '../../node-host.ts';
import { isDatasetSource } from '../datasets/read-dataset.ts';
import { duckdbIn, isDuckdb } from '../duckdb/duckdb-source.ts';
import type { QueryPlace } from '../duckdb/inside-workspace.ts';
import { namedFile } from '../read-specification.ts';
import { tableFormat } from '../tables/open-table.ts';

/** What one reading takes: a source of arrays by name, or tables that follow each other. */
export type Specification = string | readonly string[];

/**
 * The sources of a model's `data` as paths from the current folder: patterns become the files that fit them, in the
 * order of their names, and tables follow each other.
 * @throws DataError for a pattern that no file fits
 */
export function specificationsOf(
  { file }: Pick<GraphData, 'file'>,
  sources: readonly string[],
): readonly Specification[] {
  const folder = nearPath(dirname(file));
  const paths = sources.flatMap((source) => {
    if (isDatasetSource(source)) return [source];
    if (source.startsWith(queryBeginning)) return [duckdbIn(placeOf(file), source)];
    const [, name = '', path] = /^([^=/\\]+=)?(.*)$/su.exec(source) as unknown as [string, string?, string?];
    return filesOf(folder, path!).map((each) => `${name}${asFile(each)}`);
  });
  return paths.every((path) => !namedFile(path) && tableFormat(path)) ? [paths] : paths;
}

/** Where the files of a model's queries lie. */
function placeOf(file: string): QueryPlace {
  const full = resolve(file);
  return { folder: dirname(full), root: createNodeHost().workspaceRoot(full) };
}

/** A file whose name begins as a query or a data set does is a file all the same. */
function asFile(path: string): string {
  return isDuckdb(path) || isDatasetSource(path) ? `.${sep}${path}` : path;
}

/** A folder as it is named from the current one, where that is shorter. */
function nearPath(folder: string): string {
  const near = relative('.', folder);
  return near.startsWith(`..${sep}..`) ? folder : near;
}

function filesOf(folder: string, path: string): readonly string[] {
  if (!path.includes('*')) return [join(folder, path)];
  const inner = join(folder, dirname(path));
  const name = path.slice(path.lastIndexOf('/') + 1);
  const parts = name.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.*')}$`, 'u');
  const found = inner.includes('*') ? [] : namesIn(inner).filter((each) => pattern.test(each));
  if (found.length === 0) {
    throw new DataError(
      `No file fits the source \`${path}\`.`,
      inner.includes('*') ? '`*` stands in the name of a file, not in that of a folder.' : undefined,
    );
  }
  return found.sort().map((each) => join(inner, each));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
