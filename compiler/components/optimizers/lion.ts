import { defineOptimizer } from './define-optimizer.ts';
import { follow } from './averages.ts';
import { averageRate, commonArguments, learningRate } from './common-arguments.ts';

/** Chen et al., arXiv:2302.06675. */
export const lion = defineOptimizer({
  name: 'Lion',
  aliases: ['lion'],
  summary: 'Steps of equal size in the direction of a running average of the gradients.',
  arguments: {
    learning_rate: learningRate(0.001),
    beta_1: averageRate(0.9, 'How much of the average goes into the direction.'),
    beta_2: averageRate(0.99, 'How slowly the average follows the gradients.'),
    ...commonArguments,
  },
  problem: (args) =>
    args.beta_1 === 0
      ? {
          argument: 'beta_1',
          message: '`beta_1` of Lion must be above 0: at 0 the average has no say in the direction.',
        }
      : undefined,
  slots: () => [{ name: 'momentum', initial: 0 }],
  update: (ops, { variable, gradient, slots, learningRate: rate, args }) => {
    const direction = ops.sign(follow(ops, slots[0]!, gradient, args.beta_1));
    const momentum = follow(ops, slots[0]!, gradient, args.beta_2);
    return { variable: ops.subtract(variable, ops.multiply(direction, rate)), slots: [momentum] };
  },
});
