import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kerasModel } from '../../../compiler/targets/keras/config/model-config.ts';
import { optimizerVariables } from '../../../compiler/targets/keras/optimizer-variables.ts';
import { legacyTree } from '../../../runtime/keras/legacy.ts';
import { writeHdf5, type Hdf5Tree } from '../../../runtime/weights/hdf5-write.ts';
import { createMemoryHost } from '../../../compiler/index.ts';
import {
  importModel,
  load,
  loadWeights,
  saveKerasModel,
  saveTfjsModel,
  type HostTensor,
  type Model,
} from '../../../runtime/index.ts';
import { takeKerasOptimizer } from '../../../runtime/weights/keras-optimizer.ts';
import { testEngine } from '../../support/engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-optimizer-'));

/** Layers whose order, parts and states of training differ from file to file. */
const text = (optimizer: string): string => `model M {
  input x: float32[6, 4]
  input k: int32[6]
  shared both = Dense(4, activation: tanh, name: "both")
  branch a = x -> both -> BatchNormalization() -> Bidirectional(SimpleRNN(2))
  branch b = k -> Embedding(5, 4) -> both -> Dense(3, trainable: false) -> Flatten()
  branch c = [x, x] -> MultiHeadAttention(1, 2) -> GlobalAveragePooling1D()
  head y = [a, b, c] -> Concatenate() -> Dense(2) { loss: mse }
  head z = a -> Dense(1) { loss: mae }
  train { optimizer: ${optimizer} }
}`;

const plain = (optimizer: string): string => `model M {
  input x: float32[4]
  shared both = Dense(4, activation: tanh, name: "both")
  branch a = x -> both -> BatchNormalization() -> both
  head y = a -> Dense(3, trainable: false) -> Dense(2, use_bias: false) { loss: mse }
  train { optimizer: ${optimizer} }
}`;

async function made(source: string, model = 'M'): Promise<Model> {
  const host = createMemoryHost({ 'm.kmodel': source });
  return load('m.kmodel', { host, model, engine: await testEngine(), seed: 3 });
}

const floats = (shape: readonly number[], phase: number): HostTensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, index) => Math.sin(index + phase)),
});

/** A batch for whatever inputs and heads a model has, the same at every call. */
function batchFor({ graph }: Model): Record<string, HostTensor> {
  const inputs = graph.inputs.map(({ name, tensor }): [string, HostTensor] => {
    const shape = [5, ...(graph.tensors[tensor]!.shape as readonly number[])];
    const { data } = floats(shape, 0);
    return name === 'k'
      ? [name, { dtype: 'int32', shape, data: Int32Array.from(data, (value) => Math.round(2 + 2 * value)) }]
      : [name, floats(shape, 0)];
  });
  const heads = graph.heads.map(({ name }): [string, HostTensor] => [
    name,
    floats([5, name === 'z' ? 1 : 2], 7),
  ]);
  return Object.fromEntries([...inputs, ...heads]);
}

async function train(model: Model, steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) await model.trainOnBatch(batchFor(model));
}

const predictions = async (model: Model): Promise<readonly number[]> =>
  Object.values(await model.predict(batchFor(model))).flatMap(({ data }) => [...data].map(Number));

async function importedFrom(path: string): Promise<Model> {
  const imported = await importModel(path, { optimizer: true });
  const model = await made(imported.text, imported.model);
  model.setWeights(imported.weights!);
  expect(imported.optimizer).toBeDefined();
  model.setState(imported.optimizer!);
  return model;
}

function expectClose(found: readonly number[], wanted: readonly number[], tolerance: number): void {
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, index) => expect(Math.abs(value - wanted[index]!)).toBeLessThanOrEqual(tolerance));
}

