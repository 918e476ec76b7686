import type { ModelGraph, TensorIndex } from './model-graph.ts';

/**
 * The tensors of a model that bear a name: heads and branches, and layers by the (first) result of their first use, as
 * the summary shows it. Where a layer and a branch have one name, the branch is meant.
 */
export function namedTensors(model: ModelGraph): ReadonlyMap<string, TensorIndex> {
  const named = new Map<string, TensorIndex>();
  for (const { layer, outputs } of model.calls) {
    const { name } = model.layers[layer]!;
    const [first] = outputs;
    if (first !== undefined && !named.has(name)) named.set(name, first);
  }
  for (const { name, tensor } of [...model.branches, ...model.heads]) named.set(name, tensor);
  return named;
}
