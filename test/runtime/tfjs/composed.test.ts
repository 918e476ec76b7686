import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../compiler/index.ts';
import { importModel, load, saveTfjsModel, toLayersModel, type Model } from '../../../runtime/index.ts';
import { importedGraph } from '../../support/round-trips.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-composed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function modelOf(body: string, input = 'float32[4, 6, 4]'): Promise<Model> {
  const text = `model M {\n  input x: ${input}\n${body}\n}\n`;
  return load('m.kmodel', { host: createMemoryHost({ 'm.kmodel': text }), seed: 1 });
}

/** Numbers between -4 and 4, with the corners of the activations among them. */
function numbers(shape: readonly number[]): { shape: readonly number[]; data: Float32Array } {
  const corners = [-3, -1, -0.5, 0, 0.5, 1, 3];
  const count = shape.reduce((product, size) => product * size, 1);
  const data = Float32Array.from({ length: count }, (_, at) => corners[at] ?? 4 * Math.sin(at * 1.7));
  return { shape, data };
}

/** Saves, loads in tfjs, and holds that both predict the same. */
async function agreed(model: Model, shape: readonly number[] = [2, 4, 6, 4]): Promise<tfl.LayersModel> {
  const x = numbers(shape);
  const path = await saveTfjsModel(model, join(folder, 'model.json'));
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(path, 'utf8'));
  const weightData = new Uint8Array(readFileSync(join(folder, 'weights.bin'))).buffer;
  const loaded = await tfl.loadLayersModel(
    tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
  );
  const { y } = await model.predict({ x });
  const found = loaded.predict(tf.tensor(x.data, [...shape])) as tf.Tensor;
  expect(found.shape).toEqual(y!.shape);
  const given = found.dataSync();
  y!.data.forEach((value, at) => expect(given[at]).toBeCloseTo(Number(value), 5));
  return loaded;
}

