import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost, type ModelGraph } from '../../../../compiler/index.ts';
import { createTorchEngine } from '../../../../runtime/engines/torch/engine.ts';
import { createModel } from '../../../../runtime/load.ts';
import type { Model } from '../../../../runtime/model.ts';
import { testEngine } from '../../../support/engine.ts';
import { torchPython } from '../../../support/torch.ts';

function graphOf(precision: string, optimizer = 'Adam(0.01)', dtype = 'none'): ModelGraph {
  const text = `model M {
  input x: float32[4]
  head y = x -> Dense(16, activation: relu, dtype: ${dtype}) -> BatchNormalization() -> LayerNormalization() -> Dense(1, dtype: ${dtype}) { loss: mse }
  train { optimizer: ${optimizer}, precision: ${precision} }
}`;
  return compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text })).graph!;
}

const data = (scale: number) => ({
  x: [0, 1, 2, 3].map((row) => [1, 2, 3, 4].map((each) => Math.sin(each * (row + 1)))),
  y: [[1], [0], [2], [scale]],
});

/** The losses of three steps on our engine and on PyTorch, from the same weights. */
async function losses(precision: string, scale = 1, optimizer?: string, dtype?: string) {
  const graph = graphOf(precision, optimizer, dtype);
  const ours = await createModel(graph, { engine: await testEngine(), seed: 1 });
  const engine = await createTorchEngine(graph, { device: 'cpu' });
  const theirs = await createModel(graph, { engine, seed: 1 });
  theirs.setState(ours.getState());
  const steps = async (model: Model) => {
    const found: number[] = [];
    for (let step = 0; step < 3; step++)
      found.push((await model.trainOnBatch(data(step === 1 ? scale : 1))).loss as number);
    return found;
  };
  const found = { ours: await steps(ours), theirs: await steps(theirs) };
  const states = [ours.getState(), theirs.getState()];
  await engine.close();
  return { ...found, precisions: engine.precisions, states };
}

describe.skipIf(!torchPython)('precisions of the torch engine on a processor', () => {
  it('are bfloat16 for products, beside which sums stay in float32', async () => {
    const { ours, theirs, precisions } = await losses('mixed_bfloat16');
    expect(precisions).toEqual(['mixed_bfloat16']);
    theirs.forEach((loss, step) => {
      expect(loss).not.toBe(ours[step]);
      expect(loss / ours[step]!).toBeCloseTo(1, 1);
    });
  });

  it('are those that layers name: none in bfloat16 is left where all products name float32', async () => {
    const { ours, theirs } = await losses('mixed_bfloat16', 1, undefined, 'float32');
    theirs.forEach((loss, step) => expect(loss / ours[step]!).toBeCloseTo(1, 4));
  });

  it('are those that layers name, where the training is in float32', async () => {
    const [plain, own] = [await losses('float32'), await losses('float32', 1, undefined, 'mixed_bfloat16')];
    own.theirs.forEach((loss, step) => {
      expect(loss).not.toBeCloseTo(plain.theirs[step]!, 6);
      expect(loss / plain.theirs[step]!).toBeCloseTo(1, 1);
    });
  });

  it('are float32 for float16, with the loss scaled as on our engine', async () => {
    const { ours, theirs, states } = await losses('mixed_float16');
    theirs.forEach((loss, step) => expect(loss).toBeCloseTo(ours[step]!, 4));
    for (const state of states) {
      expect(state['optimizer:loss_scale']!.data).toEqual(Float32Array.of(2 ** 15));
      expect(state['optimizer:loss_scale_steps']!.data).toEqual(Int32Array.of(3));
    }
  });

  it('leave a step out whose gradients are no numbers, and halve the scale', async () => {
    const { states } = await losses('mixed_float16', 1e35);
    for (const state of states) {
      expect(state['optimizer:loss_scale']!.data).toEqual(Float32Array.of(2 ** 14));
      expect(state['optimizer:iteration']!.data).toEqual(Int32Array.of(2));
      expect([...state['weight:y_dense/kernel']!.data].every(Number.isFinite)).toBe(true);
    }
  });

  it('scale the loss by the numbers of a LossScaleOptimizer', async () => {
    const optimizer = 'LossScaleOptimizer(Adam(0.01), initial_scale: 64, dynamic_growth_steps: 2)';
    const { ours, theirs, states } = await losses('float32', 1, optimizer);
    theirs.forEach((loss, step) => expect(loss).toBeCloseTo(ours[step]!, 4));
    for (const state of states) {
      expect(state['optimizer:loss_scale']!.data).toEqual(Float32Array.of(128));
      expect(state['optimizer:loss_scale_steps']!.data).toEqual(Int32Array.of(1));
    }
  });
});
