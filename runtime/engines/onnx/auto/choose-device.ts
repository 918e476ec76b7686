import type { ModelGraph } from '../../../../compiler/graph/model-graph.ts';
import { KmodelError } from '../../../errors.ts';
import { isRecord, kindOf } from '../../../kind-of.ts';
import { requireKnownOptions, requireWholeNumber } from '../../../options.ts';
import { requireGraph } from '../../../require-model.ts';
import { deviceFor, type Device, type Machine, type Training } from './device-for.ts';
import { thisMachine } from './this-machine.ts';

export interface ChooseDeviceOptions {
  /** Samples of a batch; by default that of the model's `train`. */
  readonly batchSize?: number;
  /** Numbers for the size variables of the model: `{ T: 100 }`. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Steps of the whole training, where they are known: a GPU is not looked for if it would be over before. */
  readonly steps?: number;
}

/**
 * Where the onnx engine trains a model faster: `createOnnxEngine({ device: await chooseDevice(graph) })`. It is the GPU
 * where this machine has one that was measured to do a step in at most half of the processor's time, and to the
 * processor's numbers. Whatever does not work, or is not known, is the processor.
 * @param graph that of the model, `model.graph`
 * @throws KmodelError for what is no graph, and for options that cannot be meant
 */
export async function chooseDevice(graph: ModelGraph, options: ChooseDeviceOptions = {}): Promise<Device> {
  requireGraph('chooseDevice', graph);
  requireKnownOptions('chooseDevice', options, { batchSize: true, sizes: true, steps: true });
  const { batchSize = graph.training.batchSize, sizes = {}, steps } = options;
  requireWholeNumber('batchSize', batchSize, 1);
  requireWholeNumber('steps', steps, 1);
  if (!isRecord(sizes))
    throw new KmodelError(`\`sizes\` is ${kindOf(sizes)}: numbers by name are needed, \`{ T: 100 }\`.`);
  for (const [name, size] of Object.entries(sizes)) requireWholeNumber(name, size, 1);
  return safeDeviceFor({ model: graph, batch: batchSize, sizes: new Map(Object.entries(sizes)), steps });
}

/** Where a training runs; the processor wherever something stands in the way of an answer. */
export async function safeDeviceFor(
  training: Training,
  machine: () => Machine = thisMachine,
): Promise<Device> {
  try {
    return await deviceFor(training, machine());
  } catch {
    return 'cpu';
  }
}
