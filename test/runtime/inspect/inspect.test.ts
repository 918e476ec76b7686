import { describe, expect, it } from 'vitest';
import { createOnnxEngine } from '../../../runtime/engines/onnx/engine.ts';
import { createTfjsEngine } from '../../../runtime/engines/tfjs/engine.ts';
import { histogramOf, normOf } from '../../../runtime/inspect/histogram.ts';
import { inspect } from '../../../runtime/inspect/inspect.ts';
import { Model } from '../../../runtime/model.ts';
import { graphOf } from '../../compiler/harness.ts';

const text = `model Two {
  input x: float32[2]
  branch hidden = x -> Dense(3, activation: relu) -> Dropout(0.5)
  shared still = Dense(1) { trainable: false }
  head a = hidden -> Dense(1) { loss: mse, weight: 3 }
  head b = hidden -> still
  objective small = mean(square(hidden), axis: -1)
  train { optimizer: SGD(0.1) }
}`;
const floats = (shape: readonly number[], values: readonly number[]) => ({
  dtype: 'float32' as const,
  shape,
  data: Float32Array.from(values),
});
const x = floats([2, 2], [1, 2, 3, -1]);
const a = floats([2, 1], [1, 0]);

/** The first unit never answers to these samples, the second to one of them, the third to both. */
const kernel = floats([2, 3], [-1, 1, 1, -1, 0, 0]);

describe.each([
  ['onnx', createOnnxEngine],
  ['tfjs', createTfjsEngine],
] as const)('an inspection on %s', (_, create) => {
  const modelWith = async (): Promise<Model> => {
    const model = new Model(graphOf(text), await create(), { seed: 3 });
    model.setWeights({ 'hidden_dense/kernel': kernel, 'hidden_dense/bias': floats([3], [-3, -2, 0]) });
    return model;
  };
  const look = (model: Model) => inspect(model, { x, 'target:a': a }, []);

  it('tells which units of a layer are 0 for all samples', async () => {
    const { layers } = await look(await modelWith());
    expect(layers.map(({ layer }) => layer)).toEqual(['hidden_dense', 'hidden_dropout', 'a', 'still']);
    expect(layers[0]).toMatchObject({ class: 'Dense', units: 3, dead: 1 });
    // Rows of the results: 0 0 1, and 0 1 3.
    expect(layers[0]!.activation).toMatchObject({ min: 0, max: 3, zeros: 3, count: 6, bad: 0 });
    expect(layers[0]!.activation.mean).toBeCloseTo(5 / 6, 5);
  });

  it('has the gradients that training would take, and none of what stands still', async () => {
    const model = await modelWith();
    const { weights } = await look(model);
    const gradients = await (await modelWith()).gradients({ x, a });
    expect(weights.filter(({ gradient }) => gradient).map(({ weight }) => weight)).toEqual(
      Object.keys(gradients),
    );
    for (const { weight, gradient } of weights) {
      if (!gradient) expect(weight).toMatch(/^still\//);
      else expect(gradient.norm).toBeCloseTo(normOf(gradients[weight]!.data as Float32Array), 4);
    }
    expect(weights.find(({ weight }) => weight === 'still/kernel')).toMatchObject({ trained: false });
  });

  it('tells how hard each term pulls, with its weight', async () => {
    const { terms } = await look(await modelWith());
    expect(terms.map(({ term, weight }) => [term, weight])).toEqual([
      ['a', 3],
      ['small', 1],
    ]);
    for (const { pull, loss } of terms) {
      expect(pull).toBeGreaterThan(0);
      expect(loss).toBeGreaterThan(0);
    }
  });

  it('changes nothing: the next step is the one that it would have been', async () => {
    const [looked, plain] = [await modelWith(), await modelWith()];
    await look(looked);
    await look(looked);
    const logs = [await looked.trainOnBatch({ x, a }), await plain.trainOnBatch({ x, a })];
    expect(logs[0]).toEqual(logs[1]);
    expect(looked.getWeights()).toEqual(plain.getWeights());
  });
});

describe('a histogram', () => {
  it('counts numbers in thirty ranges, the greatest among the last', () => {
    const { buckets, min, max, mean, std } = histogramOf([0, 0.1, 1.5, 3]);
    expect([buckets.length, buckets[0], buckets[1], buckets[15], buckets[29]]).toEqual([30, 1, 1, 1, 1]);
    expect([min, max, mean]).toEqual([0, 3, 1.15]);
    expect(std).toBeCloseTo(1.22168, 4);
  });

  it('counts apart what is not finite', () => {
    expect(histogramOf([NaN, 2, Infinity, 2])).toMatchObject({
      bad: 2,
      count: 4,
      buckets: [2],
      min: 2,
      max: 2,
    });
  });

  it('of nothing is empty', () => {
    expect(histogramOf([])).toMatchObject({ count: 0, buckets: [0], min: 0, max: 0, mean: 0 });
    expect(histogramOf([NaN])).toMatchObject({ count: 1, bad: 1, buckets: [0] });
  });
});
