import { describe, expect, it } from 'vitest';
import { columnsFor } from '../../../compiler/tables/columns.ts';
import { Sample } from '../../../compiler/tables/histogram.ts';
import { otherColumns } from '../../../compiler/tables/other-columns.ts';
import { refuseOtherSeparator, separatorOf } from '../../../compiler/tables/separators.ts';
import { TableError } from '../../../compiler/tables/table-error.ts';

describe('the columns of an input', () => {
  const found = (columns: readonly string[], declared?: readonly string[]) =>
    columnsFor('x', declared, (column) => columns.includes(column));

  it.each<[string, readonly string[], readonly string[] | undefined, readonly string[]]>([
    ['those that are declared', ['a', 'b', 'x'], ['b', 'a'], ['b', 'a']],
    ['the one of its name, where a declared one is missing', ['a', 'x'], ['a', 'b'], ['x']],
    ['those that count from 0', ['x_0', 'x_1', 'x_3'], undefined, ['x_0', 'x_1']],
    ['those that count from 1', ['x_1', 'x_2'], undefined, ['x_1', 'x_2']],
    ['none where there is none', ['y', 'x_2'], undefined, []],
  ])('are %s', (_, columns, declared, expected) => {
    expect(found(columns, declared)).toEqual(expected);
  });
});

describe('what stands between columns', () => {
  it.each([
    ['a,b,c', ','],
    ['a;b,c;d', ';'],
    ['a\tb', '\t'],
    ['a|b|c', '|'],
    ['"a;b;c",d', ','],
    ['"never closed; a;b', ','],
    ['a', ','],
    // The first of two that there are as many of.
    ['a,b;c', ','],
  ])('of %j is %j', (header, separator) => {
    expect(separatorOf(header)).toBe(separator);
  });

  it('is no tab in a `.tsv` file whose header has another', () => {
    expect(() => refuseOtherSeparator(['a;b'], 'x.tsv')).toThrow(
      new TableError(
        'x.tsv has semicolons between its columns, where tabs are needed.',
        'Let its name end in `.csv`.',
      ),
    );
    for (const header of [['a'], ['a,b', 'c'], []])
      expect(() => refuseOtherSeparator(header, 'x.tsv')).not.toThrow();
  });
});

describe('the columns of another table', () => {
  const told = (first: readonly string[], other: readonly string[]) =>
    otherColumns({ path: 'a.csv', names: first }, { path: 'b.csv', names: other });

  it('are the same in any order', () => {
    expect(told(['x', 'y'], ['y', 'x'])).toBeUndefined();
  });

  it.each<[readonly string[], readonly string[], string]>([
    [['x', 'y'], ['x'], 'it lacks `y`.'],
    [['x'], ['x', 'z'], 'it has `z` besides.'],
    [['x', 'y'], ['x', 'z'], 'it lacks `y` and has `z` besides.'],
  ])('of %j are told where they are %j', (first, other, end) => {
    expect(told(first, other)).toBe(`b.csv has other columns than a.csv: ${end}`);
  });

  it('are told up to five of them', () => {
    expect(told(['a', 'b', 'c', 'd', 'e', 'f'], [])).toContain('lacks `a`, `b`, `c`, `d` and `e`.');
  });
});

describe('the numbers of a column as bars', () => {
  const bars = (values: readonly number[], bins: number, min: number, max: number) => {
    const sample = new Sample();
    values.forEach((value) => sample.add(value));
    return sample.histogram(bins, min, max);
  };

  it('fall into equal parts; the greatest into the last', () => {
    expect(bars([0, 0.9, 1, 2.5, 3, 4], 4, 0, 4)).toEqual([2, 1, 1, 2]);
  });

  it('are in the first where all are equal', () => {
    expect(bars([2, 2], 3, 2, 2)).toEqual([2, 0, 0]);
  });

  it('are a sample of long columns, the same each time', () => {
    const long = Array.from({ length: 5000 }, (_, index) => index);
    const counts = bars(long, 5, 0, 5000);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1024);
    expect(Math.min(...counts)).toBeGreaterThan(150);
    expect(bars(long, 5, 0, 5000)).toEqual(counts);
  });
});
