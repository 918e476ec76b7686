import type { Callback, CallbackState, Logs, TrainingParameters } from './callbacks/callback.ts';
import { runHooks } from './callbacks/callback.ts';
import {
  prepareSamples,
  sliceSamples,
  takeBatch,
  withClassWeights,
  type ClassWeights,
  type ModelData,
  type Samples,
  type WeightOptions,
} from './data/training-data.ts';
import { DataError, TrainingError } from './errors.ts';
import { extendHistory, type History } from './history.ts';
import type { Model, StepResult } from './model.ts';
import { permutation } from './random.ts';

export interface FitOptions extends WeightOptions {
  /** For models with one head whose targets are classes; validation is not weighted. */
  readonly classWeight?: ClassWeights;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly shuffle?: boolean;
  readonly validationData?: ModelData;
  /** The share of the samples, taken from the end before shuffling, that is kept for validation. */
  readonly validationSplit?: number;
  readonly callbacks?: readonly Callback[];
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
export async function fit(model: Model, data: ModelData, options: FitOptions): Promise<FitResult> {
  const settings = model.graph.training;
  const epochs = options.epochs ?? settings.epochs;
  const batchSize = options.batchSize ?? settings.batchSize;
  const all = prepareSamples(model.graph, data, 'train', options);
  const [kept, validation] = splitSamples(model, all, options);
  const samples = options.classWeight ? withClassWeights(model.graph, kept, options.classWeight) : kept;
  const steps = Math.ceil(samples.count / batchSize);
  const callbacks = options.callbacks ?? [];
  const parameters: TrainingParameters = {
    epochs,
    steps,
    batchSize,
    samples: samples.count,
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
    const order =
      (options.shuffle ?? settings.shuffle)
        ? permutation(samples.count, model.seed, epoch)
        : inOrder(samples.count);
    for (; step < steps; step++) {
      if (options.signal?.aborted) return finish('interrupted');
      await runHooks(callbacks, 'onTrainBatchBegin', step);
      const rows = order.subarray(step * batchSize, Math.min((step + 1) * batchSize, samples.count));
      const result = await model.trainStep(takeBatch(samples, rows), samples.weighted);
      lastLogs = result.logs;
      await runHooks(callbacks, 'onTrainBatchEnd', step, result.logs);
      if (stopRequested) break;
      refuseNaN(result, epoch, step);
    }
    const validationLogs =
      validation && !stopRequested ? await validate(model, validation, batchSize, callbacks) : {};
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

function splitSamples(
  model: Model,
  all: Samples,
  options: FitOptions,
): readonly [Samples, Samples | undefined] {
  if (options.validationData !== undefined) {
    return [all, prepareSamples(model.graph, options.validationData, 'train')];
  }
  const share = options.validationSplit ?? model.graph.training.validationSplit;
  if (share === 0) return [all, undefined];
  const kept = Math.floor(all.count * (1 - share));
  if (kept === 0 || kept === all.count) {
    throw new DataError(
      `A validation split of ${share} leaves ${kept} of ${all.count} samples for training.`,
    );
  }
  return [sliceSamples(all, 0, kept), sliceSamples(all, kept, all.count)];
}

async function validate(
  model: Model,
  samples: Samples,
  batchSize: number,
  callbacks: readonly Callback[],
): Promise<Logs> {
  await runHooks(callbacks, 'onTestBegin');
  const logs = await model.evaluateSamples(samples, batchSize, {
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

function inOrder(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => index);
}
