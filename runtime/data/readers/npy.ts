import { DataError } from '../../errors.ts';
import { halfToNumber } from '../../../compiler/ops/half-precision.ts';
import type { LoadedArray, NumericArray } from '../tensor-like.ts';

/** What the header of a `.npy` file says. */
export interface NpyHeader {
  readonly shape: readonly number[];
  /** Where the numbers begin, in bytes. */
  readonly start: number;
  /** What one number takes, in bytes. */
  readonly size: number;
  /** True where the last axis does not run fastest. */
  readonly isColumnMajor: boolean;
  /** Numbers of bytes, which become the reader's own. */
  readonly numbers: (bytes: Uint8Array<ArrayBuffer>) => NumericArray;
}

/** A header is within so many bytes. */
export const longestNpyHeader = 2 ** 16 + 12;

/**
 * One array of numpy's `.npy` format, versions 1 to 3.
 * @throws DataError where the bytes are no whole `.npy` file or hold something else than numbers
 */
export function decodeNpy(bytes: Uint8Array, source: string): LoadedArray {
  const { shape, start, size, isColumnMajor, numbers } = npyHeader(bytes, bytes.length, source);
  const count = shape.reduce((product, axis) => product * axis, 1);
  const data = numbers(Uint8Array.from(bytes.subarray(start, start + count * size)));
  return { shape, data: isColumnMajor ? fromColumnMajor(data, shape) : data, source };
}

/**
 * The header of a `.npy` file.
 * @param bytes the first ones of the file
 * @param total how many there are in all
 * @throws DataError as {@link decodeNpy}
 */
export function npyHeader(bytes: Uint8Array, total: number, source: string): NpyHeader {
  const broken = (what: string): DataError => new DataError(`${source} is not a whole .npy array: ${what}.`);
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  if (magic.some((byte, index) => bytes[index] !== byte)) throw broken('it does not start like one');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = (bytes[6] ?? 1) >= 2;
  const headerStart = wide ? 12 : 10;
  if (bytes.length < headerStart) throw broken('it ends within its header');
  const start = headerStart + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (bytes.length < start) throw broken('it ends within its header');
  const header = new TextDecoder().decode(bytes.subarray(headerStart, start));
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
  const { size } = reader;
  if (total - start < count * size) {
    throw broken(`its header promises ${count} numbers, and the file ends before them`);
  }
  const swaps = descriptor.startsWith('>') && size > 1;
  return {
    shape,
    start,
    size,
    isColumnMajor: /'fortran_order':\s*True/.test(header) && shape.length > 1,
    numbers: (body) => {
      if (swaps) swapBytes(body, size);
      return reader.read(body.buffer);
    },
  };
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
