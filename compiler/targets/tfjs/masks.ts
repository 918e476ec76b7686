import type { ModelGraph, TensorIndex } from '../../graph/model-graph.ts';
import { maskBehaviour } from '../../declarations/define-layer.ts';

/**
 * The tensors that a Keras mask really comes with, of those that may have one: it starts at an Embedding or
 * Masking and goes on through layers that hand it on. A merge of tensors without masks has none.
 */
export function maskedTensors(graph: ModelGraph): ReadonlySet<TensorIndex> {
  const masked = new Set<TensorIndex>();
  for (const call of graph.calls) {
    const [output] = call.outputs;
    if (output === undefined || !graph.tensors[output]!.masked) continue;
    const layer = graph.layers[call.layer]!;
    const { declaration } = layer;
    const starts = maskBehaviour(declaration, layer.args) === 'make';
    if (starts || call.inputs.some((tensor) => masked.has(tensor))) masked.add(output);
  }
  return masked;
}
