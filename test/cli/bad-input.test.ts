import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeArrays } from '../../runtime/data/writers/write-arrays.ts';
import { readSafetensors } from '../../runtime/weights/safetensors.ts';
import { emptyFolder, kmodel, mainScript, type CliResult } from './run-cli.ts';

let project: string;
const at = (name: string): string => join(project, name);

const pixelNames = Array.from({ length: 64 }, (_, index) => `pixels_${index}`);
const goodRow = `1,${pixelNames.map(() => '0.5').join(',')}`;
const header = `digit,${pixelNames.join(',')}`;

/** A table for the example `mlp` whose sixth line is another one. */
const tableWith = (line: string): string =>
  [header, ...Array.from({ length: 20 }, (_, row) => (row === 4 ? line : goodRow)), ''].join('\n');

/** Images and classes for the example `digits`, with one number changed. */
function digits(change: { image?: [number, number]; digit?: [number, number]; size?: number } = {}) {
  const size = change.size ?? 28;
  const image = new Float32Array(20 * size * 28).fill(7);
  const digit = new Int32Array(20).fill(3);
  if (change.image) image[change.image[0]] = change.image[1];
  if (change.digit) digit[change.digit[0]] = change.digit[1];
  return {
    image: { dtype: 'float32', shape: [20, size, 28], data: image },
    digit: { dtype: 'int32', shape: [20], data: digit },
  } as const;
}

beforeAll(() => {
  project = emptyFolder();
  for (const example of ['digits', 'mlp', 'text-cnn'])
    kmodel(['init', '.', '--example', example, '--samples', '100'], project);
});

