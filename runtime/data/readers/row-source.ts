import { isStringData, type LoadedArray } from '../tensor-like.ts';
import { rowWidth } from '../columns.ts';
import type { OpenFile } from '../../files.ts';
import { decodeNpy, longestNpyHeader, npyHeader } from './npy.ts';

/** An array of which some rows are read at a time. */
export interface RowSource {
  /** With the rows. */
  readonly shape: readonly number[];
  /** What a row takes, in bytes. */
  readonly rowBytes: number;
  /** The rows from `start` to before `end`. */
  read(start: number, end: number): LoadedArray;
}

/** Rows of an array in memory. */
export function rowsOfArray(array: LoadedArray): RowSource {
  const [rows = 0] = array.shape;
  return {
    shape: array.shape,
    rowBytes: rows === 0 ? 0 : (array.data.length / rows) * 8,
    read: (start, end) => sliceArray(array, start, end),
  };
}

/**
 * Rows of a `.npy` array that stands in a file as it is.
 * @param offset where it begins
 * @param total what it takes, in bytes
 * @throws DataError as {@link decodeNpy}
 */
export function rowsOfNpy(file: OpenFile, offset: number, total: number, source: string): RowSource {
  const header = npyHeader(file.read(offset, Math.min(total, longestNpyHeader)), total, source);
  // What runs down the columns has no rows to read alone.
  if (header.isColumnMajor) return rowsOfArray(decodeNpy(file.read(offset, total), source));
  const rowShape = header.shape.slice(1);
  const rowBytes = rowWidth(header) * header.size;
  return {
    shape: header.shape,
    rowBytes,
    read: (start, end) => ({
      shape: [end - start, ...rowShape],
      data: header.numbers(file.read(offset + header.start + start * rowBytes, (end - start) * rowBytes)),
      source,
    }),
  };
}

/** The rows of an array from `start` to before `end`. */
export function sliceArray(array: LoadedArray, start: number, end: number): LoadedArray {
  const width = rowWidth(array);
  const shape = [end - start, ...array.shape.slice(1)];
  const { source } = array;
  if (isStringData(array)) return { shape, data: array.data.slice(start * width, end * width), source };
  const data = array.data.subarray(start * width, end * width);
  const missing = array.missing?.subarray(start * width, end * width);
  return missing ? { shape, data, missing, source } : { shape, data, source };
}
