import * as tf from '@tensorflow/tfjs-core';
import type { ModelGraph } from '../compiler/index.ts';
import { examples } from '../examples/data/index.ts';
import { sliceBatch } from '../runtime/data/samples.ts';
import { prepareSamples } from '../runtime/data/training-data.ts';
import type { HostTensor } from '../runtime/engines/engine.ts';
import { createTfjsEngine } from '../runtime/engines/tfjs/engine.ts';
import { Model } from '../runtime/model.ts';
import { createRandom } from '../runtime/random.ts';
import { smallerExampleTexts } from '../test/support/smaller-examples.ts';
import { dataFor, exampleTexts, subjectFrom, type Subject } from '../test/support/subjects.ts';
import { medianTimes } from './measure.ts';
import { createPeer } from './tfjs-peer.ts';

export interface StepSettings {
  /** An example's name. */
  readonly name: string;
  readonly batch: number;
  readonly timed: number;
  /** Takes the example in the smaller version that the tests have. */
  readonly isSmaller: boolean;
}

export interface StepTimes {
  readonly backend: 'wasm' | 'cpu';
  /** Milliseconds. */
  readonly ours: number;
  readonly theirs: number;
  readonly isRecurrent: boolean;
}

type Data = Readonly<Record<string, HostTensor>>;

const recurrent = new Set(['LSTM', 'GRU', 'SimpleRNN', 'Bidirectional', 'ConvLSTM2D']);

/** A training step of an example on the tfjs engine and by `LayersModel.trainOnBatch`, in turn. */
async function timeSteps(settings: StepSettings): Promise<StepTimes> {
  const { name, batch, isSmaller } = settings;
  const subject = subjectFrom(isSmaller ? smallerExampleTexts : exampleTexts, `${name}.kmodel`);
  const data = isSmaller
    ? dataFor(subject.graph, batch)
    : examples.find((example) => example.name === name)!.make(batch, createRandom(1, name));
  const isRecurrent = subject.graph.layers.some((layer) => recurrent.has(layer.class));
  for (const backend of ['wasm', 'cpu'] as const) {
    try {
      const [ours, theirs] = await timeOn(backend, subject, data, settings);
      return { backend, ours, theirs, isRecurrent };
    } catch (error) {
      // The wasm backend has no gradient of a convolution's kernel: tfjs trains those on the plain one alone.
      if (backend === 'cpu' || !String(error).includes('not registered')) throw error;
    }
  }
  throw new Error(`${name} ran on no backend.`);
}

async function timeOn(
  backend: 'wasm' | 'cpu',
  subject: Subject,
  data: Data,
  { batch, timed }: StepSettings,
): Promise<readonly [number, number]> {
  const { graph } = subject;
  const model = new Model(graph, await createTfjsEngine({ backend }), { seed: 1 });
  await tf.setBackend(backend);
  const peer = await createPeer(model, subject);
  const feeds = sliceBatch(prepareSamples(graph, data, 'train'), 0, batch);
  const x = graph.inputs.map(({ name }) => toTensor(data[name]!));
  const y = targetsOf(graph, data).map(toTensor);
  const step = async (): Promise<void> => {
    const results = await peer.trainOnBatch(x, y);
    if (typeof results === 'number' && Number.isNaN(results)) throw new Error('the loss is not a number');
  };
  return medianTimes(() => model.trainStep(feeds, []), step, { warm: timed > 1 ? 2 : 1, timed });
}

function targetsOf(graph: ModelGraph, data: Data): readonly HostTensor[] {
  return graph.heads.map(({ name }) => data[name]!);
}

function toTensor({ dtype, shape, data }: HostTensor): tf.Tensor {
  return tf.tensor(
    dtype === 'bool' ? data : Float32Array.from(data),
    [...shape],
    dtype === 'bool' ? 'bool' : 'float32',
  );
}

const settings = JSON.parse(process.argv[2]!) as StepSettings;
process.send!(await timeSteps(settings));
process.disconnect();
