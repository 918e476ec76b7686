import { number, option } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { unitLength } from '../losses/entries.ts';
import { defineRegularizer } from '../../declarations/define.ts';

const factor = (value: number, of: string) => number(value, `Factor of the sum of ${of}.`, { minimum: 0 });

function absoluteSum(ops: Ops, weight: Tensor, share: number): Tensor {
  return ops.multiply(ops.sum(ops.absolute(weight)), share);
}

function squareSum(ops: Ops, weight: Tensor, share: number): Tensor {
  return ops.multiply(ops.sum(ops.square(weight)), share);
}

export const l1 = defineRegularizer({
  name: 'L1',
  aliases: ['l1'],
  summary: 'Penalty on the magnitudes: pushes weights to exactly zero.',
  arguments: { l1: factor(0.01, 'the magnitudes') },
  lower: (ops, weight, args) => absoluteSum(ops, weight, args.l1),
});

export const l2 = defineRegularizer({
  name: 'L2',
  aliases: ['l2'],
  summary: 'Penalty on the squares: keeps weights small.',
  arguments: { l2: factor(0.01, 'the squares') },
  lower: (ops, weight, args) => squareSum(ops, weight, args.l2),
});

export const l1l2 = defineRegularizer({
  name: 'L1L2',
  aliases: ['l1l2'],
  summary: 'Penalty on magnitudes and squares.',
  arguments: { l1: factor(0, 'the magnitudes'), l2: factor(0, 'the squares') },
  lower: (ops, weight, args) => {
    const magnitudes = args.l1 === 0 ? undefined : absoluteSum(ops, weight, args.l1);
    const squares = args.l2 === 0 ? undefined : squareSum(ops, weight, args.l2);
    if (magnitudes && squares) return ops.add(magnitudes, squares);
    return magnitudes ?? squares ?? ops.scalar(0);
  },
});

export const orthogonalRegularizer = defineRegularizer({
  name: 'OrthogonalRegularizer',
  aliases: ['orthogonal_regularizer'],
  summary: 'Pushes the rows or columns of a matrix towards being orthogonal.',
  arguments: {
    factor: number(0.01, 'Factor of the penalty.', { minimum: 0 }),
    mode: option(['rows', 'columns'], 'rows', 'Which vectors shall be orthogonal.'),
  },
  misfit: (shape) => (shape.length === 2 ? undefined : 'is for weights of two axes'),
  lower: (ops, weight, args) => {
    const rows = args.mode === 'rows';
    const units = unitLength(ops, weight, rows ? 1 : 0);
    const products = rows
      ? ops.matmul(units, units, { transposeB: true })
      : ops.matmul(units, units, { transposeA: true });
    const isOther = ops.notEqual(ops.iota(products.shape, 0), ops.iota(products.shape, 1));
    const others = ops.multiply(products, ops.cast(isOther, 'float32'));
    // Results of a layer have as many rows as the batch has samples.
    const count = ops.size(products.shape[0]!);
    const pairs = ops.maximum(ops.multiply(ops.multiply(count, ops.subtract(count, 1)), 0.5), 1);
    // Every pair is counted twice, hence the half; pairs are averaged.
    return ops.multiply(ops.divide(ops.sum(ops.absolute(others)), pairs), 0.5 * args.factor);
  },
});
