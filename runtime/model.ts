import { trains } from '../compiler/graph/trains.ts';
import type { Tensor } from '@tensorflow/tfjs-core';
import {
  buildApplyStep,
  buildEvaluateStep,
  buildGradientStep,
  buildPredictStep,
  buildTensorStep,
  buildTrainStep,
  modelWeights,
  weightState,
  type WeightedHead,
} from '../compiler/steps/build-steps.ts';
import { seedName, type StateVariable, type StepGraph } from '../compiler/steps/step-graph.ts';
import type { ModelGraph, TensorIndex } from '../compiler/graph/model-graph.ts';
import { evaluateSize } from '../compiler/shapes/size.ts';
import { batchSize } from '../compiler/shapes/types.ts';
import type { Callback, Logs } from './callbacks/callback.ts';
import { batchesOf, weightsKey, type BatchSource } from './data/batches.ts';
import { datasetBatches, isDataset, type BatchDataset } from './data/dataset.ts';
import { checkLookups, indirectLookups, type Lookup } from './data/check-lookups.ts';
import { isStoredData, sliceBatch, type Samples } from './data/samples.ts';
import {
  prepareSamples,
  type ModelData,
  type SampleOptions,
  type WeightOptions,
} from './data/training-data.ts';
import { CarriedStates } from './carried-states.ts';
import type { Engine, EngineState, Feeds, HostTensor, LoadedStep } from './engines/engine.ts';
import { TrainingError, WeightsError } from './errors.ts';
import { fit, type FitOptions, type FitResult } from './fit.ts';
import { initializeWeights, initialValue } from './initialize.ts';
import { LearnedState, type Learners } from './preprocessing/learned-state.ts';
import { learnedPrefix } from './preprocessing/learned.ts';
import type { Prepare } from './preprocessing/raw-batch.ts';
import { allFinite } from './data/tensor-like.ts';
import { concatRows } from './concat-rows.ts';
import { SizeReader } from './engines/sizes.ts';
import { layerOf, type LayerView } from './layer-view.ts';
import { requireMemory, requireStepMemory } from './memory-needs.ts';
import { OptimizerState } from './optimizer-state.ts';
import { requireOutputs } from './require-outputs.ts';
import { inOrder, readResults, type StepResult } from './step-results.ts';
import { defaultBatchSize, requireWholeNumber } from './options.ts';
import { freshSeed, stepSeed } from './random.ts';

/** The text that a model was compiled from. */
export interface ModelText {
  /** The path of the file in which it stands. */
  readonly entry: string;
  /** That file and those that it imports, by their paths as the compiler knows them. */
  readonly files: ReadonlyMap<string, string>;
}

export interface ModelOptions {
  /** Goes into the folders of its runs. */
  readonly text?: ModelText;
  /** Draws the weights, orders the samples, seeds random layers. The model's own, else a fresh one. */
  readonly seed?: number;
}

export interface EvaluateOptions extends WeightOptions {
  readonly batchSize?: number;
  /** Starts the random numbers of the model, where it draws some; a fresh one by default. */
  readonly seed?: number;
}

export interface PredictOptions {
  readonly batchSize?: number;
  /** Names of heads, branches or layers (feature extraction); all heads by default. */
  readonly outputs?: readonly string[];
  /** Starts the random numbers of the model, where it draws some; a fresh one by default. */
  readonly seed?: number;
  /** Gives `tf.Tensor`s, which the caller disposes, instead of arrays. */
  readonly tensors?: boolean;
}

/** A compiled model with weights: trains, evaluates, predicts. */
export class Model {
  readonly graph: ModelGraph;
  readonly engine: Engine;
  private readonly carried = new CarriedStates();
  /** Undefined for a model that was not made from a file. */
  readonly text: ModelText | undefined;
  private runSeed: number;
  private readonly statedSeed: number | undefined;
  private readonly state: EngineState;
  private readonly optimizers: OptimizerState;
  private readonly lookups: readonly Lookup[];
  private readonly learned: LearnedState;
  private readonly steps = new Map<string, Promise<LoadedStep>>();

