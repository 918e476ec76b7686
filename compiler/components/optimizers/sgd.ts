import { boolean, number } from '../../declarations/declare.ts';
import { defineOptimizer } from './define-optimizer.ts';
import { commonArguments, learningRate } from './common-arguments.ts';

/** Source: Keras, `SGD`: m = momentum·m − lr·g; w += m, with Nesterov w += momentum·m − lr·g. */
export const sgd = defineOptimizer({
  name: 'SGD',
  aliases: ['sgd'],
  summary: 'Gradient descent, with momentum if wanted.',
  arguments: {
    learning_rate: learningRate(0.01),
    momentum: number(0, 'How much of the last step is taken again.', { minimum: 0, maximum: 1 }),
    nesterov: boolean(false, 'Look ahead along the momentum before each step.'),
    ...commonArguments,
  },
  slots: (args) => (args.momentum === 0 ? [] : [{ name: 'momentum', initial: 0 }]),
  update: (ops, { variable, gradient, slots, learningRate: rate, args }) => {
    const step = ops.multiply(gradient, rate);
    if (args.momentum === 0) return { variable: ops.subtract(variable, step), slots: [] };
    const momentum = ops.subtract(ops.multiply(slots[0]!, args.momentum), step);
    const move = args.nesterov ? ops.subtract(ops.multiply(momentum, args.momentum), step) : momentum;
    return { variable: ops.add(variable, move), slots: [momentum] };
  },
});
