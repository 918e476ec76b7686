import type { FittedState } from '../../compiler/declarations/adaptation.ts';
import type { WeightSpecification } from '../../compiler/declarations/define-layer.ts';
import type {
  GraphInput,
  LayerIndex,
  LayerInstance,
  ModelGraph,
  TensorIndex,
} from '../../compiler/graph/model-graph.ts';
import { weightState } from '../../compiler/steps/build-steps.ts';
import { weightName } from '../../compiler/steps/lower-model.ts';
import type { BatchSource } from '../data/batches.ts';
import type { EngineState, Feeds, HostTensor } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';
import { requireTensors, requireWhole } from '../require-tensors.ts';
import { adaptInputs, adaptLayers, learningLayers } from './adapt.ts';
import { BeforeGraph, notLearned } from './before-graph.ts';
import {
  givenState,
  learnedNames,
  learnedOfLayer,
  learningInputs,
  learnsOf,
  missingName,
} from '../../compiler/graph/learned-names.ts';
import { decodeLearned, encodeLearned } from './learned.ts';
import type { Prepare } from './raw-batch.ts';

/** Inputs and layers that learn from data. */
export interface Learners {
  readonly inputs: readonly GraphInput[];
  readonly layers: readonly LayerIndex[];
}

/** The values of tensors of the graph for a batch. */
export type Compute = (
  tensors: readonly TensorIndex[],
  feeds: Feeds,
) => Promise<Readonly<Record<string, HostTensor>>>;

/** What a model learns from data before it trains: vocabularies, means, boundaries, what stands for gaps. */
export class LearnedState {
  private readonly graph: ModelGraph;
  private readonly state: EngineState;
  private readonly before: BeforeGraph;
  /** Layers of the graph that have learned their weights from data, by name. */
  private readonly adapted = new Set<string>();
  private isKnownComplete = false;

  /** @param state where weights that are learned so stand */
  constructor(graph: ModelGraph, state: EngineState) {
    this.graph = graph;
    this.state = state;
    this.before = new BeforeGraph(graph, (layer, name) => {
      const specification = layer.weights.find((weight) => weight.name === name)!;
      return Float32Array.from(this.weightOf(layer, specification));
    });
  }

  /** What is done to samples before the graph, where the model has such layers. */
  get prepare(): Prepare | undefined {
    return this.before.isEmpty ? undefined : (batch) => this.before.feeds(batch);
  }

  /** All that learn. */
  get learners(): Learners {
    return { inputs: learningInputs(this.graph), layers: learningLayers(this.graph) };
  }

  /** True where nothing has yet to be learned. */
  get isComplete(): boolean {
    const { inputs, layers } = this.waiting();
    return inputs.length + layers.length === 0;
  }

  /** @throws KmodelError where something has yet to be learned */
  require(): void {
    // What was learned is replaced, never forgotten.
    if (this.isKnownComplete) return;
    const { inputs, layers } = this.waiting();
    const first = inputs[0]?.name ?? (layers.length > 0 ? this.graph.layers[layers[0]!]!.name : undefined);
    if (first !== undefined) throw notLearned(this.graph.name, first);
    this.isKnownComplete = true;
  }

  /** What is kept beside the weights, as files keep it: `LAYER/vocabulary`. */
  values(): Readonly<Record<string, HostTensor>> {
    return Object.fromEntries([...this.before.learned].map(([name, value]) => [name, encodeLearned(value)]));
  }

  /** All of it, weights of layers and the names of classes included, as plain lists. */
  describe(): Readonly<Record<string, readonly (string | number)[]>> {
    const beside = [...givenState(this.graph), ...this.before.learned];
    const weights = this.graph.layers.flatMap((layer) =>
      layer.weights
        .filter(({ name }) => learnsOf(layer).some((learned) => learned.name === name))
        .map((weight) => [weightName(layer, weight.name), this.weightOf(layer, weight)] as const),
    );
    return Object.fromEntries(
      [...beside, ...weights].map(([name, values]) => [name, [...(values as Iterable<string | number>)]]),
    );
  }

  private weightOf(layer: LayerInstance, weight: WeightSpecification): HostTensor['data'] {
    return this.state.read(weightState(weightName(layer, weight.name), weight).name).data;
  }

  /**
   * Sets what {@link values} gives; what is not named stays.
   * @throws WeightsError for an unknown name, or a value of another kind
   */
  set(learned: Readonly<Record<string, HostTensor>>): void {
    requireTensors('setLearnedState', 'state', learned);
    requireWhole('state', learned);
    const known = new Map(learnedNames(this.graph).map((entry) => [entry.name, entry]));
    const decoded = Object.entries(learned).map(([name, tensor]) => {
      const entry = known.get(name);
      if (!entry) throw new WeightsError(`\`${this.graph.name}\` learns no \`${name}\`.`);
      return [name, decodeLearned(entry, tensor)] as const;
    });
    for (const [name, value] of decoded) this.before.learn(name, value);
  }

  /** Layers whose weights are set need not learn them. */
  noteWeights(isSet: (weight: string) => boolean): void {
    for (const layer of this.graph.layers) {
      const names = learnsOf(layer).map(({ name }) => weightName(layer, name));
      if (names.length > 0 && names.every(isSet)) this.adapted.add(layer.name);
    }
  }

  /** Lets inputs and layers learn from the samples of a source: by default those that have yet to. */
  async learnFrom(source: BatchSource, compute: Compute, learners: Learners = this.waiting()): Promise<void> {
    const learner = {
      graph: this.graph,
      before: this.before,
      compute,
      learn: (index: LayerIndex, state: FittedState) => this.learn(this.graph.layers[index]!, state),
    };
    await adaptInputs(learner, learners.inputs, () => source.raw());
    await adaptLayers(learner, new Set(learners.layers), () => source.raw());
  }

  private waiting(): Learners {
    const { inputs, layers } = this.learners;
    return {
      inputs: inputs.filter((input) => !this.before.has(missingName(input))),
      layers: layers.filter((index) => {
        const layer = this.graph.layers[index]!;
        const beside = learnedOfLayer(layer);
        return beside.length > 0
          ? beside.some(({ name }) => !this.before.has(name))
          : !this.adapted.has(layer.name);
      }),
    };
  }

  private learn(layer: LayerInstance, state: FittedState): void {
    const weights = new Map(layer.weights.map((weight) => [weight.name, weight]));
    for (const [name, value] of Object.entries(state)) {
      const weight = weights.get(name);
      const full = weightName(layer, name);
      if (!weight) this.before.learn(full, value);
      else {
        const data = Float32Array.from(value as ArrayLike<number>);
        this.state.write(weightState(full, weight).name, { dtype: weight.dtype, shape: weight.shape, data });
      }
    }
    if (weights.size > 0) this.adapted.add(layer.name);
  }
}
