import type { Tensor } from '@tensorflow/tfjs-core';
import type { ModelGraph, TensorIndex } from '../compiler/graph/model-graph.ts';
import {
  buildApplyStep,
  buildEvaluateStep,
  buildGradientStep,
  buildPredictStep,
  buildTensorStep,
  type StepOptions,
  type WeightedHead,
} from '../compiler/steps/build-steps.ts';
import { seedName, type StepGraph } from '../compiler/steps/step-graph.ts';
import type { Logs } from './callbacks/callback.ts';
import { batchesOf, weightsKey, type BatchSource } from './data/batches.ts';
import { checkLookups, indirectLookups, type Lookup } from './data/check-lookups.ts';
import { declaredClassWeights, withClassWeights } from './data/class-weights.ts';
import { datasetBatches, isDataset, needsAllSamples, type BatchDataset } from './data/dataset.ts';
import { isStoredData, sliceBatch, type Samples } from './data/samples.ts';
import { prepareSamples, type ModelData, type SampleOptions } from './data/training-data.ts';
import type { Engine, Feeds, HostTensor, LoadedStep } from './engines/engine.ts';
import { fit, type FitOptions, type FitResult } from './fit.ts';
import { layerOf, type LayerView } from './layer-view.ts';
import { KeptState } from './model/kept-state.ts';
import {
  callOptions,
  type EvaluateOptions,
  type EvaluationHooks,
  type ModelOptions,
  type PredictOptions,
  type TrainingWeights,
} from './model/options.ts';
import { buildTraining, requireLoss, sumOfTurns } from './model/training-step.ts';
import { requireGradients } from './model/weights.ts';
import { defaultBatchSize, requireKnownOptions, requireWholeNumber } from './options.ts';
import type { Learners } from './preprocessing/learned-state.ts';
import type { Prepare } from './preprocessing/raw-batch.ts';
import { predict } from './predict.ts';
import { freshSeed, stepSeed } from './random.ts';
import { requireOutputs } from './require-outputs.ts';
import {
  gradientsIn,
  readPrediction,
  readResults,
  summedInputs,
  type Prediction,
  type StepResult,
} from './step-results.ts';

/** A compiled model with weights: trains, evaluates, predicts. */
export class Model extends KeptState {
  private readonly lookups: readonly Lookup[];

