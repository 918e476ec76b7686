import { describe, expect, it } from 'vitest';
import type { FitOptions, Logs, Model } from '../../runtime/index.ts';
import { readGolden } from '../compiler/support/arrays.ts';
import { floats, modelOf } from './own/support.ts';

/** What Keras logs, by the name of the case. */
const keras =
  readGolden<Readonly<Record<string, Readonly<Record<string, number | readonly number[]>>>>>('fit.json');

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Numbers that a formula gives, the same in Keras's script. */
function waves(start: number, ...shape: number[]) {
  return floats(
    shape,
    Array.from({ length: sizeOf(shape) }, (_, at) => Math.cos((start + at) * 0.7)),
  );
}

/** A model with weights that a formula gives, in Keras's order. */
async function filled(text: string): Promise<Model> {
  const model = await modelOf(text);
  let used = 0;
  const weights = Object.entries(model.getWeights()).map(([name, { dtype, shape, data }]) => {
    const values = Float32Array.from(data, (_, at) => 0.5 * Math.sin((used + at + 1) * 1.3));
    used += values.length;
    return [name, { dtype, shape, data: values }] as const;
  });
  model.setWeights(Object.fromEntries(weights));
  return model;
}

const train = (epochs: number, batch: number): string =>
  `train { optimizer: SGD(0.1), epochs: ${epochs}, batch_size: ${batch}, shuffle: false }`;

const one = (epochs = 2, batch = 3): string => `model M {
  input x: float32[3]
  head y = x -> Dense(2) { loss: mse, metrics: [mae], weighted_metrics: [mse] }
  ${train(epochs, batch)}
}`;

const two = `model M {
  input x: float32[3]
  branch h = x -> Dense(3, activation: tanh)
  head a = h -> Dense(1) { loss: mse, weight: 0.5, metrics: [mae] }
  head b = h -> Dense(3, activation: softmax) {
    loss: sparse_categorical_crossentropy, weight: 2, metrics: [accuracy], weighted_metrics: [accuracy]
  }
  ${train(2, 3)}
}`;

const classes = `model M {
  input x: float32[3]
  head y = x -> Dense(3, activation: softmax) {
    loss: sparse_categorical_crossentropy, metrics: [accuracy], weighted_metrics: [accuracy]
  }
  ${train(2, 3)}
}`;

/** A head with a time axis of 4 steps, behind a mask or not. */
const steps = (loss: string, masked = false): string => `model M {
  input x: float32[4, 3]
  head y = x ${masked ? '-> Masking() ' : ''}-> Dense(2) { loss: ${loss}, metrics: [mae], weighted_metrics: [mse] }
  ${train(2, 3)}
}`;

const stepClasses = (masked = false): string => `model M {
  input x: float32[4, 3]
  head y = x ${masked ? '-> Masking() ' : ''}-> Dense(3, activation: softmax) {
    loss: sparse_categorical_crossentropy, metrics: [accuracy], weighted_metrics: [accuracy]
  }
  ${train(2, 3)}
}`;

const x = waves(0, 7, 3);
const y = waves(50, 7, 2);
const sampleWeight = Float32Array.of(1, 2, 0, 0.5, 1, 3, 1);
const labels = Int32Array.of(0, 1, 2, 1, 0, 2, 1);
const both = { x, a: waves(9, 7, 1), b: labels };
const first = { x: floats([3, 3], x.data.subarray(0, 9)), y: floats([3, 2], y.data.subarray(0, 6)) };

const ofSteps = { x: waves(0, 7, 4, 3), y: waves(50, 7, 4, 2) };
const stepLabels = {
  shape: [7, 4],
  data: Int32Array.from({ length: 28 }, (_, at) => (Math.floor(at / 4) + 2 * (at % 4)) % 3),
};
/** Of each step of each sample. */
const stepWeight = floats(
  [7, 4],
  Array.from({ length: 28 }, (_, at) => ((3 * Math.floor(at / 4) + 2 * (at % 4)) % 5) / 2),
);
/** The last steps of two samples in three are padding. */
const padded = floats(
  [7, 4, 3],
  ofSteps.x.data.map((value, at) => (Math.floor((at % 12) / 3) >= 4 - (Math.floor(at / 12) % 3) ? 0 : value)),
);
/** Of each sample alone: those of its first step. */
const ofSamples = Float32Array.from({ length: 7 }, (_, at) => stepWeight.data[4 * at]!);

type TensorsOf = Parameters<Model['fit']>[0];

function expectKeras(name: string, found: Readonly<Record<string, unknown>>): void {
  const wanted = keras[name]!;
  expect(Object.keys(found).sort()).toEqual(Object.keys(wanted).sort());
  for (const [log, values] of Object.entries(wanted)) {
    const numbers = [found[log]].flat() as number[];
    [values].flat().forEach((value, at) => {
      expect(numbers[at], `${log} ${at}`).toBeCloseTo(value, 4);
    });
    expect(numbers).toHaveLength([values].flat().length);
  }
}

