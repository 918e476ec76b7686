import { defineOptimizer } from './define-optimizer.ts';
import { follow } from './averages.ts';
import { averageRate, commonArguments, epsilonArgument, learningRate } from './common-arguments.ts';

/** Zeiler, arXiv:1212.5701; epsilon stands inside both roots. */
export const adadelta = defineOptimizer({
  name: 'Adadelta',
  aliases: ['adadelta'],
  summary: 'Steps scaled by running averages of squared gradients and squared steps.',
  arguments: {
    learning_rate: learningRate(0.001),
    rho: averageRate(0.95, 'How slowly both averages follow.'),
    epsilon: epsilonArgument(),
    ...commonArguments,
  },
  slots: () => [
    { name: 'accumulated_grad', initial: 0 },
    { name: 'accumulated_delta_var', initial: 0 },
  ],
  update: (ops, { variable, gradient, slots, learningRate: rate, args }) => {
    const gradients = follow(ops, slots[0]!, ops.square(gradient), args.rho);
    const ratio = ops.divide(ops.add(slots[1]!, args.epsilon), ops.add(gradients, args.epsilon));
    const step = ops.multiply(ops.sqrt(ratio), gradient);
    const steps = follow(ops, slots[1]!, ops.square(step), args.rho);
    return { variable: ops.subtract(variable, ops.multiply(step, rate)), slots: [gradients, steps] };
  },
});
