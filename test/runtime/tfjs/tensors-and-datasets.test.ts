import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfData from '@tensorflow/tfjs-data';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../compiler/index.ts';
import { load, type FitOptions, type Model, type ModelData } from '../../../runtime/index.ts';

const text = `model Both {
  input x: float32[3]
  input word: int32[]
  branch known = word -> Embedding(5, 2) -> Flatten()
  branch hidden = [x, known] -> Concatenate() -> Dense(4, activation: tanh)
  head value = hidden -> Dense(1) { loss: mse, metrics: [mae] }
  head kind = hidden -> Dense(2, activation: softmax) { loss: sparse_categorical_crossentropy }
  train { optimizer: Adam(0.01), batch_size: 4, seed: 3, shuffle: false }
}`;
const one = `model One {
  input x: float32[2]
  head y = x -> Dense(1) { loss: mse }
  train { optimizer: SGD(0.1), seed: 1 }
}`;
const host = createMemoryHost({
  'm.kmodel': text.replace('word: int32[]', 'word: int32[1]'),
  'one.kmodel': one,
});

const count = 10;
const numbers = (length: number, from = 0) =>
  Float32Array.from({ length }, (_, index) => Math.sin(from + index));
const arrays = {
  x: { shape: [count, 3], data: numbers(count * 3) },
  word: { shape: [count, 1], data: Int32Array.from({ length: count }, (_, index) => index % 5) },
  value: { shape: [count, 1], data: numbers(count, 7) },
  kind: { shape: [count], data: Int32Array.from({ length: count }, (_, index) => index % 2) },
};

/** The arrays, or some of their rows, as tensors. */
function tensors(from = 0, to = count): Record<keyof typeof arrays, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { shape, data }]) => {
      const row = data.length / count;
      const part = data.slice(from * row, to * row);
      return [
        name,
        tf.tensor(part, [to - from, ...shape.slice(1)], data instanceof Int32Array ? 'int32' : 'float32'),
      ];
    }),
  ) as Record<keyof typeof arrays, tf.Tensor>;
}

/** Batches of four rows, as `{ xs, ys }`. */
function dataset(repeat = false): tfData.Dataset<tf.TensorContainer> {
  return tfData.generator(function* () {
    do {
      for (let from = 0; from < count; from += 4) {
        const { x, word, value, kind } = tensors(from, Math.min(from + 4, count));
        yield { xs: { x, word }, ys: [value, kind] };
      }
    } while (repeat);
  });
}

const create = (): Promise<Model> => load('m.kmodel', { host });
const train = async (data: ModelData | tfData.Dataset<tf.TensorContainer>, options: FitOptions = {}) => {
  const model = await create();
  return { model, ...(await model.fit(data, { epochs: 2, ...options })) };
};

let tensorsBefore: number;
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors;
});

describe('tensors of tfjs', () => {
  it('train, and evaluate, as arrays of the same numbers do', async () => {
    const given = tensors();
    const [fromArrays, fromTensors] = [await train(arrays), await train(given)];
    expect(fromTensors.history).toEqual(fromArrays.history);
    expect(await fromTensors.model.evaluate(given)).toEqual(await fromArrays.model.evaluate(arrays));
    tf.dispose(given);
  });

  it('come out of `predict` where they are asked for', async () => {
    const model = await create();
    const { x, word } = arrays;
    const expected = await model.predict({ x, word });
    const predicted = await model.predict({ x, word }, { tensors: true });
    expect(predicted.kind).toBeInstanceOf(tf.Tensor);
    expect(predicted.kind!.shape).toEqual([count, 2]);
    expect(predicted.kind!.dataSync()).toEqual(expected.kind!.data);
    tf.dispose(predicted);
  });

  it('stay the caller’s, who disposes them', async () => {
    const given = tensors();
    await (await create()).fit(given);
    expect(given.x.isDisposed).toBe(false);
    tf.dispose(given);
    expect(tf.memory().numTensors).toBe(tensorsBefore);
  });

  it.each([
    ['strings', () => tf.tensor(['a', 'b']), '`x` is a tensor of string: numbers are needed.'],
    ['another shape', () => tf.zeros([count, 4]), '[10, 4]'],
    ['no number', () => tf.fill([count, 3], NaN), '`x` holds NaN in sample 0, at [0].'],
  ])('with %s are refused by name', async (_what, make, message) => {
    const x = make();
    const model = await create();
    await expect(model.predict({ x, word: arrays.word })).rejects.toThrow(message);
    x.dispose();
  });

  it('that are disposed are refused by name', async () => {
    const x = tf.zeros([count, 3]);
    x.dispose();
    const model = await create();
    await expect(model.predict({ x, word: arrays.word })).rejects.toThrow(
      '`x` is a tensor that is disposed already.',
    );
  });
});

