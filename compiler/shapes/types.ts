import { sizeText, type Size } from './size.ts';

/** Element types. Floats compute in float32; `uint8` inputs are taken as float32; `bool` is for masks. */
export type DType = 'float32' | 'float16' | 'int32' | 'int64' | 'uint8' | 'bool';

export const dtypes: readonly DType[] = ['float32', 'float16', 'int32', 'int64', 'uint8', 'bool'];

/** What one tensor of a model is: the shape of one sample, without the batch axis. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: readonly Size[];
}

export function isFloat(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float16';
}

/** True for what layers that compute with floats take: floats, and uint8 (images), which is cast to float32. */
export function isFloatLike(dtype: DType): boolean {
  return isFloat(dtype) || dtype === 'uint8';
}

/** The notation of messages: `float32[batch, 28, 28]`. */
export function tensorTypeText(type: TensorType): string {
  return `${type.dtype}[${['batch', ...type.shape.map(sizeText)].join(', ')}]`;
}

/** The notation of the language, as one would write it in a declaration: `float32[28, 28]`. */
export function declaredTypeText(type: TensorType): string {
  return `${type.dtype}[${type.shape.map(sizeText).join(', ')}]`;
}
