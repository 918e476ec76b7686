import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import type { HostTensor } from '../../../../runtime/engines/engine.ts';
import { Model } from '../../../../runtime/model.ts';
import { tfjsEngine, type TfjsWay } from '../../../support/tfjs-engines.ts';

const floats = (...shape: number[]): HostTensor => {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return { dtype: 'float32', shape, data: Float32Array.from({ length: size }, (_, i) => Math.sin(i)) };
};

const models = {
  dense: `model M { input x: float32[6]
    head y = x -> Dense(5, activation: relu) -> Dropout(0.2) -> Dense(1) { loss: mse, metrics: [mae] }
    train { optimizer: Adam() } }`,
  recurrent: `model M { input x: float32[T, 3]
    head y = x -> LSTM(4, return_sequences: true) -> GRU(3) -> Dense(1) { loss: mse } }`,
  convolutional: `model M { input x: float32[8, 8, 2]
    head y = x -> Conv2D(4, 3, padding: same, activation: relu) -> MaxPooling2D(2) -> DepthwiseConv2D(3)
      -> BatchNormalization() -> Flatten() -> Dense(1) { loss: mse } }`,
};

async function create(way: TfjsWay, text: string): Promise<Model> {
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join());
  return new Model(graph, await tfjsEngine(way), { seed: 1 });
}

const dense = { x: floats(4, 6), y: floats(4, 1) };

describe.each(['wasm', 'cpu', 'kernels'] as const)('memory on tfjs: %s', (way) => {
  const held = async () => {
    const { numTensors, numBytes, numDataBuffers } = memory();
    return { numTensors, numBytes, numDataBuffers, values: (await tfjsEngine(way)).countValues() };
  };

  it('is flat over a thousand steps', async () => {
    const model = await create(way, models.dense);
    for (let step = 0; step < 3; step++) await model.trainOnBatch(dense);
    const before = await held();
    for (let step = 0; step < 1000; step++) await model.trainOnBatch(dense);
    expect(await held()).toEqual(before);
  });

  it.each([
    ['recurrent', { x: floats(2, 5, 3), y: floats(2, 1) }],
    ['convolutional', { x: floats(2, 8, 8, 2), y: floats(2, 1) }],
  ] as const)('is flat for %s models, which train, evaluate and predict', async (name, data) => {
    const model = await create(way, models[name]);
    const round = async (): Promise<void> => {
      await model.fit(data, { epochs: 2, batchSize: 2 });
      await model.evaluate(data);
      await model.predict({ x: data.x });
    };
    await round();
    const before = await held();
    for (let count = 0; count < 10; count++) await round();
    expect(await held()).toEqual(before);
  });

  it('is given back: programs of sizes that are gone, and all of it in the end', async () => {
    const before = await held();
    const model = await create(way, models.recurrent);
    const fit = (steps: number) => model.trainOnBatch({ x: floats(2, steps, 3), y: floats(2, 1) });
    for (let steps = 1; steps <= 10; steps++) await fit(steps);
    const full = await held();
    for (let steps = 11; steps <= 30; steps++) await fit(steps);
    expect(await held()).toEqual(full);
    await model.dispose();
    expect(await held()).toEqual(before);
  });
});

describe.each(['wasm', 'cpu', 'kernels'] as const)('a step that fails on tfjs: %s', (way) => {
  it('changes nothing and leaves nothing behind', async () => {
    const model = await create(
      way,
      `model M { input x: int32[2]
        head y = x -> Embedding(4, 3) -> Flatten() -> Dense(1) { loss: mse }
        train { optimizer: Adam() } }`,
    );
    const feeds = (index: number) => ({
      x: { dtype: 'int32', shape: [1, 2], data: Int32Array.of(1, index) } as const,
      'target:y': floats(1, 1),
    });
    await model.trainStep(feeds(2), []);
    const engine = await tfjsEngine(way);
    const [state, count] = [model.getState(), engine.countValues()];
    // Past the checks of data, an index beyond the table reaches the kernel, which refuses it.
    await expect(model.trainStep(feeds(9), [])).rejects.toThrow();
    expect(model.getState()).toEqual(state);
    expect(engine.countValues()).toBe(count);
    await model.trainStep(feeds(3), []);
    expect(model.getState()).not.toEqual(state);
  });
});
