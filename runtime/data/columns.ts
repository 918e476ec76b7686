import { isSymbolic, sizeText, type Size } from '../../compiler/shapes/size.ts';
import type { TensorType } from '../../compiler/shapes/types.ts';
import { declaredTypeText, numericDType } from '../../compiler/shapes/types.ts';
import type { DType } from '../../compiler/shapes/types.ts';
import type { HostTensor } from '../engines/engine.ts';
import { DataError } from '../errors.ts';
import type { FiniteCheck } from './all-finite.ts';
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

/** The strings of an input, for all samples. */
export interface WordColumn {
  /** The name of the input. */
  readonly name: string;
  readonly tensor: StringData;
}

/** What checks of sizes see of a column. */
export type SizedColumn = Pick<Column, 'name'> & { readonly tensor: Pick<HostTensor, 'shape'> };

/** One tensor that a step is fed, for all samples: an input, the target of a head, or its sample weights. */
export interface Column {
  /** The name of the input of the step graph. */
  readonly feed: string;
  /** How users know it. */
  readonly name: string;
  readonly tensor: HostTensor;
  /** 1 for each entry that is missing; absent where none is. */
  readonly missing?: Uint8Array;
}

/**
 * Checks one array against what the model wants of it and brings it into the step's dtype.
 * `[N]` and `[N, 1]` are taken for each other.
 * @throws DataError that names the array, what was expected and what was found
 */
export function toColumn(
  value: SourcedTensor,
  wanted: Wanted & { readonly feed: string; readonly dtype: DType; readonly gaps?: boolean },
): Column {
  const { feed, name, type, dtype } = wanted;
  const { array, shape, source } = readArray(value, wanted);
  const numbers = requireNumbers(array, source, wanted);
  const missing = wanted.gaps ? missingEntries(numbers) : undefined;
  const known = missing ? withoutMissing(numbers, missing) : numbers;
  const data = toHostArray(known, dtype, source, {
    declared: numericDType(type.dtype),
    first: wanted.first,
    isFinite: wanted.isFinite,
  });
  return { feed, name, tensor: { dtype, shape, data }, ...(missing ? { missing } : {}) };
}

/** What is missing, NaN included, which is how tables of numbers say so; undefined where nothing is. */
function missingEntries({ data, missing }: ArrayData): Uint8Array | undefined {
  const isFloat = data instanceof Float32Array || data instanceof Float64Array;
  if (!isFloat || !data.some(Number.isNaN)) return missing;
  return Uint8Array.from(data, (value, index) => (Number.isNaN(value) ? 1 : (missing?.[index] ?? 0)));
}

/** Numbers with 0 where they are missing, which any dtype can hold. */
function withoutMissing({ data, shape }: ArrayData, missing: Uint8Array): ArrayData {
  const known = data.slice();
  missing.forEach((isMissing, index) => {
    if (isMissing) known[index] = known instanceof BigInt64Array ? 0n : 0;
  });
  return { data: known, shape };
}

/**
 * Checks the strings of an input.
 * @throws DataError that names the array, what was expected and what was found
 */
export function toWordColumn(value: SourcedTensor, wanted: Wanted & { readonly gaps: boolean }): WordColumn {
  const { name, gaps, first } = wanted;
  const { array: given, shape, source } = readArray(value, wanted);
  // Nothing but missing entries, or none at all, is neither words nor numbers.
  const isOpen = !isStringData(given) && given.data.every((_, index) => given.missing?.[index] === 1);
  const array = isOpen ? { shape, data: new Array<undefined>(given.data.length).fill(undefined) } : given;
  if (!isStringData(array)) {
    throw new DataError(
      `${source} holds ${Number(array.data[0])} ${positionText(0, shape, first)}, but input \`${name}\` takes strings.`,
      `Give strings, or declare \`input ${name}: int32[…]\` where numbers stand for categories.`,
    );
  }
  const gap = gaps ? -1 : array.data.indexOf(undefined);
  if (gap >= 0) throw missingEntry(source, positionText(gap, shape, first), name, 'most_frequent');
  return { name, tensor: { shape, data: array.data } };
}

type SourcedTensor = TensorLike & { readonly source?: string };

interface Wanted {
  readonly name: string;
  readonly what: string;
  readonly type: TensorType;
  /** The number of the first sample in the data, where the array is a part of that. */
  readonly first?: number | undefined;
  /** What looks for NaN and infinity. */
  readonly isFinite?: FiniteCheck | undefined;
}

/** An array in the shape that is wanted, with what messages call it. */
function readArray(
  value: SourcedTensor,
  { name, what, type }: Wanted,
): { readonly array: ArrayData | StringData; readonly shape: readonly number[]; readonly source: string } {
  const source = value.source ?? `\`${name}\``;
  const rowShape = type.shape.map((size) => (isSymbolic(size) ? undefined : size));
  const array = toArrayData(value, name, rowShape);
  const shape = alignShape(array.shape, type.shape);
  if (shape) return { array, shape, source };
  if (array.shape[0] === 0) throw new DataError(`${source} has no samples.`, 'Give at least one.');
  const needed = type.shape.map((size) => `, ${sizeText(size)}`).join('');
  throw new DataError(
    `${source} has the shape [${array.shape.join(', ')}], but ${what} \`${name}\` is ${declaredTypeText(type)}: ` +
      `[N${needed}] is needed.`,
    what === 'head' ? otherTargets(array.shape, type) : undefined,
  );
}

