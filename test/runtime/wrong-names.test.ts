import { describe, expect, it } from 'vitest';
import type { Model } from '../../runtime/index.ts';
import { floats, modelOf } from './own/support.ts';

const text = `model M {
  input x: float32[4, 3]
  head value = x -> Flatten() -> Dense(2) { loss: mse }
  head steps = x -> Dense(3, activation: softmax) { loss: sparse_categorical_crossentropy }
  head plain = x -> Flatten() -> Dense(1)
  train { epochs: 1 }
}`;

const x = floats([2, 4, 3], new Array<number>(24).fill(0.5));
const value = floats([2, 2], [0, 1, 1, 0]);
const steps = { shape: [2, 4], data: Int32Array.of(0, 1, 2, 0, 1, 2, 0, 1) };
const data = { x, value, steps };
const two = Float32Array.of(1, 2);

/** A dataset of one batch. */
const dataset = (element: unknown) => ({
  iterator: () => {
    const elements = [element];
    return Promise.resolve({
      next: () => Promise.resolve({ value: elements.pop(), done: element === undefined }),
    });
  },
});

/** What a call says that it refuses, with its help. */
async function refusal(call: (model: Model) => Promise<unknown>): Promise<string> {
  const model = await modelOf(text);
  try {
    await call(model);
  } catch (error) {
    const { message, help } = error as Error & { readonly help?: string };
    return help === undefined ? message : `${message} ${help}`;
  }
  return 'nothing';
}

const heads = 'the heads of `M` with a loss are `value`, `steps`.';

describe('weights of samples of a head that is not there', () => {
  const wrong = { sampleWeight: { valeu: two } };
  const message = `\`sampleWeight\` weighs samples for \`valeu\`, but ${heads} Did you mean \`value\`?`;

  it.each<[string, (model: Model) => Promise<unknown>]>([
    ['fit', (model) => model.fit(data, wrong)],
    ['evaluate', (model) => model.evaluate(data, wrong)],
    ['trainOnBatch', (model) => model.trainOnBatch(data, wrong)],
    ['testOnBatch', (model) => model.testOnBatch(data, wrong)],
    ['gradients', (model) => model.gradients(data, wrong)],
    [
      'validation',
      (model) => model.fit(data, { validationData: data, validationSampleWeight: wrong.sampleWeight }),
    ],
  ])('are refused by %s', async (_, call) => {
    expect(await refusal(call)).toBe(message);
  });

  it.each<[string, Parameters<Model['fit']>[1], string]>([
    [
      'a head without a loss',
      { sampleWeight: { plain: two } },
      '`sampleWeight` weighs samples for head `plain`, which has no loss; those of `M` with one: `value`, `steps`.',
    ],
    [
      'a list of another length',
      { sampleWeight: [two] },
      '`sampleWeight` holds 1 arrays, but `M` has 2 heads with a loss: `value`, `steps`. Give them by the names of heads.',
    ],
    [
      'fewer weights than samples',
      { sampleWeight: { value: two.subarray(0, 1) } },
      '`x` has 2 samples, but `sampleWeight.value` has 1: they must agree.',
    ],
    [
      'weights of more steps than there are',
      { sampleWeight: { steps: floats([2, 3], [1, 1, 1, 1, 1, 1]) } },
      '`sampleWeight.steps` has the shape [2, 3], but the samples of head `steps` have one weight each, [N], or one for each entry of the loss, [N, 4].',
    ],
    [
      'weights of steps for a head without them',
      { sampleWeight: { value: floats([2, 4], new Array<number>(8).fill(1)) } },
      '`sampleWeight.value` has the shape [2, 4], but the samples of head `value` have one weight each, [N].',
    ],
    [
      'a weight that is no number',
      { sampleWeight: { value: Float32Array.of(1, Number.NaN) } },
      '`sampleWeight.value` holds NaN in sample 1.',
    ],
    [
      'weights of a validation that is not there',
      { validationSampleWeight: two },
      '`validationSampleWeight` weighs the samples of `validationData`, which is not given.',
    ],
    [
      'a class that is not there',
      { classWeight: { steps: { 3: 2 } } },
      'Head `steps` has no class 3 to weigh: its 3 classes are numbered from 0.',
    ],
    [
      'classes of a head that is not there',
      { classWeight: { other: { 0: 2 } } },
      '`M` has no head `other` with a loss, whose classes could be weighed. Heads with a loss are `value`, `steps`.',
    ],
  ])('and weights that do not fit: %s', async (_, options, message) => {
    expect(await refusal((model) => model.fit(data, options))).toContain(message);
  });
});

