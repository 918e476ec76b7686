import { boolean, number } from '../../declarations/declare.ts';
import { defineOptimizer } from './define-optimizer.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { commonArguments, learningRate } from './common-arguments.ts';

/**
 * Shazeer and Stern, arXiv:1804.04235. The average of squared gradients of a matrix [.., rows, columns] is kept as
 * averages of its rows and of its columns alone; Keras keeps their product besides.
 */
export const adafactor = defineOptimizer({
  name: 'Adafactor',
  aliases: ['adafactor'],
  summary: 'Steps relative to the size of the weights, with little memory for large matrices.',
  arguments: {
    learning_rate: learningRate(0.001),
    beta_2_decay: number(-0.8, 'How the averages of squares slow down with the steps, as a power.'),
    epsilon_1: number(1e-30, 'Keeps the averages of squares from being zero.', { minimum: 0 }),
    epsilon_2: number(0.001, 'Least size of a weight that steps are relative to.', { minimum: 0 }),
    clip_threshold: number(1, 'Greatest root mean square of a step.', { above: 0 }),
    relative_step: boolean(true, 'Let steps shrink with the root of their number.'),
    ...commonArguments,
  },
  byVariable: true,
  slots: () => [
    { name: 'r', initial: 0, shape: (shape) => (shape.length < 2 ? [] : shape.slice(0, -1)) },
    { name: 'c', initial: 0, shape: (shape) => (shape.length < 2 ? [] : shape.toSpliced(-2, 1)) },
    { name: 'velocity', initial: 0 },
  ],
  update: (ops, { variable, gradient, slots, learningRate: rate, iteration, args }) => {
    const step = ops.add(iteration, 1);
    const relative = args.relative_step ? ops.minimum(rate, ops.reciprocal(ops.sqrt(step))) : rate;
    const length = ops.multiply(ops.maximum(rootMeanSquare(ops, variable), args.epsilon_2), relative);
    const squares = ops.add(ops.square(gradient), args.epsilon_1);
    const kept = ops.subtract(1, ops.power(step, args.beta_2_decay));
    const averages = averagesOf(ops, slots, squares, kept);
    const direction = ops.divide(gradient, ops.sqrt(averages[2]!));
    const excess = ops.maximum(ops.divide(rootMeanSquare(ops, direction), args.clip_threshold), 1);
    return {
      variable: ops.subtract(variable, ops.multiply(ops.divide(direction, excess), length)),
      slots: averages,
    };
  },
});

/** The next averages of rows, of columns, and of entries. */
function averagesOf(ops: Ops, slots: readonly Tensor[], squares: Tensor, kept: Tensor): readonly Tensor[] {
  const [rows, columns, entries] = slots as readonly [Tensor, Tensor, Tensor];
  const follow = (average: Tensor, value: Tensor) =>
    ops.add(ops.multiply(average, kept), ops.multiply(value, ops.subtract(1, kept)));
  if (squares.shape.length < 2) return [rows, columns, follow(entries, squares)];
  const r = follow(rows, ops.mean(squares, -1));
  const c = follow(columns, ops.mean(squares, -2));
  const share = ops.divide(r, ops.mean(r, -1, true));
  return [r, c, ops.multiply(ops.expandDims(share, -1), ops.expandDims(c, -2))];
}

function rootMeanSquare(ops: Ops, x: Tensor): Tensor {
  return ops.sqrt(ops.mean(ops.square(x)));
}