/** Exit code 1, and a message for people: no stack trace, no crash, sentences with full stops. */
function expectRefusal({ code, stdout, stderr }: CliResult): void {
  expect(stderr).not.toMatch(/\n {4}at |crashed|undefined|\[object/);
  expect(stderr).toMatch(/error/);
  expect(stderr).toMatch(/\.\n/);
  expect(stdout).toBe('');
  expect(code).toBe(1);
}

/** Nothing of what was to be written is there, not even in part. */
function expectNothingWritten(name: string): void {
  expect(existsSync(at(name))).toBe(false);
  expect(readdirSync(project).filter((file) => file.endsWith('.tmp'))).toEqual([]);
}

describe('a model file that is none', () => {
  it('is empty', () => {
    writeFileSync(at('empty.kmodel'), '');
    const result = kmodel(['check', 'empty.kmodel'], project);
    expectRefusal(result);
    expect(result.stderr).toContain('empty.kmodel:1:1 - error KM0002: This file is empty');
  });

  it('is binary, perhaps a compiled model of Kendryte K210 tools', () => {
    writeFileSync(
      at('k210.kmodel'),
      Uint8Array.from({ length: 4000 }, (_, index) => (index * 197) % 256),
    );
    const result = kmodel(['check', 'k210.kmodel'], project);
    expectRefusal(result);
    expect(result.stderr).toMatch(/k210\.kmodel:1:\d+ - error KM0001: This file is binary/);
    expect(result.stderr).toContain('Kendryte K210');
    expect(result.stderr).toContain('1 error.');
  });

  it('is ten megabytes of brackets: one problem, within seconds', () => {
    writeFileSync(at('brackets.kmodel'), '['.repeat(10_000_000));
    const start = performance.now();
    const result = kmodel(['check', 'brackets.kmodel'], project);
    expect(performance.now() - start).toBeLessThan(15_000);
    expectRefusal(result);
    expect(result.stderr).toContain('brackets.kmodel:1:257 - error KM2004');
    expect(result.stderr).toContain('1 error.');
    expect(result.stderr.length).toBeLessThan(2000);
  });

  it.each([
    ['a comment', 'smallest', 'sm\xffllest', '1:31'],
    ['a name', 'Flatten', 'Fl\xfftten', '7:10'],
  ])('is not UTF-8 in %s', (_, before, after, place) => {
    const text = readFileSync(at('digits.kmodel'), 'utf8').replace(before, after);
    const bytes = Buffer.from(text, 'latin1');
    writeFileSync(at('latin.kmodel'), bytes);
    const result = kmodel(['check', 'latin.kmodel'], project);
    expectRefusal(result);
    expect(result.stderr).toContain(
      `latin.kmodel:${place} - error KM0001: The bytes here are no UTF-8 text.`,
    );
    expect(result.stderr).toContain('1 error.');
    expectRefusal(kmodel(['summary', 'latin.kmodel'], project));
    expectRefusal(kmodel(['format', 'latin.kmodel'], project));
    expect(readFileSync(at('latin.kmodel'))).toEqual(bytes);
  });

  it('is a folder, or not there', () => {
    const folder = kmodel(['summary', '.'], project);
    expectRefusal(folder);
    expect(folder.stderr).toContain('. is a folder, where a model file is needed.');
    const absent = kmodel(['summary', 'digit.kmodel'], project);
    expectRefusal(absent);
    expect(absent.stderr).toContain('There is no file digit.kmodel.');
    expect(absent.stderr).toContain('Did you mean digits.kmodel?');
  });
});

describe('a table that does not fit', () => {
  it.each([
    [
      'text in a number column',
      goodRow.replace('0.5', 'dark'),
      'line 6, column `pixels_0`: "dark" is no number.',
    ],
    ['NaN', goodRow.replace('0.5', 'NaN'), 'line 6, column `pixels_0`: "NaN" stands for a missing value.'],
    ['nothing in a cell', goodRow.replace('0.5', ''), 'line 6, column `pixels_0`: the value is missing.'],
    ['a ragged row', `${goodRow},3`, 'line 6: the row has 66 values, the header 65.'],
    ['a quote that is never closed', `"${goodRow}`, 'a quote is opened and never closed'],
    [
      'a label outside the classes',
      goodRow.replace('1', '12'),
      'line 6, column `digit`: 12 is no class of head `digit`, which has 10 classes, 0 to 9.',
    ],
  ])('has %s', (_, line, message) => {
    writeFileSync(at('table.csv'), tableWith(line));
    const result = kmodel(['train', 'mlp.kmodel', '--data', 'table.csv', '-o', 'never'], project);
    expectRefusal(result);
    expect(result.stderr).toContain(message);
    expectNothingWritten('never');
  });

  it('has a list of another length in a line of JSON', () => {
    const line = (length: number) => JSON.stringify({ pixels: Array.from({ length }, () => 0.5), digit: 1 });
    writeFileSync(at('rows.jsonl'), [line(64), line(63), line(64)].join('\n'));
    const result = kmodel(['train', 'mlp.kmodel', '--data', 'rows.jsonl', '-o', 'never'], project);
    expectRefusal(result);
    expect(result.stderr).toContain('rows.jsonl, line 2, key `pixels`: a list of [64] is needed');
    expectNothingWritten('never');
  });
});

describe('arrays that do not fit', () => {
  it.each([
    [
      'NaN',
      digits({ image: [28 * 28 * 3 + 28 * 2 + 1, NaN] }),
      '`image` in arrays.npz holds NaN in sample 3, at [2][1].',
    ],
    [
      'a number that is no byte',
      digits({ image: [5, 300] }),
      'holds 300 in sample 0, at [0][5], where a whole number from 0 to 255 is needed.',
    ],
    [
      'an image of another size',
      digits({ size: 27 }),
      '`image` in arrays.npz has the shape [20, 27, 28], but input `image` is uint8[28, 28]',
    ],
    [
      'a label outside the classes',
      digits({ digit: [7, 10] }),
      '`digit` has the class 10 in sample 7, but the head has 10 classes, 0 to 9.',
    ],
    [
      'a misnamed array',
      { images: digits().image, digit: digits().digit },
      'no array for input `image` of `Digits`; it has `digit`, `images`.',
    ],
  ])('hold %s', (_, arrays, message) => {
    writeArrays(at('arrays.npz'), arrays);
    const result = kmodel(['train', 'digits.kmodel', '--data', 'arrays.npz', '-o', 'never'], project);
    expectRefusal(result);
    expect(result.stderr).toContain(message);
    expectNothingWritten('never');
  });

  it('hold an array too many, which is passed over with a note', () => {
    writeArrays(at('arrays.npz'), { ...digits(), extra: digits().digit });
    const { code, stderr } = kmodel(
      ['train', 'digits.kmodel', '--data', 'arrays.npz', '-o', 'noted', '--epochs', '1'],
      project,
    );
    expect(stderr).toContain('arrays.npz: `extra` is passed over, since no input or head has that name.');
    expect(code).toBe(0);
  });

  it('hold an index outside the embedding', () => {
    const words = new Int32Array(20 * 6).fill(2);
    words[9] = 6000;
    writeArrays(at('words.npz'), {
      words: { dtype: 'int32', shape: [20, 6], data: words },
      spam: { dtype: 'float32', shape: [20], data: new Float32Array(20) },
    });
    const result = kmodel(['train', 'text-cnn.kmodel', '--data', 'words.npz', '-o', 'never'], project);
    expectRefusal(result);
    expect(result.stderr).toContain(
      '`words` holds 6000 in sample 1, but `embedded_embedding` has entries 0 to 4999.',
    );
    expectNothingWritten('never');
  });
});

describe('a data file that cannot be read', () => {
  it.each([
    [
      'is truncated',
      'cut.npz',
      () => readFileSync(at('digits.npz')).subarray(0, 5000),
      'cut.npz is not a whole .npz file',
    ],
    ['is empty', 'none.npz', () => new Uint8Array(), 'none.npz is empty.'],
    [
      'has the wrong ending',
      'named.csv',
      () => readFileSync(at('digits.npz')),
      'named.csv is not UTF-8 text.',
    ],
    [
      'has an unknown ending',
      'data.feather',
      () => new Uint8Array(9),
      'data.feather has a format that kmodel does not know.',
    ],
    [
      'is no Parquet file',
      'data.parquet',
      () => new Uint8Array(9),
      'data.parquet is not a Parquet file that can be read',
    ],
  ])('%s', (_, name, content, message) => {
    writeFileSync(at(name), content());
    const result = kmodel(['train', 'digits.kmodel', '--data', name, '-o', 'never'], project);
    expectRefusal(result);
    expect(result.stderr).toContain(message);
    expectNothingWritten('never');
  });

  it('is truncated, as an IDX file and as a .npy file', () => {
    writeFileSync(
      at('cut-idx3-ubyte'),
      Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2]),
    );
    const idx = kmodel(['train', 'digits.kmodel', '--data', 'image=cut-idx3-ubyte'], project);
    expectRefusal(idx);
    expect(idx.stderr).toContain('cut-idx3-ubyte');
    writeFileSync(at('cut.npy'), Buffer.from('\x93NUMPY\x01\x00v\x00{', 'latin1'));
    const npy = kmodel(['train', 'digits.kmodel', '--data', 'image=cut.npy'], project);
    expectRefusal(npy);
    expect(npy.stderr).toContain('cut.npy is not a whole .npy array: it ends within its header.');
  });

  it('is not there', () => {
    const result = kmodel(['train', 'digits.kmodel', '--data', 'nowhere.npz', '-o', 'never'], project);
    expectRefusal(result);
    expect(result.stderr).toContain('nowhere.npz cannot be read: it does not exist.');
    expectNothingWritten('never');
  });
});

