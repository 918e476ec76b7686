import { constantTensor, sizeTensor } from '../../functions/creation.ts';
import type { ModelGraph, TensorIndex } from '../../graph/model-graph.ts';

const known = new WeakMap<ModelGraph, ReadonlySet<TensorIndex>>();

/**
 * The tensors that go from layer to layer: those with a batch, and what is computed from them. Others are numbers of
 * the text and sizes: the layers that take them make them themselves, since tfjs's layers give nothing without input.
 */
export function flowingTensors(graph: ModelGraph): ReadonlySet<TensorIndex> {
  const found = known.get(graph);
  if (found) return found;
  const flowing = new Set(graph.inputs.map(({ tensor }) => tensor));
  for (const call of graph.calls) {
    const taken = [...call.inputs, ...Object.values(call.tensorArguments).flat()];
    const { declaration } = graph.layers[call.layer]!;
    const isNumber = declaration === constantTensor.layer || declaration === sizeTensor.layer;
    const hasBatch = call.outputs.some((tensor) => !graph.tensors[tensor]!.whole);
    if (isNumber || !(hasBatch || taken.some((tensor) => flowing.has(tensor)))) continue;
    for (const output of call.outputs) flowing.add(output);
  }
  known.set(graph, flowing);
  return flowing;
}
