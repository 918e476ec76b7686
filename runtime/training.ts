import type { Callback, CallbackState, Logs, MessageKind, TrainingParameters } from './callbacks/callback.ts';
import { asCallback, type AnyCallback } from './callbacks/tfjs.ts';
import { runHooks, type HookArguments, type HookName } from './callbacks/callback.ts';
import { isStateful } from '../compiler/graph/stateful.ts';
import type { BatchSource } from './data/batches.ts';
import type { BatchDataset } from './data/dataset.ts';
import type { FitSources } from './data/fit-sources.ts';
import type { Samples } from './data/samples.ts';
import type { ModelData, WeightOptions } from './data/training-data.ts';
import type { TrainingWeights } from './model/options.ts';
import { DataError, KmodelError, TrainingError } from './errors.ts';
import { extendHistory, type History } from './history.ts';
import type { Feeds } from './engines/engine.ts';
import { inspect } from './inspect/inspect.ts';
import type { Model } from './model.ts';
import { missingPrecisions } from './missing-precisions.ts';
import { refuseNaN, spoiltHelp } from './refuse-nan.ts';
import type { RunOptions } from './run/options.ts';
import { requireKnownOptions, requireShare, requireWholeNumber } from './options.ts';

export interface FitOptions extends TrainingWeights {
  readonly epochs?: number;
  /** The epoch to begin with, from 0: `epochs` counts those before it. A run that is resumed goes on by itself. */
  readonly initialEpoch?: number;
  /** Not for datasets: their batches are made already. */
  readonly batchSize?: number;
  /** Not for datasets: they shuffle themselves. */
  readonly shuffle?: boolean;
  /**
   * Steps of an epoch, where that is not all of the data: the next one goes on there. Arrays begin anew at their end,
   * which ends an epoch early; a dataset must not end.
   */
  readonly stepsPerEpoch?: number;
  /** The name that tfjs has for `stepsPerEpoch`. */
  readonly batchesPerEpoch?: number;
  readonly validationData?: ModelData | BatchDataset;
  /** Weights of the samples of `validationData`, in the forms of `sampleWeight`. */
  readonly validationSampleWeight?: WeightOptions['sampleWeight'];
  /** The share of the samples, taken from the end before shuffling, that is kept for validation. */
  readonly validationSplit?: number;
  /** Samples in one step of validation, by default as many as in training; not for datasets. */
  readonly validationBatchSize?: number;
  /** Steps of validation, from the first sample on, where that is not all of its data. */
  readonly validationSteps?: number;
  /** Validation comes every so many epochs, or after these epochs, which count from 1. */
  readonly validationFreq?: number | readonly number[];
  /** Ours, and those of tfjs: `tf.callbacks.earlyStopping()`, `{ onBatchEnd: … }`; one, or several in their order. */
  readonly callbacks?: AnyCallback | readonly AnyCallback[];
  /** Whether layers with `stateful: true` take their states into the next epoch. */
  readonly keepStates?: boolean;
  /** Stops after the step in progress. */
  readonly signal?: AbortSignal;
  /** Gets what callbacks say; by default, warnings and notes go to the console. */
  readonly onMessage?: (kind: MessageKind, text: string) => void;
  /**
   * Trains into a folder, as `kmodel train` does: with the callbacks that the model declares, weights, checkpoints
   * and a record; `resume: true` goes on with the run in it. In Node alone.
   */
  readonly run?: string | RunOptions;
  /** Called after every epoch with the state of the training, to save it. */
  readonly onCheckpoint?: (progress: Progress) => void | Promise<void>;
  /** Goes on where an earlier run stopped; the model's state must be that run's. */
  readonly resume?: Progress | undefined;
}

/** Where a training stands between two steps. */
export interface Progress {
  /** The epoch in progress, from 0, and the number of its steps already done. */
  readonly epoch: number;
  readonly step: number;
  readonly history: History;
  /** In the order of the callbacks. */
  readonly callbacks: readonly (CallbackState | null)[];
  /** Why a callback has ended the training, where one has: it does not go on then. */
  readonly stopped?: string | null;
}

