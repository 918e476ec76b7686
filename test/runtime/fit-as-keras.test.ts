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

const x = waves(0, 7, 3);
const y = waves(50, 7, 2);
const sampleWeight = Float32Array.of(1, 2, 0, 0.5, 1, 3, 1);
const labels = Int32Array.of(0, 1, 2, 1, 0, 2, 1);
const both = { x, a: waves(9, 7, 1), b: labels };
const first = { x: floats([3, 3], x.data.subarray(0, 9)), y: floats([3, 2], y.data.subarray(0, 6)) };

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
