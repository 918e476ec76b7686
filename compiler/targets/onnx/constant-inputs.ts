import type { OpGraph } from '../../ops/types.ts';

/**
 * The inputs that are worth having inside a graph where their values are known: onnxruntime brings constant kernels
 * into the order of its products, and computes what follows from constants alone beforehand. A table of which rows
 * are looked up gains nothing by it, and would be held twice.
 * @param candidates names of inputs whose values are known
 */
export function constantInputs(graph: OpGraph, candidates: readonly string[]): readonly string[] {
  const tables = new Set<number>();
  const others = new Set<number>();
  for (const { op, inputs } of graph.nodes) {
    inputs.forEach(({ id }, place) => (op === 'gather' && place === 0 ? tables : others).add(id));
  }
  const ids = new Map(graph.inputs.map(({ name, tensor }) => [name, tensor.id]));
  return candidates.filter((name) => {
    const id = ids.get(name);
    return id !== undefined && (others.has(id) || !tables.has(id));
  });
}