export interface FitResult {
  readonly history: History;
  /** `done`, `stopped` by a callback, or `interrupted` by the signal. */
  readonly end: 'done' | 'stopped' | 'interrupted';
  /** What callbacks say of the end: why it came early, which weights there are. */
  readonly outcomes: readonly string[];
  /** Steps that were trained: none where a resumed run had come to its end. */
  readonly steps: number;
  readonly progress: Progress;
}

/** @internal Trains on batches that are made already. */
export function trainOn(
  model: Model,
  sources: FitSources,
  options: FitOptions & { readonly warnings?: readonly string[] },
): Promise<FitResult> {
  const callbacks = callbackList(options.callbacks).map(asCallback);
  const warnings = [...sources.warnings, ...(options.warnings ?? [])];
  return new Training(model, options, callbacks, { ...sources, warnings }).run();
}

/** One training in progress. */
class Training {
  private readonly model: Model;
  private readonly options: FitOptions;
  private readonly callbacks: readonly Callback[];
  private readonly source: BatchSource;
  private readonly validation: BatchSource | undefined;
  private readonly warnings: readonly string[];
  private readonly samples: readonly Samples[];
  private readonly outcomes: string[] = [];
  /** What callbacks have said, of whichever kind. */
  private readonly said = new Set<string>();
  private readonly epochs: number;
  private stopped: string | null;
  private history: History;
  private epoch: number;
  private step: number;
  private lastLogs: Logs = {};
  private first: Feeds | undefined;
  private steps = 0;

  constructor(model: Model, options: FitOptions, callbacks: readonly Callback[], sources: FitSources) {
    const { resume } = options;
    this.model = model;
    this.options = options;
    this.callbacks = callbacks;
    this.source = sources.training;
    this.validation = sources.validation;
    this.warnings = sources.warnings;
    this.samples = [sources.samples, sources.validationSamples].filter((samples) => samples !== undefined);
    this.epochs = options.epochs ?? model.graph.training.epochs;
    this.history = resume?.history ?? {};
    this.epoch = resume?.epoch ?? options.initialEpoch ?? 0;
    this.step = resume?.step ?? 0;
    this.stopped = resume?.stopped ?? null;
  }

  run(): Promise<FitResult> {
    return this.model.readable(this.train());
  }

  private async train(): Promise<FitResult> {
    await this.begin();
    while (this.epoch < this.epochs && this.stopped === null) {
      const interrupted = await this.trainEpoch();
      if (interrupted) {
        await this.refuseBadWeights(this.step);
        return this.result('interrupted');
      }
      await this.endEpoch();
    }
    this.model.useAverages();
    await this.runHooks('onTrainEnd', this.lastLogs);
    if (this.stopped !== null && !this.said.has(this.stopped)) this.say('outcome', this.stopped);
    return this.result(this.stopped === null ? 'done' : 'stopped');
  }

  private async begin(): Promise<void> {
    const { model, options, source } = this;
    await this.learn();
    for (const warning of this.warnings) this.say('warning', warning);
    this.warnOfOrder();
    for (const text of missingPrecisions(this.model.graph, this.model.engine)) this.say('note', text);
    this.callbacks.forEach((callback, index) => {
      const state = options.resume?.callbacks[index];
      if (state) callback.setState?.(state);
    });
    const parameters: TrainingParameters = {
      epochs: this.epochs,
      steps: source.steps,
      batchSize: source.batchSize,
      samples: source.samples,
      seed: model.seed,
      validates: this.validation !== undefined,
    };
    await this.runHooks('onTrainBegin', {
      model,
      parameters,
      start: { epoch: this.epoch, step: this.step },
      stop: (reason = 'A callback ended the training.') => void (this.stopped ??= reason),
      progress: () => this.progress(),
      say: (kind, text) => this.say(kind, text),
      inspect: async () => inspect(model, await this.firstBatch(), source.weighted),
    });
  }

