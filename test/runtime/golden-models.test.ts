import { beforeAll, describe, expect, it } from 'vitest';
import type { Callback } from '../../runtime/callbacks/callback.ts';
import type { Engine } from '../../runtime/engines/engine.ts';
import { Model } from '../../runtime/model.ts';
import {
  compileGoldenModel,
  findWeight,
  goldenModelNames,
  readGoldenModel,
  toHostTensor,
  type GoldenTensor,
} from '../support/golden-model.ts';
import { testEngine } from '../support/engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await testEngine();
});

function expectClose(
  actual: ArrayLike<number>,
  expected: GoldenTensor,
  what: string,
  atol = expected.atol ?? 1e-5,
): void {
  expect(actual.length, what).toBe(expected.data.length);
  for (let index = 0; index < actual.length; index++) {
    const difference = Math.abs(actual[index]! - expected.data[index]!);
    if (!(difference <= atol + 1e-4 * Math.abs(expected.data[index]!))) {
      expect.fail(`${what}[${index}] is ${actual[index]}, Keras has ${expected.data[index]}`);
    }
  }
}

describe.each(goldenModelNames())('training %s goes as in Keras', (name) => {
  const golden = readGoldenModel(name);
  const data = Object.fromEntries(
    Object.entries({ ...golden.data.x, ...golden.data.y }).map(([key, tensor]) => [
      key,
      toHostTensor(tensor),
    ]),
  );

  async function train() {
    const model = new Model(compileGoldenModel(name), engine, { seed: 0 });
    const names = Object.keys(model.getWeights());
    model.setWeights(
      Object.fromEntries(
        golden.initial_weights.map(({ path, tensor }) => [findWeight(names, path), toHostTensor(tensor)]),
      ),
    );
    const losses: number[] = [];
    const watch: Callback = { onTrainBatchEnd: (_, logs) => void losses.push(logs.loss as number) };
    const { history } = await model.fit(data, {
      shuffle: false,
      callbacks: [watch],
      ...(golden.fit.class_weight && { classWeight: golden.fit.class_weight }),
      ...(golden.data.sample_weight && { sampleWeight: toHostTensor(golden.data.sample_weight) }),
    });
    return { model, names, history, losses };
  }

  it('has as many parameters', () => {
    const graph = compileGoldenModel(name);
    const sizes = graph.layers.flatMap((layer) =>
      layer.weights.map(({ shape }) => shape.reduce((a, b) => a * b, 1)),
    );
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(golden.parameters);
  });

  it('gives the same history, weights, predictions and evaluation', async () => {
    const { model, names, history } = await train();
    for (const [log, expected] of Object.entries(golden.trace.history)) {
      if (/weighted_/.test(log)) continue;
      expect(history, log).toHaveProperty([log]);
      expected.forEach((value, epoch) => {
        const actual = history[log]![epoch] as number;
        const tolerance = 1e-5 + golden.tolerance.loss_rtol * Math.abs(value);
        expect(
          Math.abs(actual - value),
          `${log} in epoch ${epoch + 1}: ${actual}, Keras has ${value}`,
        ).toBeLessThanOrEqual(tolerance);
      });
    }
    const weights = model.getWeights();
    for (const { path, tensor, atol } of golden.final_weights) {
      const weight = weights[findWeight(names, path)]!;
      expectClose(weight.data, tensor, path, atol ?? tensor.atol);
    }
    const predictions = await model.predict(
      Object.fromEntries(Object.keys(golden.data.x).map((key) => [key, data[key]!])),
    );
    for (const [head, tensor] of Object.entries(golden.predictions))
      expectClose(predictions[head]!.data, tensor, head);

    const evaluation = await model.evaluate(data, {
      batchSize: golden.fit.batch_size,
      ...(golden.data.sample_weight && { sampleWeight: toHostTensor(golden.data.sample_weight) }),
    });
    for (const [log, value] of Object.entries(golden.evaluate)) {
      if (/weighted_/.test(log)) continue;
      expect(Math.abs((evaluation[log] as number) - value), log).toBeLessThanOrEqual(
        1e-5 + golden.tolerance.loss_rtol * Math.abs(value),
      );
    }
    await model.dispose();
  });
});
