import { describe, expect, it } from 'vitest';
import { greatestHalf, halfToNumber, numberToHalf } from '../../../compiler/ops/half-precision.ts';

describe('half precision', () => {
  it('has every one of its numbers, there and back', () => {
    const all = Array.from({ length: 2 ** 16 }, (_, bits) => bits);
    const changed = all.filter((bits) => {
      const value = halfToNumber(bits);
      return !Number.isNaN(value) && numberToHalf(value) !== bits;
    });
    expect(changed).toEqual([]);
  });

  it.each([
    ['zero', 0, 0x0000],
    ['negative zero', -0, 0x8000],
    ['one', 1, 0x3c00],
    ['the number nearest to a third', 1 / 3, 0x3555],
    ['the greatest number', greatestHalf, 0x7bff],
    ['the smallest', 2 ** -24, 0x0001],
    ['infinity', Infinity, 0x7c00],
    ['NaN', NaN, 0x7e00],
  ])('%s', (_, value, bits) => {
    expect(numberToHalf(value)).toBe(bits);
  });

  it.each([
    ['between two numbers, half a step up, the even one below', 1 + 2 ** -11, 1],
    ['between two numbers, half a step up, the even one above', 1 + 3 * 2 ** -11, 1 + 2 ** -9],
    ['just below a power of two, that power', 2 - 2 ** -12, 2],
    ['less than half a step above the greatest number, that number', 65519, greatestHalf],
    ['half a step above the greatest number, infinity', 65520, Infinity],
    ['half of the smallest number, zero', 2 ** -25, 0],
    ['a little more than that, the smallest number', 2 ** -25 * 1.01, 2 ** -24],
  ])('rounds %s', (_, value, rounded) => {
    expect(halfToNumber(numberToHalf(value))).toBe(rounded);
    expect(halfToNumber(numberToHalf(-value))).toBe(-rounded);
  });
});
