import type { LayerCall, LayerInstance, ModelGraph, TensorIndex } from '../../../graph/model-graph.ts';
import { maskedTensors } from '../masks.ts';
import { equalValues } from '../../default-arguments.ts';
import type { CustomActivation, TfjsLayer, TfjsPlan, TfjsValue } from '../types.ts';
import { composedActivation } from './activations.ts';
import { composedNormalization, composedRescaling } from './affine.ts';
import { composedBins, composedEncoding } from './categories.ts';
import { composedGroups, composedScale } from './depthwise.ts';
import { composedDropout, composedSpatialDropout } from './dropout.ts';
import { composedPool } from './pooling.ts';
import { behind, type ComposedSite, type ComposedStage, type Composition } from './stage.ts';

/** Layers that tfjs-layers lacks, as chains of those that it has. Their numbers are equal. */
const compositions: Readonly<Partial<Record<string, Composition>>> = {
  Conv2D: composedGroups,
  Rescaling: composedRescaling,
  Normalization: composedNormalization,
  Discretization: composedBins,
  CategoryEncoding: composedEncoding,
  Dropout: composedDropout,
  SpatialDropout2D: composedSpatialDropout,
  SpatialDropout3D: composedSpatialDropout,
  GlobalAveragePooling1D: composedPool('globalAveragePooling1d'),
  GlobalAveragePooling2D: composedPool('globalAveragePooling2d'),
  GlobalMaxPooling1D: composedPool('globalMaxPooling1d'),
  GlobalMaxPooling2D: composedPool('globalMaxPooling2d'),
};

/** The stages that stand for layers which tfjs lacks, by index of the layer. */
export type ComposedLayers = ReadonlyMap<number, readonly ComposedStage[]>;

/**
 * The layers of a graph that tfjs has no layer for, or not their activation, and that several can say.
 * @param weights the numbers of a weight, by full name
 */
export function composedLayers(
  graph: ModelGraph,
  plan: TfjsPlan,
  weights: (name: string) => ArrayLike<number>,
): ComposedLayers {
  const masks = maskedTensors(graph);
  const composed = new Map<number, readonly ComposedStage[]>();
  const refused = new Set<number>();
  for (const call of graph.calls) {
    const stages = stagesOf(graph, plan.layers[call.layer]!, call, masks, weights);
    const known = composed.get(call.layer);
    // A shared layer is one chain, which must fit all its uses.
    if (stages && (known === undefined || equalValues(known as never, stages as never)))
      composed.set(call.layer, stages);
    else refused.add(call.layer);
  }
  for (const layer of refused) composed.delete(layer);
  return composed;
}

function stagesOf(
  graph: ModelGraph,
  planned: TfjsLayer,
  { layer: index, inputs, outputs, tensorArguments }: LayerCall,
  masks: ReadonlySet<TensorIndex>,
  weights: (name: string) => ArrayLike<number>,
): readonly ComposedStage[] | undefined {
  // Stages take one tensor, and hand on no mask.
  const isPlain = inputs.length === 1 && outputs.length === 1 && Object.keys(tensorArguments).length === 0;
  if (!isPlain || masks.has(inputs[0]!)) return undefined;
  const layer = graph.layers[index]!;
  const site: ComposedSite = {
    layer,
    input: graph.tensors[inputs[0]!]!,
    output: graph.tensors[outputs[0]!]!,
    learned: (name) => weights(`${layer.name}/${name}`),
  };
  const { implementation } = planned;
  const stages =
    implementation.kind === 'missing'
      ? compositionOf(layer)?.(site)
      : [{ factory: implementation.factory, config: implementation.config, trained: planned.weights }];
  const whole = stages && withoutCustomActivation(stages, site);
  // One layer that tfjs has is none that others say.
  return whole === stages && implementation.kind === 'tfjs' ? undefined : whole;
}

function compositionOf({ declaration }: LayerInstance): Composition | undefined {
  return declaration.family === 'own' ? composedScale : compositions[declaration.name];
}

/** The stages with an activation of the last one that tfjs lacks behind it, where the layer applies it last. */
function withoutCustomActivation(
  stages: readonly ComposedStage[],
  { layer, output }: ComposedSite,
): readonly ComposedStage[] | undefined {
  const last = stages.at(-1)!;
  const { activation, ...config } = last.config;
  if (!isCustom(activation)) return stages;
  // Recurrent layers apply theirs at every step.
  if (layer.declaration.family === 'recurrent') return undefined;
  const composed = composedActivation(activation.value, output.shape.length);
  if (!composed) return undefined;
  // Of the layer `Activation` nothing is left.
  if (layer.declaration.name === 'Activation') return composed;
  return behind([...stages.slice(0, -1), { ...last, config }], composed);
}

function isCustom(value: TfjsValue | undefined): value is CustomActivation {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'activation';
}
