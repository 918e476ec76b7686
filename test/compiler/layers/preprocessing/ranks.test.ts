import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RankSearch } from '../../../../compiler/layers/preprocessing/host/ranks.ts';

/** The numbers of ranks, as the search finds them. */
function found(kind: 'float32' | 'int32', values: Float32Array | Int32Array, ranks: readonly number[]) {
  const search = new RankSearch(kind, () => ranks);
  do values.forEach((value: number) => search.add(value));
  while (search.next());
  return search.finish();
}

describe('numbers of given ranks', () => {
  it.each([
    ['float32', fc.float32Array({ minLength: 1, maxLength: 300, noNaN: true }), Float32Array],
    ['int32', fc.int32Array({ minLength: 1, maxLength: 300 }), Int32Array],
  ] as const)('are those of the %s sorted', (kind, numbers, make) => {
    fc.assert(
      fc.property(numbers, fc.nat(), fc.nat(), (drawn, a, b) => {
        const values = make.from(drawn);
        const ranks = [a % values.length, b % values.length].sort((x, y) => x - y);
        const sorted = values.slice().sort();
        expect(found(kind, values, ranks)).toEqual(ranks.map((rank) => sorted[rank]));
      }),
    );
  });

  it('are none where nothing was seen', () => {
    const search = new RankSearch('float32', (count) => (count === 0 ? [] : [0]));
    expect(search.next()).toBe(false);
    expect(search.finish()).toEqual([]);
  });
});
