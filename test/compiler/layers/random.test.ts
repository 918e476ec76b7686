import { describe, expect, it } from 'vitest';
import type { Arguments } from '../../../compiler/declarations/values.ts';
import { findLayer } from '../../../compiler/layers/registry.ts';
import { evaluateGraph, type Evaluator } from '../support/evaluate.ts';
import { createRecorder } from '../support/golden-layers.ts';
import { interpret } from '../support/interpreter/interpret.ts';
import { argumentsOf, type Config } from '../support/keras-config.ts';

const shape = [40, 25, 8];
const ones = { dtype: 'float32', shape, data: Array<number>(40 * 25 * 8).fill(1) } as const;

/** What a layer of random numbers makes of ones. */
async function drawn(
  name: string,
  config: Config,
  training: boolean,
  evaluator?: Evaluator,
): Promise<readonly number[]> {
  const layer = findLayer(name)!;
  const args = argumentsOf(layer.arguments, config) as Arguments & never;
  const { output } = await evaluateGraph(
    (ops) => {
      const x = ops.scope.input('x', 'float32', shape);
      const type = { dtype: 'float32', shape: shape.slice(1) } as const;
      const { context } = createRecorder(ops, new Map(), training, shape[0]!);
      const call = {
        inputs: [x],
        inputTypes: [type],
        outputTypes: [type],
        tensorArguments: {},
        masks: [undefined],
      };
      return { output: layer.lower(context, { ...call, args, trainable: true }) as typeof x };
    },
    { x: ones },
    evaluator,
  );
  return output!.data;
}

function moments(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

describe('layers that draw random numbers', () => {
  it.each([
    ['Dropout', { rate: 0.3 }],
    ['SpatialDropout1D', { rate: 0.3 }],
    ['GaussianDropout', { rate: 0.3 }],
    ['GaussianNoise', { stddev: 0.3 }],
  ])('%s does nothing outside training', async (name, config) => {
    expect(new Set(await drawn(name, config, false))).toEqual(new Set([1]));
  });

  it('Dropout sets its share to zero and scales the rest', async () => {
    const values = await drawn('Dropout', { rate: 0.3 }, true);
    const kept = values.filter((value) => value !== 0);
    expect(kept.every((value) => Math.abs(value - 1 / 0.7) < 1e-6)).toBe(true);
    expect(Math.abs(kept.length / values.length - 0.7)).toBeLessThan(0.02);
  });

  it('Dropout shares a draw along the axes of size one in its noise shape', async () => {
    const values = await drawn('Dropout', { rate: 0.5, noise_shape: [null, 1, null] }, true);
    for (let sample = 0; sample < 40; sample++) {
      const rows = Array.from({ length: 25 }, (_, step) =>
        values.slice((sample * 25 + step) * 8, (sample * 25 + step + 1) * 8),
      );
      expect(new Set(rows.map((row) => row.join())).size).toBe(1);
    }
  });

  it('SpatialDropout1D drops whole channels', async () => {
    const values = await drawn('SpatialDropout1D', { rate: 0.5 }, true);
    const channels = Array.from({ length: 40 * 8 }, (_, channel) =>
      Array.from(
        { length: 25 },
        (_step, step) => values[(Math.floor(channel / 8) * 25 + step) * 8 + (channel % 8)]!,
      ),
    );
    for (const channel of channels) expect(new Set(channel).size).toBe(1);
    const dropped = channels.filter((channel) => channel[0] === 0).length;
    expect(Math.abs(dropped / channels.length - 0.5)).toBeLessThan(0.1);
  });

  it('GaussianDropout and GaussianNoise have the deviation that they state', async () => {
    const dropout = moments(await drawn('GaussianDropout', { rate: 0.2 }, true));
    expect(dropout.mean).toBeCloseTo(1, 1);
    expect(dropout.deviation).toBeCloseTo(0.5, 1);
    const noise = moments(await drawn('GaussianNoise', { stddev: 0.25 }, true));
    expect(noise.mean).toBeCloseTo(1, 1);
    expect(noise.deviation).toBeCloseTo(0.25, 1);
  });

  it('draws the same numbers on every engine, and others for another seed', async () => {
    const config = { rate: 0.5, seed: 7 };
    const [first, again, interpreted, other] = await Promise.all([
      drawn('Dropout', config, true),
      drawn('Dropout', config, true),
      drawn('Dropout', config, true, interpret),
      drawn('Dropout', { rate: 0.5, seed: 8 }, true),
    ]);
    expect(again).toEqual(first);
    expect(interpreted).toEqual(first);
    expect(other).not.toEqual(first);
  });
});
