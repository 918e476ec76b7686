import { describe, expect, it } from 'vitest';
import { csvPieces } from '../../../../runtime/data/writers/csv.ts';
import { jsonlPieces } from '../../../../runtime/data/writers/jsonl.ts';
import { npzPieces } from '../../../../runtime/data/writers/npz.ts';
import { rowsOf, shortestNumber, unknownEnding } from '../../../../runtime/data/writers/rows-to-write.ts';
import { csvOfPieces } from '../../../../runtime/data/writers/write-pieces.ts';
import { decodeNpy } from '../../../../runtime/data/readers/npy.ts';
import { fileOfBytes, readZipEntry, zipEntries } from '../../../../runtime/files/zip.ts';
import type { NamedClasses } from '../../../../compiler/graph/named-classes.ts';
import type { HostTensor } from '../../../../runtime/engines/engine.ts';

const floats = (shape: readonly number[], ...data: readonly number[]): HostTensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(data),
});
const noneKept: ReadonlyMap<string, readonly unknown[]> = new Map();
const csv = (
  arrays: Readonly<Record<string, HostTensor>>,
  kept = noneKept,
  classes?: ReadonlyMap<string, NamedClasses>,
): string => [...csvPieces({ arrays, kept, ...(classes ? { classes } : {}) })].join('');
const jsonl = (
  arrays: Readonly<Record<string, HostTensor>>,
  kept = noneKept,
  classes?: ReadonlyMap<string, NamedClasses>,
): string => [...jsonlPieces({ arrays, kept, ...(classes ? { classes } : {}) })].join('');

const two: NamedClasses = { words: ['no', 'yes'], choice: 'one number', threshold: 0.5 };
const three: NamedClasses = { words: ['a', 'b', 'c'], choice: 'one', threshold: 0.5 };
const each: NamedClasses = { words: ['red', 'big'], choice: 'each', threshold: 0.5 };

describe('a table of predictions as CSV', () => {
  it('has a column for one number a row', () => {
    expect(csv({ y: floats([2, 1], 0.5, 1) })).toBe('y\n0.5\n1\n');
    expect(csv({ y: floats([2], 0.5, 1) })).toBe('y\n0.5\n1\n');
  });

  it('has a column for each of several', () => {
    expect(csv({ y: floats([2, 2], 1, 2, 3, 4) })).toBe('y_0,y_1\n1,2\n3,4\n');
  });

  it('has what was kept in front', () => {
    expect(csv({ y: floats([2], 1, 2) }, new Map([['id', ['a,b', 7]]]))).toBe('id,y\n"a,b",1\n7,2\n');
  });

  it.each([
    ['a comma', 'a,b', '"a,b"'],
    ['a quote', 'say "so"', '"say ""so"""'],
    ['a line end', 'a\nb', '"a\nb"'],
    ['nothing of these', 'a b', 'a b'],
    ['no value', undefined, ''],
    ['a list', [1, 2], '"[1,2]"'],
    ['a truth', true, 'true'],
  ])('quotes a cell with %s', (_, value, cell) => {
    expect(csv({ y: floats([1], 0) }, new Map([['k', [value]]]))).toBe(`k,y\n${cell},0\n`);
  });

  it('has the class by its name, then its numbers', () => {
    expect(csv({ y: floats([2, 1], 0.75, 0.25) }, noneKept, new Map([['y', two]]))).toBe(
      'y,y_yes\nyes,0.75\nno,0.25\n',
    );
    expect(csv({ y: floats([1, 3], 0.125, 0.625, 0.25) }, noneKept, new Map([['y', three]]))).toBe(
      'y,y_a,y_b,y_c\nb,0.125,0.625,0.25\n',
    );
  });

  it('has all classes that hold, as a list', () => {
    expect(csv({ y: floats([2, 2], 0.75, 0.625, 0, 0) }, noneKept, new Map([['y', each]]))).toBe(
      'y,y_red,y_big\n"[""red"",""big""]",0.75,0.625\n[],0,0\n',
    );
  });

  it('cannot hold rows of more axes', () => {
    expect(() => csv({ y: floats([1, 2, 2], 1, 2, 3, 4) })).toThrow(
      '`y` has 2 axes a row, which a CSV file cannot hold.',
    );
  });

  it('comes in pieces of a thousand rows', () => {
    const arrays = { y: floats([1001], ...Array<number>(1001).fill(1)) };
    const pieces = [...csvPieces({ arrays, kept: noneKept })];
    expect(pieces.map((piece) => piece.split('\n').length - 1)).toEqual([1001, 1]);
  });

  it('of several pieces names its columns once', async () => {
    async function* pieces() {
      yield { arrays: { y: floats([1], 1) }, kept: noneKept };
      yield await Promise.resolve({ arrays: { y: floats([1], 2) }, kept: noneKept });
    }
    const lines: string[] = [];
    for await (const piece of csvOfPieces(pieces())) lines.push(piece);
    expect(lines.join('')).toBe('y\n1\n2\n');
  });
});

