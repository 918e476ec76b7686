import { describe, expect, it } from 'vitest';
import type { ScopedOps } from '../../../../../compiler/ops/builder.ts';
import type { PoolAttributes, Tensor } from '../../../../../compiler/ops/types.ts';
import { createTestRandom } from '../../../support/random.ts';
import { problemsOf, type Trial } from './support.ts';

type Pair = readonly [number, number];

const noPadding: Pair = [0, 0];

/** A pool behind a convolution, without which nothing would be in blocks. */
function pooled(
  kind: 'maxPool' | 'averagePool',
  size: readonly number[],
  attributes: PoolAttributes,
  channels = 16,
): Trial {
  const window = size.map(() => 1);
  const point = { strides: window, dilations: window, padding: size.map(() => noPadding), groups: channels };
  return {
    // Points of a few values, times one: ties are exact, as they are behind a relu.
    shapes: [[2, ...size, channels]],
    coarse: true,
    build: (ops: ScopedOps, x?: Tensor) => {
      const ones = ops.fill(1, [...window, 1, channels]);
      return ops[kind](ops.convolution(x!, ones, point), attributes);
    },
  };
}

const geometry = (
  window: readonly number[],
  strides: readonly number[],
  padding: readonly Pair[] = window.map(() => noPadding),
): PoolAttributes => ({ window, strides, dilations: window.map(() => 1), padding });

const cases: Readonly<Record<string, readonly [size: readonly number[], attributes: PoolAttributes]>> = {
  'two by two': [[6, 8], geometry([2, 2], [2, 2])],
  'two by two with a rest': [[7, 9], geometry([2, 2], [2, 2])],
  'three by three, overlapping': [
    [8, 6],
    geometry(
      [3, 3],
      [2, 2],
      [
        [0, 1],
        [0, 1],
      ],
    ),
  ],
  'three by three from an odd size': [
    [7, 5],
    geometry(
      [3, 3],
      [2, 2],
      [
        [1, 1],
        [1, 1],
      ],
    ),
  ],
  'three by three, step by step': [
    [5, 6],
    geometry(
      [3, 3],
      [1, 1],
      [
        [1, 1],
        [1, 1],
      ],
    ),
  ],
  'step by step inside': [[6, 7], geometry([3, 4], [1, 1])],
  'steps longer than windows': [[9, 8], geometry([2, 1], [3, 2])],
  'five of a sequence': [[20], geometry([5], [5])],
  'a sequence with a rest': [[23], geometry([5], [5])],
  'overlapping in a sequence': [[11], geometry([4], [3], [[1, 2]])],
  'rows alone': [
    [6, 5],
    geometry(
      [3, 1],
      [2, 1],
      [
        [0, 1],
        [0, 0],
      ],
    ),
  ],
};

describe.each(['maxPool', 'averagePool'] as const)('%s in blocks and its gradient', (kind) => {
  it.each(Object.entries(cases))('%s', async (_, [size, attributes]) => {
    expect(await problemsOf(pooled(kind, size, attributes))).toEqual([]);
    expect(await problemsOf(pooled(kind, size, attributes, 24))).toEqual([]);
  });

  it('is right in random geometries', async () => {
    const random = createTestRandom(3);
    const draw = (low: number, high: number): number => low + Math.floor(random.uniform() * (high - low + 1));
    for (let time = 0; time < 60; time++) {
      const rank = draw(1, 2);
      const size = Array.from({ length: rank }, () => draw(5, 11));
      const window = size.map(() => draw(1, 5));
      // Windows in which padding leaves nothing have no maximum.
      const padding = window.map((each): Pair => [
        draw(0, Math.min(2, each - 1)),
        draw(0, Math.min(2, each - 1)),
      ]);
      const attributes = geometry(
        window,
        size.map(() => draw(1, 4)),
        padding,
      );
      const trial = { ...pooled(kind, size, attributes), seed: time };
      expect(await problemsOf(trial), JSON.stringify({ size, attributes })).toEqual([]);
    }
  });
});
