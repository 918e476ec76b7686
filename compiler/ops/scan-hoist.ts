import { sizeProduct } from '../shapes/size.ts';
import type { Ops } from './ops.ts';
import type { GraphScope } from './scope.ts';
import type { OpNodeOf, Tensor } from './types.ts';

interface Collector {
  /** The values of a tensor in all steps, along a new axis 0 (once the loop is finished). */
  readonly stack: (value: Tensor) => () => Tensor;
  /** The sum of a tensor over all steps, kept by the loop. */
  readonly accumulate: (value: Tensor) => () => Tensor;
}

/**
 * The sum over all steps of a value computed in a loop's body, moved out of the loop where it is linear in
 * stacked operands: Σₜ aₜᵀ·bₜ is one matrix product over time and batch together.
 */
export function hoistSum(ops: Ops, body: GraphScope, value: Tensor, collect: Collector): () => Tensor {
  const node = body.producer(value);
  if (node?.op === 'matmul') {
    const [a, b] = node.inputs as [Tensor, Tensor];
    const { transposeA, transposeB } = (node as OpNodeOf<'matmul'>).attributes;
    if (transposeA && !transposeB && a.shape.length === 2 && b.shape.length === 2) {
      const left = collect.stack(a);
      const right = collect.stack(b);
      return () => ops.matmul(mergeSteps(ops, left()), mergeSteps(ops, right()), { transposeA: true });
    }
  }
  if (node?.op === 'add') {
    const [a, b] = node.inputs as [Tensor, Tensor];
    if (a.shape.length === b.shape.length) {
      const left = hoistSum(ops, body, a, collect);
      const right = hoistSum(ops, body, b, collect);
      return () => ops.add(left(), right());
    }
  }
  if (node?.op === 'sum') {
    const { axes, keepDims } = (node as OpNodeOf<'sum'>).attributes;
    const operand = collect.stack(node.inputs[0]!);
    return () => {
      const total = ops.sum(operand(), [0, ...axes.map((axis) => axis + 1)], keepDims);
      return keepDims ? ops.reshape(total, value.shape) : total;
    };
  }
  if (node?.op === 'reshape') {
    const inner = hoistSum(ops, body, node.inputs[0]!, collect);
    return () => ops.reshape(inner(), value.shape);
  }
  return collect.accumulate(value);
}

function mergeSteps(ops: Ops, stacked: Tensor): Tensor {
  const [steps, rows, ...rest] = stacked.shape;
  return ops.reshape(stacked, [sizeProduct([steps!, rows!]), ...rest]);
}
