import { DataError } from '../../errors.ts';
import type { LoadedArray } from '../tensor-like.ts';

/**
 * The values of an array that is kept beside the predictions, one a row.
 * @throws DataError where a row has several
 */
export function rowValues(name: string, { shape, data, source }: LoadedArray): readonly unknown[] {
  const [rows = 0] = shape;
  if (data.length !== rows) {
    throw new DataError(
      `${source} has the shape [${shape.join(', ')}]: what \`--keep ${name}\` keeps has one value a row.`,
    );
  }
  return Array.from(data as Iterable<number | bigint>, Number);
}
