import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemoryHost } from '../../../compiler/index.ts';
import { load, saveTfjsModel } from '../../../runtime/index.ts';

const host = createMemoryHost({
  'm.kmodel': `model M {
  input x: float32[8, 8, 1]
  shared stem = Conv2D(3, 3, activation: relu)
  branch features = x -> stem -> Flatten()
  head digit = features -> Dense(4, activation: softmax) { loss: sparse_categorical_crossentropy }
  head size = features -> Dense(1) { loss: mse }
}

model Attends {
  input x: float32[T, 4]
  head y = [x, x] -> MultiHeadAttention(2, 2)
}`,
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kmodel-tfjs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What `tf.loadLayersModel` reads from files where tfjs-node is installed. */
function fromFolder(path: string): tf.io.IOHandler {
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(join(path, 'model.json'), 'utf8'));
  const [{ paths, weights }] = weightsManifest;
  const weightData = new Uint8Array(readFileSync(join(path, paths[0]))).buffer;
  return tf.io.fromMemory({ modelTopology, weightSpecs: weights, weightData });
}

test('what is saved predicts the same after tfjs has loaded it', async () => {
  const model = await load('m.kmodel', { host, model: 'M', seed: 1 });
  const x = { shape: [2, 8, 8, 1], data: Float32Array.from({ length: 128 }, (_, index) => Math.sin(index)) };
  const expected = await model.predict({ x });
  expect(await saveTfjsModel(model, join(folder, 'new'))).toBe(join(folder, 'new', 'model.json'));
  expect(readdirSync(join(folder, 'new')).sort()).toEqual(['model.json', 'weights.bin']);

  const loaded = await tfl.loadLayersModel(fromFolder(join(folder, 'new')));
  const [digit, size] = loaded.predict(tf.tensor(x.data, [2, 8, 8, 1])) as tf.Tensor[];
  digit!.dataSync().forEach((value, index) => expect(value).toBeCloseTo(expected.digit!.data[index]!, 5));
  size!.dataSync().forEach((value, index) => expect(value).toBeCloseTo(expected.size!.data[index]!, 5));
  expect(loaded.layers.map(({ name }) => name)).toContain('stem');
});

test('a convolution that tfjs would stop at when it runs is refused before', async () => {
  const text = 'model C {\n  input x: float32[5, 4]\n  head y = x -> Conv1D(3, 2, padding: causal)\n}';
  const model = await load('c.kmodel', { host: createMemoryHost({ 'c.kmodel': text }) });
  await expect(saveTfjsModel(model, folder)).rejects.toThrow('`y` (tfjs has no causal padding)');
});

test('pools that keep their axes become pools and changes of shape', async () => {
  const text = `model P {
  input x: float32[4, 6, 3]
  branch mean = x -> GlobalAveragePooling2D(keepdims: true)
  branch top = x -> GlobalMaxPooling2D(data_format: channels_first, keepdims: true) -> Reshape([1, 1, 4])
  branch steps = x -> Reshape([24, 3]) -> GlobalMaxPooling1D(keepdims: true) -> Reshape([1, 1, 3])
  head y = [mean, top, steps] -> Concatenate()
}`;
  const model = await load('p.kmodel', { host: createMemoryHost({ 'p.kmodel': text }), seed: 1 });
  const x = { shape: [2, 4, 6, 3], data: Float32Array.from({ length: 144 }, (_, index) => Math.sin(index)) };
  const { y } = await model.predict({ x });
  await saveTfjsModel(model, folder);
  const loaded = await tfl.loadLayersModel(fromFolder(folder));
  const found = loaded.predict(tf.tensor(x.data, [2, 4, 6, 3])) as tf.Tensor;
  expect(found.shape).toEqual([2, 1, 1, 10]);
  found.dataSync().forEach((value, index) => expect(value).toBeCloseTo(y!.data[index]!, 5));
});

test('a model that tfjs cannot build writes nothing', async () => {
  const model = await load('m.kmodel', { host, model: 'Attends' });
  await expect(saveTfjsModel(model, folder)).rejects.toThrow('tfjs-layers has no counterpart of `y` (');
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder that cannot be made is named, and nothing is half written', async () => {
  const model = await load('m.kmodel', { host, model: 'M' });
  writeFileSync(join(folder, 'file'), '');
  await expect(saveTfjsModel(model, join(folder, 'file'))).rejects.toThrow(/weights\.bin cannot be written/);
  expect(existsSync(join(folder, 'file', 'model.json'))).toBe(false);
});

test('a model with inputs of one number a sample predicts and fits in tfjs', async () => {
  const text = `model S {
  input id: int32[]
  input x: float32[3]
  branch e = id -> Embedding(5, 2)
  head y = [e, x] -> Concatenate() -> Dense(2) { loss: mse }
}`;
  const model = await load('s.kmodel', { host: createMemoryHost({ 's.kmodel': text }), seed: 1 });
  const id = { shape: [4], data: Int32Array.of(0, 4, 2, 1) };
  const x = { shape: [4, 3], data: Float32Array.from({ length: 12 }, (_, index) => index / 12) };
  const expected = await model.predict({ id, x });
  await saveTfjsModel(model, folder);
  const loaded = await tfl.loadLayersModel(fromFolder(folder));
  const inputs = [tf.tensor(id.data, [4], 'int32'), tf.tensor(x.data, [4, 3])];
  const found = loaded.predict(inputs) as tf.Tensor;
  found.dataSync().forEach((value, index) => expect(value).toBeCloseTo(expected.y!.data[index]!, 5));
  loaded.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const { history } = await loaded.fit(inputs, tf.zeros([4, 2]), { epochs: 2, verbose: 0 });
  expect(history.loss!.every((loss) => Number.isFinite(loss))).toBe(true);
});
