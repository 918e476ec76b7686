import { learnedNames, learnedPrefix } from '../preprocessing/learned.ts';
import { stateToSave, takeLearned } from '../preprocessing/saved.ts';
import type { ModelGraph } from '../../compiler/index.ts';
import { modelWeights } from '../../compiler/steps/build-steps.ts';
import { weightName } from '../../compiler/steps/lower-model.ts';
import { Unwritable } from '../../compiler/targets/pytorch/module/layer-class.ts';
import { stateNames } from '../../compiler/targets/pytorch/state-names.ts';
import type { HostTensor } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';
import { defaultMaxUnpacked, type UnpackLimits } from '../files.ts';
import type { Model } from '../model.ts';
import { matchWeights, type WeightOrders, type MatchOptions, type WeightFile } from './match.ts';
import { fromStateDict } from './pytorch.ts';
import { weightsFile } from '../run/weights-of-run.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

/**
 * Saves a model's weights in the format that the path's ending names; `.safetensors` is kmodel's own.
 * @throws WeightsError for another ending, KmodelError where the file cannot be written
 */
export async function saveWeights(model: Model, path: string): Promise<void> {
  if (!path.endsWith('.safetensors')) {
    throw new WeightsError(
      `${path} has an ending in which kmodel saves no weights.`,
      'End it in `.safetensors`.',
    );
  }
  writeSafetensors(path, {
    tensors: { ...model.getWeights(), ...stateToSave(model.graph, model.getLearned()) },
    metadata: { format: 'kmodel weights 2', model: model.graph.name },
  });
}

/**
 * Loads weights from `.safetensors`, `.keras`, `.weights.h5` or `.h5`, by ending, or from the folder of a run.
 * @param options how much a packed file may become, and how weights are paired whose names do not all fit
 * @returns the model's weights that the file did not give: none but with `skipMismatch`
 * @throws WeightsError where the file is broken or its weights are not this model's
 */
export async function loadWeights(
  model: Model,
  given: string,
  options: UnpackLimits & MatchOptions = {},
): Promise<readonly string[]> {
  const path = weightsFile(given);
  const wanted = modelWeights(model.graph);
  // A large model's file may be large; files hold numbers of at most twice the width that kmodel computes in.
  const needed = wanted.reduce((sum, { weight }) => sum + 8 * entriesOf(weight.shape), 0);
  const { weights: file, learned } = await readWeights(model, path, {
    maxUnpacked: Math.max(needed, options.maxUnpacked ?? defaultMaxUnpacked),
  });
  const taken = matchWeights(
    model.graph.name,
    wanted,
    file,
    path,
    options,
    await kerasOrders(model.graph, path),
  );
  const absent = learned && learnedNames(model.graph).find(({ name }) => !Object.hasOwn(learned, name));
  if (absent && !options.skipMismatch) {
    throw new WeightsError(
      `${path} does not hold \`${absent.name}\`, which \`${model.graph.name}\` learns from data.`,
    );
  }
  if (learned) model.setLearnedState(learned);
  model.setWeights(taken);
  return wanted.map(({ name }) => name).filter((name) => !Object.hasOwn(taken, name));
}

/** The orders of weights in files that Keras writes of a model: layer by layer, and by the classes of the layers. */
async function kerasOrders(graph: ModelGraph, path: string): Promise<WeightOrders> {
  if (!/\.(keras|h5|hdf5)$/.test(path)) return [];
  const { placeWeights } = await import('../../compiler/targets/keras/weights.ts');
  const { layers } = placeWeights(graph);
  const byClass = [...layers].sort((a, b) => a.group.localeCompare(b.group, 'en', { numeric: true }));
  return [
    layers.flatMap(({ layer }) => layer.weights.map(({ name }) => weightName(layer, name))),
    byClass.flatMap(({ layer, weights }) => weights.map(({ weight }) => weightName(layer, weight.name))),
  ];
}

function entriesOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The weights of a file, and what its model has learned from data where the file can hold that. */
interface ReadFile {
  readonly weights: WeightFile;
  readonly learned?: Readonly<Record<string, HostTensor>>;
}

async function readWeights(model: Model, path: string, limits: UnpackLimits): Promise<ReadFile> {
  if (path.endsWith('.safetensors')) return ownWeights(model, readSafetensors(path).tensors, path);
  if (/\.(keras|h5|hdf5)$/.test(path)) {
    const { readKerasWeights } = await import('./keras.ts');
    return { weights: await readKerasWeights(path, limits) };
  }
  throw new WeightsError(
    `${path} has an ending that kmodel does not read weights from.`,
    'Give a `.safetensors`, `.keras`, `.weights.h5` or `.h5` file.',
  );
}

/** `LAYER/kernel` is the weight `kernel` of `LAYER`. */
function ownWeights(model: Model, tensors: Readonly<Record<string, HostTensor>>, path: string): ReadFile {
  // A training checkpoint holds weights beside other state.
  const prefixes = ['state/weight:', `state/${learnedPrefix}`];
  const inCheckpoint = Object.keys(tensors).some((name) => name.startsWith(prefixes[0]!));
  const named = Object.entries(tensors).flatMap(([name, tensor]): [string, HostTensor][] => {
    if (!inCheckpoint) return [[name, tensor]];
    const prefix = prefixes.find((each) => name.startsWith(each));
    return prefix === undefined ? [] : [[name.slice(prefix.length), tensor]];
  });
  const { learned, rest } = takeLearned(model.graph, Object.fromEntries(named), path);
  const ours = new Set(modelWeights(model.graph).map(({ name }) => name));
  const isForeign = !Object.keys(rest).some((name) => ours.has(name));
  const mapped = isForeign ? pytorchWeights(model.graph, rest) : undefined;
  const weights = Object.entries(mapped ?? rest).map(([name, tensor]) => ({
    name,
    tensor: toFloats(tensor),
  }));
  return { weights, learned };
}

/** The weights of a file that the generated module for PyTorch has written, under kmodel's names. */
function pytorchWeights(
  graph: ModelGraph,
  tensors: Readonly<Record<string, HostTensor>>,
): Readonly<Record<string, HostTensor>> | undefined {
  try {
    return fromStateDict(stateNames(graph), tensors);
  } catch (error) {
    if (error instanceof Unwritable) return undefined;
    throw error;
  }
}

/** Weights are float32, whatever a file keeps them in. */
function toFloats(tensor: HostTensor): HostTensor {
  const { dtype, shape, data } = tensor;
  return dtype === 'float32' ? tensor : { dtype: 'float32', shape, data: Float32Array.from(data) };
}
