import type { LayerCall, LayerInstance, ModelGraph, TensorIndex } from '../../graph/model-graph.ts';
import { activityRegularizerOf, implementationOf } from './implementation.ts';
import { maskedTensors } from './masks.ts';
import { tfjsName } from './names.ts';
import { tfjsLoss, tfjsMetric, tfjsOptimizer } from './training.ts';
import { tfjsDType, tfjsSize, type TfjsLayer, type TfjsPlan } from './types.ts';

/**
 * A model as calls of tfjs-layers 4.22: for every layer what makes it there, or why nothing does; its inputs,
 * calls, heads, losses, metrics and optimizer.
 */
export function planTfjs(graph: ModelGraph): TfjsPlan {
  return {
    name: graph.name,
    inputs: graph.inputs.map(({ name, tensor }) => {
      const { shape, dtype } = graph.tensors[tensor]!;
      return {
        name,
        tfjsName: tfjsName(name),
        tensor,
        shape: shape.map(tfjsSize),
        dtype: tfjsDType(dtype),
      };
    }),
    layers: planLayers(graph),
    calls: graph.calls.map(({ layer, inputs, tensorArguments, outputs }) => ({
      layer,
      inputs,
      outputs,
      tensorArguments: callArguments(tensorArguments),
    })),
    heads: graph.heads.map(({ name, tensor, loss, weight, metrics }) => ({
      name,
      tensor,
      loss: loss && tfjsLoss(loss),
      weight,
      metrics: metrics.map(tfjsMetric),
    })),
    optimizer: tfjsOptimizer(graph.training.optimizer),
  };
}

function callArguments({
  initial_state: states,
}: LayerCall['tensorArguments']): LayerCall['tensorArguments'] {
  return states ? { initialState: states } : {};
}

/** The layers of a graph, in its order, as tfjs-layers makes them. */
export function planLayers(graph: ModelGraph): readonly TfjsLayer[] {
  const calls = graph.layers.map((): LayerCall[] => []);
  for (const call of graph.calls) calls[call.layer]!.push(call);
  const masks = maskedTensors(graph);
  return graph.layers.map((layer, index) => planLayer(graph, layer, calls[index]!, masks));
}

function planLayer(
  graph: ModelGraph,
  layer: LayerInstance,
  calls: readonly LayerCall[],
  masks: ReadonlySet<TensorIndex>,
): TfjsLayer {
  const activityRegularizer = activityRegularizerOf(layer);
  const implementation =
    activityRegularizer === undefined
      ? ({ kind: 'missing', reason: 'tfjs has no such `activity_regularizer`' } as const)
      : implementationOf(graph, layer, calls, masks);
  return {
    name: layer.name,
    tfjsName: tfjsName(layer.name),
    class: layer.class,
    trainable: layer.trainable,
    implementation,
    activityRegularizer: activityRegularizer ?? null,
    weights: layer.weights.map((weight) => `${layer.name}/${weight.name}`),
    place: layer.place,
  };
}
