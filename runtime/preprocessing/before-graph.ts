import type { FittedState, FittedValue, HostEntries } from '../../compiler/declarations/adaptation.ts';
import { graphInputs, hostPart } from '../../compiler/graph/host-part.ts';
import { learnedOfLayer, missingName } from '../../compiler/graph/learned-names.ts';
import type {
  GraphInput,
  LayerCall,
  LayerInstance,
  ModelGraph,
  TensorIndex,
} from '../../compiler/graph/model-graph.ts';
import { vocabularyAdvice } from '../../compiler/graph/refused-entries.ts';
import { withoutHostPart } from '../../compiler/graph/without-host-part.ts';
import { UnknownToken } from '../../compiler/layers/preprocessing/host/lookup.ts';
import { feedDType } from '../../compiler/steps/lower-model.ts';
import { checkSizes } from '../data/check-sizes.ts';
import { quoted } from '../data/quoted.ts';
import { positionText } from '../data/tensor-like.ts';
import type { Feeds, HostTensor } from '../engines/engine.ts';
import { DataError } from '../errors.ts';
import { fillNumbers, fillWords } from './missing.ts';
import type { RawBatch } from './raw-batch.ts';

type Work = (inputs: readonly HostEntries[]) => HostEntries;

/** The part of a model that runs before its graph, with what it has learned. */
export class BeforeGraph {
  private readonly graph: ModelGraph;
  private readonly weight: (layer: LayerInstance, name: string) => FittedValue;
  /** The model from its graph on. */
  private readonly behind: ModelGraph;
  private readonly makers: ReadonlyMap<TensorIndex, LayerCall>;
  private readonly inputs: ReadonlyMap<TensorIndex, GraphInput>;
  private readonly values = new Map<string, FittedValue>();
  /** What layers were prepared with their state, until that changes. */
  private readonly prepared = new Map<number, Work>();

  /** @param weight the value of a weight of a layer, by its name in the layer */
  constructor(graph: ModelGraph, weight: (layer: LayerInstance, name: string) => FittedValue) {
    this.graph = graph;
    this.weight = weight;
    this.behind = withoutHostPart(graph);
    this.makers = new Map(hostPart(graph).calls.flatMap((call) => call.outputs.map((out) => [out, call])));
    this.inputs = new Map(graph.inputs.map((input) => [input.tensor, input]));
  }