describe('datasets of tf.data', () => {
  afterEach(() => expect(tf.memory().numTensors).toBe(tensorsBefore));

  it('train as the same batches of arrays do, and leave no tensor behind', async () => {
    const [fromArrays, fromDataset] = [await train(arrays), await train(dataset())];
    expect(fromDataset.history).toEqual(fromArrays.history);
  });

  it('validate', async () => {
    const fromArrays = await train(arrays, { validationData: arrays });
    const fromDataset = await train(dataset(), { validationData: dataset() });
    expect(fromDataset.history.val_loss![1]).toBeCloseTo(fromArrays.history.val_loss![1] as number, 5);
  });

  it('evaluate and predict', async () => {
    const model = await create();
    const expected = await model.evaluate(arrays, { batchSize: 4 });
    expect(await model.evaluate(dataset())).toEqual(expected);
    const { value } = await model.predict(dataset());
    expect(value!.shape).toEqual([count, 1]);
    expect(value!.data).toEqual(
      (await model.predict({ x: arrays.x, word: arrays.word }, { batchSize: 4 })).value!.data,
    );
  });

  it('go on over epochs of `batchesPerEpoch`', async () => {
    const [one, two] = [
      await train(dataset(true), { epochs: 4, batchesPerEpoch: 3 }),
      await train(arrays, { epochs: 4 }),
    ];
    expect(one.history).toEqual(two.history);
  });

  it('resume to the same numbers', async () => {
    const whole = await train(dataset(), { epochs: 2 });
    const stopped = await create();
    const stop = new AbortController();
    let steps = 0;
    const first = await stopped.fit(dataset(), {
      epochs: 2,
      signal: stop.signal,
      callbacks: [{ onTrainBatchEnd: () => void (++steps === 4 && stop.abort()) }],
    });
    expect(first).toMatchObject({ end: 'interrupted', progress: { epoch: 1, step: 1 } });
    const second = await stopped.fit(dataset(), { epochs: 2, resume: first.progress });
    expect(second.history).toEqual(whole.history);
  });

  it('hold single tensors for a model with one input and one head', async () => {
    const model = await load('one.kmodel', { host });
    const batches = tfData.generator(function* () {
      yield { xs: tf.ones([4, 2]), ys: tf.zeros([4, 1]) };
    });
    const { history } = await model.fit(batches, { epochs: 5 });
    expect(history.loss![4]).toBeLessThan(history.loss![0] as number);
  });

  it('that end too early say where', async () => {
    await expect(train(dataset(), { batchesPerEpoch: 2, epochs: 2 })).rejects.toThrow(
      'The dataset ends in epoch 2 after 1 of 2 batches.',
    );
  });

  it('without batches are refused', async () => {
    const empty = tfData.generator(function* () {});
    await expect(train(empty as unknown as ReturnType<typeof dataset>)).rejects.toThrow(
      'The dataset has no batches.',
    );
  });

  it('without targets are refused', async () => {
    const inputs = tfData.generator(function* () {
      yield tf.ones([4, 2]);
    });
    const model = await load('one.kmodel', { host });
    await expect(model.fit(inputs)).rejects.toThrow('Batch 0 of the dataset has no targets.');
  });

  it('cannot be split', async () => {
    await expect(train(dataset(), { validationSplit: 0.5 })).rejects.toThrow(
      'A dataset comes batch by batch: `validationSplit` needs all samples at once.',
    );
  });

  it('with a batch that does not fit name the array', async () => {
    const wrong = tfData.generator(function* () {
      yield { xs: tf.ones([4, 3]), ys: tf.zeros([4, 1]) };
    });
    const model = await load('one.kmodel', { host });
    await expect(model.fit(wrong)).rejects.toThrow('`x` has the shape [4, 3]');
  });
});
