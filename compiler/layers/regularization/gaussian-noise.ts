import { requiredNumber } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';
import { dropoutSeed } from './base-dropout.ts';

export const gaussianNoise = defineLayer({
  name: 'GaussianNoise',
  family: 'regularization',
  summary: 'Adds normal noise while training.',
  example: 'x -> GaussianNoise(0.1)',
  arguments: {
    stddev: requiredNumber('Standard deviation of the noise.', { minimum: 0, maximum: 1 }),
    seed: dropoutSeed,
  },
  input: { dtype: 'float' },
  output: ({ inputs }) => floats(inputs[0]!.shape),
  lower: (context, { args, inputs }) => {
    const { ops } = context;
    const x = asFloat(ops, inputs[0]!);
    if (!context.training || args.stddev === 0) return x;
    return ops.add(x, ops.multiply(ops.randomNormal(context.randomKey(args.seed), x.shape), args.stddev));
  },
  mask: 'pass',
});
