import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { Engine, HostTensor } from '../engines/engine.ts';
import { TrainingError } from '../errors.ts';
import { initializeWeights } from '../initialize.ts';
import { requireMemory } from '../memory-needs.ts';
import { OptimizerState } from '../optimizer-state.ts';
import { requireEngine } from '../require-model.ts';
import { requireWholeNumber } from '../options.ts';
import { LearnedState } from '../preprocessing/learned-state.ts';
import { learnedPrefix } from '../preprocessing/learned.ts';
import { freshSeed } from '../random.ts';
import { requireTensors, requireWhole } from '../require-tensors.ts';
import type { ModelOptions, ModelText } from './options.ts';
import { ModelSteps } from './steps.ts';
import { findBadWeight, readWeights, writeWeights } from './weights.ts';

/** What a model keeps: its weights, what it learned from data, its optimizer's state, and the seed of its random numbers. */
export abstract class KeptState {
  readonly graph: ModelGraph;
  readonly engine: Engine;
  /** Undefined for a model that was not made from a file. */
  readonly text: ModelText | undefined;
  private runSeed: number;
  private readonly statedSeed: number | undefined;
  protected readonly steps: ModelSteps;
  private readonly optimizers: OptimizerState;
  protected readonly learned: LearnedState;

  constructor(graph: ModelGraph, engine: Engine, options: ModelOptions = {}) {
    requireEngine(engine);
    this.graph = graph;
    this.engine = engine;
    this.text = options.text;
    requireWholeNumber('seed', options.seed, 0);
    this.statedSeed = options.seed ?? graph.training.seed ?? undefined;
    this.runSeed = this.statedSeed ?? freshSeed();
    requireMemory(graph);
    this.steps = new ModelSteps(graph, engine);
    const { state } = this.steps;
    this.optimizers = new OptimizerState(graph, state);
    this.learned = new LearnedState(graph, state);
    if (options.state) this.setState(options.state);
    else initializeWeights(graph, state, this.seed);
  }

  /** Draws the weights, orders the samples, seeds random layers. */
  get seed(): number {
    return this.runSeed;
  }

  /**
   * @internal Takes the seed of a run that is resumed in place of one that nobody asked for.
   * @throws TrainingError where another seed was asked for
   */
  adoptSeed(seed: number): void {
    if (this.statedSeed !== undefined && this.statedSeed !== seed) {
      throw new TrainingError(
        `The run began with the seed ${seed}, and cannot go on with ${this.statedSeed}.`,
        'Leave the seed out, or train into another folder.',
      );
    }
    this.runSeed = seed;
  }

  /** The weights by full name, `LAYER/kernel`, in the order of the layers; copies. */
  getWeights(): Readonly<Record<string, HostTensor>> {
    return readWeights(this.graph, this.steps.state);
  }

  /**
   * Sets weights by full name; those not named stay.
   * @throws WeightsError for an unknown name, for what is no tensor, and for another shape or dtype
   */
  setWeights(weights: Readonly<Record<string, HostTensor>>): void {
    writeWeights(this.graph, this.steps.state, weights);
    this.learned.noteWeights((name) => Object.hasOwn(weights, name));
  }

  /** What the model has learned from data and keeps beside its weights, as files keep it: `LAYER/vocabulary`. */
  getLearned(): Readonly<Record<string, HostTensor>> {
    return this.learned.values();
  }

  /** What the model has learned from data, weights of layers included, and the names of classes, as plain lists. */
  describeLearned(): Readonly<Record<string, readonly (string | number)[]>> {
    return this.learned.describe();
  }

  /**
   * Sets what {@link getLearned} gives; what is not named stays.
   * @throws WeightsError for an unknown name, or a value of another kind
   */
  setLearnedState(learned: Readonly<Record<string, HostTensor>>): void {
    this.learned.set(learned);
  }

  /**
   * The optimizer's learning rate. Where steps or parts of the model have optimizers of their own it is that of the
   * first, and when it is set, the others keep their proportion to it.
   * @throws TrainingError where the model's optimizer has a schedule
   */
  get learningRate(): number {
    return this.optimizers.learningRate;
  }

  set learningRate(rate: number) {
    this.optimizers.learningRate = rate;
  }

  /** The learning rate, as above; null where a schedule makes it anew at every step. */
  get fixedRate(): number | null {
    return this.optimizers.fixedRate;
  }

  /** Everything that a training leaves behind but its place in the data: weights, optimizer, metrics, step number. */
  getState(): Readonly<Record<string, HostTensor>> {
    const learned = Object.entries(this.getLearned()).map(([name, tensor]) => [learnedPrefix + name, tensor]);
    return Object.fromEntries([
      ...this.steps.state.names.map((name) => [name, this.steps.state.read(name)]),
      ...Object.entries(this.steps.carried.toState()),
      ...learned,
    ]) as Readonly<Record<string, HostTensor>>;
  }

  /**
   * Sets state by name. What does not fit is refused where a step has read it before, else by the first that reads it.
   * @throws WeightsError for what is no tensor, and for another shape or dtype than a step has read; nothing is set then
   */
  setState(state: Readonly<Record<string, HostTensor>>): void {
    requireTensors('setState', 'state', state);
    requireWhole('state', state);
    this.steps.requireFitting(state);
    const learned = Object.entries(state).filter(([name]) => name.startsWith(learnedPrefix));
    this.setLearnedState(
      Object.fromEntries(learned.map(([name, tensor]) => [name.slice(learnedPrefix.length), tensor])),
    );
    this.learned.noteWeights((name) => Object.hasOwn(state, `weight:${name}`));
    for (const [name, tensor] of Object.entries(state)) {
      if (!name.startsWith(learnedPrefix)) this.steps.give(name, tensor);
    }
  }

  /** @internal Waits for steps, and then until the state that they have changed can be read. */
  async readable<T>(steps: Promise<T>): Promise<T> {
    try {
      return await steps;
    } finally {
      await this.steps.download();
    }
  }

  /** @internal Brings state to where it can be read, in the middle of steps. */
  downloadState(): Promise<void> {
    return this.steps.download();
  }

  /** @internal The first weight that holds NaN or infinity. */
  findBadWeight(): { readonly name: string; readonly value: number } | undefined {
    const { state, engine } = this.steps;
    return findBadWeight(this.graph, state, engine.allFinite);
  }

  /** @internal True where nothing has yet to be learned from data. */
  get hasLearned(): boolean {
    return this.learned.isComplete;
  }

  /** Layers with `stateful: true` begin the next batch with states of zeros. */
  resetStates(): void {
    this.steps.carried.reset();
  }

  /** @internal Optimizers start from nothing, as before the first step. */
  resetOptimizers(): void {
    this.steps.resetOptimizers();
  }

  /** @internal Metrics start from nothing. */
  resetMetrics(): void {
    this.steps.resetMetrics();
  }

  /** Whether an optimizer keeps averages of the weights. */
  get keepsAverages(): boolean {
    return this.optimizers.keepsAverages;
  }

  /** @internal True while averages of the weights stand in their place. */
  get averagesInPlace(): boolean {
    return this.optimizers.averagesInPlace;
  }

  set averagesInPlace(inPlace: boolean) {
    this.optimizers.averagesInPlace = inPlace;
  }

  /** @internal Puts the averages in the place of the weights, or back. */
  swapAverages(): void {
    this.optimizers.swapAverages();
  }

  /**
   * @internal What Keras's `finalize_variable_values` does at the end of `fit`: where an optimizer with `use_ema` has
   * made steps, its averages take the place of the weights.
   */
  useAverages(): void {
    this.optimizers.useAverages();
  }
}
