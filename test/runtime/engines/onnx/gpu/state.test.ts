import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../../compiler/index.ts';
import { createOnnxEngine } from '../../../../../runtime/engines/onnx/engine.ts';
import { Model } from '../../../../../runtime/model.ts';
import { provideGpu } from '../../../../support/gpu.ts';

const hasGpu = provideGpu();

const text = `model M {
  input x: float32[4]
  head y = x -> Dense(8, activation: relu) -> Dropout(0.2) -> Dense(3, activation: softmax) {
    loss: sparse_categorical_crossentropy
    metrics: [accuracy]
  }
  train { optimizer: Adam(ExponentialDecay(0.01, 10, 0.9)) }
}`;

const samples = 22;
const data = {
  x: { shape: [samples, 4], data: Float32Array.from({ length: samples * 4 }, (_, at) => Math.sin(at)) },
  y: { shape: [samples], data: Int32Array.from({ length: samples }, (_, at) => at % 3) },
};

async function createModel(): Promise<Model> {
  const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  return new Model(graph!, await createOnnxEngine({ device: 'gpu' }), { seed: 3 });
}

describe.runIf(hasGpu)('state on the GPU', () => {
  it('goes on from a copy as if nothing had happened, bit for bit', async () => {
    const steps = async (model: Model, count: number): Promise<void> => {
      for (let step = 0; step < count; step++) await model.trainOnBatch(data);
    };
    const [whole, first, second] = [await createModel(), await createModel(), await createModel()];
    await steps(whole, 6);
    await steps(first, 3);
    second.setState(first.getState());
    await steps(second, 3);
    expect(second.getState()).toEqual(whole.getState());
    for (const model of [whole, first, second]) await model.dispose();
  });

  it('gives the same bits twice', async () => {
    const states = [];
    for (let round = 0; round < 2; round++) {
      const model = await createModel();
      await model.fit(data, { epochs: 2, batchSize: 8, validationSplit: 0 });
      states.push(model.getState());
      await model.dispose();
    }
    expect(states[0]).toEqual(states[1]);
  });

  it('takes weights that are set, and gives copies', async () => {
    const model = await createModel();
    await model.trainOnBatch(data);
    const weights = model.getWeights();
    const [name] = Object.keys(weights) as [string];
    const copy = weights[name]!.data.slice();
    weights[name]!.data.fill(0);
    expect(model.getWeights()[name]!.data).toEqual(copy);
    model.setWeights({ [name]: weights[name]! });
    expect(model.getWeights()[name]!.data.every((value) => value === 0)).toBe(true);
    const { y } = await model.predict({ x: data.x });
    expect(y!.shape).toEqual([samples, 3]);
    await model.dispose();
  });

  it('keeps no more memory over a thousand steps', async () => {
    const model = await createModel();
    const after = async (steps: number): Promise<number> => {
      for (let step = 0; step < steps; step++) await model.trainOnBatch(data);
      return process.memoryUsage().rss / 2 ** 20;
    };
    const before = await after(200);
    const grown = (await after(800)) - before;
    await model.dispose();
    expect(grown).toBeLessThan(50);
  });
});
