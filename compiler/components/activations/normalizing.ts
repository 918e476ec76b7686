import { integer } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { sampleAxis } from '../../shapes/axes.ts';
import { isSymbolic, type Size } from '../../shapes/size.ts';
import { defineActivation } from '../../declarations/define.ts';

const axis = integer(-1, 'The axis whose entries belong together; 0 is the batch.');

/** The shape itself, where it has the axis. */
function withAxis(shape: readonly Size[], args: { readonly axis: number }): readonly Size[] | string {
  return args.axis === 0 || sampleAxis(args.axis, shape.length) !== undefined
    ? shape
    : `has no axis ${args.axis} there`;
}

export const softmax = defineActivation({
  name: 'softmax',
  gives: 'distribution',
  summary: 'Exponentials that add up to one along an axis: probabilities of classes.',
  arguments: { axis },
  outputShape: withAxis,
  lower: (ops, x, args) => ops.softmax(x, args.axis),
});

export const logSoftmax = defineActivation({
  name: 'log_softmax',
  gives: 'scores',
  summary: 'The logarithm of softmax.',
  arguments: { axis },
  outputShape: withAxis,
  lower: (ops, x, args) => ops.logSoftmax(x, args.axis),
});

export const sparsemax = defineActivation({
  name: 'sparsemax',
  gives: 'distribution',
  summary: 'Sparsemax in the form that Keras computes: most results are exactly zero.',
  arguments: { axis },
  outputShape: (shape, args) => {
    const place = sampleAxis(args.axis, shape.length);
    if (place === undefined) return `has no axis ${args.axis} there`;
    return isSymbolic(shape[place]!) ? `sorts its axis, so its size must be known` : shape;
  },
  lower: (ops, x, args) => lowerSparsemax(ops, x, args.axis),
});

/**
 * Keras's sparsemax: with z sorted downwards, the support is where 1 + k·z_k exceeds the running sum, and
 * tau = (Σ over the support of the running sums − 1) / size of the support. The published form takes the sum
 * of the supported entries instead.
 */
function lowerSparsemax(ops: Ops, x: Tensor, axis: number): Tensor {
  const last = x.shape.length - 1;
  const from = axis < 0 ? axis + x.shape.length : axis;
  const order = x.shape.map((_, index) => (index === from ? last : index === last ? from : index));
  const rows = from === last ? x : ops.transpose(x, order);
  const size = rows.shape[last]!;
  const sorted = sortDescending(ops, rows, size);
  const sums = ops.cumulativeSum(sorted, last);
  const ranks = ops.add(
    ops.cast(
      ops.iota(
        rows.shape.map((_, index) => (index === last ? size : 1)),
        last,
      ),
      'float32',
    ),
    1,
  );
  const support = ops.cast(ops.greater(ops.add(1, ops.multiply(ranks, sorted)), sums), 'float32');
  const count = ops.sum(support, last, true);
  const tau = ops.divide(ops.subtract(ops.sum(ops.multiply(sums, support), last, true), 1), count);
  const result = ops.relu(ops.subtract(rows, tau));
  return from === last ? result : ops.transpose(result, order);
}

/** Picked by one-hot rows of the order, so that gradients find their way back. */
function sortDescending(ops: Ops, rows: Tensor, size: Size): Tensor {
  if (typeof size !== 'number') throw new Error('sparsemax needs a known size of its axis');
  const [, order] = ops.topK(rows, size);
  return ops.sum(ops.multiply(ops.oneHot(order, size), ops.expandDims(rows, -2)), -1);
}
