import { number } from '../../declarations/declare.ts';
import { defineOptimizer } from './define-optimizer.ts';
import { commonArguments, epsilonArgument, learningRate } from './common-arguments.ts';

/** Duchi et al., Journal of Machine Learning Research 12 (2011); epsilon stands inside the root, as in Keras. */
export const adagrad = defineOptimizer({
  name: 'Adagrad',
  aliases: ['adagrad'],
  summary: 'Steps divided by the root of all squared gradients so far.',
  arguments: {
    learning_rate: learningRate(0.001),
    initial_accumulator_value: number(0.1, 'What the sum of squares starts from.', { minimum: 0 }),
    epsilon: epsilonArgument(),
    ...commonArguments,
  },
  slots: (args) => [{ name: 'accumulator', initial: args.initial_accumulator_value }],
  update: (ops, { variable, gradient, slots, learningRate: rate, args }) => {
    const accumulator = ops.add(slots[0]!, ops.square(gradient));
    const step = ops.divide(ops.multiply(gradient, rate), ops.sqrt(ops.add(accumulator, args.epsilon)));
    return { variable: ops.subtract(variable, step), slots: [accumulator] };
  },
});
