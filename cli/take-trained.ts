import { basename, dirname } from 'node:path';
import { KmodelError } from '../runtime/errors.ts';
import { isFolder } from '../runtime/files.ts';
import type { Model } from '../runtime/model.ts';
import { isSavedModel } from '../runtime/saved/ending.ts';
import { restoresOptimizer, restoreModel } from '../runtime/saved/load-model.ts';
import {
  checkpointPath,
  hasCheckpoint,
  hasSameOptimizer,
  readCheckpoint,
} from '../runtime/weights/checkpoint.ts';
import { takeKerasOptimizer } from '../runtime/weights/keras-optimizer.ts';
import { loadWeights } from '../runtime/weights/save.ts';
import type { LimitOption } from './data-options.ts';
import { shownPath } from './host.ts';
import { note } from './report.ts';
import { weightOptions } from '../runtime/weights/weight-options.ts';

/**
 * Gives a model the weights that `--weights` names, and what its optimizer has kept where that stands beside them: in
 * a run's folder, in a saved model, and in files of Keras whose layers have the model's names.
 * @param weights undefined leaves the model as it was drawn
 * @returns true where the state of the optimizer came along
 * @throws KmodelError for a folder without a checkpoint, or weights that do not fit
 */
export async function takeTrained(
  model: Model,
  weights: string | undefined,
  options: LimitOption,
): Promise<boolean> {
  if (weights === undefined) {
    note(
      `The weights are those that a training starts from, drawn from the seed ${model.seed}; \`--weights\` takes trained ones.`,
    );
    return false;
  }
  const folder = runFolder(weights);
  if (folder !== undefined) return takeRun(model, folder, options);
  if (isSavedModel(weights)) {
    await restoreModel(model, weights, options);
    return restoresOptimizer(model, weights, options);
  }
  await loadWeights(model, weights, weightOptions(options));
  return /\.(keras|h5)$/.test(weights) && (await takeKerasOptimizer(model, weights, options));
}

async function takeRun(model: Model, folder: string, options: LimitOption): Promise<boolean> {
  await loadWeights(model, checkpointPath(folder), weightOptions(options));
  const checkpoint = readCheckpoint(folder)!;
  if (hasSameOptimizer(model, checkpoint)) {
    model.setState(checkpoint.state);
    return true;
  }
  note(
    `The run in ${shownPath(folder)} was trained by another optimizer than \`${model.graph.name}\` has now: what it kept is left there.`,
  );
  return false;
}

/**
 * The folder of a run whose checkpoint is meant: the folder itself, or the checkpoint in it.
 * @throws KmodelError for a folder that has none
 */
function runFolder(path: string): string | undefined {
  if (isFolder(path)) {
    if (hasCheckpoint(path)) return path;
    throw new KmodelError(
      `${path} is a folder without a checkpoint.`,
      'Name a file of weights, or the folder of a run.',
    );
  }
  const folder = dirname(path);
  return basename(path) === basename(checkpointPath(folder)) ? folder : undefined;
}
