import type { ModelGraph } from '../../compiler/index.ts';
import { modelWeights } from '../../compiler/steps/build-steps.ts';
import { weightName } from '../../compiler/steps/lower-model.ts';
import { WeightsError } from '../errors.ts';
import { defaultMaxUnpacked, requirePath, type UnpackLimits } from '../files.ts';
import type { Model } from '../model.ts';
import { requireKnownOptions } from '../options.ts';
import { requireModel } from '../require-model.ts';
import { weightsFile } from '../run/weights-of-run.ts';
import type { WeightOrders } from './match.ts';
import { savedFiles, savedTensors } from '../saved/container.ts';
import { isSavedModel } from '../saved/ending.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { storedOrder } from './stored-order.ts';
import { ownWeights, takeWeights, weightsToSave, type ReadFile } from './take-weights.ts';
import { weightOptionNames, type WeightOptions } from './weight-options.ts';

/**
 * Saves a model's weights in the format that the path's ending names; `.safetensors` is kmodel's own.
 * @throws WeightsError for another ending, KmodelError where the file cannot be written
 */
export async function saveWeights(model: Model, path: string): Promise<void> {
  requireModel('saveWeights', model);
  requirePath('saveWeights', path);
  if (!path.endsWith('.safetensors')) {
    throw new WeightsError(
      `${path} has an ending in which kmodel saves no weights.`,
      'End it in `.safetensors`.',
    );
  }
  writeSafetensors(path, weightsToSave(model));
}

/**
 * Loads weights from `.safetensors`, `.kmodel.zip`, `.keras`, `.weights.h5` or `.h5`, by ending, or from the folder of
 * a run.
 * @param options how much a packed file may become, and how weights are paired whose names do not all fit
 * @returns the model's weights that the file did not give: none but with `skipMismatch`
 * @throws WeightsError where the file is broken or its weights are not this model's, KmodelError for an option that is
 *   none
 */
export async function loadWeights(
  model: Model,
  given: string,
  options: WeightOptions = {},
): Promise<readonly string[]> {
  requireModel('loadWeights', model);
  requirePath('loadWeights', given);
  requireKnownOptions('loadWeights', options, weightOptionNames);
  const path = weightsFile(given);
  const wanted = modelWeights(model.graph);
  // A large model's file may be large; files hold numbers of at most twice the width that kmodel computes in.
  const needed = wanted.reduce((sum, { weight }) => sum + 8 * entriesOf(weight.shape), 0);
  const file = await readWeights(model, path, {
    maxUnpacked: Math.max(needed, options.maxUnpacked ?? defaultMaxUnpacked),
  });
  return takeWeights(model, file, path, options, await kerasOrders(model.graph, path));
}

/** The orders of weights in files that Keras writes of a model: layer by layer, and by the classes of the layers. */
async function kerasOrders(graph: ModelGraph, path: string): Promise<WeightOrders> {
  if (!/\.(keras|h5|hdf5)$/.test(path)) return [];
  const { placeWeights } = await import('../../compiler/targets/keras/weights.ts');
  const { layers } = placeWeights(graph);
  const byClass = [...layers].sort((a, b) => a.group.localeCompare(b.group, 'en', { numeric: true }));
  return [
    layers.flatMap(({ layer }) => storedOrder(layer, 'named').map(({ name }) => weightName(layer, name))),
    byClass.flatMap(({ layer, weights }) =>
      weights.length === 0 ? [] : storedOrder(layer, 'counted').map(({ name }) => weightName(layer, name)),
    ),
  ];
}

function entriesOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

async function readWeights(model: Model, path: string, limits: UnpackLimits): Promise<ReadFile> {
  if (path.endsWith('.safetensors')) return ownWeights(model, readSafetensors(path), path);
  if (isSavedModel(path)) return ownWeights(model, savedTensors(path, savedFiles.weights, limits), path);
  if (/\.(keras|h5|hdf5)$/.test(path)) {
    const { readKerasWeights } = await import('./keras.ts');
    return { weights: await readKerasWeights(path, limits) };
  }
  if (/\.(pt|pth|pkl)$/.test(path))
    throw new WeightsError(
      `${path} holds pickled Python, as torch.save writes it, which kmodel does not run.`,
      'Write it anew with `safetensors.torch.save_file(model.state_dict(), "weights.safetensors")`.',
    );
  // The folder of a run has become the file inside of it before.
  if (!/\.[^/\\.]+$/.test(path))
    throw new WeightsError(
      `${path} is no file of weights, and no folder of a run is there.`,
      'Give the folder that `kmodel train -o` names, or a `.safetensors`, `.kmodel.zip`, `.keras` or `.h5` file.',
    );
  throw new WeightsError(
    `${path} has an ending that kmodel does not read weights from.`,
    'Give a `.safetensors`, `.kmodel.zip`, `.keras`, `.weights.h5` or `.h5` file.',
  );
}
