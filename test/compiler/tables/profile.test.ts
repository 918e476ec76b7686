import { describe, expect, it } from 'vitest';
import { Frequencies } from '../../../compiler/tables/frequencies.ts';
import { TableProfile } from '../../../compiler/tables/profile.ts';

/** What is found of one column. */
function profileOf(cells: readonly unknown[]) {
  const profile = new TableProfile(['x']);
  profile.add({ rows: cells.map((cell) => [cell]), lines: cells.map((_, index) => index + 2) });
  return profile.finish(4)[0]!;
}

describe('the type of a column', () => {
  it.each([
    ['int', ['1', '-2', '3.0', '']],
    ['float', ['1', '2.5', 'NA']],
    ['float', ['nan', '', 'NA']],
    ['bool', ['True', 'false', '']],
    ['bool', [true, false]],
    ['string', ['1', 'one']],
    ['string', ['0x1F']],
    ['string', ['2024-01-31']],
    ['string', ['', '']],
    ['string', [['a', 'b']]],
  ] as const)('%s: %j', (type, cells) => expect(profileOf(cells).type).toBe(type));

  it('is that of all rows, and the first word among numbers is named', () => {
    const cells = [...Array.from({ length: 999 }, (_, index) => String(index)), 'abc', '7'];
    expect(profileOf(cells)).toMatchObject({ type: 'string', odd: { line: 1001, value: 'abc' } });
    expect(profileOf(['a', 'b', '1']).odd).toBeUndefined();
  });

  it.each([
    ['decimal', ['1,5', '-2,25', '']],
    ['decimal', ['1,000', '2,5']],
    ['decimal', ['0,125', '0,250']],
    ['decimal', ['1234,500']],
    ['either', ['1,000', '2,037', '60,111', '12', '']],
    ['thousands', ['1,000', '1,234,567']],
    ['thousands', ['1,000.50']],
    ['thousands', ['1,000', '12.5']],
    [undefined, ['1,5', 'x']],
    [undefined, ['1,5', '1,234,567']],
    [undefined, ['1', '2.5']],
  ])('has commas that are %s: %j', (use, cells) => expect(profileOf(cells).commas).toBe(use));
});

describe('the numbers of a column', () => {
  it('are those of what is there', () => {
    expect(profileOf(['2', '4', '', 'NA', '6', '4'])).toMatchObject({
      missing: 2,
      distinct: 3,
      min: 2,
      max: 6,
      mean: 4,
      std: Math.SQRT2,
      frequent: [
        { value: 4, count: 2 },
        { value: 2, count: 1 },
        { value: 6, count: 1 },
      ],
      histogram: [1, 0, 2, 1],
    });
  });

  it('are one value however they are written', () => {
    expect(profileOf(['1', '1.0', ' 1']).frequent).toEqual([{ value: 1, count: 3 }]);
  });

  it('are none for words', () => {
    expect(profileOf(['b', 'a', 'a', ''])).toMatchObject({
      missing: 1,
      min: null,
      std: null,
      frequent: [
        { value: 'a', count: 2 },
        { value: 'b', count: 1 },
      ],
      histogram: [],
    });
  });
});

describe('how many values differ', () => {
  it('is exact up to a limit, and estimated behind it', () => {
    const frequencies = new Frequencies(1000);
    for (let index = 0; index < 1000; index++) frequencies.add(`v${index}`);
    expect([frequencies.isExact, frequencies.distinct]).toEqual([true, 1000]);
    for (let index = 0; index < 200_000; index++) frequencies.add(`v${index % 100_000}`);
    expect(frequencies.isExact).toBe(false);
    expect(Math.abs(frequencies.distinct - 100_000)).toBeLessThan(10_000);
  });
});