/** The error for an entry that is not there, with the rule that would fill it in. */
function missingEntry(source: string, place: string, name: string, rule: string): DataError {
  return new DataError(
    `${source} has no value ${place}.`,
    `Fill it in, or say what stands in its place: \`input ${name}: … { missing: ${rule} }\`.`,
  );
}

/** @throws DataError, with the place of the first one, where there are strings or missing entries */
function requireNumbers(
  array: ArrayData | StringData,
  source: string,
  { name, what, first, gaps = false }: Wanted & { readonly gaps?: boolean },
): ArrayData {
  if (isStringData(array)) {
    const index = array.data.findIndex((word) => word !== undefined);
    const help =
      what === 'head'
        ? `Name the classes of the head: \`head ${name} = … { classes: ["…", "…"] }\`.`
        : `Declare \`input ${name}: string\`, with a layer such as \`StringLookup\` behind it.`;
    throw new DataError(
      `${source} holds ${quoted(array.data[index] ?? '')} ${positionText(Math.max(0, index), array.shape, first)}, where a number is needed.`,
      help,
    );
  }
  const gap = gaps ? -1 : (array.missing?.indexOf(1) ?? -1);
  if (gap < 0) return array;
  const place = positionText(gap, array.shape, first);
  if (what === 'input') throw missingEntry(source, place, name, 'median');
  throw new DataError(`${source} has no value ${place}.`, 'Leave the sample out.');
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
export function sampleCount(columns: readonly SizedColumn[]): number {
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

/**
 * Rows of a column: those at the given indices, in that order.
 * @param spare rows of the same column that nobody reads any more. New memory costs ten times what the copy does.
 */
export function takeRows({ tensor }: Column, rows: Uint32Array, spare?: HostTensor): HostTensor {
  const width = rowWidth(tensor);
  const shape = [rows.length, ...tensor.shape.slice(1)];
  const { data } = tensor;
  const taken =
    spare?.data.length === rows.length * width ? spare.data : emptyLike(data, rows.length * width);
  copyRows(data, rows, taken, width);
  return { dtype: tensor.dtype, shape, data: taken };
}

/** Numbers of a row up to which a loop is faster than to make a view of each row and copy that. */
const mostLooped = 48;

function copyRows(from: HostTensor['data'], rows: Uint32Array, to: HostTensor['data'], width: number): void {
  if (width > mostLooped) {
    rows.forEach((row, index) => to.set(from.subarray(row * width, (row + 1) * width), index * width));
    return;
  }
  let place = 0;
  for (const row of rows)
    for (let at = row * width, end = at + width; at < end; at++) to[place++] = from[at]!;
}

function emptyLike<T extends HostTensor['data']>(data: T, length: number): T {
  return new (data.constructor as new (length: number) => T)(length);
}

/** What is missing of the samples at the given indices. */
export function takeMissing({ tensor, missing }: Column, rows: Uint32Array): Uint8Array | undefined {
  if (!missing) return undefined;
  const width = rowWidth(tensor);
  const taken = new Uint8Array(rows.length * width);
  copyRows(missing, rows, taken, width);
  return taken;
}

/** Rows from `start` to before `end`: a view, not a copy. */
export function sliceRows(column: Column, start: number, end: number): Column {
  const { tensor } = column;
  const width = rowWidth(tensor);
  return {
    ...column,
    ...(column.missing ? { missing: column.missing.subarray(start * width, end * width) } : {}),
    tensor: {
      dtype: tensor.dtype,
      shape: [end - start, ...tensor.shape.slice(1)],
      data: tensor.data.subarray(start * width, end * width),
    },
  };
}

/** The strings of the samples at the given indices, in that order. */
export function takeWords({ tensor: { shape, data } }: WordColumn, rows: Uint32Array): StringData {
  const width = rowWidth({ shape });
  const taken: (string | undefined)[] = [];
  for (const row of rows) for (let at = row * width; at < (row + 1) * width; at++) taken.push(data[at]);
  return { shape: [rows.length, ...shape.slice(1)], data: taken };
}

/** The strings of the samples from `start` to before `end`. */
export function sliceWords({ name, tensor }: WordColumn, start: number, end: number): WordColumn {
  const width = rowWidth(tensor);
  const shape = [end - start, ...tensor.shape.slice(1)];
  return { name, tensor: { shape, data: tensor.data.slice(start * width, end * width) } };
}

/** How many entries a row has. */
export function rowWidth(tensor: Pick<HostTensor, 'shape'>): number {
  return tensor.shape.slice(1).reduce((product, size) => product * size, 1);
}
