import { afterEach, describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { buildTrainStep } from '../../../../compiler/steps/build-steps.ts';
import { replacedState } from '../../../../compiler/steps/step-graph.ts';
import { emitOnnxFor } from '../../../../compiler/targets/onnx/emit.ts';
import { loadKoffi } from '../../../../runtime/engines/onnx/c-api/koffi.ts';
import { createOnnxEngine } from '../../../../runtime/engines/onnx/engine.ts';
import { createModel, type Model } from '../../../../runtime/index.ts';

/** Two tables, of which one is read twice, with a head each. */
const textWith = (optimizer: string): string => `model M {
  input user: int32[1]
  input words: int32[T]
  shared table = Embedding(40, 16)
  branch a = user -> table -> Flatten()
  branch b = words -> table -> GlobalAveragePooling1D()
  branch c = words -> Embedding(30, 24) -> GlobalMaxPooling1D()
  head first = [a, b] -> Concatenate() -> Dense(1) { loss: mse }
  head second = c -> Dense(1) { loss: mse }
  train { optimizer: ${optimizer} }
}`;
const graphOf = (optimizer: string) =>
  compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': textWith(optimizer) })).graph!;

const samples = 12;
const data = {
  user: { shape: [samples, 1], data: Int32Array.from({ length: samples }, (_, at) => (at * 7) % 40) },
  words: { shape: [samples, 5], data: Int32Array.from({ length: samples * 5 }, (_, at) => (at * 11) % 30) },
  first: { shape: [samples, 1], data: Float32Array.from({ length: samples }, (_, at) => Math.sin(at)) },
  second: { shape: [samples, 1], data: Float32Array.from({ length: samples }, (_, at) => Math.cos(at)) },
};

async function modelBy(way: '0' | '1', optimizer = 'SGD(0.5)'): Promise<Model> {
  process.env.KMODEL_C_API = way;
  return createModel(graphOf(optimizer), { engine: await createOnnxEngine({ threads: 1 }), seed: 3 });
}

/** The table of two inputs is one tensor with two gradients, which are added: it is written whole. */
const inPlace = (optimizer: string): readonly string[] => {
  const step = buildTrainStep(graphOf(optimizer), { weighted: [] });
  const replaced = replacedState(step);
  return emitOnnxFor(step.graph, 'train', { replaced }).changedRows.map(({ input }) => input);
};

describe('tables that a step changes in place', () => {
  it('are those of which plain descent changes some rows', () => {
    expect(inPlace('SGD(0.5)')).toEqual(['weight:c_embedding/embeddings']);
    expect(inPlace('Adam()')).toEqual([]);
    expect(inPlace('SGD(0.5, momentum: 0.9)')).toEqual([]);
    expect(inPlace('SGD(0.5, use_ema: true)')).toEqual([]);
  });
});

describe.runIf(await loadKoffi())('rows written into a table', () => {
  afterEach(() => delete process.env.KMODEL_C_API);

  it('leave the same bits as new tables do', async () => {
    const [direct, bound] = [await modelBy('1'), await modelBy('0')];
    for (let step = 0; step < 5; step++)
      expect(await direct.trainOnBatch(data)).toEqual(await bound.trainOnBatch(data));
    expect(direct.getState()).toEqual(bound.getState());
    await direct.dispose();
    await bound.dispose();
  });

  it('leave alone what was given out before, and are in what is given out after', async () => {
    const model = await modelBy('1');
    const before = model.getWeights();
    const copy = structuredClone(before);
    await model.trainOnBatch(data);
    expect(before).toEqual(copy);
    expect(model.getWeights()).not.toEqual(copy);
    // What is set is copied, and changed from there.
    model.setWeights(before);
    await model.trainOnBatch(data);
    expect(before).toEqual(copy);
    await model.dispose();
  });

  it('are written by a whole step or not at all', async () => {
    const model = await modelBy('1');
    await model.trainOnBatch(data);
    const before = model.getState();
    const words = { ...data.words, data: data.words.data.slice().fill(35, 7) };
    await expect(model.trainOnBatch({ ...data, words })).rejects.toThrow();
    expect(model.getState()).toEqual(before);
    await model.trainOnBatch(data);
    expect(model.getState()).not.toEqual(before);
    await model.dispose();
  });
});
