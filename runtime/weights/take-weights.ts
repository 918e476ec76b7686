import { modelWeights } from '../../compiler/steps/build-steps.ts';
import type { ModelGraph } from '../../compiler/index.ts';
import { Unwritable } from '../../compiler/targets/pytorch/module/layer-class.ts';
import { stateNames } from '../../compiler/targets/pytorch/state-names.ts';
import type { HostTensor } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';
import type { Model } from '../model.ts';
import { learnedNames } from '../../compiler/graph/learned-names.ts';
import { learnedPrefix } from '../preprocessing/learned.ts';
import { stateToSave, takeLearned } from '../preprocessing/saved.ts';
import { learnedBeside } from './learned-beside.ts';
import { matchWeights, type MatchOptions, type WeightFile, type WeightOrders } from './match.ts';
import { fromStateDict } from './pytorch.ts';
import type { TensorFile } from './safetensors-bytes.ts';

/** What a model's own file of weights holds: the weights, and what the model has learned from data beside them. */
export function weightsToSave(model: Model): TensorFile {
  return {
    tensors: { ...model.getWeights(), ...stateToSave(model.graph, model.getLearned()) },
    metadata: { format: 'kmodel weights 2', model: model.graph.name },
  };
}

/** The weights of a file, and what its model has learned from data where the file can hold that. */
export interface ReadFile {
  readonly weights: WeightFile;
  readonly learned?: Readonly<Record<string, HostTensor>>;
}

/**
 * Gives a model the weights of a file.
 * @param path names the file in messages
 * @param orders further orders in which its weights may stand
 * @returns the model's weights that the file did not give: none but with `skipMismatch`
 * @throws WeightsError where the weights are not this model's
 */
export function takeWeights(
  model: Model,
  { weights: file, learned }: ReadFile,
  path: string,
  options: MatchOptions,
  orders: WeightOrders = [],
): readonly string[] {
  const wanted = modelWeights(model.graph);
  const taken = matchWeights(model.graph.name, wanted, file, path, options, orders);
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

/** The weights in tensors by name: `LAYER/kernel` is the weight `kernel` of `LAYER`. */
export function ownWeights(model: Model, { tensors, metadata }: TensorFile, path: string): ReadFile {
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
  const beside = takeLearned(model.graph, learnedBeside(model.graph, metadata, path), path);
  const weights = Object.entries({ ...(mapped ?? rest), ...beside.rest }).map(([name, tensor]) => ({
    name,
    tensor: toFloats(tensor),
  }));
  return { weights, learned: { ...learned, ...beside.learned } };
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
