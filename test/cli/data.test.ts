import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeArrays } from '../../runtime/data/writers/write-arrays.ts';
import { emptyFolder, freshKmodel, kmodel } from './run-cli.ts';

const folder = emptyFolder();
const birds = 'species,bill,sex,old\nAdelie,39.1,male,True\nGentoo,46.1,,False\nAdelie,NA,female,True\n';

beforeAll(() => writeFileSync(join(folder, 'birds.csv'), birds));
afterAll(() => rmSync(folder, { recursive: true }));

const show = (...args: readonly string[]) => kmodel(['data', ...args], folder);
const json = (...args: readonly string[]) => JSON.parse(show(...args, '--json').stdout) as { rows: number };

describe('kmodel data', () => {
  it('shows columns with their types, gaps and values', () => {
    const { code, stdout, stderr } = show('birds.csv');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'Column   Type    Missing  Distinct  Least    Mean  Most     Std  Values',
      'species  string        0         2                               Adelie 2, Gentoo 1',
      'bill     float         1         2   39.1    42.6  46.1     3.5  █              █',
      'sex      string        1         2                               female 1, male 1',
      'old      bool          0         2      0  0.6667     1  0.4714  true 2, false 1',
      '',
      '3 rows, 4 columns',
      '',
    ]);
  });

  it('gives the settled JSON with --json', () => {
    const { columns, ...rest } = JSON.parse(show('birds.csv', '--json').stdout) as {
      readonly columns: readonly unknown[];
    };
    expect(rest).toEqual({ source: 'birds.csv', rows: 3 });
    expect(columns[1]).toEqual({
      name: 'bill',
      type: 'float',
      missing: 1,
      distinct: 2,
      min: 39.1,
      max: 46.1,
      mean: 42.6,
      std: 3.5,
      frequent: [
        { value: 39.1, count: 1 },
        { value: 46.1, count: 1 },
      ],
    });
    expect(columns[0]).toMatchObject({ name: 'species', type: 'string', min: null, std: null });
  });

  it('colours nothing where NO_COLOR is set', () => {
    const { stdout } = freshKmodel(['data', 'birds.csv'], folder, { NO_COLOR: '1', FORCE_COLOR: undefined });
    expect(stdout).not.toContain('\u001b');
  });

  it('reads packed tables, JSON lines and arrays', () => {
    writeFileSync(join(folder, 'birds.csv.gz'), gzipSync(birds));
    writeFileSync(
      join(folder, 'birds.jsonl'),
      '{"bill": 39.1, "tags": ["a", "b"]}\n{"bill": null, "tags": []}\n',
    );
    writeArrays(join(folder, 'birds.npz'), {
      bill: { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
    });
    expect(json('birds.csv.gz')).toEqual({ ...json('birds.csv'), source: 'birds.csv.gz' });
    expect(json('birds.jsonl')).toMatchObject({
      rows: 2,
      columns: [{ name: 'bill', missing: 1 }, { type: 'string' }],
    });
    expect(json('birds.npz')).toMatchObject({ rows: 2, columns: [{ name: 'bill' }] });
  });

  it('tells an empty string of JSON lines, which is one, from null, which is missing', () => {
    writeFileSync(
      join(folder, 'empty.jsonl'),
      '{"word": "", "none": "", "n": ""}\n{"word": null, "none": "", "n": 2}\n{"word": "a", "none": null, "n": 3}\n',
    );
    expect(json('empty.jsonl')).toMatchObject({
      columns: [
        { name: 'word', type: 'string', missing: 1, distinct: 2 },
        { name: 'none', type: 'string', missing: 1, frequent: [{ value: '', count: 2 }] },
        { name: 'n', type: 'int', missing: 1, distinct: 2, min: 2 },
      ],
    });
  });

  it('shows what goes where in a model, by its own source', () => {
    writeFileSync(
      join(folder, 'birds.kmodel'),
      `model Birds {
  input size: float32[1] { missing: mean }
  head y = size -> Dense(1, activation: sigmoid) { loss: binary_crossentropy }
  data {
    source: "birds.csv"
    columns: { size: "bill", y: "old" }
  }
}
`,
    );
    const { stdout, code } = show('birds.kmodel');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^bill .* input size /m);
    expect(stdout).toMatch(/^old .* head y /m);
    expect(json('birds.kmodel')).toMatchObject({
      rows: 3,
      columns: [{ for: [] }, { name: 'bill', for: ['input size'] }, { for: [] }, { for: ['head y'] }],
    });
    writeFileSync(
      join(folder, 'none.kmodel'),
      'model M {\n  input x: float32[1]\n  head y = x -> Dense(1)\n}\n',
    );
    expect(show('none.kmodel')).toMatchObject({ code: 1 });
    expect(show('none.kmodel').stderr).toContain('`M` does not say where its data is.');
  });

  it('says where a column of numbers holds a word, however late', () => {
    const numbers = Array.from({ length: 100_000 }, (_, index) => String(index));
    writeFileSync(join(folder, 'late.csv'), ['x', ...numbers, 'abc', '7'].join('\n'));
    const { stdout, stderr } = show('late.csv');
    expect(stdout).toMatch(/x +string +0/);
    expect(stderr).toContain('`x` holds numbers, but "abc" in line 100002: it is a column of words.');
  });

  it.each([
    ['nothing.csv', undefined, 'nothing.csv cannot be read: it does not exist.'],
    ['empty.csv', '', 'empty.csv is empty'],
    ['strange.csv', 'a\n\xff', 'strange.csv is not UTF-8 text.'],
    ['model.xls', 'x', 'model.xls has a format that kmodel does not know.'],
    ['short.csv', 'a,b\n1\n', 'short.csv, line 2: the row has 1 values, the header 2.'],
  ])('ends with one sentence for %s', (name, text, sentence) => {
    if (text !== undefined) writeFileSync(join(folder, name), text, 'latin1');
    const { code, stdout, stderr } = show(name);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(sentence);
  });

  it('says that a packed table is cut off', () => {
    const path = join(folder, 'cut.csv.gz');
    writeFileSync(path, gzipSync(`x\n${'1\n'.repeat(1000)}`));
    truncateSync(path, 30);
    expect(show('cut.csv.gz').stderr).toContain(
      'cut.csv.gz cannot be unpacked: the gzip file is damaged or cut off.',
    );
  });
});
