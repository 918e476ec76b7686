import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost, type ModelGraph } from '../../../../compiler/index.ts';
import type { HostTensor } from '../../../../runtime/engines/engine.ts';
import { createOnnxEngine } from '../../../../runtime/engines/onnx/engine.ts';
import { createTorchEngine, type TorchEngine } from '../../../../runtime/engines/torch/engine.ts';
import { findTorchPython } from '../../../../runtime/engines/torch/find-python.ts';
import { createModel } from '../../../../runtime/load.ts';
import type { Model } from '../../../../runtime/model.ts';
import { createRandom } from '../../../../runtime/random.ts';
import { torchPython } from '../../../support/torch.ts';

/** What several processes could get wrong: statistics of the batch, random numbers by row, masks, penalties. */
const text = `model Net {
  input words: int32[6]
  input image: float32[8, 8, 2]
  branch seen = image -> Conv2D(4, 3, use_bias: false, kernel_regularizer: L2(0.01)) -> BatchNormalization() -> ReLU() -> Flatten()
  branch read = words -> Embedding(9, 4, mask_zero: true) -> Dropout(0.3) -> GRU(5)
  head y = [seen, read] -> Concatenate() -> Dense(3, activation: softmax) {
    loss: sparse_categorical_crossentropy
    metrics: [accuracy]
  }
  head tags = words -> Embedding(9, 4, mask_zero: true) -> Dense(1, activation: sigmoid, activity_regularizer: L2(0.01)) {
    loss: binary_crossentropy
    weight: 0.5
  }
  train { optimizer: Adam(global_clipnorm: 1.0), epochs: 2, batch_size: 4 }
}`;

function graphOf(source: string): ModelGraph {
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': source }));
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return graph;
}

/** Thirteen samples: the last batch has one, which two processes cannot share. */
function dataOf(): Readonly<Record<string, HostTensor>> {
  const random = createRandom(1, 'data');
  const whole = (shape: readonly number[], below: number): HostTensor => ({
    dtype: 'int32',
    shape,
    data: Int32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
      Math.floor(random.uniform() * below),
    ),
  });
  const words = whole([13, 6], 9);
  // Every sample has a word.
  for (let sample = 0; sample < 13; sample++) words.data[sample * 6] = 1 + (sample % 8);
  return {
    words,
    image: {
      dtype: 'float32',
      shape: [13, 8, 8, 2],
      data: Float32Array.from({ length: 13 * 128 }, random.normal),
    },
    y: whole([13], 3),
    tags: { dtype: 'float32', shape: [13, 6, 1], data: Float32Array.from(whole([13, 6, 1], 2).data) },
  };
}