  /** States that go from batch to batch are of the samples before, which a new order makes others. */
  private warnOfOrder(): void {
    const { model, options, samples } = this;
    const layer = model.graph.layers.find(({ args }) => isStateful(args));
    if (!layer || samples.length === 0 || !(options.shuffle ?? model.graph.training.shuffle)) return;
    const text = `The samples come in a new order in every epoch, so what \`${layer.name}\` remembers is of others: \`shuffle: false\` keeps it.`;
    this.say('warning', text);
  }

  /** What the first step of a training is fed; kept, so that all inspections look at the same samples. */
  private async firstBatch(): Promise<Feeds> {
    if (this.first) return this.first;
    for await (const feeds of this.source.epoch(0, 0)) {
      this.first = feeds;
      break;
    }
    if (!this.first) throw new DataError('There is no sample to look at.');
    return this.first;
  }

  /** Layers that have yet to learn from data do so from the training part; of a resumed run, none has. */
  private async learn(): Promise<void> {
    const { model, source } = this;
    if (model.hasLearned) return;
    await model.learnFrom(source);
    for (const samples of this.samples) await model.checkSamples(samples, { batchSize: source.batchSize });
  }

  private say(kind: MessageKind, text: string): void {
    this.said.add(text);
    if (kind === 'outcome') this.outcomes.push(text);
    (this.options.onMessage ?? printMessage)(kind, text);
  }

  /** Callbacks may read weights, which are brought to where that can be done if there is a hook at all. */
  private async runHooks<K extends HookName>(hook: K, ...args: HookArguments<K>): Promise<void> {
    const { callbacks } = this;
    if (!callbacks.some((callback) => callback[hook])) return;
    await this.model.downloadState();
    await runHooks(callbacks, hook, ...args);
  }

  /** Trains what is left of an epoch; true where the signal interrupts it. */
  private async trainEpoch(): Promise<boolean> {
    const { model, source, epoch } = this;
    if (this.step === 0) {
      model.resetMetrics();
      if (!this.options.keepStates) model.resetStates();
      await this.runHooks('onEpochBegin', epoch);
    }
    for await (const feeds of source.epoch(epoch, this.step, { reusesMemory: true })) {
      if (this.options.signal?.aborted) return true;
      await this.runHooks('onTrainBatchBegin', this.step);
      const result = await model.trainStep(feeds, source.weighted);
      this.lastLogs = result.logs;
      this.steps++;
      await this.runHooks('onTrainBatchEnd', this.step, result.logs);
      if (this.stopped !== null) return false;
      refuseNaN(result, { epoch, step: this.step, graph: model.graph, feeds });
      this.step++;
    }
    await this.refuseBadWeights(this.step);
    return false;
  }

  private async endEpoch(): Promise<void> {
    const { callbacks, epoch, validation } = this;
    const isDue = validation && this.stopped === null && this.validatesAfter(epoch);
    const validated = isDue ? await this.validate(validation) : {};
    this.lastLogs = { ...this.lastLogs, ...validated };
    await this.model.downloadState();
    for (const callback of callbacks) {
      this.lastLogs = { ...this.lastLogs, ...callback.logsOfEpoch?.() };
    }
    this.history = extendHistory(this.history, this.lastLogs);
    await this.runHooks('onEpochEnd', epoch, this.lastLogs);
    this.epoch++;
    this.step = 0;
    // A callback may end a training for weights that are no numbers: those do not take the place of good ones.
    if (this.stopped === null || !this.model.findBadWeight()) {
      await this.runHooks('onCheckpoint', this.progress());
      await this.options.onCheckpoint?.(this.progress());
    }
  }

  /** Keras's `validation_freq`, in which epochs count from 1. */
  private validatesAfter(epoch: number): boolean {
    const freq = this.options.validationFreq ?? this.model.graph.training.validationFreq;
    return typeof freq === 'number' ? (epoch + 1) % freq === 0 : freq.includes(epoch + 1);
  }

  private async validate(source: BatchSource): Promise<Logs> {
    await this.runHooks('onTestBegin');
    const logs = await this.model.evaluateApart(source, {
      onBatchEnd: (batch, batchLogs) => this.runHooks('onTestBatchEnd', batch, batchLogs),
    });
    await this.runHooks('onTestEnd', logs);
    return Object.fromEntries(Object.entries(logs).map(([name, value]) => [`val_${name}`, value]));
  }

