import { describe, expect, it } from 'vitest';
import { floats, modelOf, numbers } from './own/support.ts';

const text = `model M {
  input x: float32[2]
  branch code = x -> Dense(1, use_bias: false, kernel_initializer: Ones())
  head y = code -> ReLU() { loss: mse }
  train { optimizer: SGD(0.1), epochs: 3 }
}`;

describe('a layer by its name or place', () => {
  it('is what the text says, with its weights', async () => {
    const { class: own, args, trainable, weights } = (await modelOf(text)).getLayer('code_dense');
    expect([own, args.units, trainable]).toEqual(['Dense', 1, true]);
    expect(numbers(weights.kernel)).toEqual([1, 1]);
  });

  it('is found by its place, from the end as well', async () => {
    const model = await modelOf(text);
    expect([model.getLayer(0).name, model.getLayer(-1).class]).toEqual(['code_dense', 'ReLU']);
  });

  it('is an error where there is none, which names those that are there', async () => {
    const model = await modelOf(text);
    expect(() => model.getLayer('dense')).toThrow('`M` has no layer `dense`.');
    expect(() => model.getLayer(2)).toThrow('`M` has no layer number 2.');
    expect(() => model.getLayer(0.5)).toThrow('`M` has no layer number 0.5.');
  });
});

describe('initialEpoch', () => {
  const data = { x: floats([2, 2], [1, 2, 3, 4]), y: floats([2, 1], [1, 2]) };

  it('leaves the epochs before it out', async () => {
    const epochs: number[] = [];
    const callbacks = { onEpochBegin: (epoch: number) => void epochs.push(epoch) };
    await (await modelOf(text)).fit(data, { initialEpoch: 1, callbacks });
    expect(epochs).toEqual([1, 2]);
  });

  it('is a whole number', async () => {
    const fitting = (await modelOf(text)).fit(data, { initialEpoch: -1 });
    await expect(fitting).rejects.toThrow('`initialEpoch` is -1');
  });
});
