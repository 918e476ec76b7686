import { describe, expect, it } from 'vitest';
import { splitRows, type SplitOptions } from '../../../../runtime/data/declared/split.ts';
import { DataError } from '../../../../runtime/errors.ts';

/** What is said of rows that cannot be parted. */
function told(count: number, options: Omit<SplitOptions, 'seed'>): string {
  try {
    splitRows(count, { seed: 1, ...options });
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    const { message, help } = error as DataError;
    return `${message} ${help}`;
  }
  return 'no error';
}

const groups = (...of: readonly number[]) => {
  const sizes = [...new Set(of)].map((group) => of.filter((each) => each === group).length);
  return { of: Uint32Array.from(of), sizes };
};

describe('rows of which one part would have none', () => {
  it.each([
    [
      'classes of one row each',
      3,
      { share: 0.2, groups: groups(0, 1, 2) },
      'A validation share of 0.2 leaves none of 3 rows for validation. Each class has one row, which is trained on: give more rows.',
    ],
    [
      'few rows of two classes',
      3,
      { share: 0.1, groups: groups(0, 0, 1) },
      'A validation share of 0.1 leaves none of 3 rows for validation. Give more rows, or a larger share.',
    ],
    [
      'one row',
      1,
      { share: 0.2 },
      'A validation share of 0.2 leaves none of 1 row for training. Give more rows.',
    ],
    [
      'a large share',
      2,
      { share: 0.9 },
      'A validation share of 0.9 leaves none of 2 rows for training. Give more rows, or a smaller share.',
    ],
    ['no rows', 0, { share: 0.2 }, 'The data has no samples. Give at least two: one to validate with.'],
  ])('%s', (_, count, options, message) => expect(told(count, options)).toBe(message));

  it('parts those that suffice', () => expect(told(3, { share: 0.34 })).toBe('no error'));
});
