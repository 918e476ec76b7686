import {
  integer,
  noneByDefault,
  number,
  requiredInteger,
  requiredNumber,
} from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineSchedule } from '../../declarations/define.ts';
import { initialLearningRate } from './decays.ts';

const alpha = number(0, 'Share of the first rate that is left in the end.', { minimum: 0, maximum: 1 });

/** (1 − alpha) · (1 + cos(π · reached)) / 2 + alpha: from 1 at the start to alpha at the end. */
function cosineFactor(ops: Ops, reached: Tensor, least: number): Tensor {
  const wave = ops.multiply(ops.add(ops.cos(ops.multiply(reached, Math.PI)), 1), 0.5);
  return ops.add(ops.multiply(wave, 1 - least), least);
}

export const cosineDecay = defineSchedule({
  name: 'CosineDecay',
  summary: 'Lowers the rate along half a cosine, after a warm-up if wanted.',
  arguments: {
    initial_learning_rate: initialLearningRate,
    decay_steps: requiredInteger('Number of steps of the decay, after the warm-up.', { minimum: 1 }),
    alpha,
    warmup_target: noneByDefault(
      requiredNumber('The rate at the end of the warm-up; none has no warm-up.', { minimum: 0 }),
    ),
    warmup_steps: integer(0, 'Number of steps of the warm-up.', { minimum: 0 }),
  },
  lower: (ops, step, args) => {
    const warm = args.warmup_target !== null;
    const start = warm ? args.warmup_steps : 0;
    const top = args.warmup_target ?? args.initial_learning_rate;
    const reached = ops.divide(ops.clip(ops.subtract(step, start), 0, args.decay_steps), args.decay_steps);
    const decayed = ops.multiply(cosineFactor(ops, reached, args.alpha), top);
    if (args.warmup_target === null || args.warmup_steps === 0) return decayed;
    const slope = (args.warmup_target - args.initial_learning_rate) / args.warmup_steps;
    const warming = ops.add(ops.multiply(step, slope), args.initial_learning_rate);
    return ops.select(ops.less(step, args.warmup_steps), warming, decayed);
  },
});

export const cosineDecayRestarts = defineSchedule({
  name: 'CosineDecayRestarts',
  summary: 'Lowers the rate along half a cosine again and again, each time longer.',
  arguments: {
    initial_learning_rate: initialLearningRate,
    first_decay_steps: requiredInteger('Number of steps of the first decay.', { minimum: 1 }),
    t_mul: number(2, 'How many times longer each decay is than the one before.', { minimum: 1 }),
    m_mul: number(1, 'How many times higher each decay starts than the one before.', { minimum: 0 }),
    alpha,
  },
  lower: (ops, step, args) => {
    const passed = ops.divide(step, args.first_decay_steps);
    const { restarts, reached } = position(ops, passed, args.t_mul);
    const height = ops.power(ops.scalar(args.m_mul), restarts);
    return ops.multiply(restartFactor(ops, height, reached, args.alpha), args.initial_learning_rate);
  },
});

/** Which decay a time lies in and how much of it is over; each is `growth` times as long as the one before. */
function position(ops: Ops, passed: Tensor, growth: number): { restarts: Tensor; reached: Tensor } {
  if (growth === 1) {
    const restarts = ops.floor(passed);
    return { restarts, reached: ops.subtract(passed, restarts) };
  }
  // The first i decays take (1 − growthⁱ) / (1 − growth) lengths of the first one.
  const logarithm = ops.log(ops.subtract(1, ops.multiply(passed, 1 - growth)));
  // At the very step of a restart rounding may leave a little less than a whole number.
  const restarts = ops.floor(ops.add(ops.divide(logarithm, Math.log(growth)), 1e-5));
  const power = ops.power(ops.scalar(growth), restarts);
  const before = ops.divide(ops.subtract(1, power), 1 - growth);
  return { restarts, reached: ops.divide(ops.subtract(passed, before), power) };
}

function restartFactor(ops: Ops, height: Tensor, reached: Tensor, least: number): Tensor {
  const wave = ops.multiply(ops.add(ops.cos(ops.multiply(reached, Math.PI)), 1), 0.5);
  return ops.add(ops.multiply(ops.multiply(wave, height), 1 - least), least);
}
