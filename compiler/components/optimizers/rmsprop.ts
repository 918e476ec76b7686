import { boolean, number } from '../../declarations/declare.ts';
import { defineOptimizer } from './define-optimizer.ts';
import { averageRate, commonArguments, epsilonArgument, learningRate } from './common-arguments.ts';
import { follow } from './averages.ts';

/** Source: Keras, `RMSprop`: epsilon stands inside the root; the centered form takes the mean's square off. */
export const rmsprop = defineOptimizer({
  name: 'RMSprop',
  aliases: ['rmsprop'],
  summary: 'Steps divided by the root of a running average of squared gradients.',
  arguments: {
    learning_rate: learningRate(0.001),
    rho: averageRate(0.9, 'How slowly the average follows the squared gradients.'),
    momentum: number(0, 'How much of the last step is taken again.', { minimum: 0, maximum: 1 }),
    epsilon: epsilonArgument(),
    centered: boolean(false, 'Divide by an estimate of the variance instead.'),
    ...commonArguments,
  },
  slots: (args) => [
    { name: 'velocity', initial: 0 },
    ...(args.momentum > 0 ? [{ name: 'momentum', initial: 0 }] : []),
    ...(args.centered ? [{ name: 'average_gradient', initial: 0 }] : []),
  ],
  update: (ops, { variable, gradient, slots, learningRate: rate, args }) => {
    const velocity = follow(ops, slots[0]!, ops.square(gradient), args.rho);
    let denominator = ops.add(velocity, args.epsilon);
    let average;
    if (args.centered) {
      average = follow(ops, slots.at(-1)!, gradient, args.rho);
      denominator = ops.subtract(denominator, ops.square(average));
    }
    const step = ops.divide(ops.multiply(gradient, rate), ops.sqrt(denominator));
    const momentum = args.momentum > 0 ? ops.add(ops.multiply(slots[1]!, args.momentum), step) : undefined;
    return {
      variable: ops.subtract(variable, momentum ?? step),
      slots: [velocity, momentum, average].filter((slot) => slot !== undefined),
    };
  },
});
