import { KmodelError } from '../errors.ts';
import { requirePath, type UnpackLimits } from '../files.ts';
import { compileText, type LoadOptions } from '../load.ts';
import type { Model } from '../model.ts';
import { requireKnownOptions } from '../options.ts';
import { modelFingerprint } from '../weights/checkpoint.ts';
import type { MatchOptions } from '../weights/match.ts';
import { loadWeights } from '../weights/save.ts';
import { weightOptionNames, weightOptions } from '../weights/weight-options.ts';
import { readAbout, savedFiles, savedTensors } from './container.ts';
import { isSavedModel, savedEnding } from './ending.ts';

export interface LoadModelOptions
  extends Pick<LoadOptions, 'parameters' | 'seed' | 'engine'>, UnpackLimits, MatchOptions {}

const loadModelOptions: Readonly<Record<keyof LoadModelOptions, true>> = {
  parameters: true,
  seed: true,
  engine: true,
  ...weightOptionNames,
};

/**
 * The model that `model.save` has written into a file: with its weights, what it has learned, and its optimizer's
 * state, so that `fit` goes on with it.
 * @throws KmodelError for another ending and for an option that is none, WeightsError where the file is damaged
 *
 * @example
 * await model.save('digits.kmodel.zip');
 * const again = await loadModel('digits.kmodel.zip');
 */
export async function loadModel(path: string, options: LoadModelOptions = {}): Promise<Model> {
  requirePath('loadModel', path);
  requireKnownOptions('loadModel', options, loadModelOptions);
  if (!isSavedModel(path))
    throw new KmodelError(
      `${path} is no saved model: those end in \`${savedEnding}\`.`,
      'Compile a text with `load(path)`, and give it weights with `loadWeights(model, path)`.',
    );
  const { model: name, parameters } = readAbout(path);
  const model = await compileText(path, {
    ...options,
    model: name,
    parameters: { ...parameters, ...options.parameters },
  });
  await restoreModel(model, path, options);
  return model;
}

/**
 * Gives a model the weights of a saved one, and the state of its optimizer where it has the same.
 * @returns the names of weights that the file did not give: none but with `skipMismatch`
 * @throws WeightsError where the file is damaged or its weights are not this model's
 */
export async function restoreModel(
  model: Model,
  path: string,
  options: UnpackLimits & MatchOptions = {},
): Promise<readonly string[]> {
  const skipped = await loadWeights(model, path, weightOptions(options));
  if (isOfModel(model, path)) model.setState(savedTensors(path, savedFiles.state, options).tensors);
  return skipped;
}

/** True where {@link restoreModel} gives a model the state of an optimizer that has made steps. */
export function restoresOptimizer(model: Model, path: string, options: UnpackLimits = {}): boolean {
  if (!isOfModel(model, path)) return false;
  return Object.keys(savedTensors(path, savedFiles.state, options).tensors).some((name) =>
    name.startsWith('optimizer:'),
  );
}

/** Another optimizer, or other parameters, begin anew: their state has other names or shapes. */
function isOfModel(model: Model, path: string): boolean {
  return readAbout(path).fingerprint === modelFingerprint(model);
}