  /** The loss is that of before an update: the last one of an epoch shows in the weights alone. */
  private async refuseBadWeights(steps: number): Promise<void> {
    await this.model.downloadState();
    const found = this.model.findBadWeight();
    if (!found) return;
    throw new TrainingError(
      `In epoch ${this.epoch + 1}, step ${steps}, the weight \`${found.name}\` becomes ${found.value}.`,
      spoiltHelp,
    );
  }

  private progress(): Progress {
    const { epoch, step, history, stopped } = this;
    return {
      epoch,
      step,
      history,
      stopped,
      callbacks: this.callbacks.map((callback) => callback.getState?.() ?? null),
    };
  }

  private result(end: FitResult['end']): FitResult {
    const { history, outcomes, steps } = this;
    return { history, end, outcomes, steps, progress: this.progress() };
  }
}

const fitOptions: Readonly<Record<keyof FitOptions, true>> = {
  epochs: true,
  batchSize: true,
  shuffle: true,
  validationData: true,
  validationSplit: true,
  callbacks: true,
  sampleWeight: true,
  classWeight: true,
  initialEpoch: true,
  stepsPerEpoch: true,
  batchesPerEpoch: true,
  validationSampleWeight: true,
  validationBatchSize: true,
  validationSteps: true,
  validationFreq: true,
  keepStates: true,
  signal: true,
  onMessage: true,
  run: true,
  onCheckpoint: true,
  resume: true,
};

/** @internal */
export function checkOptions(options: FitOptions): void {
  requireKnownOptions('fit', options, fitOptions);
  requireWholeNumber('epochs', options.epochs, 1);
  requireWholeNumber('initialEpoch', options.initialEpoch, 0);
  requireWholeNumber('batchSize', options.batchSize, 1);
  requireWholeNumber('stepsPerEpoch', options.stepsPerEpoch, 1);
  requireWholeNumber('batchesPerEpoch', options.batchesPerEpoch, 1);
  if (options.stepsPerEpoch !== undefined && options.batchesPerEpoch !== undefined)
    throw new KmodelError('`stepsPerEpoch` and `batchesPerEpoch` are two names of one option.', 'Give one.');
  requireWholeNumber('validationBatchSize', options.validationBatchSize, 1);
  requireWholeNumber('validationSteps', options.validationSteps, 1);
  const { validationFreq } = options;
  const epochs = Array.isArray(validationFreq) ? (validationFreq as readonly unknown[]) : [validationFreq];
  if (epochs.length === 0) throw new KmodelError('`validationFreq` names no epoch.', 'Leave it out.');
  for (const each of epochs) requireWholeNumber('validationFreq', each, 1);
  requireShare('validationSplit', options.validationSplit);
  if (options.validationSampleWeight !== undefined && options.validationData === undefined) {
    throw new KmodelError(
      '`validationSampleWeight` weighs the samples of `validationData`, which is not given.',
      'A part that `validationSplit` keeps has its weights in `sampleWeight`.',
    );
  }
}

/** @internal The callbacks of `fit` as a list. */
export function callbackList(callbacks: FitOptions['callbacks']): readonly AnyCallback[] {
  const list = Array.isArray(callbacks) ? (callbacks as readonly unknown[]) : callbacks ? [callbacks] : [];
  const wrong = list.findIndex((callback) => typeof callback !== 'object' || callback === null);
  if (wrong < 0) return list as readonly AnyCallback[];
  throw new KmodelError(
    `Callback ${wrong} is no object with hooks such as \`onEpochEnd\`.`,
    'Give, for example, `callbacks: [{ onEpochEnd: (epoch, logs) => … }]`.',
  );
}

/** @internal What is said where nobody listens. */
export function printMessage(kind: MessageKind, text: string): void {
  // A program that does not listen should still see what is wrong, and what it asked for by `verbose`.
  /* eslint-disable no-console */
  if (kind === 'warning') console.warn(text);
  else if (kind === 'note') console.log(text);
  /* eslint-enable no-console */
}
