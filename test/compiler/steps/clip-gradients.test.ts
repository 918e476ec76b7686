import { describe, expect, it } from 'vitest';
import type { Arguments } from '../../../compiler/declarations/values.ts';
import { clipGradients } from '../../../compiler/steps/clip-gradients.ts';
import { evaluateGraph } from '../support/evaluate.ts';

/** Two gradients, of norms 5 and 2, as an optimizer with these arguments takes them. */
async function clipped(args: Arguments): Promise<Readonly<Record<'a' | 'b', readonly number[]>>> {
  const { a, b } = await evaluateGraph(
    (ops) => {
      const gradients = [ops.scope.input('left', 'float32', [2]), ops.scope.input('right', 'float32', [1])];
      const [first, second] = clipGradients(ops, gradients, args);
      return { a: first!, b: second! };
    },
    {
      left: { dtype: 'float32', shape: [2], data: [3, -4] },
      right: { dtype: 'float32', shape: [1], data: [2] },
    },
  );
  const rounded = (values: Iterable<number>): readonly number[] =>
    Array.from(values, (value) => Math.round(value * 1e4) / 1e4);
  return { a: rounded(a!.data as Iterable<number>), b: rounded(b!.data as Iterable<number>) };
}

describe('gradients are clipped', () => {
  it('not at all by default', async () => {
    expect(await clipped({ clipnorm: null, global_clipnorm: null, clipvalue: null })).toEqual({
      a: [3, -4],
      b: [2],
    });
  });

  it('by `clipvalue`, each number by itself, on both sides', async () => {
    expect(await clipped({ clipvalue: 2.5 })).toEqual({ a: [2.5, -2.5], b: [2] });
  });

  it('by `clipnorm`, each to its own length; short ones stay', async () => {
    expect(await clipped({ clipnorm: 2.5 })).toEqual({ a: [1.5, -2], b: [2] });
  });

  it('by `global_clipnorm`, all by one factor', async () => {
    const factor = 2 / Math.sqrt(29);
    const round = (value: number): number => Math.round(value * 1e4) / 1e4;
    expect(await clipped({ global_clipnorm: 2 })).toEqual({
      a: [round(3 * factor), round(-4 * factor)],
      b: [round(2 * factor)],
    });
  });

  it('by the first of them alone', async () => {
    expect(await clipped({ clipnorm: 2.5, global_clipnorm: 0.1, clipvalue: 0.1 })).toEqual({
      a: [1.5, -2],
      b: [2],
    });
  });
});
