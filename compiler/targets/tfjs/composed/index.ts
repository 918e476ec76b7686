import type { ModelGraph } from '../../../graph/model-graph.ts';
import { maskedTensors } from '../masks.ts';
import type { TfjsPlan } from '../types.ts';
import { composedNormalization, composedRescaling } from './affine.ts';
import { composedBins, composedEncoding } from './categories.ts';
import { composedPool } from './pooling.ts';
import type { ComposedStage, Composition } from './stage.ts';

/** Layers that tfjs-layers lacks, as chains of those that it has. Their numbers are equal, and they learn nothing. */
const compositions: Readonly<Partial<Record<string, Composition>>> = {
  Rescaling: composedRescaling,
  Normalization: composedNormalization,
  Discretization: composedBins,
  CategoryEncoding: composedEncoding,
  GlobalAveragePooling1D: composedPool('globalAveragePooling1d'),
  GlobalAveragePooling2D: composedPool('globalAveragePooling2d'),
  GlobalMaxPooling1D: composedPool('globalMaxPooling1d'),
  GlobalMaxPooling2D: composedPool('globalMaxPooling2d'),
};

/** The chains that stand for layers which tfjs lacks, by index of the layer. */
export type ComposedLayers = ReadonlyMap<number, readonly ComposedStage[]>;

/**
 * The layers of a graph that tfjs has no layer for and that several can say.
 * @param weights the numbers of a weight, by full name
 */
export function composedLayers(
  graph: ModelGraph,
  plan: TfjsPlan,
  weights: (name: string) => ArrayLike<number>,
): ComposedLayers {
  const masks = maskedTensors(graph);
  const composed = new Map<number, readonly ComposedStage[]>();
  for (const { layer: index, inputs, outputs } of graph.calls) {
    // The layers of a chain hand on no mask.
    if (plan.layers[index]!.implementation.kind !== 'missing' || masks.has(inputs[0]!)) continue;
    const layer = graph.layers[index]!;
    const stages = compositions[layer.declaration.name]?.({
      layer,
      input: graph.tensors[inputs[0]!]!,
      output: graph.tensors[outputs[0]!]!,
      learned: (name) => weights(`${layer.name}/${name}`),
    });
    if (stages) composed.set(index, stages);
  }
  return composed;
}