describe('an option that a call does not have', () => {
  it.each<[string, (model: Model) => Promise<unknown>, string]>([
    [
      'fit',
      (model) => model.fit(data, { sample_weight: two } as never),
      '`fit` has no option `sample_weight`. Did you mean `sampleWeight`?',
    ],
    [
      'evaluate',
      (model) => model.evaluate(data, { batch_size: 2 } as never),
      '`evaluate` has no option `batch_size`. Did you mean `batchSize`?',
    ],
    [
      'predict',
      (model) => model.predict(data, { batch_size: 2 } as never),
      '`predict` has no option `batch_size`. Did you mean `batchSize`?',
    ],
    [
      'predictOnBatch',
      (model) => model.predictOnBatch(data, { batchSize: 2 } as never),
      '`predictOnBatch` has no option `batchSize`. Its options are `outputs`, `seed`.',
    ],
    [
      'testOnBatch',
      (model) => model.testOnBatch(data, { batchSize: 2 } as never),
      '`testOnBatch` has no option `batchSize`. Its options are `sampleWeight`, `seed`.',
    ],
    [
      'trainOnBatch',
      (model) => model.trainOnBatch(data, { epochs: 2 } as never),
      '`trainOnBatch` has no option `epochs`. Its options are `sampleWeight`, `classWeight`.',
    ],
  ])('is refused by %s', async (_, call, message) => {
    expect(await refusal(call)).toBe(message);
  });
});

describe('names in a dataset', () => {
  it.each<[string, unknown, string]>([
    [
      'something beside xs and ys',
      { xs: x, ys: { value, steps }, sampleWeight: two },
      'Batch 0 of the dataset has `sampleWeight` beside `xs` and `ys`, which nothing reads.',
    ],
    [
      'a head that is not there',
      { xs: x, ys: { value, steps, third: two } },
      'The data has an array `third`, but `M` has no input or head of that name',
    ],
    ['a head that is missing', { xs: x, ys: { value } }, 'The data has no array for head `steps` of `M`'],
    ['an input that is not there', { ...data, z: two }, 'The data has an array `z`'],
  ])('are held against the model: %s', async (_, element, message) => {
    expect(await refusal((model) => model.fit(dataset(element)))).toContain(message);
    expect(await refusal((model) => model.evaluate(dataset(element)))).toContain(message);
  });

  it('have no weights of all samples', async () => {
    const message = 'needs all samples at once. Give arrays instead of a dataset.';
    expect(await refusal((model) => model.evaluate(dataset(data), { sampleWeight: two }))).toBe(
      `A dataset comes batch by batch: \`sampleWeight\` ${message}`,
    );
    expect(
      await refusal((model) =>
        model.fit(data, { validationData: dataset(data), validationSampleWeight: two }),
      ),
    ).toBe(`A dataset comes batch by batch: \`validationSampleWeight\` ${message}`);
  });
});

describe('a step on one batch', () => {
  it('weighs classes as fit does, those of the text too', async () => {
    const declared = text.replace('crossentropy }', 'crossentropy, class_weight: [3, 1, 0.5] }');
    const options = { classWeight: { steps: { 0: 3, 2: 0.5 } } };
    const [given, written, plain] = [await modelOf(text), await modelOf(declared), await modelOf(text)];
    const logs = await given.trainOnBatch(data, options);
    expect(await written.trainOnBatch(data)).toEqual(logs);
    expect((await plain.trainOnBatch(data)).steps_loss).not.toBeCloseTo(logs.steps_loss as number, 4);
    expect(await written.gradients(data)).toEqual(await given.gradients(data, options));
  });
});
