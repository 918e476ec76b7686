import type { OpGraph, OpNode, Tensor } from '../../../ops/types.ts';

/**
 * Which tensors of a graph are made on the processor, where a GPU runs it: single numbers that depend on others of
 * that kind alone, such as the number of the step, the learning rate and all that follows from them. A GPU needs as
 * long for one number as for a thousand, and its powers and cosines are less precise.
 * @returns the numbers of those tensors
 */
export function hostValues({ inputs, nodes }: OpGraph): ReadonlySet<number> {
  const known = new Set(inputs.flatMap(({ tensor }) => (isSingle(tensor) ? [tensor.id] : [])));
  for (const node of nodes) {
    if (node.op === 'input' || !node.outputs.every(isSingle)) continue;
    if (!node.inputs.every((input) => known.has(input.id))) continue;
    for (const output of node.outputs) known.add(output.id);
  }
  return known;
}

/** True where all results of a node are among those tensors. */
export function isOnHost({ outputs }: OpNode, values: ReadonlySet<number>): boolean {
  return outputs.length > 0 && outputs.every((output) => values.has(output.id));
}

function isSingle({ shape }: Tensor): boolean {
  return shape.length === 0;
}