  constructor(graph: ModelGraph, engine: Engine, options: ModelOptions = {}) {
    this.graph = graph;
    this.engine = engine;
    this.text = options.text;
    requireWholeNumber('seed', options.seed, 0);
    this.statedSeed = options.seed ?? graph.training.seed ?? undefined;
    this.runSeed = this.statedSeed ?? freshSeed();
    requireMemory(graph);
    this.lookups = indirectLookups(graph);
    this.state = engine.createState();
    this.optimizers = new OptimizerState(graph, this.state);
    this.learned = new LearnedState(graph, this.state);
    initializeWeights(graph, this.state, this.seed);
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

  /**
   * Trains the model.
   * @param data arrays or tensors by name, or a dataset of batches
   * @throws DataError for data that does not fit, TrainingError where no head has a loss or a loss becomes NaN
   */
  async fit(data: ModelData | BatchDataset, options: FitOptions = {}): Promise<FitResult> {
    return fit(this, data, options);
  }

  /** Losses and metrics over all samples, by log name. */
  async evaluate(data: ModelData | BatchDataset, options: EvaluateOptions = {}): Promise<Logs> {
    requireWholeNumber('batchSize', options.batchSize, 1);
    requireWholeNumber('seed', options.seed, 0);
    const source = isDataset(data)
      ? datasetBatches(this, data)
      : batchesOf(await this.prepare(data, 'train', options), options.batchSize ?? defaultBatchSize);
    return this.evaluateApart(source, { seed: options.seed ?? freshSeed() });
  }

  /**
   * One tensor per head, or per name asked for, over all samples.
   * @throws DataError for data that does not fit, or a name that the model does not have; KmodelError for a model
   * without heads, where no name is asked for
   */
  predict(
    data: ModelData | BatchDataset,
    options: PredictOptions & { readonly tensors: true },
  ): Promise<Readonly<Record<string, Tensor>>>;
  predict(
    data: ModelData | BatchDataset,
    options?: PredictOptions & { readonly tensors?: false },
  ): Promise<Readonly<Record<string, HostTensor>>>;
  async predict(
    data: ModelData | BatchDataset,
    options: PredictOptions = {},
  ): Promise<Readonly<Record<string, HostTensor | Tensor>>> {
    requireWholeNumber('batchSize', options.batchSize, 1);
    requireWholeNumber('seed', options.seed, 0);
    const names = this.outputNames(options.outputs);
    const source = isDataset(data)
      ? datasetBatches(this, data, { purpose: 'predict' })
      : batchesOf(await this.prepare(data, 'predict', options), options.batchSize ?? defaultBatchSize);
    const parts: Readonly<Record<string, HostTensor>>[] = [];
    const seed = options.seed ?? freshSeed();
    for await (const feeds of source.epoch(0, 0))
      parts.push(await this.predictBatch(names, feeds, { seed, batch: parts.length }));
    const results = concatRows(parts);
    return options.tensors ? (await import('./tfjs/tensors.ts')).toTensors(results) : results;
  }

  /**
   * @internal The names of what is predicted, which are there and can be: all heads by default.
   * @throws DataError, KmodelError as {@link predict}
   */
  outputNames(outputs: readonly string[] = this.graph.heads.map((head) => head.name)): readonly string[] {
    requireOutputs(this.graph, outputs);
    this.learned.require();
    return outputs;
  }

  /** Runs a step on the next batch: layers with `stateful: true` remember it. */
  private runNext(step: LoadedStep, feeds: Feeds): Promise<Readonly<Record<string, HostTensor>>> {
    return this.carried.run(step, this.state, feeds, true);
  }

  /** Runs a step that nothing remembers. */
  private runOnce(step: LoadedStep, feeds: Feeds): Promise<Readonly<Record<string, HostTensor>>> {
    return this.carried.run(step, this.state, feeds, false);
  }

  /** @internal What is predicted of a batch, which was held against the model already. */
  async predictBatch(
    names: readonly string[],
    feeds: Feeds,
    { seed, batch }: { readonly seed: number; readonly batch: number },
  ): Promise<Readonly<Record<string, HostTensor>>> {
    const step = await this.load(`predict ${names.join()}`, () => buildPredictStep(this.graph, names));
    const results = await this.runNext(step, this.withSeed(feeds, seed, batch));
    return Object.fromEntries(
      step.step.outputs.flatMap((output) =>
        output.role === 'prediction' ? [[output.of, results[output.name]!] as const] : [],
      ),
    );
  }

  /** One training step on one batch; logs are those of this batch alone. */
  async trainOnBatch(data: ModelData, options: WeightOptions = {}): Promise<Logs> {
    const samples = await this.prepare(data, 'train', options);
    this.resetMetrics();
    const { logs } = await this.trainStep(sliceBatch(samples, 0, samples.count), samples.weighted);
    return logs;
  }

  /** Losses and metrics of one batch alone. */
  async testOnBatch(data: ModelData, options: Omit<EvaluateOptions, 'batchSize'> = {}): Promise<Logs> {
    const samples = await this.prepare(data, 'train', options);
    return this.evaluateBatches(batchesOf(samples, Math.max(1, samples.count)), {
      seed: options.seed ?? freshSeed(),
    });
  }

  /** One tensor per head, or per name asked for, for one batch. */
  async predictOnBatch(
    data: ModelData,
    options: Omit<PredictOptions, 'batchSize' | 'tensors'> = {},
  ): Promise<Readonly<Record<string, HostTensor>>> {
    const samples = await this.prepare(data, 'predict');
    return this.predict(data, { ...options, batchSize: Math.max(1, samples.count) });
  }

  /** @internal The values of tensors of the graph for one batch, as they are outside of training, by their numbers. */
  async tensorValues(
    data: ModelData,
    tensors: readonly TensorIndex[],
  ): Promise<ReadonlyMap<TensorIndex, HostTensor>> {
    const samples = await this.prepare(data, 'predict');
    const step = await this.load(`tensors ${tensors.join()}`, () => buildTensorStep(this.graph, tensors));
    const values = await this.runOnce(step, this.withSeed(sliceBatch(samples, 0, samples.count)));
    return new Map(tensors.map((tensor) => [tensor, values[`tensor:${tensor}`]!]));
  }

  /**
   * @internal Runs a graph of this model that changes nothing, by the state as it is.
   * @param key tells it from others
   */
  async runStep(
    key: string,
    build: () => StepGraph,
    feeds: Feeds,
  ): Promise<Readonly<Record<string, HostTensor>>> {
    return this.runOnce(await this.load(key, build), this.withSeed(feeds));
  }

  /**
   * The gradients of the total loss of a batch, by the names of the weights that training changes. What layers set
   * themselves while training (moving statistics, `update`) is set; nothing else changes.
   * @throws DataError for data that does not fit, TrainingError where nothing is to be made small
   *
   * @example
   * await model.applyGradients(await model.gradients({ x, y }));
   */
  async gradients(
    data: ModelData,
    options: WeightOptions = {},
  ): Promise<Readonly<Record<string, HostTensor>>> {
    this.requireLoss();
    const samples = await this.prepare(data, 'train', options);
    const { weighted } = samples;
    const feeds = sliceBatch(samples, 0, samples.count);
    const step = await this.load(`gradients ${weightsKey(weighted)}`, () =>
      buildGradientStep(this.graph, { weighted }),
    );
    const results = await this.runOnce(step, this.withSeed(feeds));
    return Object.fromEntries(
      step.step.outputs.flatMap((output) =>
        output.role === 'gradient' ? [[output.of, results[output.name]!]] : [],
      ),
    );
  }

  /**
   * One step of the model's optimizer with gradients that are given; weights without one stay.
   * @throws WeightsError for an unknown name, or a gradient of another shape than its weight
   */
  async applyGradients(gradients: Readonly<Record<string, HostTensor>>): Promise<void> {
    const known = new Map(modelWeights(this.graph).map((entry) => [entry.name, entry]));
    const names = Object.keys(gradients);
    for (const name of names) {
      const found = known.get(name);
      const given = gradients[name]!;
      if (!found) throw new WeightsError(`\`${this.graph.name}\` has no weight \`${name}\`.`);
      if (!found.layer.trainable || !found.weight.trainable)
        throw new WeightsError(`The weight \`${name}\` of \`${this.graph.name}\` is not trained.`);
      this.requireShape('gradient', name, found.weight.shape, given);
    }
    if (names.length === 0) return;
    const step = await this.load(`apply ${names.join()}`, () => buildApplyStep(this.graph, names));
    const feeds = Object.fromEntries(names.map((name) => [`gradient:${name}`, gradients[name]!]));
    await this.runOnce(step, feeds);
  }

  /** The weights by full name, `LAYER/kernel`, in the order of the layers; copies. */
  getWeights(): Readonly<Record<string, HostTensor>> {
    return Object.fromEntries(
      modelWeights(this.graph).map(({ name, weight }) => [
        name,
        this.state.read(weightState(name, weight).name),
      ]),
    );
  }

  /**
   * Sets weights by full name; those not named stay.
   * @throws WeightsError for an unknown name or another shape
   */
  setWeights(weights: Readonly<Record<string, HostTensor>>): void {
    const known = new Map(modelWeights(this.graph).map((entry) => [entry.name, entry.weight]));
    for (const [name, tensor] of Object.entries(weights)) {
      const weight = known.get(name);
      if (!weight) throw new WeightsError(`\`${this.graph.name}\` has no weight \`${name}\`.`);
      this.requireShape('weight', name, weight.shape, tensor);
    }
    for (const [name, tensor] of Object.entries(weights)) {
      this.state.write(weightState(name, known.get(name)!).name, tensor);
    }
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
      ...this.state.names.map((name) => [name, this.state.read(name)]),
      ...Object.entries(this.carried.toState()),
      ...learned,
    ]) as Readonly<Record<string, HostTensor>>;
  }

  /** Sets state by name; what does not fit the model is refused by the first step that reads it. */
  setState(state: Readonly<Record<string, HostTensor>>): void {
    const learned = Object.entries(state).filter(([name]) => name.startsWith(learnedPrefix));
    this.setLearnedState(
      Object.fromEntries(learned.map(([name, tensor]) => [name.slice(learnedPrefix.length), tensor])),
    );
    this.learned.noteWeights((name) => Object.hasOwn(state, `weight:${name}`));
    for (const [name, tensor] of Object.entries(state)) {
      if (name.startsWith(learnedPrefix) || this.carried.take(name, tensor)) continue;
      this.givenTypes.set(name, typeText(tensor));
      this.state.write(name, tensor);
    }
  }

  /**
   * The layer of a name, or of a place in the order of the text: Keras's `get_layer`.
   * @throws KmodelError where the model has none there
   */
  getLayer(which: string | number): LayerView {
    return layerOf(this, which);
  }

  /**
   * Saves text, weights, what was learned from data and the optimizer's state in one file, `.kmodel.zip`, which
   * `loadModel` reads. In Node alone.
   * @throws KmodelError for another ending, for a model without text, and where the file cannot be written
   */
  async save(path: string): Promise<void> {
    const { saveModel } = await import('./saved/save-model.ts');
    saveModel(this, path);
  }

  /** Frees what the engine holds; the model cannot be used afterwards. */
  async dispose(): Promise<void> {
    const steps = await Promise.all(this.steps.values());
    await Promise.all(steps.map((step) => step.release()));
    this.steps.clear();
    this.state.dispose?.();
  }

  /** @internal One step of training on prepared feeds. */
  async trainStep(feeds: Feeds, weighted: readonly WeightedHead[]): Promise<StepResult> {
    this.requireLoss();
    const { steps } = this.graph.training;
    if (!steps) return this.runTraining(feeds, weighted);
    const results: StepResult[] = [];
    for (const [turn, { repeat }] of steps.entries())
      for (let round = 0; round < repeat; round++)
        results.push(await this.runTraining(feeds, weighted, turn));
    // The last step of a batch knows the sum over all of them.
    const total = results.reduce((sum, { batchLosses }) => sum + batchLosses['']!, 0);
    return {
      logs: inOrder(this.graph, Object.assign({}, ...results.map(({ logs }) => logs)) as Logs),
      batchLosses: { ...Object.assign({}, ...results.map((each) => each.batchLosses)), '': total },
    };
  }

  private async runTraining(
    feeds: Feeds,
    weighted: readonly WeightedHead[],
    turn?: number,
  ): Promise<StepResult> {
    this.learned.require();
    const step = await this.load(`train ${turn ?? ''} ${weightsKey(weighted)}`, () => {
      requireMemory(this.graph, { training: true });
      const built = buildTrainStep(this.graph, { weighted, ...(turn === undefined ? {} : { turn }) });
      const { values } = new SizeReader(built.inputs.filter(({ name }) => feeds[name])).read(feeds);
      requireStepMemory(this.graph, evaluateSize(batchSize, values) ?? 1, values);
      return built;
    });
    // A step feeds what it reads: others leave some of a batch alone.
    return readResults(step.step, await this.runNext(step, this.withSeed(feeds)));
  }

  /** @internal Judges batches from the first on: states of a training in progress are as before afterwards. */
  evaluateApart(
    source: BatchSource,
    hooks: Partial<EvaluationHooks> & { readonly seed?: number },
  ): Promise<Logs> {
    return this.carried.apart(() => this.evaluateBatches(source, hooks));
  }

  /** @internal */
  async evaluateBatches(
    source: BatchSource,
    { onBatchEnd, seed }: Partial<EvaluationHooks> & { readonly seed?: number } = {},
  ): Promise<Logs> {
    this.requireLoss();
    this.learned.require();
    const step = await this.load(`evaluate ${weightsKey(source.weighted)}`, () =>
      buildEvaluateStep(this.graph, { weighted: source.weighted }),
    );
    this.resetMetrics();
    let logs: Logs = {};
    let batch = 0;
    for await (const feeds of source.epoch(0, 0)) {
      ({ logs } = readResults(step.step, await this.runNext(step, this.withSeed(feeds, seed, batch))));
      await onBatchEnd?.(batch, logs);
      batch++;
    }
    return logs;
  }

  /** @internal The first weight that holds NaN or infinity. */
  findBadWeight(): { readonly name: string; readonly value: number } | undefined {
    for (const { name, weight } of modelWeights(this.graph)) {
      const { data } = this.state.read(weightState(name, weight).name);
      if (!(data instanceof Float32Array) || allFinite(data)) continue;
      return { name, value: data.find((each) => !Number.isFinite(each))! };
    }
    return undefined;
  }

  /**
   * @internal Data that fits, with the indices that reach an Embedding through other layers.
   * @throws DataError for data that does not
   */
  async prepare(
    data: ModelData,
    purpose: 'train' | 'predict',
    options: SampleOptions & { readonly batchSize?: number | undefined } = {},
  ): Promise<Samples> {
    const samples = this.samplesOf(data, purpose, options);
    if (this.hasLearned) await this.checkSamples(samples, options);
    return samples;
  }

  private samplesOf(data: ModelData, purpose: 'train' | 'predict', options: SampleOptions = {}): Samples {
    return isStoredData(data)
      ? data.preparedBy(this.prepareBatch)
      : prepareSamples(this.graph, data, purpose, options, this.prepareBatch);
  }

  /**
   * @internal Looks at the indices that reach an Embedding through other layers.
   * @throws DataError where one has no entry
   */
  async checkSamples(
    samples: Samples,
    {
      batchSize = defaultBatchSize,
      first = 0,
    }: Pick<SampleOptions, 'first'> & { readonly batchSize?: number | undefined } = {},
  ): Promise<void> {
    if (this.lookups.length === 0) return;
    for (let start = 0; start < samples.count; start += batchSize) {
      const feeds = sliceBatch(samples, start, Math.min(start + batchSize, samples.count));
      await this.checkLookups(feeds, first + start);
    }
  }

  /** @internal What is done to samples before the graph, where the model has such layers. */
  get prepareBatch(): Prepare | undefined {
    return this.learned.prepare;
  }

  /**
   * Lets layers learn from data anew what Keras's `adapt` learns: means, vocabularies, boundaries. `fit` does so with
   * the training part, where they have not learned yet.
   * @throws DataError for data that does not fit, or tell a layer nothing
   */
  async adapt(data: ModelData | BatchDataset): Promise<void> {
    const source = isDataset(data)
      ? datasetBatches(this, data, { purpose: 'predict' })
      : batchesOf(this.samplesOf(data, 'predict'), defaultBatchSize);
    await this.learnFrom(source, this.learned.learners);
  }

  /** @internal True where nothing has yet to be learned from data. */
  get hasLearned(): boolean {
    return this.learned.isComplete;
  }

  /** @internal Lets inputs and layers learn from the samples of a source: by default those that have yet to. */
  learnFrom(source: BatchSource, learners?: Learners): Promise<void> {
    const compute = async (tensors: readonly TensorIndex[], feeds: Feeds) => {
      const step = await this.load(`tensors ${tensors.join()}`, () => buildTensorStep(this.graph, tensors));
      return this.runOnce(step, this.withSeed(feeds));
    };
    return this.learned.learnFrom(source, compute, learners);
  }

  /** @internal What `prepare` checks, for one batch of a dataset. */
  async checkLookups(feeds: Feeds, firstSample = 0): Promise<void> {
    if (this.lookups.length === 0) return;
    const tensors = this.lookups.map(({ tensor }) => tensor);
    const step = await this.load('lookups', () => buildTensorStep(this.graph, tensors));
    checkLookups(this.graph, this.lookups, await this.runOnce(step, feeds), feeds, firstSample);
  }

  /** Layers with `stateful: true` begin the next batch with states of zeros. */
  resetStates(): void {
    this.carried.reset();
  }

  /** @internal Metrics start from nothing. */
  resetMetrics(): void {
    for (const name of this.state.names) {
      if (!name.startsWith('metric:')) continue;
      const initial = this.initialMetrics.get(name);
      // Without one, the state is a checkpoint's: the step that reads it has yet to be loaded, and will start it.
      if (initial) this.state.write(name, initial);
      else this.state.delete(name);
    }
  }

  /** The types of state that came from outside, such as a checkpoint, by name. */
  private readonly givenTypes = new Map<string, string>();
  private readonly initialMetrics = new Map<string, HostTensor>();

  private load(key: string, build: () => StepGraph): Promise<LoadedStep> {
    let loaded = this.steps.get(key);
    if (!loaded) {
      const step = build();
      for (const input of step.inputs) {
        if (input.role !== 'state') continue;
        this.requireType(input.state);
        const initial = initialValue(input.state);
        if (input.state.kind === 'metric') this.initialMetrics.set(input.state.name, initial);
        if (!this.state.has(input.state.name)) this.state.write(input.state.name, initial);
      }
      loaded = this.engine.load(step);
      this.steps.set(key, loaded);
    }
    return loaded;
  }

  private requireType(variable: StateVariable): void {
    const given = this.givenTypes.get(variable.name);
    if (given === undefined || given === typeText(variable)) return;
    throw new WeightsError(
      `The state \`${variable.name}\` of \`${this.graph.name}\` is ${typeText(variable)}, but ${given} was given.`,
      'Take the state of the same model, with the same optimizer.',
    );
  }

  /** @throws WeightsError where a tensor is not of a weight's shape, or holds more numbers or fewer than it says */
  private requireShape(
    what: string,
    name: string,
    wanted: readonly number[],
    { shape, data }: HostTensor,
  ): void {
    if (wanted.join() !== shape.join())
      throw new WeightsError(
        `The ${what} \`${name}\` is [${wanted.join(', ')}] in \`${this.graph.name}\`, but [${shape.join(', ')}] was given.`,
      );
    const count = wanted.reduce((product, size) => product * size, 1);
    if (data.length !== count)
      throw new WeightsError(
        `The ${what} \`${name}\` has ${count} numbers in \`${this.graph.name}\`, but ${data.length} were given.`,
      );
  }

  private requireLoss(): void {
    if (trains(this.graph)) return;
    const heads = this.graph.heads.map((head) => `\`${head.name}\``).join(', ');
    throw new TrainingError(
      `Nothing trains or judges \`${this.graph.name}\`: none of its heads ${heads} has a loss.`,
      'Give a head one, for example `{ loss: mse }`.',
    );
  }

  /** @param batch its place, where several are drawn for with one seed */
  private withSeed(feeds: Feeds, seed = this.seed, batch = 0): Feeds {
    const start = (stepSeed(seed) + Math.imul(batch, 0x9e3779b1)) | 0;
    return { ...feeds, [seedName]: { dtype: 'int32', shape: [], data: Int32Array.of(start) } };
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

/** @internal */
export interface EvaluationHooks {
  readonly onBatchEnd: (batch: number, logs: Logs) => Promise<void>;
}

export type { Callback };

function typeText({ dtype, shape }: Pick<HostTensor, 'dtype' | 'shape'>): string {
  return `${dtype}[${shape.join(', ')}]`;
}
