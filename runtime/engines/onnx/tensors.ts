import type * as Ort from 'onnxruntime-common';
import type { HostArray, HostTensor } from '../engine.ts';

export function toOrt(ort: typeof Ort, { dtype, shape, data }: HostTensor): Ort.Tensor {
  switch (dtype) {
    case 'float32':
    case 'float16':
      return new ort.Tensor('float32', data as Float32Array, shape);
    case 'int32':
    case 'int64':
      return new ort.Tensor('int32', data as Int32Array, shape);
    case 'bool':
      return new ort.Tensor('bool', data as Uint8Array, shape);
    case 'uint8':
      return new ort.Tensor('uint8', data as Uint8Array, shape);
  }
}

/** A view of a tensor's memory. */
export function fromOrt(tensor: Ort.Tensor): HostTensor {
  return { dtype: tensor.type as HostTensor['dtype'], shape: tensor.dims, data: tensor.data as HostArray };
}

/** Whether two shapes are equal: most are one array, and each step asks for each weight. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((size, axis) => size === b[axis]));
}

export function copyTensor(tensor: HostTensor): HostTensor {
  return { ...tensor, data: tensor.data.slice() };
}

/**
 * A tensor whose numbers are yet to be written: each of them, since it holds whatever the memory held before. To clear
 * it first would cost half a millisecond for 64,000 numbers, where Linux hands the memory out page by page.
 */
export function emptyTensor(dtype: HostTensor['dtype'], shape: readonly number[]): HostTensor {
  const length = shape.reduce((product, size) => product * size, 1);
  switch (dtype) {
    case 'float32':
    case 'float16':
      return { dtype: 'float32', shape, data: new Float32Array(unclearedMemory(4 * length)) };
    case 'int32':
    case 'int64':
      return { dtype: 'int32', shape, data: new Int32Array(unclearedMemory(4 * length)) };
    case 'uint8':
    case 'bool':
      return { dtype, shape, data: new Uint8Array(unclearedMemory(length)) };
  }
}

/** Memory of its own, no part of the pool of `Buffer`. */
function unclearedMemory(bytes: number): ArrayBuffer {
  return Buffer.allocUnsafeSlow(bytes).buffer as ArrayBuffer;
}
