import { describe, expect, it } from 'vitest';
import { optimizers } from '../../compiler/components/optimizers/index.ts';
import { createMemoryHost } from '../../compiler/index.ts';
import { createTfjsEngine, load, type Engine } from '../../runtime/index.ts';
import { testEngine } from '../support/engine.ts';

/** Weights of every rank, of which optimizers keep different things. */
const text = (optimizer: string): string => `model M {
  input x: float32[4, 4, 1]
  head y = x -> Conv2D(2, 2, activation: tanh) -> Flatten() -> Dense(2) { loss: mse }
  train { optimizer: ${optimizer} }
}`;

async function weightsAfter(optimizer: string, engine: Engine): Promise<readonly number[]> {
  const host = createMemoryHost({ 'm.kmodel': text(optimizer) });
  const model = await load('m.kmodel', { host, engine, seed: 1 });
  const waves = (length: number): Float32Array =>
    Float32Array.from({ length }, (_, index) => Math.sin(index));
  const batch = {
    x: { shape: [3, 4, 4, 1], data: waves(48) },
    y: { shape: [3, 2], data: waves(6) },
  };
  for (let step = 0; step < 3; step++) await model.trainOnBatch(batch);
  return Object.values(model.getWeights()).flatMap(({ data }) => [...data].map(Number));
}

describe('every optimizer trains, and on every engine to the same weights', () => {
  const names = optimizers.map(({ name }) => name).filter((name) => name !== 'LossScaleOptimizer');

  it.each(names)('%s', async (name) => {
    const found = await weightsAfter(`${name}()`, await testEngine());
    const wanted = await weightsAfter(`${name}()`, await createTfjsEngine());
    expect(found.every(Number.isFinite)).toBe(true);
    found.forEach((value, index) => expect(Math.abs(value - wanted[index]!)).toBeLessThanOrEqual(1e-5));
  });
});
