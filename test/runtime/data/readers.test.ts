import { gzipSync } from 'node:zlib';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readData } from '../../../runtime/data/read-data.ts';
import { encodeNpy } from '../../../runtime/data/writers/write-arrays.ts';
import { DataError } from '../../../runtime/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-data-'));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The message of the DataError that reading ends in, the folder cut off. */
function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
  return 'no error';
}

const floats = (shape: readonly number[], ...values: number[]) =>
  encodeNpy({ dtype: 'float32', shape, data: Float32Array.from(values) });

/** An IDX file of bytes. */
function idx(shape: readonly number[], bytes: readonly number[]): Uint8Array {
  const header = [0, 0, 8, shape.length, ...shape.flatMap((size) => [0, 0, size >> 8, size & 255])];
  return Uint8Array.from([...header, ...bytes]);
}

describe('npz and npy', () => {
  it('reads arrays by name', () => {
    const path = file('a.npz', zipSync({ 'x.npy': floats([2, 2], 1, 2, 3, 4), 'y.npy': floats([2], 5, 6) }));
    const { x, y } = readData([path], ['x', 'y']);
    expect(x).toMatchObject({ shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) });
    expect(y).toMatchObject({ shape: [2] });
  });

  it('reads a folder of .npy files', () => {
    mkdirSync(join(folder, 'arrays'), { recursive: true });
    file('arrays/x.npy', floats([1], 7));
    expect(readData([join(folder, 'arrays')], ['x']).x!.data[0]).toBe(7);
  });

  it('reads column-major arrays', () => {
    const bytes = floats([2, 3], 1, 4, 2, 5, 3, 6);
    const header = new TextDecoder('latin1').decode(bytes);
    const fortran = Uint8Array.from(header.replace("'fortran_order': False", "'fortran_order': True "), (c) =>
      c.charCodeAt(0),
    );
    const path = file('f.npy', fortran);
    expect([...readData([`x=${path}`], ['x']).x!.data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('says where an array is cut off', () => {
    const path = file('cut.npz', zipSync({ 'x.npy': floats([4], 1, 2, 3, 4).subarray(0, -3) }));
    expect(messageOf(() => readData([path], ['x']))).toBe(
      '`x` in cut.npz is not a whole .npy array: its header promises 4 numbers, and the file ends before them.',
    );
  });

  it('says that a file is no zip', () => {
    expect(messageOf(() => readData([file('b.npz', 'nonsense')], ['x']))).toBe(
      'b.npz is not a whole .npz file: it cannot be unzipped.',
    );
  });

  it('refuses an array without a name', () => {
    expect(messageOf(() => readData([file('lone.npy', floats([1], 1))], ['x']))).toBe(
      'lone.npy holds one array without a name.',
    );
  });
});

describe('csv, tsv and jsonl', () => {
  it('gathers numbered columns and JSON lists', () => {
    const path = file('t.csv', 'x_0,x_1,y\n1,2,"[3, 4]"\n5,6,"[7, 8]"\n');
    const { x, y } = readData([path], ['x', 'y']);
    expect(x).toMatchObject({ shape: [2, 2], data: Float64Array.of(1, 2, 5, 6) });
    expect(y).toMatchObject({ shape: [2, 2], data: Float64Array.of(3, 4, 7, 8) });
  });

  it('reads tabs, quotes, a byte order mark and Windows line ends', () => {
    const path = file('t.tsv', '\ufeffx\ty\r\n"1"\t2\r\n');
    expect(readData([path], ['x', 'y']).x!.data[0]).toBe(1);
  });

  it('reads nested lists from JSON lines', () => {
    const path = file('t.jsonl', '{"x": [[1, 2], [3, 4]], "y": true}\n{"x": [[5, 6], [7, 8]], "y": false}\n');
    const { x, y } = readData([path], ['x', 'y']);
    expect(x!.shape).toEqual([2, 2, 2]);
    expect([...y!.data]).toEqual([1, 0]);
  });

  it.each([
    [
      'text in a number column',
      'word.csv',
      'x,y\n1,2\n3,tall\n',
      'word.csv, line 3, column `y`: "tall" is no number.',
    ],
    ['a missing value', 'gap.csv', 'x,y\n1,\n', 'gap.csv, line 2, column `y`: the value is missing.'],
    ['a ragged row', 'ragged.csv', 'x,y\n1,2,3\n', 'ragged.csv, line 2: the row has 3 values, the header 2.'],
    ['two columns of one name', 'twice.csv', 'x,x\n1,2\n', 'twice.csv has two columns `x`.'],
    [
      'an empty file',
      'empty.csv',
      '',
      'empty.csv is empty: it needs a header line with the names of inputs and heads.',
    ],
    ['a line that is no JSON', 'bad.jsonl', '{"x": 1}\n{"x": \n', 'bad.jsonl, line 2 is no JSON.'],
    [
      'a key that is missing',
      'key.jsonl',
      '{"x": 1, "y": 2}\n{"x": 1}\n',
      'key.jsonl, line 2 lacks the key `y`.',
    ],
    [
      'lists of different length',
      'list.jsonl',
      '{"x": [1, 2]}\n{"x": [1]}\n',
      'list.jsonl, line 2, key `x`: a list of [2] is needed, as in the first row.',
    ],
    ['null', 'null.jsonl', '{"x": null}\n', 'null.jsonl, line 1, key `x`: the value is missing.'],
  ])('places the error for %s', (_, name, text, message) => {
    expect(messageOf(() => readData([file(name, text)], ['x', 'y']))).toBe(message);
  });

  it('refuses text that is no UTF-8', () => {
    expect(messageOf(() => readData([file('latin.csv', Uint8Array.of(120, 10, 0xe9))], ['x']))).toBe(
      'latin.csv is not UTF-8 text.',
    );
  });
});

describe('IDX', () => {
  it('reads images and labels, plain and packed', () => {
    const images = file('images', idx([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]));
    const labels = file('labels.gz', gzipSync(idx([2], [3, 4])));
    const { image, label } = readData([`image=${images}`, `label=${labels}`], ['image', 'label']);
    expect(image).toMatchObject({ shape: [2, 2, 2] });
    expect([...label!.data]).toEqual([3, 4]);
  });

  it('says how much is missing', () => {
    const path = file('short', idx([2, 2], [1, 2, 3]));
    expect(messageOf(() => readData([`image=${path}`], ['image']))).toBe(
      'short is cut off: its header promises 4 numbers, it holds 3.',
    );
  });

  it('says that a gzip file is damaged', () => {
    const path = file('broken.gz', gzipSync(idx([2], [1, 2])).subarray(0, 15));
    expect(messageOf(() => readData([`x=${path}`], ['x']))).toBe(
      'broken.gz cannot be unpacked: the gzip file is damaged or cut off.',
    );
  });
});

describe('several sources', () => {
  it('mixes them', () => {
    const csv = file('m.csv', 'y\n1\n');
    const npy = file('m.npy', floats([1], 9));
    expect(Object.keys(readData([csv, `x=${npy}`], ['x', 'y'])).sort()).toEqual(['x', 'y']);
  });

  it('refuses an array that is given twice', () => {
    const first = file('one.csv', 'x\n1\n');
    const second = file('two.csv', 'x\n2\n');
    expect(messageOf(() => readData([first, second], ['x']))).toBe(
      '`x` is given twice: by `x` in one.csv and by `x` in two.csv.',
    );
  });

  it('refuses a format that it does not know', () => {
    expect(messageOf(() => readData([file('a.parquet', 'PAR1')], ['x']))).toBe(
      'a.parquet has a format that kmodel does not know.',
    );
  });
});
