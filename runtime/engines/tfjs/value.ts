import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import type { DType } from '../../../compiler/shapes/types.ts';
import type { HostArray, HostTensor } from '../engine.ts';

/** A tensor on a device: tfjs's handle to its data, with shape and dtype. */
export type Value = TensorInfo;

/** The element types that kernels compute with. */
export type ValueType = 'float32' | 'int32' | 'bool';

/** How a dtype of the language is held: floats as float32, whole numbers as int32. */
export function valueType(dtype: DType): ValueType {
  switch (dtype) {
    case 'float32':
    case 'float16':
      return 'float32';
    case 'int32':
    case 'int64':
    case 'uint8':
      return 'int32';
    case 'bool':
      return 'bool';
  }
}

/** The number of entries of a shape. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const axis of shape) size *= axis;
  return size;
}

/** An array for so many entries, all 0. */
export function createArray(type: ValueType, size: number): HostArray {
  switch (type) {
    case 'float32':
      return new Float32Array(size);
    case 'int32':
      return new Int32Array(size);
    case 'bool':
      return new Uint8Array(size);
  }
}

/** A host tensor's entries as a device takes them; the same memory where the element type is the same. */
export function deviceArray({ dtype, data }: HostTensor): HostArray {
  const type = valueType(dtype);
  if (type === 'int32') return data instanceof Int32Array ? data : Int32Array.from(data);
  if (type === 'bool') return data instanceof Uint8Array ? data : Uint8Array.from(data, Number);
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

/** Entries read from a device as a host tensor of the dtype that the step declares. */
export function hostTensor(dtype: DType, shape: readonly number[], data: HostArray): HostTensor {
  if (dtype === 'uint8') return { dtype, shape, data: Uint8Array.from(data) };
  const type = valueType(dtype);
  return { dtype: type, shape, data };
}

/** tfjs's name of an element type; the two agree. */
export function asDataType(type: ValueType): DataType {
  return type;
}