describe('saving where it cannot be done', () => {
  const train = (...args: string[]) =>
    kmodel(['train', 'digits.kmodel', '--data', 'digits.npz', '--seed', '1', ...args], project);

  beforeAll(() => void train('--epochs', '1', '-o', 'run'));

  it('weights of another model are refused, and predictions are not written', () => {
    const result = kmodel(
      ['predict', 'mlp.kmodel', '--weights', 'run/best.safetensors', '--data', 'mlp.npz', '-o', 'never.npz'],
      project,
    );
    expectRefusal(result);
    expect(result.stderr).toContain('run/best.safetensors holds the weights of another model than `MLP`');
    expectNothingWritten('never.npz');
  });

  it('a file stands where a folder is needed', () => {
    writeFileSync(at('taken'), 'mine');
    const result = train('--epochs', '1', '-o', 'taken/run');
    expectRefusal(result);
    expect(result.stderr).toContain(
      'Nothing can be written to taken/run: a part of the path is not a folder.',
    );
    expect(readFileSync(at('taken'), 'utf8')).toBe('mine');
  });

  it('a folder stands where a file is needed', () => {
    mkdirSync(at('folder.csv'));
    const result = kmodel(
      [
        'predict',
        'digits.kmodel',
        '--weights',
        'run/best.safetensors',
        '--data',
        'digits.npz',
        '-o',
        'folder.csv',
      ],
      project,
    );
    expectRefusal(result);
    expect(result.stderr).toContain('folder.csv cannot be written: it is a folder.');
    expect(readdirSync(project).filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')(
    'nothing more fits on the disk: the last good checkpoint stays, and training goes on from it',
    () => {
      cpSync(at('run'), at('full'), { recursive: true });
      const before = readFileSync(at('full/checkpoint.safetensors'));
      // A limit on the size of files makes writes fail in the middle, as a full disk does.
      const command = `ulimit -f 40; exec "${process.execPath}" "${mainScript}" train digits.kmodel --data digits.npz --epochs 3 -o full --resume`;
      const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
        cwd: project,
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
      });
      expectRefusal({ code: status ?? -1, stdout, stderr });
      expect(stderr).toMatch(/full\/\S+ cannot be written: .*\./);
      expect(stderr).toContain('The file that was there before is unharmed.');
      expect(readFileSync(at('full/checkpoint.safetensors'))).toEqual(before);
      expect(readdirSync(at('full')).filter((file) => file.endsWith('.tmp'))).toEqual([]);
      expect(Object.keys(readSafetensors(at('full/best.safetensors')).tensors)).toHaveLength(4);
      const resumed = train('--epochs', '2', '-o', 'full', '--resume');
      expect(resumed.stderr).toContain('Epoch 2/2');
      expect(resumed.code).toBe(0);
    },
  );
});
