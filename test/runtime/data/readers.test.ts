import { gzipSync } from 'node:zlib';
import { appendFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readData, readDataAndKept } from '../../../runtime/data/read-data.ts';
import { tableFormat } from '../../../runtime/data/tables/open-table.ts';
import { encodeNpy } from '../../../runtime/data/writers/npz.ts';
import { DataError, KmodelError } from '../../../runtime/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-data-'));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The message of the DataError that reading ends in, the folder cut off. */
async function messageOf(run: () => unknown): Promise<string> {
  try {
    await run();
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
  it('reads arrays by name', async () => {
    const path = file('a.npz', zipSync({ 'x.npy': floats([2, 2], 1, 2, 3, 4), 'y.npy': floats([2], 5, 6) }));
    const { x, y } = await readData([path], ['x', 'y']);
    expect(x).toMatchObject({ shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) });
    expect(y).toMatchObject({ shape: [2] });
  });

  it('reads a folder of .npy files', async () => {
    mkdirSync(join(folder, 'arrays'), { recursive: true });
    file('arrays/x.npy', floats([1], 7));
    expect((await readData([join(folder, 'arrays')], ['x'])).x!.data[0]).toBe(7);
  });

  it('reads column-major arrays', async () => {
    const bytes = floats([2, 3], 1, 4, 2, 5, 3, 6);
    const header = new TextDecoder('latin1').decode(bytes);
    const fortran = Uint8Array.from(header.replace("'fortran_order': False", "'fortran_order': True "), (c) =>
      c.charCodeAt(0),
    );
    const path = file('f.npy', fortran);
    expect([...(await readData([`x=${path}`], ['x'])).x!.data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('says where an array is cut off', async () => {
    const path = file('cut.npz', zipSync({ 'x.npy': floats([4], 1, 2, 3, 4).subarray(0, -3) }));
    expect(await messageOf(() => readData([path], ['x']))).toBe(
      '`x` in cut.npz is not a whole .npy array: its header promises 4 numbers, and the file ends before them.',
    );
  });

  it('says that a file is no zip', async () => {
    expect(await messageOf(() => readData([file('b.npz', 'nonsense')], ['x']))).toBe(
      'b.npz is not a whole .npz file: it cannot be unzipped.',
    );
  });

  it('refuses an array without a name', async () => {
    expect(await messageOf(() => readData([file('lone.npy', floats([1], 1))], ['x']))).toBe(
      'lone.npy holds one array without a name.',
    );
  });
});

describe('csv, tsv and jsonl', () => {
  it('gathers numbered columns and JSON lists', async () => {
    const path = file('t.csv', 'x_0,x_1,y\n1,2,"[3, 4]"\n5,6,"[7, 8]"\n');
    const { x, y } = await readData([path], ['x', 'y']);
    expect(x).toMatchObject({ shape: [2, 2], data: Float64Array.of(1, 2, 5, 6) });
    expect(y).toMatchObject({ shape: [2, 2], data: Float64Array.of(3, 4, 7, 8) });
  });

  it.each([
    ['t.csv', '\ufeffx,y\r\n"1",2\r\n'],
    ['t.tsv', '\ufeffx\ty\r\n1\t2\r\n'],
    ['semicolons.csv', 'x;y\n1;2\n'],
    ['tabs.csv', 'x\ty\n1\t2'],
    ['bars.csv', 'x|y\r1|2\r'],
  ])('reads separators, quotes, a byte order mark and line ends of all kinds: %s', async (name, text) => {
    const { x, y } = await readData([file(name, text)], ['x', 'y']);
    expect([x!.data[0], y!.data[0]]).toEqual([1, 2]);
  });

  it('reads nested lists from JSON lines', async () => {
    const path = file('t.jsonl', '{"x": [[1, 2], [3, 4]], "y": true}\n{"x": [[5, 6], [7, 8]], "y": false}\n');
    const { x, y } = await readData([path], ['x', 'y']);
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
    [
      'lists in lists without end',
      'deep.jsonl',
      `{"x": 1}\n{"x": ${'['.repeat(5000)}${']'.repeat(5000)}}\n`,
      'deep.jsonl, line 2 has lists or objects nested deeper than any tensor has axes.',
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
  ])('places the error for %s', async (_, name, text, message) => {
    expect(await messageOf(() => readData([file(name, text)], ['x', 'y']))).toBe(message);
  });

  it('refuses text that is no UTF-8', async () => {
    expect(await messageOf(() => readData([file('latin.csv', Uint8Array.of(120, 10, 0xe9))], ['x']))).toBe(
      'latin.csv is not UTF-8 text.',
    );
  });
});

describe('a file that changes while it is read', () => {
  it('is refused', async () => {
    const path = file('growing.csv', `x\n${'1\n'.repeat(2_000_000)}`);
    const { chunks } = await tableFormat(path)!(path, {});
    const read = async () => {
      for await (const { rows } of chunks) appendFileSync(path, `${rows.length}\n`);
    };
    await expect(read()).rejects.toThrow('growing.csv was written to while it was read.');
  });
});

describe('tables beside what the model wants', () => {
  const notes = async (
    paths: readonly string[],
    wanted: readonly string[],
    known: readonly string[] = [],
  ) => {
    const said: string[] = [];
    const data = await readData(paths, wanted, {
      known,
      onNote: (text) => said.push(text.replaceAll(`${folder}/`, '')),
    });
    return { data, said };
  };

  it.each([
    ['people.csv', 'id,x,y,name\nA7,1,2,Ann\n'],
    ['people.jsonl', '{"id": "A7", "x": 1, "y": 2, "name": "Ann"}\n'],
    [
      'people.npz',
      zipSync({
        'id.npy': floats([1], 7),
        'x.npy': floats([1], 1),
        'y.npy': floats([1], 2),
        'name.npy': floats([1], 7),
      }),
    ],
  ])('%s: other columns are passed over with a note', async (name, content) => {
    const { data, said } = await notes([file(name, content)], ['x', 'y']);
    expect(Object.keys(data)).toEqual(['x', 'y']);
    expect(said).toEqual([
      `${name}: \`id\`, \`name\` are passed over, since no input or head has those names.`,
    ]);
  });

  it('passes over targets without a word where only inputs are wanted', async () => {
    const { data, said } = await notes([file('xy.csv', 'x,y\n1,2\n')], ['x'], ['y']);
    expect(Object.keys(data)).toEqual(['x']);
    expect(said).toEqual([]);
  });

  it('shows what is left over where something is missing: it may be the same by another name', async () => {
    const { data, said } = await notes([file('typo.csv', 'xx,y\n1,2\n')], ['x', 'y']);
    expect(Object.keys(data)).toEqual(['y', 'xx']);
    expect(said).toEqual([]);
  });

  it('keeps columns as they stand', async () => {
    const path = file('kept.csv', 'id,x\n"A, 7",1\n008,2\n');
    expect((await readDataAndKept([path], ['x'], { keep: ['id'] })).kept.get('id')).toEqual(['A, 7', '008']);
    const lines = file('kept.jsonl', '{"id": [1, null], "x": 1}\n');
    expect((await readDataAndKept([lines], ['x'], { keep: ['id'] })).kept.get('id')).toEqual([[1, null]]);
    const zip = file('kept.npz', zipSync({ 'id.npy': floats([2], 7, 8), 'x.npy': floats([2], 1, 2) }));
    const fromZip = await readDataAndKept([zip], ['x'], { keep: ['id'] });
    expect([fromZip.kept.get('id'), Object.keys(fromZip.arrays)]).toEqual([[7, 8], ['x']]);
    expect((await readDataAndKept([path], ['x'], { keep: ['x'] })).kept.get('x')).toEqual(['1', '2']);
  });

  it('says that there is nothing to keep, and what may be meant', async () => {
    const path = file('ids.csv', 'idd,x\n7,1\n');
    expect(await messageOf(() => readDataAndKept([path], ['x'], { keep: ['id'] }))).toBe(
      'The data has nothing called `id` to keep.',
    );
  });

  it('counts columns from one as well', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `x_${index + 1}`);
    const path = file('ones.csv', `${names.join(',')}\n${names.map((_, index) => index).join(',')}\n`);
    expect((await readData([path], ['x'])).x).toMatchObject({
      shape: [1, 12],
      data: Float64Array.from(names.keys()),
    });
  });
});

describe('how tables write values', () => {
  const values = async (text: string) => [
    ...(await readData([file('v.csv', `x\n${text}\n`)], ['x'])).x!.data,
  ];

  it.each([
    ['TRUE', 1],
    ['True', 1],
    ['true', 1],
    ['FALSE', 0],
    [' 1.5e3 ', 1500],
    ['-.5', -0.5],
    ['+7', 7],
    ['007', 7],
  ])('%s is %d', async (text, value) => expect(await values(text)).toEqual([value]));

  it.each(['0x1F', '0X1f', '0o17', '0b11', '1_000', '12abc', 'yes', '1,5', '1.000.000'])(
    '%s is no number',
    async (text) => {
      expect(await messageOf(() => values(`"${text}"`))).toBe(
        `v.csv, line 2, column \`x\`: "${text}" is no number.`,
      );
    },
  );

  it.each(['NaN', 'n/a', 'None', '?', 'NULL', '-'])('%s stands for a missing value', async (text) => {
    expect(await messageOf(() => values(text))).toContain('stands for a missing value');
  });

  it.each([
    ['commas.tsv', 'x,y\n1,2\n', 'commas.tsv has commas between its columns, where tabs are needed.'],
  ])('says that %s has another separator', async (name, text, message) => {
    expect(await messageOf(() => readData([file(name, text)], ['x', 'y']))).toBe(message);
  });

  it.each(['csv', 'jsonl'])(
    'says that a list in .%s is nested too deeply, without falling over',
    async (format) => {
      const deep = '['.repeat(5000) + ']'.repeat(5000);
      const text = format === 'csv' ? `x\n"${deep}"\n` : `{"x": ${deep}}\n`;
      expect(await messageOf(() => readData([file(`deep.${format}`, text)], ['x']))).toContain(
        'nested deeper than any tensor',
      );
    },
  );
});

describe('names that every object has', () => {
  const names = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__'];

  it.each(['csv', 'jsonl', 'npz'])('are names like others in .%s', async (format) => {
    const content =
      format === 'csv'
        ? `${names.join(',')}\n${names.map(() => 1).join(',')}\n`
        : format === 'jsonl'
          ? `{${names.map((name) => `"${name}": 1`).join(', ')}}\n`
          : zipSync(Object.fromEntries(names.map((name) => [`${name}.npy`, floats([1], 1)])));
    const data = await readData([file(`own.${format}`, content)], names);
    expect(Object.keys(data).sort()).toEqual([...names].sort());
    for (const name of names)
      expect(Object.entries(data).find(([key]) => key === name)![1].shape).toEqual([1]);
  });
});

describe('what would fill the memory', () => {
  const zeros = (count: number) => encodeNpy({ dtype: 'uint8', shape: [count], data: new Uint8Array(count) });
  const limits = { maxUnpacked: 1_000_000 };
  const refusal = async (run: () => unknown): Promise<string> => {
    try {
      await run();
    } catch (error) {
      expect(error).toBeInstanceOf(KmodelError);
      return (error as Error).message.replaceAll(`${folder}/`, '');
    }
    return 'no error';
  };

  it('is not unpacked where nobody asked for it', async () => {
    const path = file('extra.npz', zipSync({ 'x.npy': floats([1], 1), 'big.npy': zeros(3_000_000) }));
    expect(Object.keys(await readData([path], ['x'], limits))).toEqual(['x']);
  });

  it('is refused by the sizes that a zip file states, all together', async () => {
    const path = file('bomb.npz', zipSync({ 'x.npy': zeros(600_000), 'y.npy': zeros(600_000) }));
    expect(await refusal(() => readData([path], ['x', 'y'], limits))).toMatch(
      /^bomb\.npz would become 0\.1 GiB in memory/,
    );
    expect((await readData([path], ['x'], limits)).x!.shape).toEqual([600_000]);
    expect((await readData([path], ['x', 'y'])).y!.shape).toEqual([600_000]);
  });

  it('is refused while a gzip file is unpacked, also where it lies about its size', async () => {
    const honest = gzipSync(zeros(3_000_000));
    expect(await refusal(() => readData([`x=${file('bomb.npy.gz', honest)}`], ['x'], limits))).toContain(
      'in memory',
    );
    const lying = Uint8Array.from(honest);
    lying.set([1, 0, 0, 0], lying.length - 4);
    expect(await refusal(() => readData([`x=${file('lie.npy.gz', lying)}`], ['x'], limits))).toContain(
      'lie.npy.gz would become more than',
    );
  });
});

describe('npy headers', () => {
  const npy = (header: string, ...bytes: number[]) => {
    const text = header.padEnd(117) + '\n';
    return Uint8Array.from([
      0x93,
      0x4e,
      0x55,
      0x4d,
      0x50,
      0x59,
      1,
      0,
      118,
      0,
      ...Buffer.from(text),
      ...bytes,
    ]);
  };
  const read = async (header: string, ...bytes: number[]) =>
    (await readData([`x=${file('h.npy', npy(header, ...bytes))}`], ['x'])).x!;

  it('takes the sizes of Python 2', async () => {
    const { shape } = await read("{'descr': '|u1', 'fortran_order': False, 'shape': (2L, 1L), }", 1, 2);
    expect(shape).toEqual([2, 1]);
  });

  it('takes uint64 where its values fit', async () => {
    const { data } = await read(
      "{'descr': '<u8', 'fortran_order': False, 'shape': (1,), }",
      5,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
    );
    expect([...data]).toEqual([5]);
  });

  it.each([
    ["{'descr': '<constructor', 'fortran_order': False, 'shape': (1,), }", 'has the numpy type <constructor'],
    [
      "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }",
      'has the numpy type <c8, which holds no plain numbers',
    ],
    ["{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 'has the numpy type |O'],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", 'its shape (-1,) makes no sense'],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (x, 2), }", 'its shape (x, 2) makes no sense'],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (9007199254740993, 9), }", 'makes no sense'],
    ["{'descr': '<f4', 'fortran_order': False, }", 'its header cannot be read'],
    ["{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", 'its header cannot be read'],
  ])('%s is refused', async (header, message) => {
    expect(await messageOf(() => read(header, 0, 0, 0, 0, 0, 0, 0, 0))).toContain(message);
  });
});

