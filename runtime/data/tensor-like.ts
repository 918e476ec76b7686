import type { DType } from '../../compiler/shapes/types.ts';
import type { HostArray, HostTensor } from '../engines/engine.ts';
import { DataError } from '../errors.ts';

/** Numbers, row by row; every row of a level has the same length. */
export type NestedArray = number | boolean | readonly NestedArray[];

/** What the API takes as a tensor: a typed array with its shape, nested arrays, or a flat typed array. */
export type TensorLike = HostTensor | ArrayData | NestedArray | NumericArray;

export type NumericArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array
  | BigInt64Array;

/** A typed array with its shape, row-major. */
export interface ArrayData {
  readonly shape: readonly number[];
  readonly data: NumericArray;
}

/** An array as loaders read it, before it is known what the model wants. */
export interface LoadedArray extends ArrayData {
  /** Where it comes from, for messages: "`image` in digits.npz". */
  readonly source: string;
}

/**
 * Any accepted form as a shape and flat data.
 * @param name what it is called, for messages
 * @throws DataError for ragged nested arrays, and for typed arrays whose shape does not fit their length
 */
export function toArrayData(
  value: TensorLike,
  name: string,
  rowShape: readonly (number | undefined)[],
): ArrayData {
  if (isTypedArray(value)) return { data: value, shape: shapeOfFlat(value.length, rowShape, name) };
  if (Array.isArray(value)) return flattenNested(value as readonly NestedArray[], name);
  if (typeof value === 'object' && 'data' in value && 'shape' in value) {
    const size = value.shape.reduce((product, axis) => product * axis, 1);
    if (size !== value.data.length) {
      throw new DataError(
        `\`${name}\` has ${value.data.length} numbers, but its shape [${value.shape.join(', ')}] needs ${size}.`,
      );
    }
    return { data: value.data, shape: value.shape };
  }
  throw new DataError(
    `\`${name}\` is not a tensor.`,
    'Give a typed array, nested arrays, or `{ shape, data }`.',
  );
}

function isTypedArray(value: unknown): value is NumericArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** Rows of a flat array, when everything but their number is known. */
function shapeOfFlat(
  length: number,
  rowShape: readonly (number | undefined)[],
  name: string,
): readonly number[] {
  const unknown = rowShape.findIndex((size) => size === undefined);
  if (unknown >= 0) {
    throw new DataError(
      `\`${name}\` is a flat array, and its axis ${unknown + 1} can have any length.`,
      'Give `{ shape, data }` or nested arrays.',
    );
  }
  const row = (rowShape as readonly number[]).reduce((product, size) => product * size, 1);
  if (length % row !== 0) {
    throw new DataError(
      `\`${name}\` has ${length} numbers, which is no multiple of ${row}, the size of one sample.`,
    );
  }
  return [length / row, ...(rowShape as readonly number[])];
}

function flattenNested(rows: readonly NestedArray[], name: string): ArrayData {
  const shape: number[] = [];
  for (let level: NestedArray = rows; Array.isArray(level); level = level[0] as NestedArray) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const data = new Float64Array(shape.reduce((product, size) => product * size, 1));
  let next = 0;
  const visit = (value: NestedArray, depth: number, path: readonly number[]): void => {
    if (depth === shape.length) {
      if (typeof value !== 'number' && typeof value !== 'boolean') throw ragged(name, path);
      data[next++] = Number(value);
      return;
    }
    if (!Array.isArray(value) || value.length !== shape[depth]) throw ragged(name, path);
    value.forEach((item: NestedArray, index) => visit(item, depth + 1, [...path, index]));
  };
  visit(rows, 0, []);
  return { shape, data };
}

function ragged(name: string, path: readonly number[]): DataError {
  return new DataError(
    `\`${name}\` is ragged: entry [${path.join('][')}] has another shape than the first one.`,
  );
}

/**
 * Numbers in the dtype that a step wants.
 * @throws DataError where a value does not survive: a fraction or a number too large for int32, NaN or infinity
 */
export function toHostArray(data: NumericArray, dtype: DType, source: string): HostArray {
  switch (dtype) {
    case 'float32':
    case 'float16': {
      const floats =
        data instanceof Float32Array ? data : Float32Array.from(data as Iterable<number>, Number);
      for (let index = 0; index < floats.length; index++) {
        if (!Number.isFinite(floats[index])) throw notFinite(source, index, Number(data[index]));
      }
      return floats;
    }
    case 'int32':
    case 'int64': {
      if (data instanceof Int32Array) return data;
      const integers = new Int32Array(data.length);
      for (let index = 0; index < data.length; index++) {
        const value = Number(data[index]);
        integers[index] = value;
        if (integers[index] !== value) {
          throw new DataError(
            Number.isInteger(value)
              ? `${source} holds ${value} at position ${index}, which is outside int32.`
              : `${source} holds ${value} at position ${index}, where a whole number is needed.`,
          );
        }
      }
      return integers;
    }
    case 'uint8':
    case 'bool':
      return data instanceof Uint8Array ? data : Uint8Array.from(data as Iterable<number>, Number);
  }
}

function notFinite(source: string, index: number, value: number): DataError {
  return Number.isNaN(value) || !Number.isFinite(value)
    ? new DataError(
        `${source} holds ${value} at position ${index}.`,
        'Fill in or drop what is missing before training: one such number spoils every weight.',
      )
    : new DataError(`${source} holds ${value} at position ${index}, which is too large for float32.`);
}