describe('the state of an optimizer that comes back from Keras’s files', () => {
  it.each([
    'SGD(0.1, momentum: 0.9, nesterov: true)',
    'Adam(0.05, amsgrad: true)',
    'AdamW(0.05, use_ema: true)',
    'RMSprop(0.05, momentum: 0.5, centered: true)',
    'Adagrad(0.1)',
    'Adadelta(0.5)',
    'Nadam(0.05)',
    'Ftrl(0.1)',
    'Adafactor(0.1)',
    'Muon(0.05)',
    'Adam(ExponentialDecay(0.1, 2, 0.5))',
    'SGD(0.1, momentum: 0.9, gradient_accumulation_steps: 2)',
  ])('three steps and three more are six: %s', async (optimizer) => {
    const model = await made(text(optimizer));
    await train(model, 3);
    for (const ending of ['.keras', '.h5']) {
      const path = join(folder, `m${ending}`);
      await saveKerasModel(model.graph, path, { weights: model.getWeights(), optimizer: model.getState() });
    }
    await train(model, 3);
    const wanted = await predictions(model);
    for (const ending of ['.keras', '.h5']) {
      const again = await importedFrom(join(folder, `m${ending}`));
      await train(again, 3);
      expect(await predictions(again), ending).toEqual(wanted);
    }
  });

  it('is not there before the first step, and not asked for by default', async () => {
    const model = await made(plain('SGD(0.1, momentum: 0.9)'));
    const path = join(folder, 'new.keras');
    await saveKerasModel(model.graph, path, { weights: model.getWeights(), optimizer: undefined });
    expect((await importModel(path, { optimizer: true })).optimizer).toBeUndefined();
    await saveKerasModel(model.graph, path, { weights: model.getWeights(), optimizer: model.getState() });
    expect((await importModel(path)).optimizer).toBeUndefined();
  });
});

/** The names that TensorFlow gave to what an optimizer keeps, before and since its version 2.11. */
const olderNames = {
  before: (kind: string, weight: string, slot: string) =>
    weight === '' ? `training/${kind}/iter:0` : `training/${kind}/${weight}/${slot}:0`,
  since: (kind: string, weight: string, slot: string) =>
    weight === '' ? 'iteration:0' : `${kind}/${slot}/${weight}:0`,
};

/** The `.h5` of a model with what its optimizer keeps as Keras 2 wrote it: a count, then one slot after the other. */
async function writeOlder(
  path: string,
  model: Model,
  slots: Readonly<Record<string, string>>,
  nameOf: (typeof olderNames)['before'],
): Promise<void> {
  const numbers = { weights: model.getWeights(), optimizer: model.getState() };
  const tree = legacyTree(model.graph, kerasModel(model.graph).config, numbers);
  const kind = model.graph.training.optimizer.name;
  const variables = optimizerVariables(model.graph);
  const kept = [['', ''] as const, ...Object.entries(slots)].flatMap(([slot, older]) =>
    variables.flatMap(({ state }) => {
      const [, weight, name] = /^optimizer:(?:(.*)\/)?(\w+)$/.exec(state)!;
      const isIt = slot === '' ? name === 'iteration' : name === slot;
      return isIt ? [[nameOf(kind, weight ?? '', older), numbers.optimizer[state]!] as const] : [];
    }),
  );
  const place = (entries: readonly (readonly [string, HostTensor])[]): Hdf5Tree => {
    const heads = [...new Set(entries.map(([name]) => name.split('/')[0]!))];
    const at = (head: string) => entries.filter(([name]) => name.split('/')[0] === head);
    return {
      tensors: Object.fromEntries(heads.flatMap((head) => at(head).filter(([name]) => name === head))),
      groups: Object.fromEntries(
        heads.flatMap((head) => {
          const inner = at(head).filter(([name]) => name !== head);
          return inner.length === 0
            ? []
            : [[head, place(inner.map(([name, value]) => [name.slice(head.length + 1), value]))]];
        }),
      ),
    };
  };
  const attributes = { weight_names: kept.map(([name]) => name) };
  const groups = { ...tree.groups, optimizer_weights: { attributes, ...place(kept) } };
  writeFileSync(path, await writeHdf5({ ...tree, groups }));
}

