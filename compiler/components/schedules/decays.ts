import { boolean, number, requiredInteger, requiredNumber } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineSchedule } from '../../declarations/define.ts';

export const initialLearningRate = requiredNumber('The rate of the first step.', { minimum: 0 });

const decaySteps = requiredInteger('Number of steps that one decay takes.', { minimum: 1 });

const staircase = boolean(false, 'Change the rate only after every `decay_steps` steps.');

/** How many decays lie behind a step. */
function decaysSoFar(ops: Ops, step: Tensor, args: { decay_steps: number; staircase: boolean }): Tensor {
  const count = ops.divide(step, args.decay_steps);
  return args.staircase ? ops.floor(count) : count;
}

export const exponentialDecay = defineSchedule({
  name: 'ExponentialDecay',
  summary: 'Multiplies the rate by a factor every so many steps.',
  arguments: {
    initial_learning_rate: initialLearningRate,
    decay_steps: decaySteps,
    decay_rate: requiredNumber('The factor.', { above: 0 }),
    staircase,
  },
  lower: (ops, step, args) => {
    const factor = ops.power(ops.scalar(args.decay_rate), decaysSoFar(ops, step, args));
    return ops.multiply(factor, args.initial_learning_rate);
  },
});

export const inverseTimeDecay = defineSchedule({
  name: 'InverseTimeDecay',
  summary: 'Divides the rate by a number that grows with the steps.',
  arguments: {
    initial_learning_rate: initialLearningRate,
    decay_steps: decaySteps,
    decay_rate: requiredNumber('How much the divisor grows in `decay_steps` steps.', { minimum: 0 }),
    staircase,
  },
  lower: (ops, step, args) => {
    const divisor = ops.add(ops.multiply(decaysSoFar(ops, step, args), args.decay_rate), 1);
    return ops.divide(args.initial_learning_rate, divisor);
  },
});

export const polynomialDecay = defineSchedule({
  name: 'PolynomialDecay',
  summary: 'Goes from one rate to another along a power of the steps left.',
  arguments: {
    initial_learning_rate: initialLearningRate,
    decay_steps: decaySteps,
    end_learning_rate: number(0.0001, 'The rate after `decay_steps` steps.', { minimum: 0 }),
    power: number(1, 'The power; 1 is a straight line.', { minimum: 0 }),
    cycle: boolean(false, 'Start over from a longer decay when one ends.'),
  },
  lower: (ops, step, args) => {
    const length = args.cycle
      ? ops.multiply(ops.maximum(ops.ceil(ops.divide(step, args.decay_steps)), 1), args.decay_steps)
      : ops.scalar(args.decay_steps);
    const reached = ops.divide(args.cycle ? step : ops.minimum(step, args.decay_steps), length);
    const left = ops.power(ops.subtract(1, reached), args.power);
    return ops.add(
      ops.multiply(left, args.initial_learning_rate - args.end_learning_rate),
      args.end_learning_rate,
    );
  },
});
