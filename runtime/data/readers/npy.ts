import { DataError } from '../../errors.ts';
import { halfToNumber } from '../../half-precision.ts';
import type { LoadedArray, NumericArray } from '../tensor-like.ts';

/**
 * One array of numpy's `.npy` format, versions 1 to 3.
 * @throws DataError where the bytes are no whole `.npy` file or hold something else than numbers
 */
export function decodeNpy(bytes: Uint8Array, source: string): LoadedArray {
  const broken = (what: string): DataError => new DataError(`${source} is not a whole .npy array: ${what}.`);
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  if (magic.some((byte, index) => bytes[index] !== byte)) throw broken('it does not start like one');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = (bytes[6] ?? 1) >= 2;
  const start = wide ? 12 : 10;
  if (bytes.length < start) throw broken('it ends within its header');
  const headerEnd = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (bytes.length < headerEnd) throw broken('it ends within its header');
  const header = new TextDecoder().decode(bytes.subarray(start, headerEnd));
  const descriptor = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const shapeText = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (descriptor === undefined || shapeText === undefined) throw broken('its header cannot be read');
  // Python 2 wrote sizes as `16L`.
  const shape = shapeText
    .split(',')
    .map((size) => size.trim().replace(/L$/, ''))
    .filter((size) => size !== '')
    .map((size) => (/^\d+$/.test(size) ? Number(size) : NaN));
  const count = shape.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(count)) throw broken(`its shape (${shapeText}) makes no sense`);
  const reader = readers.get(descriptor.slice(1));
  if (!reader) {
    throw new DataError(
      `${source} has the numpy type ${descriptor}, which holds no plain numbers.`,
      'Save it as float32 or int32.',
    );
  }
  if (bytes.length - headerEnd < count * reader.size) {
    throw broken(`its header promises ${count} numbers, and the file ends before them`);
  }
  const body = bytes.slice(headerEnd, headerEnd + count * reader.size);
  if (descriptor.startsWith('>') && reader.size > 1) swapBytes(body, reader.size);
  const data = reader.read(body.buffer);
  const fortran = /'fortran_order':\s*True/.test(header);
  return { shape, data: fortran && shape.length > 1 ? fromColumnMajor(data, shape) : data, source };
}

interface Reader {
  readonly size: number;
  readonly read: (buffer: ArrayBuffer) => NumericArray;
}

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['f2', { size: 2, read: (buffer) => Float32Array.from(new Uint16Array(buffer), halfToNumber) }],
  ['f4', { size: 4, read: (buffer) => new Float32Array(buffer) }],
  ['f8', { size: 8, read: (buffer) => new Float64Array(buffer) }],
  ['i1', { size: 1, read: (buffer) => new Int8Array(buffer) }],
  ['i2', { size: 2, read: (buffer) => new Int16Array(buffer) }],
  ['i4', { size: 4, read: (buffer) => new Int32Array(buffer) }],
  ['i8', { size: 8, read: (buffer) => new BigInt64Array(buffer) }],
  ['u1', { size: 1, read: (buffer) => new Uint8Array(buffer) }],
  ['u2', { size: 2, read: (buffer) => new Uint16Array(buffer) }],
  ['u4', { size: 4, read: (buffer) => new Uint32Array(buffer) }],
  // Doubles hold every whole number that any dtype of a model takes.
  ['u8', { size: 8, read: (buffer) => Float64Array.from(new BigUint64Array(buffer), Number) }],
  ['b1', { size: 1, read: (buffer) => new Uint8Array(buffer) }],
]);

function swapBytes(bytes: Uint8Array, size: number): void {
  for (let start = 0; start < bytes.length; start += size) bytes.subarray(start, start + size).reverse();
}

function fromColumnMajor(data: NumericArray, shape: readonly number[]): Float64Array {
  const result = new Float64Array(data.length);
  const index = shape.map(() => 0);
  for (let position = 0; position < data.length; position++) {
    let flat = 0;
    for (let axis = 0; axis < shape.length; axis++) flat = flat * shape[axis]! + index[axis]!;
    result[flat] = Number(data[position]);
    for (let axis = 0; axis < shape.length && ++index[axis]! === shape[axis]; axis++) index[axis] = 0;
  }
  return result;
}
