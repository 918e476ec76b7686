import { number } from '../../declarations/declare.ts';
import { defineInitializer } from '../../declarations/define.ts';
import { elementCount } from './constant.ts';
import { seed } from './seed.ts';
import { drawTruncatedNormal } from './truncated-normal.ts';

export const randomNormal = defineInitializer({
  name: 'RandomNormal',
  aliases: ['random_normal', 'normal'],
  summary: 'Normal values.',
  arguments: {
    mean: number(0, 'The mean.'),
    stddev: number(0.05, 'The standard deviation.', { minimum: 0 }),
    seed,
  },
  sample: (shape, args, random) => fillWith(shape, () => args.mean + args.stddev * random.normal()),
});

export const randomUniform = defineInitializer({
  name: 'RandomUniform',
  aliases: ['random_uniform', 'uniform'],
  summary: 'Uniform values between two limits.',
  arguments: {
    minval: number(-0.05, 'The lower limit.'),
    maxval: number(0.05, 'The upper limit.'),
    seed,
  },
  problem: ({ minval, maxval }) =>
    minval > maxval
      ? { argument: 'minval', message: `\`minval\`, ${minval}, is greater than \`maxval\`, ${maxval}.` }
      : undefined,
  sample: (shape, args, random) =>
    fillWith(shape, () => args.minval + (args.maxval - args.minval) * random.uniform()),
});

export const truncatedNormal = defineInitializer({
  name: 'TruncatedNormal',
  aliases: ['truncated_normal'],
  summary: 'Normal values; those beyond two standard deviations are drawn again.',
  arguments: {
    mean: number(0, 'The mean.'),
    stddev: number(0.05, 'The standard deviation before the cut.', { minimum: 0 }),
    seed,
  },
  sample: (shape, args, random) =>
    fillWith(shape, () => args.mean + args.stddev * drawTruncatedNormal(random)),
});

function fillWith(shape: readonly number[], draw: () => number): Float32Array {
  return new Float32Array(elementCount(shape)).map(draw);
}
