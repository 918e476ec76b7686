import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineOptimizer } from './define-optimizer.ts';
import { filledShare, follow, overRoot } from './averages.ts';
import { averageRate, commonArguments, epsilonArgument, learningRate } from './common-arguments.ts';

/**
 * Adam with Nesterov's look ahead (Dozat, ICLR workshop 2016). The momentum grows from step to step; the
 * product of all its values so far is kept once for all variables.
 */
export const nadam = defineOptimizer({
  name: 'Nadam',
  aliases: ['nadam'],
  summary: 'Adam that looks ahead along its momentum.',
  arguments: {
    learning_rate: learningRate(0.001),
    beta_1: averageRate(0.9, 'How slowly the average of the gradients follows them.'),
    beta_2: averageRate(0.999, 'How slowly the average of their squares follows them.'),
    epsilon: epsilonArgument(),
    ...commonArguments,
  },
  slots: () => [
    { name: 'momentum', initial: 0 },
    { name: 'velocity', initial: 0 },
  ],
  globals: () => [{ name: 'u_product', initial: 1, shape: 'scalar' }],
  update: (ops, { variable, gradient, slots, globals, learningRate: rate, iteration, args }) => {
    const now = momentumAt(ops, args.beta_1, ops.add(iteration, 1));
    const next = momentumAt(ops, args.beta_1, ops.add(iteration, 2));
    const product = ops.multiply(globals[0]!, now);
    const momentum = follow(ops, slots[0]!, gradient, args.beta_1);
    const velocity = follow(ops, slots[1]!, ops.square(gradient), args.beta_2);
    const ofMomentum = ops.divide(next, ops.subtract(1, ops.multiply(product, next)));
    const ofGradient = ops.divide(ops.subtract(1, now), ops.subtract(1, product));
    const direction = ops.add(ops.multiply(momentum, ofMomentum), ops.multiply(gradient, ofGradient));
    const corrected = ops.divide(velocity, filledShare(ops, args.beta_2, iteration));
    const step = overRoot(ops, ops.multiply(direction, rate), corrected, args.epsilon);
    return { variable: ops.subtract(variable, step), slots: [momentum, velocity] };
  },
  updateGlobals: (ops, { globals, iteration, args }) => [
    ops.multiply(globals[0]!, momentumAt(ops, args.beta_1, ops.add(iteration, 1))),
  ],
});

/** beta · (1 − 0.96^step / 2). */
function momentumAt(ops: Ops, beta: number, step: Tensor): Tensor {
  return ops.multiply(ops.subtract(1, ops.multiply(ops.power(ops.scalar(0.96), step), 0.5)), beta);
}