describe('an activation that tfjs lacks, as layers of tfjs', () => {
  it.each([
    'hard_sigmoid',
    'hard_silu',
    'hard_tanh',
    'soft_shrink(0.7)',
    'tanh_shrink',
    'sparse_plus',
    'sparse_sigmoid',
    'leaky_relu(0.3)',
    'relu(max_value: 2)',
    'relu(negative_slope: 0.2, max_value: 2)',
    'elu(0.4)',
    'celu(2)',
    'log_sigmoid',
  ])('%s, as a layer and as an argument', async (activation) => {
    await agreed(await modelOf(`  head y = x -> Activation(${activation})`));
    await agreed(await modelOf(`  head y = x -> Conv2D(3, 2, activation: ${activation})`));
  });

  it.each(['squareplus', 'hard_shrink', 'sparsemax', 'exponential', 'relu(threshold: 1)'])(
    '%s is none',
    async (activation) => {
      const model = await modelOf(`  head y = x -> Dense(3, activation: ${activation})`);
      await expect(toLayersModel(model)).rejects.toThrow(
        /tfjs-layers has no counterpart of `y` \(tfjs has no/,
      );
    },
  );

  it('stays out of what applies it at every step, and of wrappers', async () => {
    for (const layer of [
      'SimpleRNN(3, activation: hard_silu)',
      'TimeDistributed(Dense(3, activation: hard_silu))',
    ]) {
      const model = await modelOf(`  head y = x -> ${layer}`, 'float32[4, 6]');
      await expect(toLayersModel(model), layer).rejects.toThrow('tfjs has no activation `hard_silu`');
    }
  });

  it('stays out of one number a sample where it merges, which tfjs cannot', async () => {
    const model = await modelOf('  head y = x -> Activation(hard_silu)', 'float32[]');
    await expect(toLayersModel(model)).rejects.toThrow('tfjs has no activation `hard_silu`');
  });

  it('stays out behind a mask, which a chain does not hand on', async () => {
    const model = await modelOf(
      '  head y = x -> Embedding(5, 3, mask_zero: true) -> Activation(hard_silu) -> LSTM(2)',
      'int32[4]',
    );
    await expect(toLayersModel(model)).rejects.toThrow('tfjs has no activation `hard_silu`');
  });

  it('is one chain for a shared layer, also where it is used for two shapes', async () => {
    await agreed(
      await modelOf(`  shared hard = Activation(hard_silu)
  branch small = x -> hard -> GlobalAveragePooling2D()
  branch flat = x -> Flatten() -> hard
  head y = [small, flat] -> Concatenate()`),
    );
  });
});

it('a shared pool that keeps its axes is refused for two shapes, of which each would need a chain', async () => {
  const model = await modelOf(`  shared pool = GlobalAveragePooling2D(keepdims: true)
  branch a = x -> pool -> Flatten()
  branch b = x -> Dense(3) -> pool -> Flatten()
  head y = [a, b] -> Concatenate()`);
  await expect(toLayersModel(model)).rejects.toThrow('no counterpart of `pool`');
});

describe('a convolution in groups', () => {
  it.each([
    'Conv2D(4, 3, groups: 4)',
    'Conv2D(8, 3, groups: 4, strides: 2, padding: same, activation: hard_silu)',
    'Conv2D(12, [1, 2], groups: 4, use_bias: false, kernel_regularizer: L2(0.1))',
    'Conv2D(8, 2, groups: 4, data_format: channels_first)',
  ])('of one channel each is a depthwise one: %s', async (layer) => {
    await agreed(await modelOf(`  head y = x -> ${layer}`));
  });

  it('of several channels is refused, and one whose kernel has a constraint or dilation', async () => {
    for (const layer of [
      'Conv2D(4, 3, groups: 2)',
      'Conv2D(4, 2, groups: 4, dilation_rate: 2)',
      'Conv2D(4, 3, groups: 4, kernel_constraint: MaxNorm(1))',
    ]) {
      const model = await modelOf(`  head y = x -> ${layer}`);
      await expect(toLayersModel(model), layer).rejects.toThrow('tfjs has no `groups` for it');
    }
  });
});

describe('a layer of the text', () => {
  const scaled = (body: string, input: string): Promise<Model> =>
    load('s.kmodel', {
      host: createMemoryHost({
        's.kmodel': `layer Scale() {
  input x: float32[..., D]
  weight gamma: float32[D] = RandomNormal()
  return ${body}
}

model M {
  input x: ${input}
  head y = x -> Scale()
}
`,
      }),
      seed: 1,
    });

  it.each([
    ['float32[4, 6, 4]', [2, 4, 6, 4]],
    ['float32[4]', [2, 4]],
    ['float32[T, 4]', [2, 5, 4]],
    ['float32[2, 3, 2, 4]', [2, 2, 3, 2, 4]],
  ] as const)('that learns a factor for each channel of %s goes along', async (input, shape) => {
    await agreed(await scaled('gamma * x', input), shape);
  });

  it.each(['x * gamma + 1', 'x + gamma', 'x * x * gamma', 'x / gamma'])(
    'that computes %s is refused',
    async (body) => {
      await expect(toLayersModel(await scaled(body, 'float32[4]'))).rejects.toThrow('tfjs has no `Scale`');
    },
  );
});

describe('dropout', () => {
  /** The parts of each sample that were dropped, in training. */
  const kept = (loaded: tfl.LayersModel): Float32Array =>
    (loaded.apply(tf.ones([3, 4, 6, 4]), { training: true }) as tf.Tensor).dataSync() as Float32Array;

  it('with one draw for a sample drops whole samples', async () => {
    const loaded = await agreed(await modelOf('  head y = x -> Dropout(0.5, noise_shape: [none, 1, 1, 1])'));
    const all = Array.from({ length: 12 }, () => kept(loaded)).flatMap((data) =>
      [0, 96, 192].map((at) => data.slice(at, at + 96)),
    );
    for (const sample of all) expect(new Set(sample).size).toBe(1);
    expect(new Set(all.map(([first]) => first))).toEqual(new Set([0, 2]));
  });

  it('of whole channels drops the same ones at every place', async () => {
    const loaded = await agreed(await modelOf('  head y = x -> SpatialDropout2D(0.5)'));
    const data = kept(loaded);
    data.forEach((value, at) => expect(value).toBe(data[Math.floor(at / 96) * 96 + (at % 4)]));
    expect(new Set(data)).toEqual(new Set([0, 2]));
  });
});

it('composed layers train in tfjs as they do here, and their optimizer goes along', async () => {
  const body = `  branch h = x -> Conv2D(8, 3, groups: 4, activation: hard_silu) -> Flatten()
  head y = h -> Dense(2, activation: leaky_relu) { loss: mse }
  train { optimizer: Adam(0.01) }`;
  const model = await modelOf(body);
  const x = numbers([2, 4, 6, 4]);
  const y = { shape: [2, 2], data: Float32Array.of(1, -1, 0.5, 2) };
  const layersModel = await toLayersModel(model);
  layersModel.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
  for (let step = 0; step < 3; step++) {
    await model.trainOnBatch({ x, y });
    await layersModel.trainOnBatch(tf.tensor(x.data, [2, 4, 6, 4]), tf.tensor(y.data, [2, 2]));
  }
  const ours = (await model.predict({ x })).y!.data;
  const theirs = (layersModel.predict(tf.tensor(x.data, [2, 4, 6, 4])) as tf.Tensor).dataSync();
  ours.forEach((value, at) => expect(theirs[at]).toBeCloseTo(Number(value), 4));

  const path = await saveTfjsModel(model, join(folder, 'trained'), { includeOptimizer: true });
  const back = await importModel(path, { optimizer: true });
  expect(Object.keys(back.optimizer ?? {}).filter((name) => name.startsWith('optimizer:'))).toHaveLength(10);
  expect(importedGraph(back).layers.map((layer) => layer.class)).toContain('DepthwiseConv2D');
});

it.each([
  ['SeparableConv2D(4, 3, data_format: channels_first)', 'tfjs has its channels last alone'],
  ['DepthwiseConv2D(2, dilation_rate: 2)', 'tfjs has no `dilation_rate` for it'],
  ['UpSampling2D(2, interpolation: bilinear)', 'tfjs has no `interpolation: bilinear` like Keras’s'],
  ['Softmax(axis: 1)', 'tfjs takes the last axis alone'],
])('%s, which tfjs takes and computes otherwise or not at all, is refused', async (layer, reason) => {
  await expect(toLayersModel(await modelOf(`  head y = x -> ${layer}`))).rejects.toThrow(
    reason.replace('’', "'"),
  );
});

it('a depthwise kernel with a regularizer and a constraint can be read again', async () => {
  const body =
    '  head y = x -> DepthwiseConv2D(2, depthwise_regularizer: L2(0.1), depthwise_constraint: MaxNorm(3))';
  await agreed(await modelOf(body));
  const { args } = importedGraph(await importModel(join(folder, 'model.json'))).layers[0]!;
  expect(args.depthwise_constraint).toMatchObject({ name: 'MaxNorm', args: { max_value: 3 } });
});
