import { describe, expect, it } from 'vitest';
import { sampleAxes, sampleAxis } from '../../../compiler/shapes/axes.ts';
import { mayBeEqual } from '../../../compiler/shapes/may-be-equal.ts';
import { hasUnknown, openSizes, variablesOf } from '../../../compiler/shapes/open-sizes.ts';
import {
  addSizes,
  ceilDivide,
  floorDivide,
  minimumSize,
  multiplySizes,
  subtractSizes,
  unknownSize,
  variable,
} from '../../../compiler/shapes/size.ts';
import { asDivisibility, growsWithVariables, solveAtLeast } from '../../../compiler/shapes/solve.ts';
import { digest, greatestCommonDivisor } from '../../../compiler/shapes/whole-numbers.ts';

const T = variable('T');
const H = variable('H');

describe('an axis as Keras numbers it', () => {
  it.each([
    [1, 3, 0],
    [3, 3, 2],
    [-1, 3, 2],
    [-3, 3, 0],
    [0, 3, undefined],
    [4, 3, undefined],
    [-4, 3, undefined],
  ])('axis %d of %d is place %s', (axis, rank, place) => {
    expect(sampleAxis(axis, rank)).toBe(place);
  });

  it('of several, each place once and ascending', () => {
    expect(sampleAxes([-1, 1], 3)).toEqual([0, 2]);
    expect(sampleAxes(2, 3)).toEqual([1]);
    expect(sampleAxes([1, -3], 3)).toBeUndefined();
    expect(sampleAxes([0, 1], 3)).toBeUndefined();
  });
});

describe('the least value of a variable', () => {
  it('is solved where a size grows with it', () => {
    expect(solveAtLeast(subtractSizes(T, 4), 1)).toEqual({ variable: 'T', minimum: 5 });
    expect(solveAtLeast(floorDivide(T, 2), 3)).toEqual({ variable: 'T', minimum: 6 });
    expect(solveAtLeast(ceilDivide(T, 2), 3)).toEqual({ variable: 'T', minimum: 5 });
    expect(solveAtLeast(subtractSizes(multiplySizes(T, T), 1), 3)).toEqual({ variable: 'T', minimum: 2 });
  });

  it('is unknown for two variables, for `?`, and where a size may shrink', () => {
    expect(solveAtLeast(addSizes(T, H), 1)).toBeUndefined();
    expect(solveAtLeast(subtractSizes(10, T), 1)).toBeUndefined();
    expect(solveAtLeast(unknownSize(1), 1)).toBeUndefined();
  });
});

describe('what is known of a size', () => {
  it('grows with its variables, unless something is taken away', () => {
    expect(growsWithVariables(addSizes(T, 3))).toBe(true);
    expect(growsWithVariables(5)).toBe(true);
    expect(growsWithVariables(subtractSizes(3, T))).toBe(false);
  });

  it('has variables, each once', () => {
    expect([...variablesOf(addSizes(multiplySizes(T, H), T, ceilDivide(H, 2)))].sort()).toEqual(['H', 'T']);
    expect([...variablesOf(7)]).toEqual([]);
    expect([...openSizes(addSizes(T, unknownSize(1)))]).toHaveLength(2);
  });

  it('has a `?` in it, also inside a quotient', () => {
    expect(hasUnknown(ceilDivide(unknownSize(1), 2))).toBe(true);
    expect(hasUnknown(ceilDivide(T, 2))).toBe(false);
  });

  it('may equal another, unless their difference is never nothing', () => {
    expect(mayBeEqual(T, 5)).toBe(true);
    expect(mayBeEqual(T, addSizes(T, 1))).toBe(false);
    expect(mayBeEqual(multiplySizes(2, T), 5)).toBe(false);
    expect(mayBeEqual(3, 3)).toBe(true);
    expect(mayBeEqual(minimumSize(T, 4), 5)).toBe(false);
  });

  it('is a multiple where half of it, rounded down and doubled, is itself', () => {
    expect(asDivisibility(multiplySizes(2, floorDivide(H, 2)), H)).toEqual({ size: H, divisor: 2 });
    expect(asDivisibility(T, H)).toBeUndefined();
  });
});

describe('whole numbers', () => {
  it.each([
    [12, 18, 6],
    [7, 3, 1],
    [0, 5, 5],
    [-4, 6, 2],
  ])('%d and %d have the divisor %d', (a, b, divisor) => {
    expect(greatestCommonDivisor(a, b)).toBe(divisor);
  });

  it('have digests that differ where texts do', () => {
    const texts = ['', 'a', 'b', 'ab', 'ba', 'a'.repeat(1000), 'a'.repeat(1001)];
    expect(new Set(texts.map(digest)).size).toBe(texts.length);
    expect(digest('ab')).toBe(digest('ab'));
  });
});
