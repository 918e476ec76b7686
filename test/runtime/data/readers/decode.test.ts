import { describe, expect, it } from 'vitest';
import { decodeIdx, isIdx } from '../../../../runtime/data/readers/idx.ts';
import { rowValues } from '../../../../runtime/data/readers/kept-values.ts';
import { decodeNpy, npyHeader } from '../../../../runtime/data/readers/npy.ts';
import { NoRoom, Room } from '../../../../runtime/data/readers/room.ts';
import { rowsOfArray, rowsOfNpy, sliceArray } from '../../../../runtime/data/readers/row-source.ts';
import { encodeNpy } from '../../../../runtime/data/writers/npz.ts';
import { fileOfBytes } from '../../../../runtime/files/zip.ts';

/** A `.npy` file with a header as it is given, of version 1. */
function npy(header: string, content: Uint8Array, version = 1): Uint8Array {
  const text = new TextEncoder().encode(`${header}\n`);
  const size =
    version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  return Uint8Array.from([
    0x93,
    ...new TextEncoder().encode('NUMPY'),
    version,
    0,
    ...size,
    ...text,
    ...content,
  ]);
}

const header = (descr: string, shape: string, order = 'False'): string =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }`;
const bytesOf = (array: { readonly buffer: ArrayBufferLike }): Uint8Array => new Uint8Array(array.buffer);

describe('an array of numpy', () => {
  it.each([
    ['<f4', Float32Array.of(1.5, -2), [1.5, -2]],
    ['<f8', Float64Array.of(1.5, -2), [1.5, -2]],
    ['|i1', Int8Array.of(1, -2), [1, -2]],
    ['<i2', Int16Array.of(1, -2), [1, -2]],
    ['<i4', Int32Array.of(1, -2), [1, -2]],
    ['|u1', Uint8Array.of(1, 200), [1, 200]],
    ['<u2', Uint16Array.of(1, 60000), [1, 60000]],
    ['<u4', Uint32Array.of(1, 4e9), [1, 4e9]],
    ['<u8', BigUint64Array.of(1n, 2n ** 40n), [1, 2 ** 40]],
    ['|b1', Uint8Array.of(1, 0), [1, 0]],
    ['<f2', Uint16Array.of(0x3c00, 0xc000), [1, -2]],
  ])('of %s is read', (descr, content, expected) => {
    const { shape, data } = decodeNpy(npy(header(descr, '2,'), bytesOf(content)), 'x.npy');
    expect(shape).toEqual([2]);
    expect(Array.from(data as Iterable<number>)).toEqual(expected);
  });

  it('of 64 bits keeps them all', () => {
    const { data } = decodeNpy(npy(header('<i8', '1,'), bytesOf(BigInt64Array.of(-(2n ** 60n)))), 'x.npy');
    expect(data).toEqual(BigInt64Array.of(-(2n ** 60n)));
  });

  it('with the high byte first is turned round', () => {
    const { data } = decodeNpy(npy(header('>i2', '2,'), Uint8Array.of(0, 1, 1, 0)), 'x.npy');
    expect(Array.from(data as Int16Array)).toEqual([1, 256]);
  });

  it('that runs down the columns is turned round', () => {
    const content = bytesOf(Int32Array.of(1, 4, 2, 5, 3, 6));
    expect(
      Array.from(decodeNpy(npy(header('<i4', '2, 3', 'True'), content), 'x').data as Float64Array),
    ).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('of one number has no axes', () => {
    expect(decodeNpy(npy(header('<i4', ''), bytesOf(Int32Array.of(7))), 'x')).toMatchObject({
      shape: [],
      data: Int32Array.of(7),
    });
  });

  it('with a long header, and sizes as Python 2 wrote them', () => {
    expect(decodeNpy(npy(header('|u1', '2L, 1L'), Uint8Array.of(3, 4), 2), 'x').shape).toEqual([2, 1]);
  });

  it('is what is written', () => {
    const tensor = { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } as const;
    expect(decodeNpy(encodeNpy(tensor), 'x')).toMatchObject({ shape: [2, 2], data: tensor.data });
  });

  it.each([
    ['it does not start like one', Uint8Array.of(1, 2, 3)],
    ['it ends within its header', npy(header('<f4', '2,'), new Uint8Array(0)).subarray(0, 20)],
    ['its header cannot be read', npy("{'shape': (2,)}", new Uint8Array(8))],
    ['its shape (2, x) makes no sense', npy(header('<f4', '2, x'), new Uint8Array(8))],
    ['its shape (-1,) makes no sense', npy(header('<f4', '-1,'), new Uint8Array(8))],
    [
      'its header promises 3 numbers, and the file ends before them',
      npy(header('<f4', '3,'), new Uint8Array(8)),
    ],
  ])('is refused where %s', (reason, bytes) => {
    expect(() => decodeNpy(bytes, 'a.npy')).toThrow(`a.npy is not a whole .npy array: ${reason}.`);
  });

  it('is refused where it holds no plain numbers', () => {
    expect(() => decodeNpy(npy(header('|O', '1,'), new Uint8Array(8)), 'a.npy')).toThrow(
      'a.npy has the numpy type |O, which holds no plain numbers.',
    );
  });

  it('says in its header where the numbers begin', () => {
    const bytes = npy(header('<f4', '2, 3'), new Uint8Array(24));
    expect(npyHeader(bytes, bytes.length, 'x')).toMatchObject({
      shape: [2, 3],
      start: bytes.length - 24,
      size: 4,
      isColumnMajor: false,
    });
  });
});

describe('an array of MNIST', () => {
  const idx = (type: number, shape: readonly number[], content: readonly number[]): Uint8Array =>
    Uint8Array.from([
      0,
      0,
      type,
      shape.length,
      ...shape.flatMap((size) => [0, 0, size >> 8, size & 255]),
      ...content,
    ]);

  it.each([
    ['bytes', 0x08, [1, 255], [1, 255]],
    ['signed bytes', 0x09, [1, 255], [1, -1]],
    ['whole numbers of 16 bits', 0x0b, [0, 1, 255, 255], [1, -1]],
    ['whole numbers of 32 bits', 0x0c, [0, 0, 1, 0, 255, 255, 255, 255], [256, -1]],
    ['floats', 0x0d, [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0], [1, -2]],
    ['doubles', 0x0e, [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0], [1, -2]],
  ])('of %s is read', (_, type, content, expected) => {
    const { shape, data } = decodeIdx(idx(type, [2], content), 'x');
    expect([shape, Array.from(data as Iterable<number>)]).toEqual([[2], expected]);
  });

  it('has its axes', () => {
    expect(decodeIdx(idx(0x08, [2, 1, 3], [1, 2, 3, 4, 5, 6]), 'x').shape).toEqual([2, 1, 3]);
  });

  it('is told by its first four bytes', () => {
    expect(isIdx(idx(0x08, [1], [1]))).toBe(true);
    expect(
      [[0, 0, 7, 1], [1, 0, 8, 1], [0, 1, 8, 1], [0, 0, 8, 0], [0, 0, 8], []].map((bytes) =>
        isIdx(Uint8Array.from(bytes)),
      ),
    ).toEqual([false, false, false, false, false, false]);
  });

  it.each([
    ['a.idx is not an IDX file: it does not start like one.', Uint8Array.of(1, 2, 3, 4)],
    ['a.idx ends within its header.', idx(0x08, [2], []).subarray(0, 6)],
    ['a.idx is cut off: its header promises 2 numbers, it holds 1.', idx(0x0b, [2], [0, 1, 0])],
  ])('is refused: %s', (message, bytes) => {
    expect(() => decodeIdx(bytes, 'a.idx')).toThrow(message);
  });
});

describe('rows of an array', () => {
  const array = { shape: [3, 2], data: Float64Array.of(1, 2, 3, 4, 5, 6), source: 'x' };

  it('are cut out of it, with what is missing in them', () => {
    expect(sliceArray(array, 1, 3)).toEqual({
      shape: [2, 2],
      data: Float64Array.of(3, 4, 5, 6),
      source: 'x',
    });
    const gaps = { ...array, missing: Uint8Array.of(0, 0, 1, 0, 0, 0) };
    expect(sliceArray(gaps, 1, 2)).toMatchObject({ missing: Uint8Array.of(1, 0) });
  });

  it('may be words', () => {
    const words = { shape: [3], data: ['a', undefined, 'c'], source: 'x' };
    expect(sliceArray(words, 1, 3)).toEqual({ shape: [2], data: [undefined, 'c'], source: 'x' });
  });

  it('are read from memory', () => {
    const rows = rowsOfArray(array);
    expect([rows.shape, rows.rowBytes]).toEqual([[3, 2], 16]);
    expect(rows.read(0, 1).data).toEqual(Float64Array.of(1, 2));
    expect(rowsOfArray({ shape: [0, 2], data: new Float64Array(0), source: 'x' }).rowBytes).toBe(0);
  });

  it('are read from a file, no more than are asked for', () => {
    const bytes = encodeNpy({ dtype: 'int32', shape: [3, 2], data: Int32Array.of(1, 2, 3, 4, 5, 6) });
    const read: number[] = [];
    const file = fileOfBytes(Uint8Array.from([9, 9, ...bytes]));
    const rows = rowsOfNpy(
      { ...file, read: (at, length) => (read.push(length), file.read(at, length)) },
      2,
      bytes.length,
      'x',
    );
    expect([rows.shape, rows.rowBytes]).toEqual([[3, 2], 8]);
    expect(rows.read(1, 3)).toEqual({ shape: [2, 2], data: Int32Array.of(3, 4, 5, 6), source: 'x' });
    expect(read.at(-1)).toBe(16);
  });

  it('of what runs down the columns are read at once', () => {
    const bytes = npy(header('<i4', '2, 2', 'True'), bytesOf(Int32Array.of(1, 3, 2, 4)));
    expect(
      Array.from(rowsOfNpy(fileOfBytes(bytes), 0, bytes.length, 'x').read(1, 2).data as Float64Array),
    ).toEqual([3, 4]);
  });

  it('are kept beside predictions, one value each', () => {
    expect(rowValues('id', { shape: [2], data: BigInt64Array.of(1n, 2n), source: 'x' })).toEqual([1, 2]);
    expect(rowValues('id', { shape: [2, 1], data: ['a', 'b'], source: 'x' })).toEqual(['a', 'b']);
    expect(() => rowValues('id', { ...array, source: '`id` in a.npz' })).toThrow(
      '`id` in a.npz has the shape [3, 2]: what `--keep id` keeps has one value a row.',
    );
  });
});

describe('the room that data may take', () => {
  it('is used up', () => {
    const room = new Room(10);
    room.take(10);
    expect(() => room.take(1)).toThrow(NoRoom);
  });
});