describe('IDX', () => {
  it('reads images and labels, plain and packed', async () => {
    const images = file('images', idx([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]));
    const labels = file('labels.gz', gzipSync(idx([2], [3, 4])));
    const { image, label } = await readData([`image=${images}`, `label=${labels}`], ['image', 'label']);
    expect(image).toMatchObject({ shape: [2, 2, 2] });
    expect([...label!.data]).toEqual([3, 4]);
  });

  it('says how much is missing', async () => {
    const path = file('short', idx([2, 2], [1, 2, 3]));
    expect(await messageOf(() => readData([`image=${path}`], ['image']))).toBe(
      'short is cut off: its header promises 4 numbers, it holds 3.',
    );
  });

  it('says that a gzip file is damaged', async () => {
    const path = file('broken.gz', gzipSync(idx([2], [1, 2])).subarray(0, 15));
    expect(await messageOf(() => readData([`x=${path}`], ['x']))).toBe(
      'broken.gz cannot be unpacked: the gzip file is damaged or cut off.',
    );
  });
});

describe('several sources', () => {
  it('mixes them', async () => {
    const csv = file('m.csv', 'y\n1\n');
    const npy = file('m.npy', floats([1], 9));
    expect(Object.keys(await readData([csv, `x=${npy}`], ['x', 'y'])).sort()).toEqual(['x', 'y']);
  });

  it('refuses an array that is given twice', async () => {
    const first = file('one.csv', 'x\n1\n');
    const second = file('two.csv', 'x\n2\n');
    expect(await messageOf(() => readData([first, second], ['x']))).toBe(
      '`x` is given twice: by `x` in one.csv and by `x` in two.csv.',
    );
  });

  it('refuses a format that it does not know', async () => {
    expect(await messageOf(() => readData([file('a.feather', 'ARROW1')], ['x']))).toBe(
      'a.feather has a format that kmodel does not know.',
    );
  });
});