describe.skipIf(!torchPython)('the engine on PyTorch', () => {
  const graph = graphOf(text);
  const data = dataOf();
  let ours: Model;
  const engines: TorchEngine[] = [];
  beforeAll(async () => {
    ours = await createModel(graph, { engine: await createOnnxEngine(), seed: 4 });
    for (const processes of [1, 2])
      engines.push(await createTorchEngine(graph, { processes, device: 'cpu' }));
  }, 60_000);
  afterAll(() => Promise.all(engines.map((engine) => engine.close())));

  it.each([1, 2])('trains to our losses and weights on %d processes', async (processes) => {
    const engine = engines[processes - 1]!;
    const theirs = await createModel(graph, { engine, seed: 4 });
    const own = await createModel(graph, { engine: await createOnnxEngine(), seed: 4 });
    const sampleWeight = { y: Float32Array.from({ length: 13 }, (_, index) => 1 + (index % 3)) };
    const options = { validationSplit: 0.2, sampleWeight };
    const [expected, found] = [await own.fit(data, options), await theirs.fit(data, options)];
    expect(Object.keys(found.history)).toEqual(Object.keys(expected.history));
    for (const [name, values] of Object.entries(expected.history))
      values
        .flat()
        .forEach((value, index) => expect(found.history[name]!.flat()[index], name).toBeCloseTo(value, 4));
    const weights = theirs.getWeights();
    for (const [name, { data: values }] of Object.entries(own.getWeights()))
      values.forEach((value, index) => expect(weights[name]!.data[index], name).toBeCloseTo(value, 3));
  });

  it.each([1, 2])('normalizes, renormalizes and draws by seeds alike on %d processes', async (processes) => {
    const net = graphOf(`/// Subtracts what samples have on average.
layer Centered() {
  input x: float32[..., D]
  return x - mean(x, axis: [0, 1])
}
model Net {
  input x: float32[4, 3]
  branch a = x -> Masking() -> BatchNormalization(center: false)
  branch b = x -> BatchNormalization(renorm: true, renorm_clipping: [0.5, 2, none], synchronized: true)
  branch c = x -> LSTM(3, dropout: 0.4, recurrent_dropout: 0.4, seed: 3, return_sequences: true)
  head y = a + b + c -> Centered() -> Dense(1) { loss: mse }
  train { optimizer: SGD(0.1), batch_size: 4, epochs: 2, shuffle: false }
}`);
    const engine = await createTorchEngine(net, { processes, device: 'cpu' });
    engines.push(engine);
    const wave = (shape: readonly number[]): HostTensor => ({
      dtype: 'float32',
      shape,
      data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, at) =>
        at % 12 < 3 ? 0 : Math.sin(at),
      ),
    });
    const samples = { x: wave([5, 4, 3]), y: wave([5, 4, 1]) };
    const own = await createModel(net, { engine: await createOnnxEngine(), seed: 4 });
    const theirs = await createModel(net, { engine, seed: 4 });
    const [expected, found] = [await own.fit(samples), await theirs.fit(samples)];
    (expected.history.loss as number[]).forEach((loss, epoch) =>
      expect(found.history.loss![epoch]).toBeCloseTo(loss, 4),
    );
    const weights = theirs.getWeights();
    for (const [name, { data: values }] of Object.entries(own.getWeights()))
      values.forEach((value, index) => expect(weights[name]!.data[index], name).toBeCloseTo(value, 4));
  });

  it('has the optimizers of parts', async () => {
    const source = `model Parts {
  input x: float32[2]
  branch features = x -> Dense(4, activation: tanh)
  head y = features -> Dense(1) { loss: mse }
  train { optimizer: {features: Adam(0.01), rest: SGD(0.1, momentum: 0.9)}, batch_size: 2, epochs: 3 }
}`;
    const parts = graphOf(source);
    const engine = await createTorchEngine(parts, { processes: 1, device: 'cpu' });
    engines.push(engine);
    const samples = {
      x: {
        dtype: 'float32',
        shape: [5, 2],
        data: Float32Array.from({ length: 10 }, (_, at) => Math.sin(at)),
      },
      y: { dtype: 'float32', shape: [5, 1], data: Float32Array.from({ length: 5 }, (_, at) => at / 5) },
    } as const;
    const models = [await createOnnxEngine(), engine].map((each) =>
      createModel(parts, { engine: each, seed: 4 }),
    );
    const [own, theirs] = (await Promise.all(models)) as [Model, Model];
    const [expected, found] = [await own.fit(samples), await theirs.fit(samples)];
    (expected.history.loss as number[]).forEach((loss, epoch) =>
      expect(found.history.loss![epoch]).toBeCloseTo(loss, 5),
    );
  });

  it('goes on from a state to what it would have come to', async () => {
    const engine = engines[0]!;
    const first = await createModel(graph, { engine, seed: 4 });
    await first.trainOnBatch(data);
    const state = first.getState();
    const { loss } = await first.trainOnBatch(data);
    const second = await createModel(graph, { engine, seed: 4 });
    second.setState(state);
    expect((await second.trainOnBatch(data)).loss).toBe(loss);
  });

  it('gives heads, branches and gradients as our engine does', async () => {
    const theirs = await createModel(graph, { engine: engines[1]!, seed: 4 });
    const outputs = ['y', 'seen'];
    const [expected, found] = [
      await ours.predict(data, { outputs }),
      await theirs.predict(data, { outputs }),
    ];
    for (const name of outputs)
      expected[name]!.data.forEach((value, index) => expect(found[name]!.data[index]).toBeCloseTo(value, 4));
    const [slopes, others] = [await ours.gradients(data), await theirs.gradients(data)];
    expect(Object.keys(others)).toEqual(Object.keys(slopes));
    for (const [name, { data: values }] of Object.entries(slopes))
      values.forEach((value, index) => expect(others[name]!.data[index], name).toBeCloseTo(value, 4));
  });

  it('says what PyTorch reports, and goes on', async () => {
    const model = await createModel(graph, { engine: engines[0]!, seed: 4 });
    const broken = { ...data, words: { ...data.words!, data: Int32Array.from(data.words!.data, () => 8) } };
    expect((await model.predict(broken)).y!.shape).toEqual([13, 3]);
    await expect(
      engines[0]!
        .load({ ...emptyStep, kind: 'predict' })
        .then((step) => step.run(engines[0]!.createState(), {})),
    ).resolves.toEqual({});
  });
});

const emptyStep = {
  model: 'Net',
  graph: { nodes: [], inputs: [], outputs: [] },
  inputs: [],
  outputs: [],
} as const;

describe('without PyTorch', () => {
  it('says what to install', () => {
    const before = process.env.KMODEL_PYTHON;
    process.env.KMODEL_PYTHON = process.execPath;
    try {
      expect(() => findTorchPython({ anew: true })).toThrow(
        /`KMODEL_PYTHON` names .*, which does not run PyTorch\./,
      );
    } finally {
      if (before === undefined) delete process.env.KMODEL_PYTHON;
      else process.env.KMODEL_PYTHON = before;
    }
  });
});
