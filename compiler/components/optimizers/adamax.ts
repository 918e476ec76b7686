import { defineOptimizer } from './define-optimizer.ts';
import { filledShare, follow } from './averages.ts';
import { averageRate, commonArguments, epsilonArgument, learningRate } from './common-arguments.ts';

/** Kingma and Ba, arXiv:1412.6980, section 7.1: Adam with the greatest gradient instead of the squares. */
export const adamax = defineOptimizer({
  name: 'Adamax',
  aliases: ['adamax'],
  summary: 'Adam that divides by the greatest gradient so far, slowly forgotten.',
  arguments: {
    learning_rate: learningRate(0.001),
    beta_1: averageRate(0.9, 'How slowly the average of the gradients follows them.'),
    beta_2: averageRate(0.999, 'How slowly the greatest gradient is forgotten.'),
    epsilon: epsilonArgument(),
    ...commonArguments,
  },
  slots: () => [
    { name: 'momentum', initial: 0 },
    { name: 'norm', initial: 0 },
  ],
  update: (ops, { variable, gradient, slots, learningRate: rate, iteration, args }) => {
    const momentum = follow(ops, slots[0]!, gradient, args.beta_1);
    const norm = ops.maximum(ops.multiply(slots[1]!, args.beta_2), ops.absolute(gradient));
    const corrected = ops.divide(rate, filledShare(ops, args.beta_1, iteration));
    const step = ops.divide(ops.multiply(momentum, corrected), ops.add(norm, args.epsilon));
    return { variable: ops.subtract(variable, step), slots: [momentum, norm] };
  },
});
