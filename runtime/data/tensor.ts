import { DataError } from '../errors.ts';
import type { ArrayData, NumericArray } from './tensor-like.ts';

/**
 * What kmodel needs of a `tf.Tensor`. Tensors are known by their form, so that those of any copy of tfjs will do,
 * and nothing of tfjs is loaded for people who have none.
 */
export interface TensorValue {
  readonly shape: readonly number[];
  readonly dtype: string;
  dataSync(): object;
  dispose(): void;
}

export function isTensor(value: unknown): value is TensorValue {
  return typeof value === 'object' && value !== null && 'dataSync' in value && 'dtype' in value;
}

/**
 * The numbers of a tensor, copied out of its backend; the tensor stays the caller's.
 * @throws DataError for a tensor of strings or complex numbers, or one that is disposed
 */
export function tensorData(tensor: TensorValue, name: string): ArrayData {
  if (tensor.dtype === 'string' || tensor.dtype === 'complex64') {
    throw new DataError(
      `\`${name}\` is a tensor of ${tensor.dtype}: numbers are needed.`,
      tensor.dtype === 'string' ? 'Turn the strings into indices first.' : undefined,
    );
  }
  if ('isDisposed' in tensor && tensor.isDisposed === true) {
    throw new DataError(
      `\`${name}\` is a tensor that is disposed already.`,
      'Keep it until the call is over.',
    );
  }
  return { shape: tensor.shape, data: tensor.dataSync() as NumericArray };
}
