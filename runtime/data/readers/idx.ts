import { DataError } from '../../errors.ts';
import type { LoadedArray, NumericArray } from '../tensor-like.ts';

/** True for bytes that start like an IDX file: two zeros, a type, a number of axes. */
export function isIdx(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0 &&
    bytes[1] === 0 &&
    bytes[2] !== undefined &&
    Object.hasOwn(types, bytes[2]) &&
    (bytes[3] ?? 0) > 0
  );
}

/**
 * The array of an IDX file, the format of MNIST.
 * @throws DataError where it is not whole
 */
export function decodeIdx(bytes: Uint8Array, source: string): LoadedArray {
  if (!isIdx(bytes)) throw new DataError(`${source} is not an IDX file: it does not start like one.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rank = bytes[3]!;
  const start = 4 + 4 * rank;
  if (bytes.length < start) throw new DataError(`${source} ends within its header.`);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = shape.reduce((product, size) => product * size, 1);
  const type = types[bytes[2]!]!;
  if (bytes.length - start < count * type.size) {
    const held = Math.floor((bytes.length - start) / type.size);
    throw new DataError(`${source} is cut off: its header promises ${count} numbers, it holds ${held}.`);
  }
  if (type.size === 1) return { shape, data: type.make(bytes.slice(start, start + count)), source };
  const data = new Float64Array(count);
  for (let index = 0; index < count; index++) data[index] = type.read(view, start + index * type.size);
  return { shape, data, source };
}

interface IdxType {
  readonly size: number;
  readonly make: (bytes: Uint8Array) => NumericArray;
  readonly read: (view: DataView, offset: number) => number;
}

const types: Readonly<Record<number, IdxType>> = {
  0x08: { size: 1, make: (bytes) => bytes, read: (view, at) => view.getUint8(at) },
  0x09: { size: 1, make: (bytes) => new Int8Array(bytes.buffer), read: (view, at) => view.getInt8(at) },
  0x0b: { size: 2, make: Float64Array.from, read: (view, at) => view.getInt16(at) },
  0x0c: { size: 4, make: Float64Array.from, read: (view, at) => view.getInt32(at) },
  0x0d: { size: 4, make: Float64Array.from, read: (view, at) => view.getFloat32(at) },
  0x0e: { size: 8, make: Float64Array.from, read: (view, at) => view.getFloat64(at) },
};
