import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { toLayersModel } from '../../../runtime/index.ts';
import { close, floats, modelOf, numbers } from '../../runtime/own/support.ts';

beforeAll(() => tf.setBackend('cpu'));

/** Results of Keras 3.15 for squares modulo 7, with a gamma of 1, 2, 3 and so on in its own order. */
const cases = [
  {
    axis: '[1, -2]',
    shape: [2, 3, 2],
    weight: [3, 2],
    expected: [
      -1.3359, -0.7975, 3.7405, -0.2279, 0.8015, 3.7598, -2.1374, -5.9246, -2.6718, 6.2664, 1.6031, -0.6836,
    ],
  },
  {
    axis: '[-1, 1]',
    shape: [2, 3],
    weight: [3, 2],
    expected: [-1.4811, -1.5951, 3.7598, -0.4557, -0.5697, 7.5196],
  },
  {
    axis: '[1, -1]',
    shape: [2, 3],
    weight: [3, 2],
    expected: [-1.4811, -1.5951, 3.7598, -0.4557, -0.5697, 7.5196],
  },
] as const;

describe('LayerNormalization over axes of both signs', () => {
  it.each(cases)('$axis on $shape has weights in the order of Keras', async (each) => {
    const { axis, shape, weight, expected } = each;
    const model = await modelOf(
      `model M {\n  input x: float32[${shape.join(', ')}]\n  head y = x -> LayerNormalization(axis: ${axis}, name: "norm")\n}\n`,
    );
    const count = expected.length;
    expect(model.getWeights()['norm/gamma']!.shape).toEqual(weight);
    const gamma = floats(
      weight,
      Array.from({ length: weight[0] * weight[1] }, (_, index) => index + 1),
    );
    model.setWeights({ ...model.getWeights(), 'norm/gamma': gamma });
    const x = floats(
      [1, ...shape],
      Array.from({ length: count }, (_, index) => index ** 2 % 7),
    );
    expect(close(numbers((await model.predict({ x })).y), expected, 3)).toBe(true);
    const layers = await toLayersModel(model);
    const predicted = layers.predict(tf.tensor(x.data, [1, ...shape])) as tf.Tensor;
    expect(close([...(await predicted.data())], expected, 3)).toBe(true);
  });
});