  /** True where samples are fed as they stand. */
  get isEmpty(): boolean {
    return this.makers.size === 0 && this.graph.inputs.every(({ missing }) => missing === undefined);
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** By full name, `LAYER/vocabulary`. */
  get learned(): ReadonlyMap<string, FittedValue> {
    return this.values;
  }

  learn(name: string, value: FittedValue): void {
    this.values.set(name, value);
    this.prepared.clear();
  }

  /**
   * @param targets what the graph shall make of it, where that is not everything
   * @throws DataError where an entry has no number, or where the model has not learned its state
   */
  feeds(batch: RawBatch, targets?: readonly TensorIndex[]): Feeds {
    const entries = this.entriesOf(batch);
    const feeds: Record<string, HostTensor> = { ...batch.feeds };
    for (const { name, tensor } of this.graph.inputs)
      if (batch.missing[name]) feeds[name] = this.toTensor(tensor, entries(tensor));
    const needed = targets && upstream(this.graph, targets);
    for (const [name, tensor] of graphInputs(this.graph)) {
      if (!this.makers.has(tensor) || needed?.has(tensor) === false) continue;
      feeds[name] = this.toTensor(tensor, entries(tensor));
    }
    if (!targets && this.makers.size > 0) this.checkMadeSizes(feeds);
    return feeds;
  }

  /** What is made before the graph may have sizes that only the data tell, such as the words of the longest text. */
  private checkMadeSizes(feeds: Feeds): void {
    const columns = this.behind.inputs.flatMap(({ name }) => {
      const tensor = feeds[name];
      return tensor ? [{ name, tensor }] : [];
    });
    checkSizes(this.behind, columns, []);
  }

  /**
   * The entries of inputs, and of what is made of them before the graph.
   * @returns a function that throws DataError, as {@link feeds} does, and Error for a tensor of the graph
   */
  entriesOf(batch: RawBatch): (tensor: TensorIndex) => HostEntries {
    const known = new Map<TensorIndex, HostEntries>();
    const entries = (tensor: TensorIndex): HostEntries => {
      let found = known.get(tensor);
      if (!found) known.set(tensor, (found = this.make(tensor, batch, entries)));
      return found;
    };
    return entries;
  }

  /** Whether a tensor is known before the graph runs. */
  isBefore(tensor: TensorIndex): boolean {
    return this.inputs.has(tensor) || this.makers.has(tensor);
  }

  private make(
    tensor: TensorIndex,
    batch: RawBatch,
    entries: (tensor: TensorIndex) => HostEntries,
  ): HostEntries {
    const input = this.inputs.get(tensor);
    if (input) return this.filled(input, batch);
    const call = this.makers.get(tensor);
    if (!call) throw new Error(`Tensor ${tensor} is made in the graph.`);
    try {
      return this.workOf(call.layer)(call.inputs.map(entries));
    } catch (error) {
      if (!(error instanceof UnknownToken)) throw error;
      throw this.unknownToken(call, error, batch);
    }
  }

  /** The entries of an input, with what stands for those that are missing. */
  private filled(input: GraphInput, { words, feeds, missing }: RawBatch): HostEntries {
    const { name, missing: rule } = input;
    const strings = words[name];
    const gaps = missing[name];
    if (!rule || (strings ? !strings.data.includes(undefined) : !gaps)) return strings ?? feeds[name]!;
    const { indexRange: range } = input;
    if (rule.kind === 'value' && range && (Number(rule.value) < 0 || Number(rule.value) >= range.below)) {
      throw new DataError(
        `\`${name}\` puts ${rule.value} in the place of what is missing, but \`${range.layer}\` has entries 0 to ${range.below - 1}.`,
      );
    }
    const values = rule.kind === 'value' ? [rule.value] : this.values.get(missingName(input));
    if (!values) throw notLearned(this.graph.name, name);
    return strings
      ? fillWords(strings, values as readonly string[])
      : fillNumbers(feeds[name]!, gaps!, values as ArrayLike<number>);
  }

  private workOf(index: number): Work {
    const known = this.prepared.get(index);
    if (known) return known;
    const layer = this.graph.layers[index]!;
    const work = layer.declaration.host!.prepare(layer.args, this.stateOf(layer));
    // Weights may be set at any time, which nobody tells here.
    if (layer.weights.length === 0) this.prepared.set(index, work);
    return work;
  }

  /** @throws DataError where the layer has yet to learn */
  private stateOf(layer: LayerInstance): FittedState {
    const state: Record<string, FittedValue> = Object.fromEntries(
      layer.weights.map(({ name }) => [name, this.weight(layer, name)]),
    );
    for (const { name } of learnedOfLayer(layer)) {
      const value = this.values.get(name);
      if (!value) throw notLearned(this.graph.name, layer.name);
      state[name.slice(layer.name.length + 1)] = value;
    }
    return state;
  }

  private toTensor(tensor: TensorIndex, { shape, data }: HostEntries): HostTensor {
    const dtype = feedDType(this.graph.tensors[tensor]!.dtype);
    return { dtype, shape, data: data as HostTensor['data'] };
  }

  private unknownToken({ layer, inputs }: LayerCall, { token }: UnknownToken, batch: RawBatch): DataError {
    const { name } = this.graph.layers[layer]!;
    const input = inputs.map((tensor) => this.inputs.get(tensor)?.name).find((found) => found !== undefined);
    const entries = input === undefined ? undefined : (batch.words[input] ?? batch.feeds[input]);
    const at = entries ? [...(entries.data as Iterable<unknown>)].indexOf(token) : -1;
    // In samples that were shuffled, places tell nothing of those in the data.
    const where =
      at < 0 || batch.first === undefined ? '' : ` ${positionText(at, entries!.shape, batch.first)}`;
    return new DataError(
      `\`${input ?? name}\` holds ${quoted(token)}${where}, which the vocabulary of \`${name}\` does not have.`,
      vocabularyAdvice,
    );
  }
}

/** All that tensors are made of, and they themselves. */
function upstream({ calls }: ModelGraph, targets: readonly TensorIndex[]): ReadonlySet<TensorIndex> {
  const reached = new Set(targets);
  for (const { inputs, outputs, tensorArguments } of [...calls].reverse()) {
    if (!outputs.some((tensor) => reached.has(tensor))) continue;
    for (const tensor of [...inputs, ...Object.values(tensorArguments).flat()]) reached.add(tensor);
  }
  return reached;
}

/** The error for a model that is used before it has learned from data. */
export function notLearned(model: string, layer: string): DataError {
  return new DataError(
    `\`${layer}\` of \`${model}\` has not learned from data yet.`,
    'Train the model, load weights, or call `model.adapt(data)` first.',
  );
}
