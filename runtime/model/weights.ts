import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { modelWeights, weightState } from '../../compiler/steps/build-steps.ts';
import { allFinite, type FiniteCheck } from '../data/all-finite.ts';
import type { EngineState, HostTensor } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';
import { requireTensors } from '../require-tensors.ts';

type Tensors = Readonly<Record<string, HostTensor>>;

/** The weights by full name, `LAYER/kernel`, in the order of the layers; copies. */
export function readWeights(graph: ModelGraph, state: EngineState): Tensors {
  return Object.fromEntries(
    modelWeights(graph).map(({ name, weight }) => [name, state.read(weightState(name, weight).name)]),
  );
}

/**
 * Sets weights by full name; those not named stay. Nothing is set where one does not fit.
 * @throws WeightsError for an unknown name, for what is no tensor, and for another shape or dtype
 */
export function writeWeights(graph: ModelGraph, state: EngineState, weights: Tensors): void {
  requireTensors('setWeights', 'weight', weights);
  const known = new Map(modelWeights(graph).map((entry) => [entry.name, entry.weight]));
  for (const [name, tensor] of Object.entries(weights)) {
    const weight = known.get(name);
    if (!weight) throw new WeightsError(`\`${graph.name}\` has no weight \`${name}\`.`);
    requireType(graph, 'weight', name, weight, tensor);
  }
  for (const [name, tensor] of Object.entries(weights))
    state.write(weightState(name, known.get(name)!).name, tensor);
}

/**
 * Looks at gradients before a step is made with them.
 * @throws WeightsError for a name without a weight that is trained, for what is no tensor, and for a gradient of
 * another shape or dtype than its weight
 */
export function requireGradients(graph: ModelGraph, gradients: Tensors): void {
  requireTensors('applyGradients', 'gradient', gradients);
  const known = new Map(modelWeights(graph).map((entry) => [entry.name, entry]));
  for (const [name, given] of Object.entries(gradients)) {
    const found = known.get(name);
    if (!found) throw new WeightsError(`\`${graph.name}\` has no weight \`${name}\`.`);
    if (!found.layer.trainable || !found.weight.trainable)
      throw new WeightsError(`The weight \`${name}\` of \`${graph.name}\` is not trained.`);
    requireType(graph, 'gradient', name, found.weight, given);
  }
}

/**
 * The first weight that holds NaN or infinity.
 * @param isFinite what looks for them
 */
export function findBadWeight(
  graph: ModelGraph,
  state: EngineState,
  isFinite: FiniteCheck = allFinite,
): { readonly name: string; readonly value: number } | undefined {
  for (const { name, weight } of modelWeights(graph)) {
    const of = weightState(name, weight).name;
    const { data } = state.view?.(of) ?? state.read(of);
    if (!(data instanceof Float32Array) || isFinite(data)) continue;
    return { name, value: data.find((each) => !Number.isFinite(each))! };
  }
  return undefined;
}

/** @throws WeightsError where a tensor is not of a weight's type, or holds more numbers or fewer than that says */
function requireType(
  graph: ModelGraph,
  what: string,
  name: string,
  { dtype: ownType, shape: wanted }: Pick<HostTensor, 'dtype' | 'shape'>,
  { dtype, shape, data }: HostTensor,
): void {
  if (wanted.join() !== shape.join())
    throw new WeightsError(
      `The ${what} \`${name}\` is [${wanted.join(', ')}] in \`${graph.name}\`, but [${shape.join(', ')}] was given.`,
    );
  const count = wanted.reduce((product, size) => product * size, 1);
  if (data.length !== count)
    throw new WeightsError(
      `The ${what} \`${name}\` has ${count} numbers in \`${graph.name}\`, but ${data.length} were given.`,
    );
  if (dtype !== ownType)
    throw new WeightsError(
      `The ${what} \`${name}\` is ${ownType} in \`${graph.name}\`, but ${dtype} was given.`,
    );
}
