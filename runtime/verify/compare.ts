import type { LayerInstance, ModelGraph } from '../../compiler/graph/model-graph.ts';
import { weightState } from '../../compiler/steps/build-steps.ts';
import { weightName } from '../../compiler/steps/lower-model.ts';
import type { HostTensor } from '../engines/engine.ts';
import { difference, larger, largestEntry, updateDifference, type Update } from './difference.ts';
import { observedTensors, type ModelState, type Observation } from './observe.ts';

/** What differs between two observations, by layer. */
export interface Compared {
  readonly outputs: ReadonlyMap<LayerInstance, number>;
  readonly gradients: ReadonlyMap<LayerInstance, number>;
  readonly updates: ReadonlyMap<LayerInstance, number>;
  readonly loss: number | undefined;
}

export const nothingCompared: Compared = {
  outputs: new Map(),
  gradients: new Map(),
  updates: new Map(),
  loss: undefined,
};

/** The larger of two, layer by layer. */
export function largerOf(a: Compared, b: Compared): Compared {
  return {
    outputs: largerEach(a.outputs, b.outputs),
    gradients: largerEach(a.gradients, b.gradients),
    updates: largerEach(a.updates, b.updates),
    loss: larger(a.loss, b.loss),
  };
}

function largerEach(a: Compared['outputs'], b: Compared['outputs']): ReadonlyMap<LayerInstance, number> {
  return new Map([...a, ...[...b].map(([layer, value]) => [layer, larger(a.get(layer), value)!] as const)]);
}

/** What two engines make of one step. */
export interface ComparedStep {
  readonly before: ModelState;
  /** What the second began with, where that is not the same. */
  readonly moved?: ModelState;
  readonly expected: Observation;
  readonly found: Observation;
  /** The share up to which two gradients are the same where their updates are compared. */
  readonly tolerance: number;
  /** Whether outputs are compared. */
  readonly outputs: boolean;
  readonly sizes: GradientSizes;
}

/** The largest entries of the gradients of weights, in this step and those before, by name. */
export type GradientSizes = ReadonlyMap<string, number>;

/** The sizes with those of a further step. */
export function sizesWith(known: GradientSizes, { gradients = {} }: Observation): GradientSizes {
  const found = Object.entries(gradients).map(
    ([name, each]) => [name, Math.max(known.get(name) ?? 0, largestEntry(each))] as const,
  );
  return new Map([...known, ...found]);
}

/** What differs in one step. */
export function compareStep(graph: ModelGraph, step: ComparedStep): Compared {
  const { expected, found, outputs } = step;
  const loss =
    expected.loss === undefined ? undefined : difference(scalar(expected.loss), scalar(found.loss ?? NaN));
  return {
    outputs: outputs ? outputsOf(graph, expected, found) : new Map(),
    gradients: gradientsOf(graph, step),
    updates: updatesOf(graph, step),
    loss,
  };
}

function outputsOf(
  graph: ModelGraph,
  expected: Observation,
  found: Observation,
): ReadonlyMap<LayerInstance, number> {
  const tensors = new Set(observedTensors(graph));
  const outputs = new Map<LayerInstance, number>();
  for (const { layer, outputs: made } of graph.calls) {
    for (const tensor of made.filter((each) => tensors.has(each)))
      raise(
        outputs,
        graph.layers[layer]!,
        between(expected.outputs?.get(tensor), found.outputs?.get(tensor), 0),
      );
  }
  return outputs;
}

/**
 * Sums that come to nothing are rounding alone, as the gradient of a bias in front of a normalization is: what they are
 * a share of are the sums beside them, and, where a batch has been learned by heart, what they were in steps before.
 */
const shareOfLayer = 1 / 64;
const shareOfModel = 1 / 4096;

function gradientsOf(
  graph: ModelGraph,
  { expected, found, sizes }: ComparedStep,
): ReadonlyMap<LayerInstance, number> {
  const gradients = new Map<LayerInstance, number>();
  if (!expected.gradients) return gradients;
  const ofModel = Math.max(0, ...sizes.values()) * shareOfModel;
  for (const layer of graph.layers) {
    const names = layer.weights.map(({ name }) => weightName(layer, name));
    const ofLayer = Math.max(0, ...names.map((name) => sizes.get(name) ?? 0)) * shareOfLayer;
    for (const name of names) {
      const [one, two] = [expected.gradients[name], found.gradients?.[name]];
      if (one || two)
        raise(gradients, layer, between(one, two, Math.max(sizes.get(name) ?? 0, ofLayer, ofModel)));
    }
  }
  return gradients;
}

function updatesOf(graph: ModelGraph, step: ComparedStep): ReadonlyMap<LayerInstance, number> {
  const updates = new Map<LayerInstance, number>();
  const { before, moved = before, expected, found, tolerance } = step;
  for (const layer of graph.layers) {
    for (const weight of layer.weights) {
      const full = weightName(layer, weight.name);
      const state = weightState(full, weight).name;
      const [one, two] = [updateIn(before, expected, state), updateIn(moved, found, state)];
      if (!one) continue;
      const counts = hasSameGradient(expected.gradients?.[full], found.gradients?.[full], tolerance);
      raise(updates, layer, two ? updateDifference(one, two, counts) : NaN);
    }
  }
  return updates;
}

/** Undefined where the state has no such weight, or the observation does not say what became of it. */
function updateIn(state: ModelState, { after }: Observation, name: string): Update | undefined {
  const [old, made] = [state[name], after?.[name]];
  return old && made && { before: old, after: made };
}

function raise(into: Map<LayerInstance, number>, layer: LayerInstance, value: number): void {
  into.set(layer, larger(into.get(layer), value)!);
}

/** Tells the entries of a weight whose gradients agree but for a share of each: of others an update says nothing. */
function hasSameGradient(
  a: HostTensor | undefined,
  b: HostTensor | undefined,
  tolerance: number,
): (index: number) => boolean {
  if (!a || !b) return () => true;
  return (index) => Math.abs(a.data[index]! - b.data[index]!) <= tolerance * Math.abs(a.data[index]!);
}

/** What one engine has and the other has not differs as much as can be. */
function between(a: HostTensor | undefined, b: HostTensor | undefined, scale: number): number {
  return a && b ? difference(a, b, scale) : NaN;
}

function scalar(value: number): HostTensor {
  return { dtype: 'float32', shape: [], data: Float32Array.of(value) };
}
