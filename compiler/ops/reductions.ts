import { sizeProduct } from '../shapes/size.ts';
import type { Ops } from './builder.ts';
import type { OpDefinition } from './definition.ts';
import { reducedShape } from './shape-rules.ts';
import type { OpNodeOf, Tensor } from './types.ts';

type Reduction = 'sum' | 'mean' | 'reduceMax' | 'reduceMin' | 'product';

function reduction<K extends Reduction>(
  gradient: (ops: Ops, node: OpNodeOf<K>, dy: Tensor, y: Tensor) => Tensor,
): OpDefinition<K> {
  return {
    infer: ([x], { axes, keepDims }) => [{ dtype: x!.dtype, shape: reducedShape(x!.shape, axes, keepDims) }],
    gradient: (ops, node, [dy]) => {
      const kept = reducedShape(node.inputs[0]!.shape, node.attributes.axes, true);
      return [gradient(ops, node, ops.reshape(dy!, kept), ops.reshape(node.outputs[0]!, kept))];
    },
  };
}

/** The gradient of an extremum is shared evenly by all entries that have its value. */
function extremumGradient(
  ops: Ops,
  node: OpNodeOf<'reduceMax' | 'reduceMin'>,
  dy: Tensor,
  y: Tensor,
): Tensor {
  const chosen = ops.cast(ops.equal(node.inputs[0]!, y), dy.dtype);
  return ops.multiply(chosen, ops.divide(dy, ops.sum(chosen, node.attributes.axes, true)));
}

/**
 * For each entry the product of all the others, right also where entries are zero: with one zero among them only
 * that entry has a product that is none; with two, no entry has.
 */
function productOfOthers(ops: Ops, node: OpNodeOf<'product'>): Tensor {
  const [x] = node.inputs as readonly [Tensor];
  const { axes } = node.attributes;
  const isZero = ops.equal(x, 0);
  const zeros = ops.sum(ops.cast(isZero, x.dtype), axes, true);
  const filled = ops.select(isZero, 1, x);
  const others = ops.divide(ops.product(filled, axes, true), filled);
  const alone = ops.and(isZero, ops.equal(zeros, 1));
  return ops.select(ops.or(ops.equal(zeros, 0), alone), others, 0);
}

export const reductions = {
  sum: reduction<'sum'>((ops, node, dy) => ops.expand(dy, node.inputs[0]!.shape)),
  mean: reduction<'mean'>((ops, node, dy) => {
    const { shape } = node.inputs[0]!;
    const count = sizeProduct(node.attributes.axes.map((axis) => shape[axis]!));
    return ops.expand(ops.divide(dy, typeof count === 'number' ? count : ops.size(count)), shape);
  }),
  reduceMax: reduction<'reduceMax'>(extremumGradient),
  reduceMin: reduction<'reduceMin'>(extremumGradient),
  product: reduction<'product'>((ops, node, dy) => ops.multiply(dy, productOfOthers(ops, node))),

  argMax: {
    infer: ([x], { axis }) => [{ dtype: 'int32', shape: reducedShape(x!.shape, [axis], false) }],
  } satisfies OpDefinition<'argMax'>,

  cumulativeSum: {
    infer: ([x]) => [{ dtype: x!.dtype, shape: x!.shape }],
    gradient: (ops, node, [dy]) => [ops.cumulativeSum(dy!, node.attributes.axis, !node.attributes.reverse)],
  } satisfies OpDefinition<'cumulativeSum'>,

  topK: {
    infer: ([x], { k }) => {
      const shape = [...x!.shape.slice(0, -1), k];
      return [
        { dtype: x!.dtype, shape },
        { dtype: 'int32', shape },
      ];
    },
    // Every entry that was chosen gets its gradient back; the rows stand behind each other, as one list.
    gradient: (ops, node, [dy]) => {
      const [x] = node.inputs;
      const last = x!.shape.at(-1)!;
      const rows = sizeProduct(x!.shape.slice(0, -1));
      const chosen = [rows, node.attributes.k];
      const places = ops.reshape(node.outputs[1]!, chosen);
      const before = ops.multiply(ops.iota(chosen, 0), ops.size(last, 'int32'));
      const count = sizeProduct(chosen);
      const flat = ops.reshape(ops.add(before, places), [count]);
      return [ops.reshape(ops.scatterAdd(flat, ops.reshape(dy!, [count]), sizeProduct(x!.shape)), x!.shape)];
    },
  } satisfies OpDefinition<'topK'>,

  softmax: {
    infer: ([x]) => [{ dtype: x!.dtype, shape: x!.shape }],
    gradient: (ops, node, [dy]) => {
      const y = node.outputs[0]!;
      const weighted = ops.multiply(dy!, y);
      return [ops.subtract(weighted, ops.multiply(y, ops.sum(weighted, node.attributes.axis, true)))];
    },
  } satisfies OpDefinition<'softmax'>,

  logSoftmax: {
    infer: ([x]) => [{ dtype: x!.dtype, shape: x!.shape }],
    gradient: (ops, node, [dy]) => {
      const { axis } = node.attributes;
      const probabilities = ops.softmax(node.inputs[0]!, axis);
      return [ops.subtract(dy!, ops.multiply(probabilities, ops.sum(dy!, axis, true)))];
    },
  } satisfies OpDefinition<'logSoftmax'>,
};