describe('the state of an optimizer as Keras 2 wrote it', () => {
  const moments = { momentum: 'm', velocity: 'v' };
  it.each<[optimizer: string, slots: Record<string, string>, since?: Record<string, string>]>([
    ['SGD(0.1)', {}],
    ['SGD(0.1, momentum: 0.9)', { momentum: 'momentum' }, { momentum: 'm' }],
    ['Adam(0.05)', moments],
    [
      'Adam(0.05, amsgrad: true)',
      { ...moments, velocity_hat: 'vhat' },
      { ...moments, velocity_hat: 'v_hat' },
    ],
    ['Adamax(0.05)', { momentum: 'm', norm: 'v' }, { momentum: 'm', norm: 'u' }],
    ['RMSprop(0.05)', { velocity: 'rms' }, { velocity: 'velocity' }],
    [
      'RMSprop(0.05, momentum: 0.5, centered: true)',
      { velocity: 'rms', momentum: 'momentum', average_gradient: 'mg' },
      { velocity: 'velocity', momentum: 'momentum', average_gradient: 'average_gradient' },
    ],
    ['Adagrad(0.1)', { accumulator: 'accumulator' }],
    [
      'Adadelta(0.5)',
      { accumulated_grad: 'accum_grad', accumulated_delta_var: 'accum_var' },
      { accumulated_grad: 'accumulated_grad', accumulated_delta_var: 'accumulated_delta_var' },
    ],
    ['Ftrl(0.1)', { accumulator: 'accumulator', linear: 'linear' }],
  ])('three steps and three more are six: %s', async (optimizer, slots, since = slots) => {
    const model = await made(text(optimizer));
    await train(model, 3);
    const paths = [join(folder, 'before.h5'), join(folder, 'since.h5')] as const;
    await writeOlder(paths[0], model, slots, olderNames.before);
    await writeOlder(paths[1], model, since, olderNames.since);
    await train(model, 3);
    const wanted = await predictions(model);
    for (const path of paths) {
      const again = await importedFrom(path);
      await train(again, 3);
      expect(await predictions(again), path).toEqual(wanted);
    }
  });

  it('is refused by name where it is not known, and not taken where it is another model’s', async () => {
    const path = join(folder, 'other.h5');
    const nadam = await made(plain('Nadam(0.05)'));
    await train(nadam, 1);
    await writeOlder(path, nadam, moments, olderNames.before);
    await expect(importModel(path, { optimizer: true })).rejects.toThrow(
      'The file holds what Nadam kept in the form of Keras 2',
    );
    const model = await made(plain('Adam(0.05)'));
    await train(model, 1);
    await writeOlder(path, model, { momentum: 'm' }, olderNames.since);
    await expect(importModel(path, { optimizer: true })).rejects.toThrow();
  });
});

/** Files that Keras 3.15 saved after three steps on {@link batchFor}, and what it predicted after three more. */
const saved = join(import.meta.dirname, 'trained');

describe('the state of an optimizer in files that Keras saved', () => {
  const wantedOf = (name: string): readonly number[] =>
    (
      JSON.parse(readFileSync(join(saved, `${name}.json`), 'utf8')) as { predictions: number[][] }
    ).predictions.flat();

  it.each(['functional.keras', 'functional.h5', 'chain.keras'])('goes on as in Keras: %s', async (name) => {
    const model = await importedFrom(join(saved, name));
    await train(model, 3);
    expectClose(await predictions(model), wantedOf(name.split('.')[0]!), 1e-4);
  });

  it('stands beside weights, too', async () => {
    const { text, model: name } = await importModel(join(saved, 'functional.keras'));
    const model = await made(text, name);
    const path = join(saved, 'functional.weights.h5');
    await loadWeights(model, path);
    expect(await takeKerasOptimizer(model, path, {})).toBe(true);
    await train(model, 3);
    expectClose(await predictions(model), wantedOf('functional'), 1e-4);
    // In a model of other names nothing says which weight is which.
    const other = await made(text.replaceAll('both', 'twice'), name);
    expect(await takeKerasOptimizer(other, path, {})).toBe(false);
  });
});

