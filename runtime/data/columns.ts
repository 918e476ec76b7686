import { isSymbolic, sizeText, type Size } from '../../compiler/shapes/size.ts';
import type { TensorType } from '../../compiler/shapes/types.ts';
import { declaredTypeText } from '../../compiler/shapes/types.ts';
import type { DType } from '../../compiler/shapes/types.ts';
import type { HostTensor } from '../engines/engine.ts';
import { DataError } from '../errors.ts';
import { quoted } from './quoted.ts';
import {
  isStringData,
  positionText,
  toArrayData,
  toHostArray,
  type ArrayData,
  type StringData,
  type TensorLike,
} from './tensor-like.ts';

/** One tensor that a step is fed, for all samples: an input, the target of a head, or its sample weights. */
export interface Column {
  /** The name of the input of the step graph. */
  readonly feed: string;
  /** How users know it. */
  readonly name: string;
  readonly tensor: HostTensor;
}

/**
 * Checks one array against what the model wants of it and brings it into the step's dtype.
 * `[N]` and `[N, 1]` are taken for each other.
 * @throws DataError that names the array, what was expected and what was found
 */
export function toColumn(
  value: TensorLike & { readonly source?: string },
  wanted: {
    readonly feed: string;
    readonly name: string;
    readonly what: string;
    readonly type: TensorType;
    readonly dtype: DType;
  },
): Column {
  const { feed, name, what, type, dtype } = wanted;
  const source = value.source ?? `\`${name}\``;
  const rowShape = type.shape.map((size) => (isSymbolic(size) ? undefined : size));
  const array = toArrayData(value, name, rowShape);
  const shape = alignShape(array.shape, type.shape);
  if (!shape) {
    const needed = type.shape.map((size) => `, ${sizeText(size)}`).join('');
    throw new DataError(
      `${source} has the shape [${array.shape.join(', ')}], but ${what} \`${name}\` is ${declaredTypeText(type)}: ` +
        `[N${needed}] is needed.`,
      what === 'head' ? otherTargets(array.shape, type) : undefined,
    );
  }
  const numbers = requireNumbers(array, source);
  return { feed, name, tensor: { dtype, shape, data: toHostArray(numbers, dtype, source, type.dtype) } };
}

/** @throws DataError, with the place of the first one, where there are strings or missing entries */
function requireNumbers(array: ArrayData | StringData, source: string): ArrayData {
  if (isStringData(array)) {
    const index = array.data.findIndex((word) => word !== undefined);
    throw new DataError(
      `${source} holds ${quoted(array.data[index] ?? '')} ${positionText(Math.max(0, index), array.shape)}, where a number is needed.`,
    );
  }
  const gap = array.missing?.indexOf(1) ?? -1;
  if (gap < 0) return array;
  throw new DataError(
    `${source} has no value ${positionText(gap, array.shape)}.`,
    'Fill in or drop what is missing.',
  );
}

/** The way out where one form of classes is given and the other one needed: their numbers, or one-hot rows. */
function otherTargets(shape: readonly number[], { shape: row, dtype }: TensorType): string | undefined {
  if (dtype === 'int32' && shape.length === row.length + 2) {
    return 'Rows with one entry per class go with `categorical_crossentropy`; this loss takes class numbers (`numpy.argmax(rows, axis=-1)`).';
  }
  const isPlain = shape.length === row.length;
  const isColumn = shape.length === row.length + 1 && shape[row.length] === 1;
  if (dtype === 'float32' && row.length > 0 && (isPlain || isColumn)) {
    return 'Class numbers go with `sparse_categorical_crossentropy`; this loss takes rows with one entry per class (`numpy.eye(classes)[numbers]`).';
  }
  return undefined;
}

/** The array's shape where it fits [N, …row], else undefined. */
function alignShape(shape: readonly number[], row: readonly Size[]): readonly number[] | undefined {
  const fits = (candidate: readonly number[]): boolean =>
    candidate.length === row.length + 1 &&
    row.every((size, axis) => isSymbolic(size) || size === candidate[axis + 1]);
  if (fits(shape)) return shape;
  const longer = [...shape, 1];
  if (fits(longer)) return longer;
  const shorter = shape.slice(0, -1);
  return shape[shape.length - 1] === 1 && shorter.length > 0 && fits(shorter) ? shorter : undefined;
}

/**
 * The number of samples, which all columns must share.
 * @throws DataError that names two that differ
 */
export function sampleCount(columns: readonly Column[]): number {
  const [first] = columns;
  if (!first) return 0;
  const count = first.tensor.shape[0]!;
  const odd = columns.find(({ tensor }) => tensor.shape[0] !== count);
  if (odd) {
    throw new DataError(
      `\`${first.name}\` has ${count} samples, but \`${odd.name}\` has ${odd.tensor.shape[0]}: they must agree.`,
    );
  }
  return count;
}

/** Rows of a column: those at the given indices, in that order. */
export function takeRows({ tensor }: Column, rows: Uint32Array): HostTensor {
  const width = rowWidth(tensor);
  const shape = [rows.length, ...tensor.shape.slice(1)];
  const { data } = tensor;
  const taken = new (data.constructor as new (length: number) => typeof data)(rows.length * width);
  if (width === 1) rows.forEach((row, index) => (taken[index] = data[row]!));
  else rows.forEach((row, index) => taken.set(data.subarray(row * width, (row + 1) * width), index * width));
  return { dtype: tensor.dtype, shape, data: taken };
}

/** Rows from `start` to before `end`: a view, not a copy. */
export function sliceRows(column: Column, start: number, end: number): Column {
  const { tensor } = column;
  const width = rowWidth(tensor);
  return {
    ...column,
    tensor: {
      dtype: tensor.dtype,
      shape: [end - start, ...tensor.shape.slice(1)],
      data: tensor.data.subarray(start * width, end * width),
    },
  };
}

function rowWidth(tensor: HostTensor): number {
  return tensor.shape.slice(1).reduce((product, size) => product * size, 1);
}
