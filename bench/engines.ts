import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { planTfjs } from '../compiler/emit/tfjs/plan.ts';
import { compileModel, createMemoryHost, type ModelGraph } from '../compiler/index.ts';
import { examples, type Example } from '../examples/data/index.ts';
import { prepareSamples, sliceBatch } from '../runtime/data/training-data.ts';
import { createTfjsEngine } from '../runtime/engines/tfjs/engine.ts';
import type { HostTensor } from '../runtime/engines/engine.ts';
import { KmodelError } from '../runtime/errors.ts';
import { Model } from '../runtime/model.ts';
import { createRandom } from '../runtime/random.ts';
import { toLayersModel } from '../runtime/tfjs/layers-model.ts';
import { formatTable, medianTimes } from './measure.ts';

type Backend = 'wasm' | 'cpu';

/**
 * Samples a step, and steps to time. On tfjs's plain backend a step with convolutions takes minutes; and so does one
 * with an `Embedding`, whose gradient tfjs takes word by word of the vocabulary.
 */
const sizes: Readonly<Record<string, { readonly batch: number; readonly timed: number }>> = {
  'question-answering': { batch: 2, timed: 1 },
  posts: { batch: 1, timed: 1 },
  inception: { batch: 1, timed: 1 },
  residual: { batch: 1, timed: 1 },
  siamese: { batch: 2, timed: 2 },
  'shared-embedding': { batch: 2, timed: 1 },
  tickets: { batch: 8, timed: 3 },
  'ticket-difficulty': { batch: 8, timed: 3 },
  'text-cnn': { batch: 1, timed: 1 },
  unet: { batch: 1, timed: 1 },
  'two-cameras': { batch: 1, timed: 1 },
};

const recurrent = new Set(['LSTM', 'GRU', 'SimpleRNN', 'Bidirectional', 'ConvLSTM2D']);

/** A training step of every example on the tfjs engine, beside `LayersModel.trainOnBatch` on the same backend. */
export async function benchEngines(): Promise<string> {
  addMethods();
  const folder = join(import.meta.dirname, '../examples');
  const files = readdirSync(folder).filter((file) => file.endsWith('.kmodel'));
  const host = createMemoryHost(
    Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')])),
  );
  const rows: (readonly string[])[] = [];
  const asked = process.env.BENCH_EXAMPLES?.split(',');
  for (const example of examples) {
    if (asked && !asked.includes(example.name)) continue;
    // A step of Xception takes half a minute here, and hours in tfjs's own loops.
    if (example.name === 'two-cameras') continue;
    const { graph } = compileModel(`${example.name}.kmodel`, host);
    const row = await compare(example, graph!);
    if (process.env.BENCH_PROGRESS) console.log(row.join('  '));
    rows.push(row);
  }
  return formatTable(
    ['training step on tfjs', 'backend', 'batch', 'kmodel ms', 'tfjs ms', 'faster', 'aim'],
    rows,
  );
}

async function compare(example: Example, graph: ModelGraph): Promise<readonly string[]> {
  const aim = graph.layers.some((layer) => recurrent.has(layer.class)) ? '≥ 2×' : '≥ 1×';
  const { batch = 32, timed = 10 } = sizes[example.name] ?? {};
  for (const backend of ['wasm', 'cpu'] as const) {
    try {
      const [ours, theirs] = await measure(example, graph, backend, batch, timed);
      const times = [ours.toFixed(1), theirs.toFixed(1), `${(theirs / ours).toFixed(1)}×`];
      return [example.name, backend, String(batch), ...times, aim];
    } catch (error) {
      if (error instanceof KmodelError) return [example.name, '', '', '', 'lacks a layer', '', aim];
      // The wasm backend has no gradient of a convolution's kernel: tfjs trains those on the plain one alone.
      if (backend === 'cpu' || !String(error).includes('not registered')) throw error;
    }
  }
  throw new Error(`${example.name} ran on no backend.`);
}

async function measure(
  example: Example,
  graph: ModelGraph,
  backend: Backend,
  batch: number,
  timed: number,
): Promise<readonly [number, number]> {
  const model = new Model(graph, await createTfjsEngine({ backend }), { seed: 1 });
  await tf.setBackend(backend);
  const theirs = compileLayersModel(await toLayersModel(model), graph);
  const data = example.make(batch, createRandom(1, example.name));
  const samples = prepareSamples(graph, data, 'train');
  const feeds = sliceBatch(samples, 0, batch);
  const x = graph.inputs.map(({ name }) => toTensor(data[name]!));
  const y = graph.heads.map(({ name }) => toTensor(data[name]!));
  const step = async (): Promise<void> => {
    const results = await theirs.trainOnBatch(x, y);
    if (typeof results === 'number' && Number.isNaN(results)) throw new Error('the loss is not a number');
  };
  try {
    return await medianTimes(() => model.trainStep(feeds, []), step, { warm: timed > 1 ? 2 : 1, timed });
  } finally {
    tf.dispose([...x, ...y]);
    theirs.dispose();
    await model.dispose();
  }
}

/** The whole package `@tensorflow/tfjs` gives tensors its functions as methods; tfjs-layers relies on some. */
function addMethods(): void {
  const methods = tf.Tensor.prototype as unknown as Record<string, unknown>;
  for (const [name, value] of Object.entries(tf)) {
    if (typeof value !== 'function' || name in methods || !/^[a-z]/.test(name)) continue;
    methods[name] = function (this: tf.Tensor, ...rest: readonly unknown[]): unknown {
      return (value as (...args: readonly unknown[]) => unknown)(this, ...rest);
    };
  }
  methods.flatten = function (this: tf.Tensor): tf.Tensor {
    return tf.reshape(this, [this.size]);
  };
}

/** With the model's own losses and optimizer; where tfjs lacks them, with ones that cost as much or less. */
function compileLayersModel(model: LayersModel, graph: ModelGraph): LayersModel {
  const { heads, optimizer } = planTfjs(graph);
  const factories = tf.train as unknown as Record<string, (...args: readonly unknown[]) => tf.Optimizer>;
  model.compile({
    optimizer: optimizer.kind === 'tfjs' ? factories[optimizer.factory]!(...optimizer.args) : tf.train.adam(),
    loss: heads.map(({ loss }) => (loss?.kind === 'tfjs' ? loss.name : 'meanSquaredError')),
  });
  return model;
}

function toTensor({ dtype, shape, data }: HostTensor): tf.Tensor {
  return tf.tensor(
    dtype === 'bool' ? data : Float32Array.from(data),
    [...shape],
    dtype === 'bool' ? 'bool' : 'float32',
  );
}
