import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addSizes,
  ceilDivide,
  evaluateSize,
  floorDivide,
  maximumSize,
  minimumSize,
  moduloSize,
  multiplySizes,
  sizeBounds,
  sizesEqual,
  sizeText,
  substituteSize,
  subtractSizes,
  variable,
  type Size,
} from '../../../compiler/shapes/size.ts';
import { mayBeEqual } from '../../../compiler/shapes/may-be-equal.ts';
import { asDivisibility, growsWithVariables, solveAtLeast } from '../../../compiler/shapes/solve.ts';

type Values = Readonly<Record<'A' | 'B' | 'C', number>>;

/** A size, and the same thing computed with numbers. */
interface Twin {
  readonly size: Size;
  readonly value: (values: Values) => number;
}

const values = fc.record({
  A: fc.integer({ min: 1, max: 60 }),
  B: fc.integer({ min: 1, max: 60 }),
  C: fc.integer({ min: 1, max: 60 }),
});

const { twin } = fc.letrec<{ twin: Twin }>((tie) => {
  const pair = fc.tuple(tie('twin'), tie('twin'));
  const quotient = fc.tuple(tie('twin'), fc.integer({ min: 1, max: 7 }));
  return {
    twin: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.integer({ min: -9, max: 9 }).map((n): Twin => ({ size: n, value: () => n })),
      fc.constantFrom('A' as const, 'B' as const, 'C' as const).map((name): Twin => ({
        size: variable(name),
        value: (given) => given[name],
      })),
      pair.map(([a, b]): Twin => ({ size: addSizes(a.size, b.size), value: (v) => a.value(v) + b.value(v) })),
      pair.map(([a, b]): Twin => ({
        size: subtractSizes(a.size, b.size),
        value: (v) => a.value(v) - b.value(v),
      })),
      pair.map(([a, b]): Twin => ({
        size: multiplySizes(a.size, b.size),
        value: (v) => a.value(v) * b.value(v),
      })),
      quotient.map(([a, n]): Twin => ({
        size: ceilDivide(a.size, n),
        value: (v) => Math.ceil(a.value(v) / n),
      })),
      quotient.map(([a, n]): Twin => ({
        size: floorDivide(a.size, n),
        value: (v) => Math.floor(a.value(v) / n),
      })),
      quotient.map(([a, n]): Twin => ({
        size: moduloSize(a.size, n),
        value: (v) => a.value(v) - n * Math.floor(a.value(v) / n),
      })),
      pair.map(([a, b]): Twin => ({
        size: minimumSize(a.size, b.size),
        value: (v) => Math.min(a.value(v), b.value(v)),
      })),
      pair.map(([a, b]): Twin => ({
        size: maximumSize(a.size, b.size),
        value: (v) => Math.max(a.value(v), b.value(v)),
      })),
    ),
  };
});

const bindings = (given: Values) => new Map(Object.entries(given));

describe('size arithmetic', () => {
  it('agrees with numbers', () => {
    fc.assert(
      fc.property(twin, values, ({ size, value }, given) => {
        expect(evaluateSize(size, bindings(given)) === value(given)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('calls equal only what is equal, and impossible only what never is', () => {
    fc.assert(
      fc.property(twin, twin, values, (a, b, given) => {
        const same = a.value(given) === b.value(given);
        if (sizesEqual(a.size, b.size)) expect(same).toBe(true);
        if (!mayBeEqual(a.size, b.size)) expect(same).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('bounds every value', () => {
    fc.assert(
      fc.property(twin, values, ({ size, value }, given) => {
        const { low, high } = sizeBounds(size);
        expect(value(given) >= low && value(given) <= high).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('substitutes as it evaluates', () => {
    fc.assert(
      fc.property(twin, twin, values, (a, b, given) => {
        const substituted = substituteSize(a.size, new Map([['A', b.size]]));
        const inner = b.value(given);
        fc.pre(inner >= 1);
        expect(evaluateSize(substituted, bindings(given)) === a.value({ ...given, A: inner })).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('solves bounds for the only variable', () => {
    fc.assert(
      fc.property(twin, fc.integer({ min: 1, max: 20 }), values, ({ size, value }, minimum, given) => {
        const solved = solveAtLeast(size, minimum);
        if (!solved) return;
        const own = given[solved.variable as keyof Values];
        expect(value(given) >= minimum).toBe(own >= solved.minimum);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads an equality as a divisibility only where both say the same', () => {
    fc.assert(
      fc.property(twin, twin, values, (a, b, given) => {
        const divisible = asDivisibility(a.size, b.size);
        if (!divisible) return;
        const value = evaluateSize(divisible.size, bindings(given))!;
        expect(a.value(given) === b.value(given)).toBe(value % divisible.divisor === 0);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps what grows apart from what may shrink', () => {
    fc.assert(
      fc.property(twin, values, fc.integer({ min: 1, max: 9 }), ({ size, value }, given, more) => {
        if (growsWithVariables(size)) {
          expect(value({ ...given, A: given.A + more }) >= value(given)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('sizes in words', () => {
  const T = variable('T');

  it.each<[Size, string]>([
    [subtractSizes(T, 4), 'T - 4'],
    [ceilDivide(T, 2), 'ceil(T / 2)'],
    [ceilDivide(addSizes(T, 1), 2), 'ceil((T + 1) / 2)'],
    [multiplySizes(2, floorDivide(T, 2)), '2 * floor(T / 2)'],
    [subtractSizes(5, T), '-T + 5'],
    [moduloSize(T, 3), '(T % 3)'],
    [minimumSize(T, variable('U')), 'min(T, U)'],
  ])('%o reads %s', (size, text) => {
    expect(sizeText(size)).toBe(text);
  });

  it('solves a chain of windows', () => {
    let size: Size = T;
    for (let layer = 0; layer < 3; layer++) size = floorDivide(subtractSizes(size, 4), 2);
    expect(solveAtLeast(size, 1)).toEqual({ variable: 'T', minimum: 36 });
  });

  it('sees that a residual needs an even size', () => {
    expect(asDivisibility(multiplySizes(2, floorDivide(T, 2)), T)).toEqual({ size: T, divisor: 2 });
    expect(asDivisibility(multiplySizes(2, floorDivide(T, 4)), floorDivide(T, 2))).toEqual({
      size: floorDivide(T, 2),
      divisor: 2,
    });
  });

  it('stays small where products of sums would double with every factor', () => {
    let product: Size = 1;
    for (let axis = 0; axis < 60; axis++) product = multiplySizes(product, addSizes(variable(`N${axis}`), 1));
    expect(sizeText(product).length).toBeLessThan(100_000);
  });
});