  constructor(graph: ModelGraph, engine: Engine, options: ModelOptions = {}) {
    super(graph, engine, options);
    this.lookups = indirectLookups(graph);
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
    requireKnownOptions('evaluate', options, callOptions.evaluate);
    requireWholeNumber('batchSize', options.batchSize, 1);
    requireWholeNumber('seed', options.seed, 0);
    if (isDataset(data) && options.sampleWeight !== undefined) throw needsAllSamples('sampleWeight');
    const source = isDataset(data)
      ? datasetBatches(this, data)
      : batchesOf(await this.prepare(data, 'train', options), options.batchSize ?? defaultBatchSize);
    return this.readable(this.evaluateApart(source, { seed: options.seed ?? freshSeed() }));
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
    return predict(this, data, options);
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

  /**
   * @internal What is predicted of a batch, which was held against the model already.
   * @returns with it, whether the sums of its inputs are finite
   */
  async predictBatch(
    names: readonly string[],
    feeds: Feeds,
    { seed, batch }: { readonly seed: number; readonly batch: number },
  ): Promise<Prediction> {
    const loaded = await this.predictStep(names);
    return readPrediction(loaded.step, await this.steps.runNext(loaded, this.withSeed(feeds, seed, batch)));
  }

  /** @internal The inputs that a prediction sums up. */
  async summedInputs(names: readonly string[]): Promise<ReadonlySet<string>> {
    return summedInputs((await this.predictStep(names)).step);
  }

  private predictStep(names: readonly string[]): Promise<LoadedStep> {
    return this.steps.load(`predict ${names.join()}`, () =>
      buildPredictStep(this.graph, names, { sumsInputs: true }),
    );
  }

  /** One training step on one batch; logs are those of this batch alone. */
  async trainOnBatch(data: ModelData, options: TrainingWeights = {}): Promise<Logs> {
    requireKnownOptions('trainOnBatch', options, callOptions.trainOnBatch);
    return (await this.trainOn(data, options)).logs;
  }

  /** @internal One training step on one batch, which gives the gradients by which it went as well. */
  async trainWithGradients(data: ModelData): Promise<StepResult> {
    return this.trainOn(data, {}, true);
  }

  private async trainOn(data: ModelData, options: TrainingWeights, gradients = false): Promise<StepResult> {
    const samples = await this.trainingSamples(data, options);
    this.resetMetrics();
    const feeds = sliceBatch(samples, 0, samples.count);
    return this.readable(this.trainStep(feeds, samples.weighted, gradients));
  }

  /** Losses and metrics of one batch alone. */
  async testOnBatch(data: ModelData, options: Omit<EvaluateOptions, 'batchSize'> = {}): Promise<Logs> {
    requireKnownOptions('testOnBatch', options, callOptions.testOnBatch);
    const samples = await this.prepare(data, 'train', options);
    const source = batchesOf(samples, Math.max(1, samples.count));
    return this.readable(this.evaluateBatches(source, { seed: options.seed ?? freshSeed() }));
  }

  /** One tensor per head, or per name asked for, for one batch. */
  async predictOnBatch(
    data: ModelData,
    options: Omit<PredictOptions, 'batchSize' | 'tensors'> = {},
  ): Promise<Readonly<Record<string, HostTensor>>> {
    requireKnownOptions('predictOnBatch', options, callOptions.predictOnBatch);
    const samples = await this.prepare(data, 'predict');
    return this.predict(data, { ...options, batchSize: Math.max(1, samples.count) });
  }

  /** @internal The values of tensors of the graph for one batch, as they are outside of training, by their numbers. */
  async tensorValues(
    data: ModelData,
    tensors: readonly TensorIndex[],
  ): Promise<ReadonlyMap<TensorIndex, HostTensor>> {
    const samples = await this.prepare(data, 'predict');
    const step = await this.steps.load(`tensors ${tensors.join()}`, () =>
      buildTensorStep(this.graph, tensors),
    );
    const values = await this.steps.runOnce(step, this.withSeed(sliceBatch(samples, 0, samples.count)));
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
    return this.steps.runOnce(await this.steps.load(key, build), this.withSeed(feeds));
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
    options: TrainingWeights = {},
  ): Promise<Readonly<Record<string, HostTensor>>> {
    requireKnownOptions('gradients', options, callOptions.trainOnBatch);
    requireLoss(this.graph);
    const samples = await this.trainingSamples(data, options);
    const { weighted } = samples;
    const feeds = sliceBatch(samples, 0, samples.count);
    const step = await this.steps.load(`gradients ${weightsKey(weighted)}`, () =>
      buildGradientStep(this.graph, { weighted }),
    );
    const results = await this.readable(this.steps.runOnce(step, this.withSeed(feeds)));
    return gradientsIn(step.step, results);
  }

  /**
   * One step of the model's optimizer with gradients that are given; weights without one stay.
   * @throws WeightsError for an unknown name, or a gradient of another shape than its weight
   */
  async applyGradients(gradients: Readonly<Record<string, HostTensor>>): Promise<void> {
    requireGradients(this.graph, gradients);
    const names = Object.keys(gradients);
    if (names.length === 0) return;
    const step = await this.steps.load(`apply ${names.join()}`, () => buildApplyStep(this.graph, names));
    const feeds = Object.fromEntries(names.map((name) => [`gradient:${name}`, gradients[name]!]));
    await this.readable(this.steps.runOnce(step, feeds));
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
    await this.steps.release();
  }

  /** @internal One step of training on prepared feeds, which leaves state where the engine has it. */
  async trainStep(feeds: Feeds, weighted: readonly WeightedHead[], gradients = false): Promise<StepResult> {
    requireLoss(this.graph);
    const { steps } = this.graph.training;
    if (!steps) return this.runTraining(feeds, { weighted, gradients });
    const results: StepResult[] = [];
    for (const [turn, { repeat }] of steps.entries())
      for (let round = 0; round < repeat; round++)
        results.push(await this.runTraining(feeds, { weighted, gradients, turn }));
    return sumOfTurns(this.graph, results);
  }

  private async runTraining(feeds: Feeds, options: StepOptions): Promise<StepResult> {
    this.learned.require();
    const { weighted = [], turn = '', gradients } = options;
    const step = await this.steps.load(`train ${turn} ${gradients} ${weightsKey(weighted)}`, () =>
      buildTraining(this.graph, feeds, options),
    );
    // A step feeds what it reads: others leave some of a batch alone.
    return readResults(step.step, await this.steps.runNext(step, this.withSeed(feeds)));
  }

  /** @internal Judges batches from the first on: states of a training in progress are as before afterwards. */
  evaluateApart(
    source: BatchSource,
    hooks: Partial<EvaluationHooks> & { readonly seed?: number },
  ): Promise<Logs> {
    return this.steps.carried.apart(() => this.evaluateBatches(source, hooks));
  }

  /** @internal */
  async evaluateBatches(
    source: BatchSource,
    { onBatchEnd, seed }: Partial<EvaluationHooks> & { readonly seed?: number } = {},
  ): Promise<Logs> {
    requireLoss(this.graph);
    this.learned.require();
    const step = await this.steps.load(`evaluate ${weightsKey(source.weighted)}`, () =>
      buildEvaluateStep(this.graph, { weighted: source.weighted }),
    );
    this.resetMetrics();
    let logs: Logs = {};
    let batch = 0;
    for await (const feeds of source.epoch(0, 0)) {
      ({ logs } = readResults(step.step, await this.steps.runNext(step, this.withSeed(feeds, seed, batch))));
      await onBatchEnd?.(batch, logs);
      batch++;
    }
    return logs;
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

  /** Samples to train on, which weigh what their classes do. */
  private async trainingSamples(
    data: ModelData,
    { classWeight = declaredClassWeights(this.graph), ...options }: TrainingWeights,
  ): Promise<Samples> {
    const samples = await this.prepare(data, 'train', options);
    return classWeight ? withClassWeights(this.graph, samples, classWeight) : samples;
  }

  private samplesOf(data: ModelData, purpose: 'train' | 'predict', options: SampleOptions = {}): Samples {
    return isStoredData(data)
      ? data.preparedBy(this.prepareBatch)
      : prepareSamples(
          this.graph,
          data,
          purpose,
          { ...options, isFinite: this.engine.allFinite },
          this.prepareBatch,
        );
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

  /** @internal Lets inputs and layers learn from the samples of a source: by default those that have yet to. */
  learnFrom(source: BatchSource, learners?: Learners): Promise<void> {
    const compute = async (tensors: readonly TensorIndex[], feeds: Feeds) => {
      const step = await this.steps.load(`tensors ${tensors.join()}`, () =>
        buildTensorStep(this.graph, tensors),
      );
      return this.steps.runOnce(step, this.withSeed(feeds));
    };
    return this.learned.learnFrom(source, compute, learners);
  }

  /** @internal What `prepare` checks, for one batch of a dataset. */
  async checkLookups(feeds: Feeds, firstSample = 0): Promise<void> {
    if (this.lookups.length === 0) return;
    const tensors = this.lookups.map(({ tensor }) => tensor);
    const step = await this.steps.load('lookups', () => buildTensorStep(this.graph, tensors));
    checkLookups(this.graph, this.lookups, await this.steps.runOnce(step, feeds), feeds, firstSample);
  }

  /** @param batch its place, where several are drawn for with one seed */
  private withSeed(feeds: Feeds, seed = this.seed, batch = 0): Feeds {
    const start = (stepSeed(seed) + Math.imul(batch, 0x9e3779b1)) | 0;
    return { ...feeds, [seedName]: { dtype: 'int32', shape: [], data: Int32Array.of(start) } };
  }
}
