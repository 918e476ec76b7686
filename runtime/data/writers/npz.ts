import type { HostTensor } from '../../engines/engine.ts';
import { DataError } from '../../errors.ts';
import { mostZipBytes, zipPieces, zipSize, type FileToZip } from '../../files.ts';
import type { ArraysToWrite } from './rows-to-write.ts';

/**
 * The pieces of a `.npz` file, not packed.
 * @throws DataError where it would be larger than a zip file can be
 */
export function npzPieces({ arrays, kept }: ArraysToWrite): Iterable<Uint8Array> {
  const files: readonly FileToZip[] = [
    ...[...kept].map(([name, values]) => [`${name}.npy`, [encodeValues(values)]] as const),
    ...Object.entries(arrays).map(([name, tensor]) => [`${name}.npy`, [encodeNpy(tensor)]] as const),
  ];
  const size = zipSize(files);
  if (size > mostZipBytes) {
    throw new DataError(
      `A .npz file holds at most 4 GiB, and this one would need ${Math.ceil(size / 2 ** 30)}.`,
      'Write a `.jsonl` or `.csv` file, or fewer samples at a time.',
    );
  }
  return zipPieces(files);
}

/** One array in numpy's `.npy` format, version 1. */
export function encodeNpy({ dtype, shape, data }: HostTensor): Uint8Array {
  const types = {
    float32: '<f4',
    float16: '<f4',
    int32: '<i4',
    int64: '<i4',
    uint8: '|u1',
    bool: '|b1',
  } as const;
  return encode(types[dtype], shape, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** Values that were kept: numbers as doubles, all others as texts of equal width. */
function encodeValues(values: readonly unknown[]): Uint8Array {
  if (values.every((value) => typeof value === 'number')) {
    const numbers = Float64Array.from(values);
    return encode('<f8', [numbers.length], new Uint8Array(numbers.buffer));
  }
  const texts = values.map((value) => [...(typeof value === 'string' ? value : JSON.stringify(value))]);
  const width = texts.reduce((widest, { length }) => Math.max(widest, length), 1);
  const codes = new Uint32Array(texts.length * width);
  texts.forEach((text, row) => {
    text.forEach((character, index) => (codes[row * width + index] = character.codePointAt(0)!));
  });
  return encode(`<U${width}`, [texts.length], new Uint8Array(codes.buffer));
}

function encode(type: string, shape: readonly number[], content: Uint8Array): Uint8Array {
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // The data starts at a multiple of 64 bytes.
  const length = Math.ceil((10 + header.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length + content.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (length - 10) & 0xff, (length - 10) >> 8]);
  bytes.set(new TextEncoder().encode(header.padEnd(length - 11) + '\n'), 10);
  bytes.set(content, length);
  return bytes;
}
