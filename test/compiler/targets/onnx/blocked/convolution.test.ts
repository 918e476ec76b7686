import { describe, expect, it } from 'vitest';
import type { ConvolutionAttributes } from '../../../../../compiler/ops/types.ts';
import { createTestRandom } from '../../../support/random.ts';
import { problemsOf, type Trial } from './support.ts';

type Pair = readonly [number, number];

interface Geometry {
  readonly size: readonly number[];
  readonly window: readonly number[];
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
  readonly padding?: readonly Pair[];
}

function attributesOf({ window, strides, dilations, padding }: Geometry, groups = 1): ConvolutionAttributes {
  return {
    groups,
    strides: strides ?? window.map(() => 1),
    dilations: dilations ?? window.map(() => 1),
    padding: padding ?? window.map(() => [0, 0] as const),
  };
}

function dense(from: number, to: number, geometry: Geometry): Trial {
  return {
    shapes: [
      [2, ...geometry.size, from],
      [...geometry.window, from, to],
    ],
    build: (ops, x, kernel) => ops.convolution(x!, kernel!, attributesOf(geometry)),
  };
}

function depthwise(channels: number, geometry: Geometry): Trial {
  return {
    shapes: [
      [2, ...geometry.size, channels],
      [...geometry.window, 1, channels],
    ],
    build: (ops, x, kernel) => ops.convolution(x!, kernel!, attributesOf(geometry, channels)),
  };
}

const geometries: Readonly<Record<string, Geometry>> = {
  points: { size: [4, 5], window: [1, 1] },
  'every other point': { size: [5, 6], window: [1, 1], strides: [2, 2] },
  'windows inside': { size: [6, 5], window: [3, 2] },
  'padding all round': {
    size: [5, 6],
    window: [3, 3],
    padding: [
      [1, 1],
      [1, 1],
    ],
  },
  'uneven padding': {
    size: [5, 4],
    window: [2, 4],
    padding: [
      [0, 1],
      [1, 2],
    ],
  },
  'points, more than channels': { size: [6, 7], window: [1, 1] },
  'every other point, more than channels': { size: [11, 13], window: [1, 1], strides: [2, 2] },
  'two by two steps': {
    size: [6, 8],
    window: [3, 3],
    strides: [2, 2],
    padding: [
      [0, 1],
      [0, 1],
    ],
  },
  'two by two steps from an odd size': {
    size: [7, 5],
    window: [3, 3],
    strides: [2, 2],
    padding: [
      [1, 1],
      [1, 1],
    ],
  },
  'steps that leave a rest': { size: [8, 9], window: [3, 2], strides: [3, 2] },
  'steps longer than windows': { size: [7, 8], window: [2, 1], strides: [3, 2] },
  'uneven steps': {
    size: [7, 8],
    window: [5, 3],
    strides: [2, 1],
    padding: [
      [2, 2],
      [1, 1],
    ],
  },
  dilation: {
    size: [7, 8],
    window: [2, 3],
    dilations: [2, 3],
    padding: [
      [1, 1],
      [3, 3],
    ],
  },
  'a large window': {
    size: [9, 9],
    window: [7, 7],
    strides: [2, 2],
    padding: [
      [2, 3],
      [2, 3],
    ],
  },
  'windows beside the image': {
    size: [5, 6],
    window: [2, 3],
    padding: [
      [0, 3],
      [3, 0],
    ],
  },
  sequences: { size: [9], window: [3] },
  'padded sequences': { size: [9], window: [5], padding: [[4, 0]] },
  'sequences by steps': { size: [10], window: [3], strides: [2], padding: [[0, 1]] },
};

describe('convolutions in blocks and their gradients', () => {
  for (const [name, geometry] of Object.entries(geometries)) {
    it.each([
      [16, 32],
      [32, 16],
      [3, 16],
      [1, 24],
      [24, 20],
      [8, 12],
    ])(`${name}, from %d to %d channels`, async (from, to) => {
      expect(await problemsOf(dense(from, to, geometry))).toEqual([]);
    });

    it.each([16, 32, 24, 12])(`${name}, %d channels each by itself`, async (channels) => {
      expect(await problemsOf(depthwise(channels, geometry))).toEqual([]);
    });
  }

  it('have right numbers where they do not run in blocks: groups, negative padding, odd channels', async () => {
    const cropped = {
      size: [7, 7],
      window: [3, 3],
      padding: [
        [-1, 0],
        [0, -2],
      ],
    } as const;
    expect(await problemsOf(dense(16, 16, cropped))).toEqual([]);
    expect(await problemsOf(dense(18, 16, { size: [5, 5], window: [3, 3] }))).toEqual([]);
    expect(await problemsOf(dense(16, 10, { size: [5, 5], window: [3, 3] }))).toEqual([]);
    const grouped: Trial = {
      shapes: [
        [2, 5, 5, 32],
        [3, 3, 16, 32],
      ],
      build: (ops, x, kernel) =>
        ops.convolution(x!, kernel!, attributesOf({ size: [5, 5], window: [3, 3] }, 2)),
    };
    expect(await problemsOf(grouped)).toEqual([]);
  });

  it('are right in random geometries', async () => {
    const random = createTestRandom(7);
    const draw = (low: number, high: number): number => low + Math.floor(random.uniform() * (high - low + 1));
    for (let time = 0; time < 60; time++) {
      const rank = draw(1, 2);
      const each = <T>(make: () => T): readonly T[] => Array.from({ length: rank }, make);
      const geometry = {
        size: each(() => draw(5, 9)),
        window: each(() => draw(1, 4)),
        strides: each(() => draw(1, 3)),
        dilations: random.uniform() < 0.7 ? each(() => 1) : each(() => draw(1, 2)),
        padding: each((): Pair => [draw(0, 2), draw(0, 2)]),
      };
      const spans = geometry.window.map((size, axis) => (size - 1) * geometry.dilations[axis]! + 1);
      if (spans.some((span, axis) => span > geometry.size[axis]! + geometry.padding[axis]![0])) continue;
      const channels = [4, 8, 12, 16, 20, 24, 32][draw(0, 6)]!;
      const trial = random.uniform() < 0.5 ? depthwise(channels, geometry) : dense(channels, 16, geometry);
      expect(await problemsOf({ ...trial, seed: time }), JSON.stringify({ channels, geometry })).toEqual([]);
    }
  });
});
