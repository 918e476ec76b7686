import type { DType } from '../../compiler/shapes/types.ts';
import type { HostArray, HostTensor } from '../engines/engine.ts';
import { DataError } from '../errors.ts';
import { kindOf } from '../kind-of.ts';
import { isShape, shapeText } from '../require-tensors.ts';
import { allFinite, type FiniteCheck } from './all-finite.ts';
import { flattenNested } from './nested.ts';
import { isTensor, tensorData, type TensorValue } from './tensor.ts';

/**
 * Numbers or strings, row by row; every row of a level has the same length. `null` and `undefined` are entries that
 * are missing.
 */
export type NestedArray = number | boolean | string | null | undefined | readonly NestedArray[];

/**
 * What the API takes as a tensor: a typed array or strings with their shape, nested arrays, a flat typed array, a
 * `tf.Tensor`.
 */
export type TensorLike =
  HostTensor | ArrayData | StringData | NonNullable<NestedArray> | NumericArray | TensorValue;

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
  /** 1 for each entry that is missing, whose number (0 or NaN) means nothing; absent where none is. */
  readonly missing?: Uint8Array;
}

/** Strings with their shape, row-major; `undefined` where one is missing. */
export interface StringData {
  readonly shape: readonly number[];
  readonly data: readonly (string | undefined)[];
}

/** An array as loaders read it, before it is known what the model wants. */
export type LoadedArray = (ArrayData | StringData) & {
  /** Where it comes from, for messages: "`image` in digits.npz". */
  readonly source: string;
};

export function isStringData(array: HostTensor | ArrayData | StringData): array is StringData {
  return Array.isArray(array.data);
}

/**
 * Any accepted form as a shape and flat data.
 * @param name what it is called, for messages
 * @throws DataError for what is no tensor, for ragged nested arrays, for those of numbers and strings mixed, and for
 * data whose shape does not fit its length
 */
export function toArrayData(
  value: TensorLike,
  name: string,
  rowShape: readonly (number | undefined)[],
): ArrayData | StringData {
  if (isTensor(value)) return tensorData(value, name);
  if (isTypedArray(value)) return { data: value, shape: shapeOfFlat(value.length, rowShape, name) };
  if (Array.isArray(value)) return flattenNested(value as readonly NestedArray[], name);
  if (typeof value === 'object' && value !== null && 'data' in value && 'shape' in value) {
    requireParts(value, name);
    const size = value.shape.reduce((product, axis) => product * axis, 1);
    const { length } = value.data;
    if (size !== length) {
      const what = isStringData(value) ? 'strings' : 'numbers';
      throw new DataError(
        `\`${name}\` has ${length} ${what}, but its shape [${value.shape.join(', ')}] needs ${size}.`,
      );
    }
    // Programs without types may say `null`, as JSON does.
    if (isStringData(value)) return { data: value.data.map((word) => word ?? undefined), shape: value.shape };
    return withMissing(value.data, value.shape, 'missing' in value ? value.missing : undefined);
  }
  throw new DataError(
    `\`${name}\` is ${kindOf(value)}, which is no tensor.`,
    'Give a typed array, nested arrays, `{ shape, data }`, or a `tf.Tensor`.',
  );
}

/** @throws DataError where the parts of `{ shape, data }` are something else */
function requireParts(
  { shape, data, missing }: Partial<Record<'shape' | 'data' | 'missing', unknown>>,
  name: string,
): void {
  if (!isShape(shape))
    throw new DataError(
      `The \`shape\` of \`${name}\` is ${shapeText(shape)}, where a list of whole numbers is needed.`,
    );
  if (!Array.isArray(data) && !isTypedArray(data))
    throw new DataError(
      `The \`data\` of \`${name}\` is ${kindOf(data)}, where a typed array or a list of strings is needed.`,
    );
  const words: readonly unknown[] = Array.isArray(data) ? data : [];
  const odd = words.find((word) => typeof word !== 'string' && word !== undefined && word !== null);
  if (odd !== undefined)
    throw new DataError(
      `The \`data\` of \`${name}\` is a list with ${kindOf(odd)} in it, where a typed array or a list of strings is needed.`,
      'Nested arrays of numbers go without a shape.',
    );
  if (missing !== undefined && !(missing instanceof Uint8Array && missing.length === data.length))
    throw new DataError(
      `The \`missing\` of \`${name}\` is no Uint8Array of as many entries as its \`data\` has.`,
    );
}

