import { boolean, number } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { OptimizerCall, OptimizerResult, OptimizerSlot } from '../../declarations/define-component.ts';
import { defineOptimizer } from './define-optimizer.ts';
import { filledShare, follow, overRoot } from './averages.ts';
import {
  averageRate,
  clippingAndAveraging,
  epsilonArgument,
  learningRate,
  weightDecay,
} from './common-arguments.ts';

const ratesArguments = {
  beta_1: averageRate(0.9, 'How slowly the average of the gradients follows them.'),
  beta_2: averageRate(0.999, 'How slowly the average of their squares follows them.'),
  epsilon: epsilonArgument(),
  amsgrad: boolean(false, 'Divide by the greatest average of squares so far.'),
};

interface AdamArguments {
  readonly beta_1: number;
  readonly beta_2: number;
  readonly epsilon: number;
  readonly amsgrad: boolean;
}

function adamSlots(args: AdamArguments): readonly OptimizerSlot[] {
  const names = ['momentum', 'velocity', ...(args.amsgrad ? ['velocity_hat'] : [])];
  return names.map((name) => ({ name, initial: 0 }));
}

/**
 * One step of Adam (Kingma and Ba, arXiv:1412.6980), with both bias corrections folded into the rate as Keras
 * does, so that epsilon stays outside them.
 */
export function adamUpdate(ops: Ops, call: OptimizerCall<AdamArguments>): OptimizerResult {
  const { variable, gradient, slots, args, iteration } = call;
  const root = ops.sqrt(filledShare(ops, args.beta_2, iteration));
  const rate = ops.divide(ops.multiply(call.learningRate, root), filledShare(ops, args.beta_1, iteration));
  const momentum = follow(ops, slots[0]!, gradient, args.beta_1);
  const velocity = follow(ops, slots[1]!, ops.square(gradient), args.beta_2);
  const greatest = args.amsgrad ? ops.maximum(slots[2]!, velocity) : velocity;
  const step = overRoot(ops, ops.multiply(momentum, rate), greatest, args.epsilon);
  return {
    variable: ops.subtract(variable, step),
    slots: args.amsgrad ? [momentum, velocity, greatest] : [momentum, velocity],
  };
}

export const adam = defineOptimizer({
  name: 'Adam',
  aliases: ['adam'],
  summary: 'Steps scaled by running averages of the gradients and their squares.',
  arguments: {
    learning_rate: learningRate(0.001),
    ...ratesArguments,
    weight_decay: weightDecay,
    ...clippingAndAveraging,
  },
  slots: adamSlots,
  update: adamUpdate,
});

export const adamW = defineOptimizer({
  name: 'AdamW',
  aliases: ['adamw'],
  summary: 'Adam with decay of the weights, apart from the gradients.',
  arguments: {
    learning_rate: learningRate(0.001),
    weight_decay: number(0.004, weightDecay.doc, { minimum: 0 }),
    ...ratesArguments,
    ...clippingAndAveraging,
  },
  slots: adamSlots,
  update: adamUpdate,
});