describe('the state of an optimizer in files of tfjs', () => {
  const optimizers = [
    'SGD(0.1)',
    'SGD(0.1, momentum: 0.9)',
    'SGD(0.1, momentum: 0.9, nesterov: true)',
    'RMSprop(0.01)',
    'RMSprop(0.01, momentum: 0.5)',
    'Adam(0.05)',
  ];

  it.each(optimizers)('comes back: %s', async (optimizer) => {
    const model = await made(plain(optimizer));
    await train(model, 3);
    const path = await saveTfjsModel(model, join(folder, 'web'), { includeOptimizer: true });
    await train(model, 3);
    const again = await importedFrom(path);
    await train(again, 3);
    expectClose(await predictions(again), await predictions(model), 1e-5);
  });

  it.each(optimizers)('goes on in tfjs: %s', async (optimizer) => {
    const model = await made(plain(optimizer));
    await train(model, 3);
    model.learningRate = 0.02;
    const path = await saveTfjsModel(model, join(folder, 'on'), { includeOptimizer: true });
    const json = JSON.parse(readFileSync(path, 'utf8'));
    const [{ paths, weights }] = json.weightsManifest;
    const weightData = new Uint8Array(readFileSync(join(dirname(path), paths[0]))).buffer;
    const loaded = await tfl.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: json.modelTopology,
        trainingConfig: json.trainingConfig,
        weightSpecs: weights,
        weightData,
      }),
    );
    const { x, y } = batchFor(model);
    await train(model, 1);
    await loaded.trainOnBatch(tf.tensor(x!.data, [5, 4]), tf.tensor(y!.data, [5, 2]));
    const found = loaded.predict(tf.tensor(x!.data, [5, 4])) as tf.Tensor;
    expectClose([...found.dataSync()], await predictions(model), 1e-4);
  });

  it('is what tfjs itself has saved', async () => {
    const model = tfl.sequential({
      layers: [
        tfl.layers.dense({ units: 3, inputShape: [4], activation: 'tanh' }),
        tfl.layers.dense({ units: 2 }),
      ],
    });
    model.compile({ optimizer: tf.train.momentum(0.1, 0.9), loss: 'meanSquaredError' });
    const x = tf.tensor(floats([5, 4], 0).data, [5, 4]);
    const y = tf.tensor(floats([5, 2], 7).data, [5, 2]);
    for (let step = 0; step < 3; step++) await model.trainOnBatch(x, y);
    const path = join(folder, 'theirs.json');
    await model.save(
      tf.io.withSaveHandler(async ({ weightData, weightSpecs, modelTopology, trainingConfig }) => {
        writeFileSync(
          join(folder, 'theirs.bin'),
          new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)),
        );
        const weightsManifest = [{ paths: ['theirs.bin'], weights: weightSpecs }];
        writeFileSync(path, JSON.stringify({ modelTopology, trainingConfig, weightsManifest }));
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
      { includeOptimizer: true },
    );
    for (let step = 0; step < 3; step++) await model.trainOnBatch(x, y);
    const again = await importedFrom(path);
    const [input] = again.graph.inputs;
    const [head] = again.graph.heads;
    for (let step = 0; step < 3; step++)
      await again.trainOnBatch({ [input!.name]: floats([5, 4], 0), [head!.name]: floats([5, 2], 7) });
    const { data } = (await again.predict({ [input!.name]: floats([5, 4], 0) }))[head!.name]!;
    expectClose([...data].map(Number), [...(model.predict(x) as tf.Tensor).dataSync()], 1e-5);
  });

  it('is refused where it does not fit the weights', async () => {
    const model = await made(plain('Adam(0.05)'));
    await train(model, 1);
    const path = await saveTfjsModel(model, join(folder, 'odd'), { includeOptimizer: true });
    const json = JSON.parse(readFileSync(path, 'utf8'));
    json.weightsManifest[0].weights.at(-1).shape.reverse();
    writeFileSync(path, JSON.stringify(json));
    await expect(importModel(path, { optimizer: true })).rejects.toThrow(
      /model\.json holds what an optimizer has kept, but not for the weights that its model trains\./,
    );
    expect((await importModel(path)).weights).toBeDefined();
  });
});
