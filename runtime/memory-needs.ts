import type { ModelGraph } from '../compiler/graph/model-graph.ts';
import { grouped, memory as parameterText } from '../compiler/graph/summary-table.ts';
import { evaluateSize, isSymbolic } from '../compiler/shapes/size.ts';
import { modelWeights } from '../compiler/steps/build-steps.ts';
import { optimizerOf } from '../compiler/graph/optimizers.ts';
import { optimizerSlotShapes } from '../compiler/steps/optimizer.ts';
import { KmodelError } from './errors.ts';
import { stepMemory } from './step-memory.ts';

/** The most numbers that one array holds in every version of Node that kmodel runs on. */
export const longestArray = 2 ** 32 - 1;

/** Weights, states and most tensors are kept in four bytes a number. */
const width = 4;

const help = 'Make the layer smaller.';

export interface MemoryOptions {
  /** True where the optimizer's state is kept beside the weights. */
  readonly training?: boolean;
  /** What there is, in bytes; the machine's memory by default. */
  readonly memory?: number;
}

/**
 * Refuses a model that cannot be held, before a number of it is drawn. It counts what a model cannot do without: its
 * weights, the optimizer's state where it is trained, and each tensor between layers for one sample, with open sizes
 * taken as 1. A model that passes may still need more than there is.
 * @throws KmodelError that says what the model needs, what there is, and by which layer
 */
export function requireMemory(
  model: ModelGraph,
  { training = false, memory = machineMemory() }: MemoryOptions = {},
): void {
  refuseLongWeights(model);
  refuseLargeTensors(model, memory);
  const layers = model.layers.map(({ name }) => ({ name, weights: 0, states: 0 }));
  const byLayer = new Map(model.layers.map((layer, index) => [layer, layers[index]!]));
  for (const { name, layer, weight } of modelWeights(model)) {
    const needs = byLayer.get(layer)!;
    needs.weights += width * entriesOf(weight.shape);
    if (!training || !layer.trainable || !weight.trainable) continue;
    for (const shape of optimizerSlotShapes(optimizerOf(model.training, layer.name).optimizer, {
      name,
      shape: weight.shape,
    }))
      needs.states += width * entriesOf(shape);
  }
  const weights = layers.reduce((sum, layer) => sum + layer.weights, 0);
  const states = layers.reduce((sum, layer) => sum + layer.states, 0);
  if (weights + states <= memory) return;
  const largest = layers.reduce((most, layer) => (layer.weights > most.weights ? layer : most));
  const what = states > 0 ? `weights and ${byteText(states)} for the optimizer` : 'weights';
  throw new KmodelError(
    `\`${model.name}\` needs ${byteText(weights)} for ${what}, most of it in \`${largest.name}\`, ` +
      `but this machine has ${byteText(memory)} of memory.`,
    help,
  );
}

/** A step whose outputs of layers take less than this share of the memory is not looked at more closely. */
const surelyFits = 1 / 16;

/**
 * Refuses a batch that a training step cannot hold, before it is run, and says which would fit. The estimate is that
 * of `kmodel summary --memory`.
 * @param variables numbers for the size variables of the model, as the data has them
 * @throws KmodelError that says what a step needs, what there is, and the batch size that fits
 */
export function requireStepMemory(
  model: ModelGraph,
  batch: number,
  variables: ReadonlyMap<string, number>,
  memory = machineMemory(),
): void {
  if (batch * sampleBytes(model, variables) < memory * surelyFits) return;
  const totalOf = (samples: number): number => stepMemory(model, samples, variables).total;
  const needed = totalOf(batch);
  if (needed <= memory) return;
  const least = totalOf(1);
  const perSample = (needed - least) / Math.max(1, batch - 1);
  let fitting = least > memory ? 0 : 1 + Math.floor((memory - least) / perSample);
  // The most that lives at one time may lie elsewhere in a smaller batch, so the line between is only a guess.
  while (fitting > 1 && totalOf(fitting) > memory) fitting = Math.floor(fitting * 0.99);
  throw new KmodelError(
    `A training step of \`${model.name}\` with ${grouped(batch)} samples needs about ${byteText(needed)}, ` +
      `but this machine has ${byteText(memory)} of memory.`,
    fitting > 0
      ? `Batches of ${grouped(fitting)} fit: \`batch_size: ${fitting}\` in \`train\`, or \`--batch-size ${fitting}\`.`
      : 'Not even one sample fits: make the layers smaller.',
  );
}

/** Bytes of what all layers make of one sample. */
function sampleBytes(model: ModelGraph, variables: ReadonlyMap<string, number>): number {
  const tensors = model.calls.flatMap(({ outputs }) => outputs.map((output) => model.tensors[output]!));
  return tensors.reduce(
    (sum, { shape }) =>
      sum + width * entriesOf(shape.map((size) => Math.max(1, evaluateSize(size, variables) ?? 1))),
    0,
  );
}

function refuseLongWeights(model: ModelGraph): void {
  for (const { name, weight } of modelWeights(model)) {
    const entries = entriesOf(weight.shape);
    if (entries > longestArray) throw tooLong(`The weight \`${name}\` of \`${model.name}\``, entries);
  }
}

function refuseLargeTensors(model: ModelGraph, memory: number): void {
  for (const call of model.calls) {
    const owner = `A sample after \`${model.layers[call.layer]!.name}\` in \`${model.name}\``;
    for (const output of call.outputs) {
      const entries = entriesOf(
        model.tensors[output]!.shape.map((size) =>
          isSymbolic(size) ? Math.max(1, evaluateSize(size, new Map()) ?? 1) : size,
        ),
      );
      if (entries > longestArray) throw tooLong(owner, entries);
      if (entries * width <= memory) continue;
      throw new KmodelError(
        `${owner} needs ${byteText(entries * width)}, but this machine has ${byteText(memory)} of memory.`,
        help,
      );
    }
  }
}

function tooLong(owner: string, entries: number): KmodelError {
  return new KmodelError(
    `${owner} needs ${grouped(entries)} numbers (${byteText(entries * width)}), ` +
      `but one array holds ${grouped(longestArray)} at most.`,
    help,
  );
}

/** As `kmodel summary` writes it. */
export function byteText(bytes: number): string {
  return parameterText(bytes / width);
}

function entriesOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The machine's memory in bytes, or less where the process may use less; endless where nobody says. */
export function machineMemory(): number {
  // A browser has no `process`.
  const { process } = globalThis as { process?: NodeJS.Process };
  const total = process?.getBuiltinModule?.('node:os').totalmem() ?? Infinity;
  const allowed = process?.constrainedMemory?.() ?? 0;
  return allowed > 0 ? Math.min(total, allowed) : total;
}
