import type { Callback, CallbackState, Logs, TrainingParameters } from './callbacks/callback.ts';
import { asCallback, type AnyCallback } from './callbacks/tfjs.ts';
import { runHooks } from './callbacks/callback.ts';
import { batchesOf, type BatchSource } from './data/batches.ts';
import { datasetBatches, isDataset, type BatchDataset } from './data/dataset.ts';
import {
  prepareSamples,
  sliceSamples,
  withClassWeights,
  type ClassWeights,
  type ModelData,
  type Samples,
  type WeightOptions,
} from './data/training-data.ts';
import { DataError, TrainingError } from './errors.ts';
import { extendHistory, type History } from './history.ts';
import type { Model, StepResult } from './model.ts';

export interface FitOptions extends WeightOptions {
  /** For models with one head whose targets are classes; validation is not weighted. */
  readonly classWeight?: ClassWeights;
  readonly epochs?: number;
  /** Not for datasets: their batches are made already. */
  readonly batchSize?: number;
  /** Not for datasets: they shuffle themselves. */
  readonly shuffle?: boolean;
  /** Steps of an epoch over a dataset, which goes on where the last epoch left it; by default, up to its end. */
  readonly batchesPerEpoch?: number;
  readonly validationData?: ModelData | BatchDataset;
  /** The share of the samples, taken from the end before shuffling, that is kept for validation. */
  readonly validationSplit?: number;
  /** Ours, and those of tfjs: `tf.callbacks.earlyStopping()`, `{ onBatchEnd: … }`. */
  readonly callbacks?: readonly AnyCallback[];
  /** Stops after the step in progress. */
  readonly signal?: AbortSignal;
  /** Called after every epoch with the state of the training, to save it. */
  readonly onCheckpoint?: (progress: Progress) => void | Promise<void>;
  /** Goes on where an earlier run stopped; the model's state must be that run's. */
  readonly resume?: Progress;
}

/** Where a training stands between two steps. */
export interface Progress {
  /** The epoch in progress, from 0, and the number of its steps already done. */
  readonly epoch: number;
  readonly step: number;
  readonly history: History;
  /** In the order of the callbacks. */
  readonly callbacks: readonly (CallbackState | null)[];
}

export interface FitResult {
  readonly history: History;
  /** `done`, `stopped` by a callback, or `interrupted` by the signal. */
  readonly end: 'done' | 'stopped' | 'interrupted';
  readonly progress: Progress;
}

/** Trains a model: Keras's `fit`. */
export async function fit(
  model: Model,
  data: ModelData | BatchDataset,
  options: FitOptions,
): Promise<FitResult> {
  const epochs = options.epochs ?? model.graph.training.epochs;
  const [source, validation] = isDataset(data)
    ? datasetSources(model, data, options)
    : sampleSources(model, data, options);
  const callbacks = (options.callbacks ?? []).map(asCallback);
  const parameters: TrainingParameters = {
    epochs,
    steps: source.steps,
    batchSize: source.batchSize,
    samples: source.samples,
    seed: model.seed,
  };

  let stopRequested = false;
  let history = options.resume?.history ?? {};
  let epoch = options.resume?.epoch ?? 0;
  let step = options.resume?.step ?? 0;
  let lastLogs: Logs = {};
  const progressAt = (atEpoch: number, atStep: number): Progress => ({
    epoch: atEpoch,
    step: atStep,
    history,
    callbacks: callbacks.map((callback) => callback.getState?.() ?? null),
  });
  const finish = (end: FitResult['end']): FitResult => ({ history, end, progress: progressAt(epoch, step) });

  callbacks.forEach((callback, index) => {
    const state = options.resume?.callbacks[index];
    if (state) callback.setState?.(state);
  });
  await runHooks(callbacks, 'onTrainBegin', { model, parameters, stop: () => void (stopRequested = true) });

  for (; epoch < epochs; epoch++, step = 0) {
    if (step === 0) {
      model.resetMetrics();
      await runHooks(callbacks, 'onEpochBegin', epoch);
    }
    for await (const feeds of source.epoch(epoch, step)) {
      if (options.signal?.aborted) return finish('interrupted');
      await runHooks(callbacks, 'onTrainBatchBegin', step);
      const result = await model.trainStep(feeds, source.weighted);
      lastLogs = result.logs;
      await runHooks(callbacks, 'onTrainBatchEnd', step, result.logs);
      if (stopRequested) break;
      refuseNaN(result, epoch, step);
      step++;
    }
    const validationLogs = validation && !stopRequested ? await validate(model, validation, callbacks) : {};
    lastLogs = { ...lastLogs, ...validationLogs };
    history = extendHistory(history, lastLogs);
    await runHooks(callbacks, 'onEpochEnd', epoch, lastLogs);
    await options.onCheckpoint?.(progressAt(epoch + 1, 0));
    if (stopRequested) {
      epoch++;
      step = 0;
      break;
    }
  }
  await runHooks(callbacks, 'onTrainEnd', lastLogs);
  return finish(stopRequested ? 'stopped' : 'done');
}

