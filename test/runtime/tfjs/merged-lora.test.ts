import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { toLayersModel } from '../../../runtime/index.ts';
import { floats, modelOf, numbers } from '../own/support.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('low-rank adaption in layers of tfjs', () => {
  it.each(['Dense(3, lora_rank: 2, lora_alpha: 6)', 'Dense(4, activation: tanh, lora_rank: 1)'])(
    'is in the kernel of %s',
    async (layer) => {
      const model = await modelOf(`model Tuned {
  input x: float32[4]
  head y = x -> ${layer} -> Dense(1) { loss: mse }
  train { optimizer: SGD(0.01) }
}
`);
      const x = floats([2, 4], [1, -2, 3, 0.5, 2, 1, -1, 0.3]);
      for (let step = 0; step < 5; step++) await model.trainOnBatch({ x, y: floats([2, 1], [1, -1]) });
      const built = await toLayersModel(model);
      const found = await (built.predict(tf.tensor(x.data, [2, 4])) as tf.Tensor).data();
      const expected = numbers((await model.predict({ x })).y);
      for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, 5);
      expect(built.countParams()).toBe(layer.startsWith('Dense(3') ? 4 * 3 + 3 + 4 : 4 * 4 + 4 + 5);
    },
  );
});
