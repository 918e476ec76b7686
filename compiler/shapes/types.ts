import { sizesEqual, sizeText, variable, type Size, type SymbolicSize } from './size.ts';

/** The batch axis where it is written out, by a name that no size variable can have, since it holds a space. */
export const batchSize: SymbolicSize = variable('batch size');

/** Element types. Floats compute in float32; `uint8` inputs are taken as float32; `bool` is for masks. */
export type DType = 'float32' | 'float16' | 'int32' | 'int64' | 'uint8' | 'bool';

/** What the entries of a tensor of a model are: strings, too, which become numbers before the graph runs. */
export type ElementType = DType | 'string';

export const dtypes: readonly ElementType[] = [
  'float32',
  'float16',
  'int32',
  'int64',
  'uint8',
  'bool',
  'string',
];

/**
 * The dtype of a tensor that the graph computes: strings become numbers before, which the checker sees to.
 * @throws Error where a string got there all the same
 */
export function numericDType(dtype: ElementType): DType {
  if (dtype === 'string') throw new Error('A tensor of strings has reached the graph.');
  return dtype;
}

/** What one tensor of a model is: the shape of one sample, without the batch axis. */
export interface TensorType {
  readonly dtype: ElementType;
  readonly shape: readonly Size[];
  /**
   * Present where no batch axis stands before the shape: of weights, of `arange(8)`, and of everything inside a
   * layer, loss or other component of one's own, where the batch is an axis like others, of the size `batchSize`.
   */
  readonly whole?: true;
}

export function isFloat(dtype: ElementType): boolean {
  return dtype === 'float32' || dtype === 'float16';
}

/** True for what layers that compute with floats take: floats, and uint8 (images), which is cast to float32. */
export function isFloatLike(dtype: ElementType): boolean {
  return isFloat(dtype) || dtype === 'uint8';
}

/** The notation of messages: `float32[batch, 28, 28]`. */
export function tensorTypeText(type: TensorType): string {
  const sizes = type.shape.map(sizeWithBatch);
  return `${type.dtype}[${(type.whole ? sizes : ['batch', ...sizes]).join(', ')}]`;
}

/** The notation of the language, as one would write it in a declaration: `float32[28, 28]`. */
export function declaredTypeText(type: TensorType): string {
  const shape = isBatched(type) ? type.shape.slice(1) : type.shape;
  return `${type.dtype}[${shape.map(sizeWithBatch).join(', ')}]`;
}

/** True for a whole shape whose first axis is the batch. */
export function isBatched(type: TensorType): boolean {
  return type.whole === true && type.shape.length > 0 && sizesEqual(type.shape[0]!, batchSize);
}

/** The same type with its batch axis written out. */
export function wholeType(type: TensorType): TensorType {
  return type.whole ? type : { dtype: type.dtype, shape: [batchSize, ...type.shape], whole: true };
}

/** The type of one sample where the batch comes first; else the type as it is. */
export function sampleType(type: TensorType): TensorType {
  return isBatched(type) ? { dtype: type.dtype, shape: type.shape.slice(1) } : type;
}

function sizeWithBatch(size: Size): string {
  return sizeText(size).replaceAll('batch size', 'batch');
}
