import type { Fitter, HostEntries } from '../../compiler/declarations/adaptation.ts';
import { learnsOf, missingName } from '../../compiler/graph/learned-names.ts';
import type { GraphInput, LayerIndex, ModelGraph, TensorIndex } from '../../compiler/graph/model-graph.ts';
import type { Feeds, HostTensor } from '../engines/engine.ts';
import { DataError } from '../errors.ts';
import type { BeforeGraph } from './before-graph.ts';
import { MissingFitter } from './missing.ts';
import type { RawBatch } from './raw-batch.ts';

/** A model that learns from data before it trains. */
export interface Learner {
  readonly graph: ModelGraph;
  readonly before: BeforeGraph;
  /** Values of tensors that the graph makes, under the names `tensor:INDEX`. */
  readonly compute: (
    tensors: readonly TensorIndex[],
    feeds: Feeds,
  ) => Promise<Readonly<Record<string, HostTensor>>>;
  readonly learn: (layer: LayerIndex, state: ReturnType<Fitter['finish']>) => void;
}

/**
 * Lets layers learn from data, one after the other where one reads what another makes. The data are gone through
 * together for all that wait for nothing, and again for those that ask for it.
 * @param layers that learn, by index
 * @param read begins the data anew
 * @throws DataError where the data tell a layer nothing
 */
export async function adaptLayers(
  learner: Learner,
  layers: ReadonlySet<LayerIndex>,
  read: () => AsyncIterable<RawBatch>,
): Promise<void> {
  const pending = new Set(layers);
  while (pending.size > 0) {
    const ready = [...pending].filter((layer) => !waits(learner.graph, layer, pending));
    await adaptTogether(learner, ready, read);
    ready.forEach((layer) => pending.delete(layer));
  }
}

/**
 * Learns what stands for the missing entries of inputs, before anything reads them.
 * @throws DataError where an input has no entry to learn from
 */
export async function adaptInputs(
  { graph, before }: Pick<Learner, 'graph' | 'before'>,
  inputs: readonly GraphInput[],
  read: () => AsyncIterable<RawBatch>,
): Promise<void> {
  if (inputs.length === 0) return;
  const fitters = inputs.map((input) => [input, new MissingFitter(graph, input)] as const);
  for (let left = fitters; left.length > 0; left = left.filter(([, fitter]) => fitter.again()))
    for await (const { words, feeds, missing } of read())
      for (const [{ name }, fitter] of left) fitter.add(words[name] ?? feeds[name]!, missing[name]);
  for (const [input, fitter] of fitters) before.learn(missingName(input), fitter.finish());
}

/** The layers of a model that learn from data, by index. */
export function learningLayers(graph: ModelGraph): readonly LayerIndex[] {
  return graph.layers.flatMap((layer, index) => (learnsOf(layer).length > 0 ? [index] : []));
}

/** True where a layer reads, through whatever others, what one makes that has yet to learn. */
function waits(graph: ModelGraph, layer: LayerIndex, pending: ReadonlySet<LayerIndex>): boolean {
  const makers = new Map(
    graph.calls.flatMap((call) => call.outputs.map((output) => [output, call] as const)),
  );
  const reached = new Set(inputsOf(graph, layer));
  for (const tensor of reached) {
    const call = makers.get(tensor);
    if (!call) continue;
    // A shared layer may read what another use of it makes: it learns from all of them as they are.
    if (call.layer !== layer && pending.has(call.layer)) return true;
    for (const each of [...call.inputs, ...Object.values(call.tensorArguments).flat()]) reached.add(each);
  }
  return false;
}

function inputsOf({ calls }: ModelGraph, layer: LayerIndex): readonly TensorIndex[] {
  return calls.flatMap((call) => (call.layer === layer ? call.inputs : []));
}

async function adaptTogether(
  learner: Learner,
  layers: readonly LayerIndex[],
  read: () => AsyncIterable<RawBatch>,
): Promise<void> {
  const { graph, before } = learner;
  const fitters = layers.map((index) => {
    const { declaration, args } = graph.layers[index]!;
    const tensors = inputsOf(graph, index);
    return { index, tensors, fitter: declaration.adapt!.fitter(args, [graph.tensors[tensors[0]!]!]) };
  });
  const inGraph = [...new Set(fitters.flatMap(({ tensors }) => tensors))].filter(
    (tensor) => !before.isBefore(tensor),
  );
  for (let left = fitters; left.length > 0; left = left.filter(({ fitter }) => fitter.again?.()))
    for await (const batch of read()) {
      const entries = before.entriesOf(batch);
      const computed = inGraph.length > 0 ? await learner.compute(inGraph, before.feeds(batch, inGraph)) : {};
      const valueOf = (tensor: TensorIndex): HostEntries => computed[`tensor:${tensor}`] ?? entries(tensor);
      for (const { tensors, fitter } of left) tensors.forEach((tensor) => fitter.add(valueOf(tensor)));
    }
  for (const { index, fitter } of fitters) learner.learn(index, finish(graph, index, fitter));
}

function finish(graph: ModelGraph, index: LayerIndex, fitter: Fitter): ReturnType<Fitter['finish']> {
  try {
    return fitter.finish();
  } catch (error) {
    throw new DataError(
      `\`${graph.layers[index]!.name}\` of \`${graph.name}\` learns nothing: ${(error as Error).message}.`,
    );
  }
}
