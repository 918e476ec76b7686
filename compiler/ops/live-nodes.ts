import type { NamedTensor, OpNode } from './types.ts';

/** Nodes that outputs depend on, in their order. Inputs always stay. */
export function liveNodes(nodes: readonly OpNode[], outputs: readonly NamedTensor[]): OpNode[] {
  const needed = new Set(outputs.map((output) => output.tensor.id));
  const live: OpNode[] = [];
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index]!;
    if (node.op !== 'input' && !node.outputs.some((output) => needed.has(output.id))) continue;
    for (const input of node.inputs) needed.add(input.id);
    live.push(node);
  }
  return live.reverse();
}
