import type { OpGraph, OpNode, Tensor } from '../../ops/types.ts';

/**
 * How often each tensor of a graph is read, by its id: what is read once may stand where it is read. What a loop
 * captures would be computed in every round: it counts twice.
 */
export function countUses(nodes: readonly OpNode[], graph: OpGraph): ReadonlyMap<number, number> {
  const uses = new Map<number, number>();
  const add = (tensor: Tensor, count: number): void =>
    void uses.set(tensor.id, (uses.get(tensor.id) ?? 0) + count);
  for (const node of nodes) node.inputs.forEach((input) => add(input, node.op === 'scan' ? 2 : 1));
  graph.outputs.forEach(({ tensor }) => add(tensor, 1));
  return uses;
}

/** A node whose random numbers are drawn by the code itself: what a key is made from is not needed. */
export function withoutKey(node: OpNode): OpNode {
  return node.op === 'randomUniform' ? { ...node, inputs: [] } : node;
}
