import { join } from 'node:path';
import * as tfc from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-layers';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-cpu';
import { compileModel, createMemoryHost } from '../compiler/index.ts';
import { createOnnxEngine } from '../runtime/engines/onnx/engine.ts';
import { Model } from '../runtime/model.ts';
import { formatTable, medianTime } from './measure.ts';

const batch = 128;

interface Case {
  readonly name: string;
  readonly text: string;
  readonly shape: readonly number[];
  readonly build: () => tf.LayersModel;
  readonly backend: 'wasm' | 'cpu';
  readonly aim: number;
  /** Steps to time with tfjs, which can be slow. */
  readonly steps: number;
}

const head = 'Dense(10, activation: softmax) { loss: sparse_categorical_crossentropy }';

const cases: readonly Case[] = [
  {
    name: 'MLP 784-128-10',
    text: `model M { input x: float32[784]\n head y = x -> Dense(128, activation: relu) -> ${head} }`,
    shape: [784],
    build: () =>
      tf.sequential({
        layers: [
          tf.layers.dense({ units: 128, activation: 'relu', inputShape: [784] }),
          tf.layers.dense({ units: 10, activation: 'softmax' }),
        ],
      }),
    backend: 'wasm',
    aim: 15,
    steps: 15,
  },
  {
    name: 'LSTM(32) over 100×64',
    text: `model M { input x: float32[100, 64]\n head y = x -> LSTM(32) -> ${head} }`,
    shape: [100, 64],
    build: () =>
      tf.sequential({
        layers: [
          tf.layers.lstm({ units: 32, inputShape: [100, 64], recurrentInitializer: 'glorotUniform' }),
          tf.layers.dense({ units: 10, activation: 'softmax' }),
        ],
      }),
    backend: 'wasm',
    aim: 30,
    steps: 3,
  },
  {
    name: 'CNN 28×28, 32-64-64',
    text: `model M { input x: float32[28, 28, 1]
      head y = x -> Conv2D(32, 3, activation: relu) -> MaxPooling2D(2) -> Conv2D(64, 3, activation: relu)
        -> MaxPooling2D(2) -> Conv2D(64, 3, activation: relu) -> Flatten() -> Dense(64, activation: relu) -> ${head} }`,
    shape: [28, 28, 1],
    build: () =>
      tf.sequential({
        layers: [
          tf.layers.conv2d({ filters: 32, kernelSize: 3, activation: 'relu', inputShape: [28, 28, 1] }),
          tf.layers.maxPooling2d({ poolSize: 2 }),
          tf.layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu' }),
          tf.layers.maxPooling2d({ poolSize: 2 }),
          tf.layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu' }),
          tf.layers.flatten(),
          tf.layers.dense({ units: 64, activation: 'relu' }),
          tf.layers.dense({ units: 10, activation: 'softmax' }),
        ],
      }),
    backend: 'cpu',
    aim: 50,
    steps: 1,
  },
];

/** One training step of each model: ours on onnxruntime, and tfjs. */
export async function benchTrain(): Promise<string> {
  setWasmPaths(join(import.meta.dirname, '../node_modules/@tensorflow/tfjs-backend-wasm/dist/'));
  const rows: string[][] = [];
  for (const each of cases) {
    const before = await measureOurs(each);
    const theirs = await measureTfjs(each);
    const ours = Math.min(before, await measureOurs(each));
    rows.push([
      each.name,
      ours.toFixed(2),
      `${theirs.toFixed(1)} (${each.backend})`,
      `${(theirs / ours).toFixed(0)}×`,
      `≥ ${each.aim}×`,
    ]);
  }
  return formatTable(['training step, batch 128', 'kmodel ms', 'tfjs ms', 'faster', 'aim'], rows);
}

async function measureOurs({ text, shape }: Case): Promise<number> {
  const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  const model = new Model(graph!, await createOnnxEngine(), { seed: 1 });
  const size = shape.reduce((product, axis) => product * axis, batch);
  const feeds = {
    x: {
      dtype: 'float32',
      shape: [batch, ...shape],
      data: Float32Array.from({ length: size }, (_, i) => ((i * 7919) % 1000) / 1000),
    },
    'target:y': {
      dtype: 'int32',
      shape: [batch],
      data: Int32Array.from({ length: batch }, (_, i) => i % 10),
    },
  } as const;
  const time = await medianTime(() => model.trainStep(feeds, []), { warm: 10, timed: 40 });
  await model.dispose();
  return time;
}

async function measureTfjs({ shape, build, backend, steps }: Case): Promise<number> {
  if (!(await tfc.setBackend(backend))) throw new Error(`tfjs has no backend ${backend} here`);
  const model = build();
  model.compile({ optimizer: tfc.train.rmsprop(0.001, 0.9), loss: 'sparseCategoricalCrossentropy' });
  const x = tfc.randomUniform([batch, ...shape]);
  const y = tfc.tensor1d(Float32Array.from({ length: batch }, (_, index) => index % 10));
  const time = await medianTime(() => model.trainOnBatch(x, y), { warm: steps > 1 ? 1 : 0, timed: steps });
  tfc.dispose([x, y]);
  model.dispose();
  return time;
}
