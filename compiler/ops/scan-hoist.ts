import { sizeProduct } from '../shapes/size.ts';
import type { Ops } from './ops.ts';
import type { GraphScope } from './scope.ts';
import type { OpName, OpNode, OpNodeOf, Tensor } from './types.ts';

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

const elementwise: ReadonlySet<OpName> = new Set([
  'negate',
  'absolute',
  'sign',
  'exp',
  'log',
  'sqrt',
  'reciprocal',
  'tanh',
  'sigmoid',
  'softplus',
  'erf',
  'sin',
  'cos',
  'atan',
  'sinh',
  'cosh',
  'floor',
  'ceil',
  'round',
  'relu',
  'reluGradient',
  'gelu',
  'geluGradient',
  'clip',
  'not',
  'stopGradient',
  'cast',
  'add',
  'subtract',
  'multiply',
  'divide',
  'power',
  'maximum',
  'minimum',
  'equal',
  'less',
  'lessEqual',
  'and',
  'or',
  'select',
]);

/**
 * The stacked value of a body's node, computed outside of the loop for all steps at once.
 * @param slices stacked values by the id of the body's tensor
 * @param captured tensors that are the same in every step, by the id in the body
 * @returns undefined where the node must stay in the loop
 */
export function hoistNode(
  outer: GraphScope,
  node: OpNode,
  slices: ReadonlyMap<number, Tensor>,
  captured: ReadonlyMap<number, Tensor>,
): Tensor | undefined {
  const [result] = node.outputs;
  if (!node.inputs.some((input) => slices.has(input.id))) return undefined;
  if (node.op === 'slice') {
    const { starts, sizes, strides } = node.attributes;
    const whole = slices.get(node.inputs[0]!.id)!;
    return outer.emit('slice', [whole], {
      starts: [0, ...starts],
      sizes: [whole.shape[0]!, ...sizes],
      strides: [1, ...strides],
    })[0];
  }
  if (!elementwise.has(node.op)) return undefined;
  const operands: Tensor[] = [];
  for (const input of node.inputs) {
    const whole = slices.get(input.id);
    const fixed = captured.get(input.id);
    // A lower rank aligns with the last axes both inside and outside, but a slice brings the steps in front.
    if (whole && input.shape.length === result!.shape.length) operands.push(whole);
    else if (fixed && fixed.shape.length <= result!.shape.length) operands.push(fixed);
    else return undefined;
  }
  return outer.emitAgain(node, operands)[0];
}
