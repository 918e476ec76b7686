import { isDifferentiable, type ScopedOps } from './builder.ts';
import { definitionOf } from './definitions.ts';
import { sumGradients } from './gradient-sums.ts';
import { sizesEqual } from '../shapes/size.ts';
import type { Ops } from './ops.ts';
import type { OpName, OpNode, OpNodeOf, Tensor } from './types.ts';

/**
 * Gradients of a scalar with respect to tensors, by reverse accumulation over the graph built so far.
 * @returns for each tensor its gradient, or undefined where the scalar does not depend on it
 */
export function differentiate(
  ops: ScopedOps,
  scalar: Tensor,
  withRespectTo: readonly Tensor[],
): readonly (Tensor | undefined)[] {
  return backpropagate(ops, ops.scope.nodes, [[scalar, ops.fill(1, scalar.shape)]], withRespectTo);
}

/**
 * The vector-Jacobian product: from gradients of some tensors (seeds) to those of others.
 * @param nodes in topological order; only nodes between `withRespectTo` and the seeds are visited
 */
export function backpropagate(
  ops: ScopedOps,
  nodes: readonly OpNode[],
  seeds: readonly (readonly [Tensor, Tensor])[],
  withRespectTo: readonly Tensor[],
): readonly (Tensor | undefined)[] {
  const parts = new Map<number, Tensor[]>();
  const accumulate = (tensor: Tensor, gradient: Tensor): void => {
    const known = parts.get(tensor.id);
    if (known) known.push(gradient);
    else parts.set(tensor.id, [gradient]);
  };
  const gradientOf = (tensor: Tensor): Tensor | undefined => {
    const known = parts.get(tensor.id);
    if (!known) return undefined;
    if (known.length > 1) known.splice(0, known.length, sumGradients(ops, known));
    return known[0];
  };
  for (const [tensor, gradient] of seeds) accumulate(tensor, gradient);

  const active = dependents(nodes, withRespectTo);
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((output) => active.has(output.id) && parts.has(output.id))) continue;
    if (!definitionOf(node.op).gradient || !node.inputs.some((input) => active.has(input.id))) continue;
    const outputGradients = node.outputs.map(gradientOf);
    const inputGradients = gradientsOf(ops, node, outputGradients);
    node.inputs.forEach((input, index) => {
      const gradient = inputGradients[index];
      if (gradient && active.has(input.id) && isDifferentiable(input.dtype)) {
        accumulate(input, sumToShape(ops, gradient, input));
      }
    });
  }
  return withRespectTo.map(gradientOf);
}

/** Ids of differentiable tensors that depend on any of `sources`, which are among them. */
function dependents(nodes: readonly OpNode[], sources: readonly Tensor[]): Set<number> {
  const active = new Set(sources.map((source) => source.id));
  for (const node of nodes) {
    if (node.op === 'stopGradient' || !node.inputs.some((input) => active.has(input.id))) continue;
    for (const output of node.outputs) if (isDifferentiable(output.dtype)) active.add(output.id);
  }
  return active;
}

/** Sums a gradient over the axes along which its tensor was broadcast. */
export function sumToShape(ops: Ops, gradient: Tensor, tensor: Tensor): Tensor {
  const extra = gradient.shape.length - tensor.shape.length;
  const axes = gradient.shape.flatMap((size, axis) => {
    const own = tensor.shape[axis - extra];
    return axis < extra || (own === 1 && !sizesEqual(size, 1)) ? [axis] : [];
  });
  return axes.length === 0 ? gradient : ops.reshape(ops.sum(gradient, axes), tensor.shape);
}

/** Gradients of a node's inputs, of which its op has said that they exist, in the floats of the node. */
function gradientsOf<K extends OpName>(
  ops: ScopedOps,
  node: OpNodeOf<K>,
  outputGradients: readonly (Tensor | undefined)[],
): readonly (Tensor | undefined)[] {
  const { gradient } = definitionOf(node.op);
  return ops.within(node.precision, () => gradient!(ops, node, outputGradients, backpropagate));
}
