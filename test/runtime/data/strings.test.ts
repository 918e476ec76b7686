import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { cellForms } from '../../../runtime/data/cell-forms.ts';
import { readData } from '../../../runtime/data/read-data.ts';
import { toArrayData } from '../../../runtime/data/tensor-like.ts';
import { createModel, DataError, type CellForm, type ModelData } from '../../../runtime/index.ts';
import { testEngine } from '../../support/engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-strings-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function read(name: string, text: string, forms: Readonly<Record<string, CellForm>>) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return readData([path], Object.keys(forms), { forms: new Map(Object.entries(forms)) });
}

async function complaint(use: () => unknown): Promise<string> {
  try {
    await use();
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as Error).message.replace(`${folder}/`, '');
  }
}

describe('strings in tables', () => {
  const strings: CellForm = { words: 'strings', gaps: true };

  it('stay as they stand in CSV, where an empty cell is missing', async () => {
    const { town } = await read('a.csv', 'town,n\nUlm,1\n,2\n 07 ,3\n[a],4\n', { town: strings });
    expect(town).toMatchObject({ shape: [4], data: ['Ulm', undefined, ' 07 ', '[a]'] });
  });

  it('are lists or single ones in JSON lines, where "" is a string and null is missing', async () => {
    const lines = '{"town":["Ulm",""]}\n{"town":[null,"Bonn"]}\n';
    expect((await read('a.jsonl', lines, { town: strings })).town).toMatchObject({
      shape: [2, 2],
      data: ['Ulm', '', undefined, 'Bonn'],
    });
  });

  it('stand side by side in columns of one name', async () => {
    expect((await read('b.csv', 'tag_0,tag_1\na,b\nc,d\n', { tag: strings })).tag).toMatchObject({
      shape: [2, 2],
      data: ['a', 'b', 'c', 'd'],
    });
  });

  it('are what a cell of a number is not', async () => {
    expect(await complaint(() => read('b.jsonl', '{"town":"Ulm"}\n{"town":7}\n', { town: strings }))).toBe(
      'b.jsonl, line 2, key `town`: 7 is no string.',
    );
  });

  it('may be numbers where they are labels', async () => {
    const labels: CellForm = { words: 'labels' };
    expect((await read('c.jsonl', '{"y":"yes"}\n{"y":0}\n{"y":true}\n', { y: labels })).y!.data).toEqual([
      'yes',
      '0',
      '1',
    ]);
    expect(await complaint(() => read('c.csv', 'y,z\nyes,1\n,2\n', { y: labels }))).toBe(
      'c.csv, line 3, column `y`: the value is missing.',
    );
  });
});

describe('numbers that are missing', () => {
  it('are told from others where they may be', async () => {
    const { age } = await read('d.csv', 'age,n\n7,1\n,2\nNA,3\n0,4\n', { age: { gaps: true } });
    expect(age).toMatchObject({ shape: [4], missing: Uint8Array.of(0, 1, 1, 0) });
    expect([...age!.data]).toEqual([7, NaN, NaN, 0]);
    expect(await complaint(() => read('e.csv', 'age,n\n7,1\n,2\n', { age: {} }))).toBe(
      'e.csv, line 3, column `age`: the value is missing.',
    );
  });
});

describe('what is missing for a head', () => {
  const adviceFor = async (text: string, form: CellForm): Promise<string | undefined> => {
    const error: unknown = await read('head.csv', text, { y: form }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DataError);
    return (error as DataError).help;
  };

  it.each<[string, string, CellForm]>([
    ['a class', 'y,z\nyes,1\n,2\n', { words: 'labels' }],
    ['a number', 'y,z\n7,1\n,2\n', { target: true }],
    ['a number that is NaN', 'y,z\n7,1\nNaN,2\n', { target: true }],
  ])('%s has no rule that a head could say', async (_, text, form) => {
    expect(await adviceFor(text, form)).toBe('Fill in or drop such rows: a head needs one in each.');
  });

  it('an input may say one', async () => {
    expect(await adviceFor('y,z\n7,1\n,2\n', {})).toContain('{ missing: median }');
  });

  it('the heads of a model are told from its inputs', () => {
    const text =
      'model A {\n  input x: float32[1]\n  head y = x -> Dense(1) { loss: mse }\n' +
      '  head z = x -> Dense(1, activation: sigmoid) { loss: binary_crossentropy, classes: ["a", "b"] }\n}\n';
    const { graph } = compileModel('a.kmodel', createMemoryHost({ 'a.kmodel': text }));
    const targets = [...cellForms(graph!)].filter(([, { target }]) => target).map(([name]) => name);
    expect(targets.sort()).toEqual(['y', 'z']);
  });
});

describe('nested arrays', () => {
  it('may hold strings, and entries that are missing', () => {
    expect(
      toArrayData(
        [
          [null, 'a'],
          ['b', undefined],
        ],
        'x',
        [2],
      ),
    ).toEqual({
      shape: [2, 2],
      data: [undefined, 'a', 'b', undefined],
    });
    expect(toArrayData([1, null], 'x', [])).toEqual({
      shape: [2],
      data: Float64Array.of(1, 0),
      missing: Uint8Array.of(0, 1),
    });
  });

  it('hold strings alone, or numbers alone', async () => {
    expect(await complaint(() => toArrayData(['a', 1], 'x', []))).toBe(
      '`x` holds 1 at [1], where all others are strings.',
    );
    expect(await complaint(() => toArrayData([[1], ['a']], 'x', [1]))).toBe(
      '`x` holds "a" at [1][0], where all others are numbers.',
    );
  });

  it('are as long as their shape says', async () => {
    expect(await complaint(() => toArrayData({ shape: [2], data: ['a'] }, 'x', []))).toBe(
      '`x` has 1 strings, but its shape [2] needs 2.',
    );
  });
});

describe('an input of numbers', () => {
  const text = 'model M {\n  input x: float32[1]\n  head y = x -> Dense(1) { loss: mse }\n}';

  async function predict(x: ModelData): Promise<string> {
    const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
    const model = await createModel(graph!, { engine: await testEngine(), seed: 1 });
    return model.predict(x).then(
      () => '',
      (error: Error) => error.message,
    );
  }

  it('takes no string', async () => {
    const sentence = '`x` holds "b" in sample 1, where a number is needed.';
    expect(await predict({ x: { shape: [2], data: [undefined, 'b'] } })).toBe(sentence);
    expect(await predict({ shape: [2, 1], data: ['a', 'b'] })).toContain('holds "a" in sample 0, at [0]');
  });

  it('takes no entry that is missing', async () => {
    expect(await predict({ x: [1, null] })).toBe('`x` has no value in sample 1.');
  });
});