describe('predictions as JSON lines', () => {
  it('have their shape', () => {
    expect(jsonl({ y: floats([2, 2, 1], 1, 2, 3, 4), z: floats([2], 5, 6) })).toBe(
      '{"y":[[1],[2]],"z":5}\n{"y":[[3],[4]],"z":6}\n',
    );
  });

  it('have what was kept, as it was', () => {
    expect(jsonl({ y: floats([1], 1) }, new Map([['id', [{ a: 1 }]]]))).toBe('{"id":{"a":1},"y":1}\n');
  });

  it('have classes by their names, then the numbers', () => {
    expect(jsonl({ y: floats([1, 1], 0.75) }, noneKept, new Map([['y', two]]))).toBe(
      '{"y":"yes","y_yes":0.75}\n',
    );
    expect(jsonl({ y: floats([1, 3], 0, 0, 1) }, noneKept, new Map([['y', three]]))).toBe(
      '{"y":"c","y_a":0,"y_b":0,"y_c":1}\n',
    );
  });

  it('of several choices a row have the names alone', () => {
    expect(jsonl({ y: floats([1, 2, 3], 0, 0, 1, 1, 0, 0) }, noneKept, new Map([['y', three]]))).toBe(
      '{"y":["c","a"]}\n',
    );
  });
});

describe('arrays as a .npz file', () => {
  const read = (arrays: Readonly<Record<string, HostTensor>>, kept = noneKept) => {
    const bytes = Buffer.concat([...npzPieces({ arrays, kept })]);
    const file = fileOfBytes(bytes);
    return new Map(zipEntries(file).map((entry) => [entry.name, readZipEntry(file, entry)]));
  };

  it('are one .npy file each', () => {
    const files = read({ y: floats([2], 1, 2), z: { dtype: 'int32', shape: [1], data: Int32Array.of(3) } });
    expect([...files.keys()]).toEqual(['y.npy', 'z.npy']);
    expect(decodeNpy(files.get('y.npy')!, 'y').data).toEqual(Float32Array.of(1, 2));
    expect(decodeNpy(files.get('z.npy')!, 'z').data).toEqual(Int32Array.of(3));
  });

  it('keep numbers as doubles, and all else as texts', () => {
    const files = read(
      { y: floats([2], 1, 2) },
      new Map<string, readonly unknown[]>([
        ['id', [1, 0.1]],
        ['name', ['é', 'long']],
      ]),
    );
    expect(decodeNpy(files.get('id.npy')!, 'id').data).toEqual(Float64Array.of(1, 0.1));
    const text = new TextDecoder('latin1').decode(files.get('name.npy')!.subarray(10, 128));
    expect(text).toContain("'descr': '<U4'");
  });
});

describe('the numbers of a tensor', () => {
  it('have as few digits as read back to the same float32', () => {
    const number = shortestNumber(floats([4], 0.1, 1 / 3, 16_777_217, NaN));
    expect([0, 1, 2].map(number)).toEqual([0.1, 0.33333334, 16_777_216]);
    expect(Math.fround(number(1))).toBe(Math.fround(1 / 3));
    expect(number(3)).toBeNaN();
  });

  it('that are whole are themselves', () => {
    expect(shortestNumber({ dtype: 'int32', shape: [1], data: Int32Array.of(123_456_789) })(0)).toBe(
      123_456_789,
    );
  });

  it('are so many rows', () => {
    expect(rowsOf({ arrays: { y: floats([3], 1, 2, 3) }, kept: noneKept })).toBe(3);
    expect(rowsOf({ arrays: {}, kept: new Map([['id', [1, 2]]]) })).toBe(2);
    expect(rowsOf({ arrays: {}, kept: noneKept })).toBe(0);
  });

  it('have no file of another ending', () => {
    expect(unknownEnding('a.txt').message).toBe('a.txt has an ending that kmodel does not write.');
  });
});
