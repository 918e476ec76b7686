import { integer } from '../../declarations/declare.ts';
import { defineOptimizer } from './define-optimizer.ts';
import { filledShare, follow } from './averages.ts';
import { averageRate, commonArguments, epsilonArgument, learningRate } from './common-arguments.ts';

/**
 * Defazio et al., The Road Less Scheduled, arXiv:2405.15682. `momentum` holds the point z that steps go from; the
 * weights are y, between z and the average x of all points, which is worked out of both.
 */
export const scheduleFreeAdamW = defineOptimizer({
  name: 'ScheduleFreeAdamW',
  aliases: ['schedulefreeadamw'],
  summary: 'AdamW that averages its way instead of lowering the learning rate over time.',
  arguments: {
    learning_rate: learningRate(0.0025),
    beta_1: averageRate(0.9, 'How close the weights stay to the average of the points so far; above 0.'),
    beta_2: averageRate(0.999, 'How slowly the average of the squares of the gradients follows them.'),
    epsilon: epsilonArgument(1e-8),
    warmup_steps: integer(0, 'Steps over which the learning rate grows to its value.', { minimum: 0 }),
    ...commonArguments,
  },
  problem: (args) =>
    args.beta_1 === 0
      ? { argument: 'beta_1', message: '`beta_1` of ScheduleFreeAdamW must be above 0: it divides by it.' }
      : undefined,
  slots: () => [
    { name: 'momentum', initial: 0 },
    { name: 'velocity', initial: 0 },
  ],
  update: (ops, { variable, undecayed, gradient, slots, learningRate: rate, iteration, args }) => {
    const step = ops.add(iteration, 1);
    const warmed =
      args.warmup_steps > 0 ? ops.multiply(rate, ops.minimum(ops.divide(step, args.warmup_steps), 1)) : rate;
    // The point begins where the weights do.
    const point = ops.select(ops.equal(iteration, 0), undecayed, slots[0]!);
    const velocity = follow(ops, slots[1]!, ops.square(gradient), args.beta_2);
    const size = ops.sqrt(ops.divide(velocity, filledShare(ops, args.beta_2, iteration)));
    const next = ops.subtract(point, ops.divide(ops.multiply(warmed, gradient), ops.add(size, args.epsilon)));
    const near = 1 - args.beta_1;
    const average = ops.divide(ops.subtract(variable, ops.multiply(point, near)), args.beta_1);
    const share = ops.reciprocal(step);
    const moved = ops.add(ops.multiply(average, ops.subtract(1, share)), ops.multiply(next, share));
    return {
      variable: ops.add(ops.multiply(next, near), ops.multiply(moved, args.beta_1)),
      slots: [next, velocity],
    };
  },
});
