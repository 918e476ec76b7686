import { defineOptimizer } from './define-optimizer.ts';
import { filledShare, follow, overRoot } from './averages.ts';
import { averageRate, commonArguments, epsilonArgument, learningRate } from './common-arguments.ts';

/** You et al., arXiv:1904.00962: Adam's direction, as long as the weight itself. Keras finds it by class only. */
export const lamb = defineOptimizer({
  name: 'Lamb',
  summary: 'Adam whose steps are as long as the weights, for large batches.',
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
  update: (ops, { variable, gradient, slots, learningRate: rate, iteration, args }) => {
    const momentum = follow(ops, slots[0]!, gradient, args.beta_1);
    const velocity = follow(ops, slots[1]!, ops.square(gradient), args.beta_2);
    const direction = overRoot(
      ops,
      ops.divide(momentum, filledShare(ops, args.beta_1, iteration)),
      ops.divide(velocity, filledShare(ops, args.beta_2, iteration)),
      args.epsilon,
    );
    const [weightLength, length] = [variable, direction].map((x) => ops.sqrt(ops.sum(ops.square(x))));
    const both = ops.and(ops.greater(weightLength!, 0), ops.greater(length!, 0));
    const ratio = ops.select(both, ops.divideNoNaN(weightLength!, length!), 1);
    const step = ops.multiply(direction, ops.multiply(ratio, rate));
    return { variable: ops.subtract(variable, step), slots: [momentum, velocity] };
  },
});
