import { DataError } from '../../errors.ts';
import { isStringData, type LoadedArray } from '../tensor-like.ts';

/**
 * The values of an array that is kept beside the predictions, one a row.
 * @throws DataError where a row has several
 */
export function rowValues(name: string, array: LoadedArray): readonly unknown[] {
  const { shape, data, source } = array;
  const [rows = 0] = shape;
  if (data.length !== rows) {
    throw new DataError(
      `${source} has the shape [${shape.join(', ')}]: what \`--keep ${name}\` keeps has one value a row.`,
    );
  }
  if (isStringData(array)) return array.data;
  return Array.from(array.data as Iterable<number | bigint>, Number);
}