function withMissing(data: NumericArray, shape: readonly number[], missing?: Uint8Array): ArrayData {
  return missing?.includes(1) ? { data, shape, missing } : { data, shape };
}

/** Whole numbers of 64 bits without a sign are none that a model takes. */
function isTypedArray(value: unknown): value is NumericArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) && !(value instanceof BigUint64Array);
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

/** What {@link toHostArray} need not be told. */
export interface HostArrayOptions {
  /** The dtype that the model states; a step may compute in a wider one. */
  readonly declared?: DType;
  /** The number of the first sample in the data, where the array is a part of that. */
  readonly first?: number | undefined;
  /** What looks for NaN and infinity. */
  readonly isFinite?: FiniteCheck | undefined;
}

/**
 * Numbers in the dtype that a step wants.
 * @throws DataError where a value does not survive: a fraction or a number too large for int32, NaN or infinity,
 * anything but a byte for uint8, or but 0 and 1 for bool
 */
export function toHostArray(
  { data, shape }: ArrayData,
  dtype: DType,
  source: string,
  { declared = dtype, first = 0, isFinite = allFinite }: HostArrayOptions = {},
): HostArray {
  // What may not fit is looked at number by number, and named with its place.
  if (!(data instanceof Uint8Array) && !fits(data, declared, isFinite))
    refuseUnfit(data, (index) => positionText(index, shape, first), declared, source);
  switch (dtype) {
    case 'float32':
    case 'float16': {
      if (data instanceof Float32Array) return data;
      const floats = Float32Array.from(numbersOf(data));
      if (isFinite(floats)) return floats;
      const large = floats.findIndex((value) => !Number.isFinite(value));
      throw new DataError(
        `${source} holds ${Number(data[large])} ${positionText(large, shape, first)}, which is too large for float32.`,
      );
    }
    case 'int32':
    case 'int64':
      return data instanceof Int32Array ? data : Int32Array.from(numbersOf(data));
    case 'uint8':
    case 'bool':
      return data instanceof Uint8Array ? data : Uint8Array.from(numbersOf(data));
  }
}

function numbersOf(data: NumericArray): Exclude<NumericArray, BigInt64Array> {
  return data instanceof BigInt64Array ? Float64Array.from(data, Number) : data;
}

/** True where nothing stands against numbers at first sight: data that a step checks fits in nearly all cases. */
function fits(data: NumericArray, declared: DType, isFinite: FiniteCheck): boolean {
  const isFloat = declared === 'float32' || declared === 'float16';
  if (data instanceof Int32Array) return isFloat || declared === 'int32' || declared === 'int64';
  // What float32 holds is looked through once it is float32.
  if (data instanceof Float32Array) return isFloat && isFinite(data);
  return isFloat && !(data instanceof Float64Array);
}

interface Unfit {
  readonly fits: (value: number) => boolean;
  readonly needed: string;
  readonly help?: string;
}

const wholeNumbers: Unfit = {
  fits: (value) => Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31,
  needed: 'a whole number within int32',
};

/** What a value must be, by the dtype that the model states. */
const fitting: Readonly<Partial<Record<DType, Unfit>>> = {
  int32: wholeNumbers,
  int64: wholeNumbers,
  uint8: {
    fits: (value) => Number.isInteger(value) && value >= 0 && value <= 255,
    needed: 'a whole number from 0 to 255',
    help: 'Declare the input as float32 where its numbers are scaled already.',
  },
  bool: { fits: (value) => value === 0 || value === 1, needed: '0 or 1' },
};

function refuseUnfit(
  data: NumericArray,
  placeOf: (index: number) => string,
  declared: DType,
  source: string,
): void {
  const rule = fitting[declared];
  for (let index = 0; index < data.length; index++) {
    const value = Number(data[index]);
    if (!Number.isFinite(value)) {
      throw new DataError(
        `${source} holds ${value} ${placeOf(index)}.`,
        'Fill in or drop what is missing before training: one such number spoils every weight.',
      );
    }
    if (rule && !rule.fits(value)) {
      throw new DataError(
        `${source} holds ${value} ${placeOf(index)}, where ${rule.needed} is needed.`,
        rule.help,
      );
    }
  }
}

/** `in sample 3, at [2][0]`: samples and places count from 0. */
export function positionText(index: number, shape: readonly number[], firstSample = 0): string {
  const places: number[] = [];
  let rest = index;
  for (const size of shape.slice(1).reverse()) {
    places.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `in sample ${firstSample + rest}${places.length > 0 ? `, at [${places.join('][')}]` : ''}`;
}
