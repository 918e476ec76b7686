import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../compiler/index.ts';
import { createModel, load, toLayersModel, type Model } from '../../../runtime/index.ts';
import { compileGoldenModel, goldenModelNames, readGoldenModel } from '../../support/golden-model.ts';

const samples = 3;

/** The first samples of a golden model's inputs, for both worlds. */
function inputsOf(
  name: string,
  model: Model,
): { arrays: Record<string, { shape: number[]; data: Float32Array | Int32Array }>; tensors: tf.Tensor[] } {
  const { x } = readGoldenModel(name).data;
  const arrays = Object.fromEntries(
    model.graph.inputs.map((input) => {
      const { shape, dtype, data } = x[input.name]!;
      const row = data.length / shape[0]!;
      const Numbers = dtype === 'float32' ? Float32Array : Int32Array;
      return [
        input.name,
        { shape: [samples, ...shape.slice(1)], data: Numbers.from(data.slice(0, samples * row)) },
      ];
    }),
  );
  const tensors = model.graph.inputs.map((input) => {
    const { shape, data } = arrays[input.name]!;
    return tf.tensor(data, shape, data instanceof Float32Array ? 'float32' : 'int32');
  });
  return { arrays, tensors };
}

/** Models with layers, or forms of layers, that tfjs-layers does not have. */
const impossible: Readonly<Record<string, string>> = {
  '07_shared_embedding': '`mean_global_average_pooling1d` (tfjs averages over masked steps too)',
  '11_transformer': 'tfjs-layers has no counterpart of `attention` (',
  '13_masked_gru': '`bidirectional` (tfjs does not set masked steps to zero in it), `second_gru` (',
};

describe('`toLayersModel`', () => {
  const possible = goldenModelNames().filter((name) => !(name in impossible));

  it.each(possible)('%s predicts what our engine predicts', async (name) => {
    const model = await createModel(compileGoldenModel(name), { seed: 1 });
    const { arrays, tensors } = inputsOf(name, model);
    const layersModel = await toLayersModel(model);
    const expected = await model.predict(arrays);
    const given = layersModel.predict(tensors.length === 1 ? tensors[0]! : tensors) as
      tf.Tensor | tf.Tensor[];
    const outputs = Array.isArray(given) ? given : [given];
    model.graph.heads.forEach((head, index) => {
      const { shape, data } = expected[head.name]!;
      expect(outputs[index]!.shape).toEqual(shape);
      outputs[index]!.dataSync().forEach((value, place) => expect(value).toBeCloseTo(data[place]!, 4));
    });
    expect(layersModel.layers.map((layer) => layer.name)).toEqual(
      expect.arrayContaining(model.graph.layers.map((layer) => layer.name)),
    );
    tf.dispose([outputs, tensors]);
    layersModel.dispose();
  });

  it.each(Object.entries(impossible))(
    '%s is refused, with every layer that stands in the way',
    async (name, message) => {
      const model = await createModel(compileGoldenModel(name));
      await expect(toLayersModel(model)).rejects.toThrow(message);
    },
  );

  it('draws no weights for nothing, and keeps the initializers', async () => {
    const host = createMemoryHost({
      'a.kmodel': 'model M { input x: float32[T, 4]\n head y = x -> LSTM(96) -> Dense(1) }',
    });
    const layersModel = await toLayersModel(await load('a.kmodel', { host }));
    const { recurrentInitializer } = layersModel.getLayer('y_lstm').getConfig() as Record<
      string,
      { className: string }
    >;
    expect(recurrentInitializer!.className).toBe('Orthogonal');
    expect(tfl.layers.dense({ units: 1 }).apply(tf.ones([1, 4]))).toBeInstanceOf(tf.Tensor);
  });

  it('trains on as any `tf.LayersModel`', async () => {
    const host = createMemoryHost({
      'a.kmodel': 'model M { input x: float32[2]\n head y = x -> Dense(1) { loss: mse } }',
    });
    const layersModel = await toLayersModel(await load('a.kmodel', { host }));
    layersModel.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    const { history } = await layersModel.fit(tf.ones([8, 2]), tf.zeros([8, 1]), { epochs: 3, verbose: 0 });
    expect(history.loss![2]).toBeLessThan(history.loss![0] as number);
    expect(layersModel).toBeInstanceOf(tfl.LayersModel);
  });
});
