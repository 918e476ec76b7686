import { beforeAll, describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../compiler/index.ts';
import {
  createModel,
  DataError,
  load,
  ModelError,
  TrainingError,
  WeightsError,
  type Model,
} from '../../runtime/index.ts';
import { testEngine } from '../support/engine.ts';

const text = `model Both {
  input x: float32[3]
  branch hidden: float32[4] = x -> Dense(4, activation: tanh)
  head value = hidden -> Dense(1) { loss: mse, weight: 0.5, metrics: [mae] }
  head kind = hidden -> Dense(2, activation: softmax) { loss: sparse_categorical_crossentropy, metrics: [accuracy] }
  train { optimizer: Adam(0.01), epochs: 4, batch_size: 8, seed: 3 }
}

model Silent {
  input x: float32[3]
  head y = x -> Dense(1)
}`;

const host = createMemoryHost({ 'm.kmodel': text });
const create = async (name = 'Both', seed?: number): Promise<Model> =>
  load('m.kmodel', {
    model: name,
    host,
    engine: await testEngine(),
    ...(seed !== undefined && { seed }),
  });

const x = Float32Array.from({ length: 30 }, (_, index) => Math.sin(index));
const data = {
  x: { shape: [10, 3], data: x },
  value: { shape: [10, 1], data: x.slice(0, 10) },
  kind: { shape: [10], data: Int32Array.from({ length: 10 }, (_, index) => index % 2) },
};

describe('a model', () => {
  let model: Model;
  beforeAll(async () => {
    model = await create();
  });

  it('logs the total, and each head’s loss and metrics under its name', async () => {
    const { history } = await model.fit(data, { epochs: 2, validationSplit: 0.2 });
    const logs = ['loss', 'value_loss', 'value_mae', 'kind_loss', 'kind_accuracy'];
    expect(Object.keys(history).sort()).toEqual([...logs, ...logs.map((log) => `val_${log}`)].sort());
    for (let epoch = 0; epoch < 2; epoch++) {
      const [total, value, kind] = ['loss', 'value_loss', 'kind_loss'].map(
        (log) => history[log]![epoch] as number,
      );
      expect(total).toBeCloseTo(0.5 * value! + kind!, 5);
    }
  });

  it('predicts heads, and branches where they are asked for', async () => {
    const heads = await model.predict({ x: data.x });
    expect(Object.keys(heads)).toEqual(['value', 'kind']);
    expect(heads.kind!.shape).toEqual([10, 2]);
    const { hidden } = await model.predict({ x: data.x }, { outputs: ['hidden'], batchSize: 3 });
    expect(hidden!.shape).toEqual([10, 4]);
  });

  it('predicts the same in batches of any size', async () => {
    const [whole, parts] = await Promise.all([
      model.predict({ x: data.x }),
      model.predict({ x: data.x }, { batchSize: 3 }),
    ]);
    whole.value!.data.forEach((value, index) => expect(parts.value!.data[index]).toBeCloseTo(value, 6));
  });

  it('trains on one batch and gives that batch’s logs', async () => {
    const before = await model.trainOnBatch(data);
    for (let step = 0; step < 50; step++) await model.trainOnBatch(data);
    const after = await model.trainOnBatch(data);
    expect(after.loss).toBeLessThan(before.loss as number);
  });

  it('sets weights by name and refuses others', () => {
    const kernel = { dtype: 'float32', shape: [4, 1], data: Float32Array.of(1, 2, 3, 4) } as const;
    model.setWeights({ 'value/kernel': kernel });
    expect([...model.getWeights()['value/kernel']!.data]).toEqual([1, 2, 3, 4]);
    expect(() => model.setWeights({ 'nothing/kernel': kernel })).toThrow(WeightsError);
    expect(() => model.setWeights({ 'value/bias': kernel })).toThrow(
      'The weight `value/bias` is [1] in `Both`, but [4, 1] was given.',
    );
    const short = { ...kernel, data: Float32Array.of(1, 2, 3) };
    expect(() => model.setWeights({ 'value/kernel': short })).toThrow(
      'The weight `value/kernel` has 4 numbers in `Both`, but 3 were given.',
    );
    expect([...model.getWeights()['value/kernel']!.data]).toEqual([1, 2, 3, 4]);
  });

  it('says which outputs there are', async () => {
    await expect(model.predict({ x: data.x }, { outputs: ['hiden'] })).rejects.toThrow(DataError);
  });
});

describe('seeds', () => {
  it('give the same weights and the same training', async () => {
    const run = async (seed: number) => {
      const model = await create('Both', seed);
      await model.fit(data);
      return model.getWeights();
    };
    const [first, again, other] = [await run(5), await run(5), await run(6)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });
});

describe('what cannot be', () => {
  it('is training or evaluating without a loss', async () => {
    const model = await create('Silent');
    const silent = { x: data.x };
    await expect(model.fit(silent)).rejects.toThrow(TrainingError);
    await expect(model.evaluate(silent)).rejects.toThrow('none of its heads `y` has a loss');
  });

  it('is loading a file with errors: the diagnostics come along', async () => {
    const broken = createMemoryHost({
      'b.kmodel': 'model B { input x: float32[2]\n head y = x -> Dens(1) }',
    });
    const error = await load('b.kmodel', { host: broken }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ModelError);
    expect((error as ModelError).diagnostics[0]!.code).toBe('KM1003');
  });

  it('is choosing among models without a name', async () => {
    await expect(load('m.kmodel', { host })).rejects.toThrow('Both');
  });

  it('is reading the learning rate of a schedule', async () => {
    const scheduled = text.replace(
      'Adam(0.01)',
      'Adam(ExponentialDecay(0.1, decay_steps: 10, decay_rate: 0.5))',
    );
    const { graph } = compileModel('s.kmodel', createMemoryHost({ 's.kmodel': scheduled }), {
      model: 'Both',
    });
    const model = await createModel(graph!, { engine: await testEngine() });
    expect(() => model.learningRate).toThrow('follows a schedule');
  });
});