type Sources = readonly [training: BatchSource, validation: BatchSource | undefined];

function sampleSources(model: Model, data: ModelData, options: FitOptions): Sources {
  const settings = model.graph.training;
  const batchSize = options.batchSize ?? settings.batchSize;
  const all = prepareSamples(model.graph, data, 'train', options);
  const [kept, split] = splitSamples(model, all, options);
  const samples = options.classWeight ? withClassWeights(model.graph, kept, options.classWeight) : kept;
  const shuffle = options.shuffle ?? settings.shuffle;
  return [
    batchesOf(samples, batchSize, shuffle ? model.seed : undefined),
    validationSource(model, options, batchSize) ?? (split && batchesOf(split, batchSize)),
  ];
}

function datasetSources(model: Model, data: BatchDataset, options: FitOptions): Sources {
  if (options.sampleWeight !== undefined || options.validationSplit) {
    const option = options.sampleWeight !== undefined ? 'sampleWeight' : 'validationSplit';
    throw new DataError(
      `A dataset comes batch by batch: \`${option}\` needs all samples at once.`,
      option === 'validationSplit' ? 'Give `validationData`.' : 'Give arrays instead of a dataset.',
    );
  }
  const source = datasetBatches(model.graph, data, {
    batchesPerEpoch: options.batchesPerEpoch,
    classWeight: options.classWeight,
  });
  return [source, validationSource(model, options, options.batchSize ?? model.graph.training.batchSize)];
}

function validationSource(model: Model, options: FitOptions, batchSize: number): BatchSource | undefined {
  const data = options.validationData;
  if (data === undefined) return undefined;
  return isDataset(data)
    ? datasetBatches(model.graph, data)
    : batchesOf(prepareSamples(model.graph, data, 'train'), batchSize);
}

function splitSamples(
  model: Model,
  all: Samples,
  options: FitOptions,
): readonly [Samples, Samples | undefined] {
  const share = options.validationSplit ?? model.graph.training.validationSplit;
  if (share === 0 || options.validationData !== undefined) return [all, undefined];
  const kept = Math.floor(all.count * (1 - share));
  if (kept === 0 || kept === all.count) {
    throw new DataError(
      `A validation split of ${share} leaves ${kept} of ${all.count} samples for training.`,
    );
  }
  return [sliceSamples(all, 0, kept), sliceSamples(all, kept, all.count)];
}

async function validate(model: Model, source: BatchSource, callbacks: readonly Callback[]): Promise<Logs> {
  await runHooks(callbacks, 'onTestBegin');
  const logs = await model.evaluateBatches(source, {
    onBatchEnd: (batch, batchLogs) => runHooks(callbacks, 'onTestBatchEnd', batch, batchLogs),
  });
  await runHooks(callbacks, 'onTestEnd', logs);
  return Object.fromEntries(Object.entries(logs).map(([name, value]) => [`val_${name}`, value]));
}

/** A loss that is not a number spoils every weight: the run ends at once and says where. */
function refuseNaN({ batchLosses }: StepResult, epoch: number, step: number): void {
  if (Number.isFinite(batchLosses[''])) return;
  const heads = Object.entries(batchLosses).filter(([name, value]) => name !== '' && !Number.isFinite(value));
  const where = heads.map(([name, value]) => `the loss of \`${name}\` is ${value}`).join(', ');
  throw new TrainingError(
    `In epoch ${epoch + 1}, step ${step + 1}, ${where || `the total loss is ${batchLosses['']}`}.`,
    'Lower the learning rate, clip gradients (`clipnorm: 1`), or look for extreme values in the data.',
  );
}
