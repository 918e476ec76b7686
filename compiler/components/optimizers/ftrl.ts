import { number } from '../../declarations/declare.ts';
import { defineOptimizer } from './define-optimizer.ts';
import { commonArguments, learningRate } from './common-arguments.ts';

const strength = (doc: string) => number(0, doc, { minimum: 0 });

/** McMahan et al., KDD 2013, with the shrinkage of Keras. */
export const ftrl = defineOptimizer({
  name: 'Ftrl',
  aliases: ['ftrl'],
  summary: 'Follow the regularized leader: sparse weights for large linear models.',
  arguments: {
    learning_rate: learningRate(0.001),
    learning_rate_power: number(-0.5, 'How fast the rate falls with the squared gradients.', { maximum: 0 }),
    initial_accumulator_value: number(0.1, 'What the sum of squares starts from.', { minimum: 0 }),
    l1_regularization_strength: strength('Pull of every weight to exactly zero.'),
    l2_regularization_strength: strength('Penalty on the squares.'),
    l2_shrinkage_regularization_strength: strength('Penalty on the squares that grows with the gradients.'),
    beta: strength('Slows the first steps down.'),
    ...commonArguments,
  },
  slots: (args) => [
    { name: 'accumulator', initial: args.initial_accumulator_value },
    { name: 'linear', initial: 0 },
  ],
  update: (ops, { variable, gradient, slots, learningRate: rate, args }) => {
    const shrinkage = args.l2_shrinkage_regularization_strength;
    const pull = shrinkage === 0 ? gradient : ops.add(gradient, ops.multiply(variable, 2 * shrinkage));
    const accumulator = ops.add(slots[0]!, ops.square(gradient));
    const [before, after] = [slots[0]!, accumulator].map((sum) => ops.power(sum, -args.learning_rate_power));
    const moved = ops.multiply(ops.divide(ops.subtract(after!, before!), rate), variable);
    const linear = ops.add(slots[1]!, ops.subtract(pull, moved));
    const squares = ops.add(ops.divide(args.beta, rate), 2 * args.l2_regularization_strength);
    const quadratic = ops.add(ops.divide(after!, rate), squares);
    const limit = args.l1_regularization_strength;
    const kept = ops.clip(linear, -limit, limit);
    return { variable: ops.divide(ops.subtract(kept, linear), quadratic), slots: [accumulator, linear] };
  },
});
