import { describe, expect, it } from 'vitest';
import {
  addSizes,
  ceilDivide,
  floorDivide,
  maximumSize,
  multiplySizes,
  subtractSizes,
  variable,
} from '../../../../compiler/shapes/size.ts';
import { nestedNumbers } from '../../../../compiler/targets/nested-numbers.ts';
import { pythonSizes, sizeText, typescriptSizes } from '../../../../compiler/targets/op-code/size-text.ts';
import { shortestNumber } from '../../../../compiler/targets/shortest-number.ts';

const T = variable('T');
const H = variable('H');

describe('a size as an expression of a program', () => {
  const written = (size: Parameters<typeof sizeText>[0]) => ({
    typescript: sizeText(size, (name) => name.toLowerCase(), typescriptSizes),
    python: sizeText(size, (name) => name.toLowerCase(), pythonSizes),
  });
  /** What both texts are worth for t = 7, h = 3; Python's are rewritten, which is enough for these signs. */
  const worth = (size: Parameters<typeof sizeText>[0]): number =>
    new Function('t', 'h', `return ${written(size).typescript}`)(7, 3) as number;

  it('is written in the signs of each language', () => {
    expect(written(5)).toEqual({ typescript: '5', python: '5' });
    expect(written(T)).toEqual({ typescript: 't', python: 't' });
    expect(written(ceilDivide(T, 2))).toEqual({ typescript: 'Math.ceil(t / 2)', python: '-(-t // 2)' });
    expect(written(floorDivide(T, 2))).toEqual({ typescript: 'Math.floor(t / 2)', python: '(t // 2)' });
  });

  it.each([
    [addSizes(T, 1), 8],
    [subtractSizes(T, H), 4],
    [multiplySizes(addSizes(T, 1), 2), 16],
    [ceilDivide(addSizes(T, H), 4), 3],
    [floorDivide(subtractSizes(T, 2), H), 1],
    [maximumSize(T, H), 7],
    [multiplySizes(T, H, H), 63],
  ])('%# is worth what the size is', (size, value) => {
    expect(worth(size)).toBe(value);
  });
});

describe('numbers in a program', () => {
  it('have no more digits than float32 keeps', () => {
    expect(shortestNumber(Math.fround(0.1))).toBe(0.1);
    expect(shortestNumber(1 - 0.9)).toBe(0.1);
    expect(shortestNumber(1e-7)).toBe(1e-7);
    expect(shortestNumber(3)).toBe(3);
    expect(shortestNumber(Infinity)).toBe(Infinity);
    expect(Math.fround(shortestNumber(Math.PI))).toBe(Math.fround(Math.PI));
  });

  it('stand in lists of lists, as deep as a tensor has axes', () => {
    expect(nestedNumbers([1, 2, 3, 4, 5, 6], [2, 3])).toEqual([[1, 2, 3], [4, 5, 6]]);
    expect(nestedNumbers([1, 2], [1, 2, 1])).toEqual([[[1], [2]]]);
    expect(nestedNumbers([7], [])).toBe(7);
    expect(nestedNumbers([], [0])).toEqual([]);
  });
}); // prettier-ignore
