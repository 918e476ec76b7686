import { maskBehaviour } from '../../declarations/define-layer.ts';
import { hostPart } from '../../graph/host-part.ts';
import type { LayerCall, ModelGraph, TensorIndex } from '../../graph/model-graph.ts';
import type { LoweredModel } from '../../steps/lower-model.ts';

/**
 * What flows through a model besides its tensors. Values have keys: `t3` is a tensor, `m3` its mask, `l3` what stands
 * before its softmax, `p3` the penalty that the third call adds to the loss.
 */
export interface ModelFlow {
  /** The calls of the graph, in order. */
  readonly calls: readonly LayerCall[];
  readonly places: ReadonlyMap<LayerCall, number>;
  /** The key of the mask that a tensor carries: that of the tensor that it comes from, where layers pass it on. */
  readonly masks: ReadonlyMap<TensorIndex, string>;
  /** Tensors that losses look at. */
  readonly scored: ReadonlySet<TensorIndex>;
}

export function maskKey(tensor: TensorIndex): string {
  return `m${tensor}`;
}

export function modelFlow(graph: ModelGraph, { masks: lowered }: LoweredModel): ModelFlow {
  const onHost = new Set(hostPart(graph).calls);
  const calls = graph.calls.filter((call) => !onHost.has(call));
  const masks = new Map<TensorIndex, string>();
  for (const { layer: index, inputs, outputs } of calls) {
    const { declaration, args } = graph.layers[index]!;
    const isPassed = maskBehaviour(declaration, args) === 'pass' && inputs.length === 1;
    for (const tensor of outputs)
      if (lowered[tensor]) masks.set(tensor, isPassed ? masks.get(inputs[0]!)! : maskKey(tensor));
  }
  return {
    calls,
    places: new Map(calls.map((call, place) => [call, place])),
    masks,
    scored: new Set(graph.heads.filter(({ loss }) => loss).map(({ tensor }) => tensor)),
  };
}
