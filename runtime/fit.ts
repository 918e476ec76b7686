import { resumedProgress } from './callbacks/callback.ts';
import { asCallback } from './callbacks/tfjs.ts';
import type { BatchDataset } from './data/dataset.ts';
import { KmodelError } from './errors.ts';
import { fitSources } from './data/fit-sources.ts';
import type { ModelData } from './data/training-data.ts';
import { requirePath } from './files/path.ts';
import { isRecord, kindOf } from './kind-of.ts';
import type { Model } from './model.ts';
import { requireKnownOptions } from './options.ts';
import { runOptions } from './run/options.ts';
import { callbackList, checkOptions, trainOn, type FitOptions, type FitResult } from './training.ts';

export type { FitOptions, FitResult, Progress } from './training.ts';

/**
 * Trains a model: Keras's `fit`.
 * @throws KmodelError for options that cannot be meant, DataError for data that does not fit, TrainingError where a
 * loss or a weight becomes NaN or infinite
 */
export async function fit(
  model: Model,
  data: ModelData | BatchDataset,
  options: FitOptions,
): Promise<FitResult> {
  checkOptions(options);
  const { run } = options;
  if (run !== undefined) {
    if (typeof run === 'string') requirePath('run', run);
    else requireKnownOptions('run', run, runOptions);
    // Runs leave files, which need Node: programs that ask for none do not load what writes them.
    const { trainInFolder } = await import('./run/run.ts');
    return trainInFolder(model, data, options, typeof run === 'string' ? { folder: run } : run);
  }
  if (options.resume !== undefined) requireProgress(options.resume);
  const resume = options.resume ?? resumedProgress(model, callbackList(options.callbacks).map(asCallback));
  return trainOn(model, await fitSources(model, data, options), { ...options, resume });
}

/** @throws KmodelError for what is no state of a training, such as `true`, which `run: { resume: true }` takes */
function requireProgress(value: unknown): void {
  const isProgress =
    isRecord(value) &&
    Number.isSafeInteger(value.epoch) &&
    Number.isSafeInteger(value.step) &&
    isRecord(value.history) &&
    Array.isArray(value.callbacks);
  if (isProgress) return;
  throw new KmodelError(
    `\`resume\` takes what \`onCheckpoint\` was given, and was given ${kindOf(value)}.`,
    'To go on with a run in a folder, say `run: { folder, resume: true }`.',
  );
}