const cases: readonly [string, string, Parameters<Model['fit']>[0], FitOptions][] = [
  [
    'one',
    one(),
    { x, y },
    { sampleWeight, validationData: first, validationSampleWeight: sampleWeight.subarray(0, 3) },
  ],
  ['split', one(), { x, y }, { sampleWeight, validationSplit: 0.3 }],
  ['two', two, both, { sampleWeight: { a: sampleWeight, b: Float32Array.of(2, 1, 1, 0, 0.5, 1, 4) } }],
  ['two_one', two, both, { sampleWeight: { b: Float32Array.of(2, 1, 1, 0, 0.5, 1, 4) } }],
  ['class', classes, { x, y: labels }, { classWeight: { 0: 1, 1: 3, 2: 0.5 } }],
  ['steps_mse', steps('mse'), ofSteps, { sampleWeight: stepWeight }],
  ['steps_mse', steps('mse'), ofSteps, { sampleWeight: stepWeight.data }],
  ['steps_column', steps('mse'), ofSteps, { sampleWeight: { y: { ...stepWeight, shape: [7, 4, 1] } } }],
  [
    'steps_mean_with_sample_weight',
    steps('MeanSquaredError(reduction: mean_with_sample_weight)'),
    ofSteps,
    { sampleWeight: [stepWeight] },
  ],
  ['steps_sum', steps('MeanSquaredError(reduction: sum)'), ofSteps, { sampleWeight: stepWeight }],
  ['steps_classes', stepClasses(), { x: ofSteps.x, y: stepLabels }, { sampleWeight: stepWeight }],
  ['steps_split', steps('mse'), ofSteps, { sampleWeight: stepWeight, validationSplit: 0.3 }],
  ['samples_mse', steps('mse'), ofSteps, { sampleWeight: ofSamples }],
  ['initial', one(3), { x, y }, { initialEpoch: 1 }],
  [
    'freq',
    one(4),
    { x, y },
    { validationData: { x, y }, validationFreq: 2, validationSteps: 1, validationBatchSize: 4 },
  ],
  ['steps', one(3, 2), { x, y }, { stepsPerEpoch: 2 }],
];

describe('fit logs what Keras 3.15 logs', () => {
  it.each(cases)('%s', async (name, text, data, options) => {
    const model = await filled(text);
    expectKeras(name, (await model.fit(data, options)).history);
  });
});

describe('a call logs what Keras 3.15 logs, with weights of samples', () => {
  it.each<[string, (model: Model) => Promise<Logs>]>([
    ['batch', (model) => model.trainOnBatch({ x, y }, { sampleWeight })],
    ['test', (model) => model.testOnBatch({ x, y }, { sampleWeight })],
    ['evaluate', (model) => model.evaluate({ x, y }, { sampleWeight, batchSize: 3 })],
  ])('%s', async (name, call) => {
    expectKeras(name, await call(await filled(one())));
  });
});

describe('masks and weights of steps together', () => {
  // Keras on JAX trains with masks, but logs metrics of training without them: its evaluation has both.
  it.each<[string, string, TensorsOf, FitOptions['sampleWeight']]>([
    ['steps_masked', steps('mse', true), { x: padded, y: ofSteps.y }, stepWeight],
    ['steps_classes_masked', stepClasses(true), { x: padded, y: stepLabels }, stepWeight],
    ['samples_masked', steps('mse', true), { x: padded, y: ofSteps.y }, ofSamples],
  ])('train as in Keras 3.15: %s', async (name, text, data, weights) => {
    const { loss } = (await (await filled(text)).fit(data, { sampleWeight: weights! })).history;
    expectKeras(name, { loss });
  });

  it.each<[string, string, TensorsOf]>([
    ['steps_masked_evaluate', steps('mse', true), { x: padded, y: ofSteps.y }],
    ['steps_classes_evaluate', stepClasses(true), { x: padded, y: stepLabels }],
  ])('are evaluated as in Keras 3.15: %s', async (name, text, data) => {
    const model = await filled(text);
    expectKeras(name, await model.evaluate(data, { sampleWeight: stepWeight, batchSize: 3 }));
  });

  it('multiply with weights of classes', async () => {
    const classWeight = { 0: 2, 1: 0.5 };
    const product = floats(
      [7, 4],
      stepWeight.data.map((weight, at) => weight * [2, 0.5, 1][stepLabels.data[at]!]!),
    );
    const data = { x: ofSteps.x, y: stepLabels };
    const both = await (
      await filled(stepClasses())
    ).trainOnBatch(data, { sampleWeight: stepWeight, classWeight });
    expect(both).toEqual(await (await filled(stepClasses())).trainOnBatch(data, { sampleWeight: product }));
  });
});
