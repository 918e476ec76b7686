import { describe, expect, it } from 'vitest';
import {
  createModel,
  reportOf,
  type ClassReport,
  type Model,
  type NumberReport,
} from '../../runtime/index.ts';
import { classReport, numberReport } from '../../runtime/report.ts';
import { graphOf } from '../compiler/harness.ts';
import { testEngine } from '../support/engine.ts';

const count = 40;
const x = {
  shape: [count, 2],
  data: Float32Array.from({ length: 2 * count }, (_, index) => Math.sin(index * 1.7)),
};

async function modelOf(head: string): Promise<Model> {
  const graph = graphOf(`model M {\n  input x: float32[2]\n  head y = x -> ${head}\n  train { seed: 4 }\n}`);
  return createModel(graph, { engine: await testEngine() });
}

const numbers = (length: number, of: (index: number) => number) =>
  Float32Array.from({ length }, (_, index) => of(index));

describe('a report says what the metrics of the model say', () => {
  it('of classes by their numbers', async () => {
    const model = await modelOf(
      'Dense(3, activation: softmax) { loss: sparse_categorical_crossentropy, metrics: [accuracy] }',
    );
    const data = { x, y: Int32Array.from({ length: count }, (_, index) => index % 3) } as never;
    const logs = await model.evaluate(data);
    const report = (await reportOf(model, data))['y'] as ClassReport;
    expect(report.accuracy).toBeCloseTo(logs['accuracy'] as number, 5);
    expect(report.classes.map(({ samples }) => samples)).toEqual([14, 13, 13]);
    expect(report.confusion.flat().reduce((sum, value) => sum + value, 0)).toBe(count);
  });

  it('of one-hot classes', async () => {
    const model = await modelOf(
      'Dense(2, activation: softmax) { loss: categorical_crossentropy, metrics: [Precision(class_id: 1), Recall(class_id: 1), accuracy] }',
    );
    const data = {
      x,
      y: { shape: [count, 2], data: numbers(2 * count, (index) => Number((index >> 1) % 2 === index % 2)) },
    };
    const logs = await model.evaluate(data);
    const { accuracy, classes } = (await reportOf(model, data))['y'] as ClassReport;
    expect(accuracy).toBeCloseTo(logs['accuracy'] as number, 5);
    expect(classes[1]!.precision).toBeCloseTo(logs['precision'] as number, 5);
    expect(classes[1]!.recall).toBeCloseTo(logs['recall'] as number, 5);
  });

  it.each([
    [
      'probabilities',
      'Dense(1, activation: sigmoid) { loss: binary_crossentropy, metrics: [Precision(), Recall()] }',
    ],
    [
      'raw scores',
      'Dense(1) { loss: BinaryCrossentropy(from_logits: true), metrics: [Precision(thresholds: 0), Recall(thresholds: 0)] }',
    ],
  ])('of yes and no, from %s', async (_, head) => {
    const model = await modelOf(head);
    const data = { x, y: numbers(count, (index) => Number(index % 3 === 0)) } as never;
    const logs = await model.evaluate(data);
    const { classes } = (await reportOf(model, data))['y'] as ClassReport;
    if (classes[1]!.precision !== null)
      expect(classes[1]!.precision).toBeCloseTo(logs['precision'] as number, 5);
    expect(classes[1]!.recall).toBeCloseTo(logs['recall'] as number, 5);
  });

  it('of numbers', async () => {
    const model = await modelOf('Dense(1) { loss: mse, metrics: [mae, RootMeanSquaredError(), R2Score()] }');
    const data = { x, y: { shape: [count, 1], data: numbers(count, (index) => Math.cos(index)) } };
    const logs = await model.evaluate(data);
    const report = (await reportOf(model, data))['y'] as NumberReport;
    expect(report.mean_absolute_error).toBeCloseTo(logs['mae'] as number, 5);
    expect(report.root_mean_squared_error).toBeCloseTo(logs['root_mean_squared_error'] as number, 5);
    expect(report.r2).toBeCloseTo(logs['r2_score'] as number, 4);
  });
});

describe('where there is nothing to divide by', () => {
  it('a class that never is has no recall, one that is never said no precision', () => {
    const { classes } = classReport(3, [0, 0, 1], [0, 0, 0]);
    expect(classes).toEqual([
      { precision: 2 / 3, recall: 1, f1: 0.8, samples: 2 },
      { precision: null, recall: 0, f1: 0, samples: 1 },
      { precision: null, recall: null, f1: null, samples: 0 },
    ]);
  });

  it('targets that are all the same have no R²', () => {
    expect(numberReport([2, 2], [1, 3])).toMatchObject({ mean_absolute_error: 1, r2: null });
  });

  it('a class that the loss passes over is not counted', () => {
    expect(classReport(2, [-1, 0, 1], [0, 0, 1])).toMatchObject({
      accuracy: 1,
      confusion: [
        [1, 0],
        [0, 1],
      ],
    });
  });
});
