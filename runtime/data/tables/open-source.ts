import { basename } from 'node:path';
import { DataError } from '../../errors.ts';
import { statsOf, type UnpackLimits } from '../../files.ts';
import { isDatasetSource } from '../datasets/read-dataset.ts';
import { fileOfSource } from '../sqlite/sqlite-source.ts';
import { isDuckdb } from '../duckdb/duckdb-source.ts';
import { namedFile, readSpecification } from '../read-specification.ts';
import { arrayTable } from './array-table.ts';
import { tableFormat, type Table } from './open-table.ts';

/**
 * Anything that holds data as a table: a table's own rows, piece by piece, or the arrays of a file.
 * @throws DataError for what is not there, or has no known form
 */
export async function openSource(source: string, limits: UnpackLimits = {}): Promise<Table> {
  const pair = namedFile(source);
  if (!pair && !isDuckdb(source) && !isDatasetSource(source) && !statsOf(fileOfSource(source)))
    throw new DataError(`${source} cannot be read: it does not exist.`);
  const open = pair ? undefined : tableFormat(source);
  if (open) return open(source, limits);
  const search = { wanted: [], keep: [], single: false, ...limits };
  const { arrays } = await readSpecification(isLone(source) ? `${stem(source)}=${source}` : source, search);
  return arrayTable(source, arrays);
}

/** True for files of one array, which has no name of its own. */
function isLone(source: string): boolean {
  return /(?:\.npy|ubyte)(?:\.gz)?$/i.test(source);
}

function stem(path: string): string {
  return basename(path)
    .replace(/\.gz$/i, '')
    .replace(/\.npy$/i, '')
    .replaceAll('=', '_');
}
