import { requiredNumber } from '../../declarations/declare.ts';
import { defineLayer } from '../../declarations/define.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';
import { dropoutSeed } from './base-dropout.ts';

/** Srivastava et al., JMLR 15 (2014), section 10: factors with mean 1 and variance rate / (1 − rate). */
export const gaussianDropout = defineLayer({
  name: 'GaussianDropout',
  family: 'regularization',
  summary: 'Multiplies by normal noise around one while training.',
  example: 'x -> GaussianDropout(0.3)',
  arguments: {
    rate: requiredNumber('Strength of the noise, on the scale of `Dropout`.', { minimum: 0, below: 1 }),
    seed: dropoutSeed,
  },
  input: { dtype: 'float' },
  output: ({ inputs }) => floats(inputs[0]!.shape),
  lower: (context, { args, inputs }) => {
    const { ops } = context;
    const x = asFloat(ops, inputs[0]!);
    if (!context.training || args.rate === 0) return x;
    const deviation = Math.sqrt(args.rate / (1 - args.rate));
    const noise = ops.randomNormal(context.randomKey(args.seed), x.shape);
    return ops.multiply(x, ops.add(ops.multiply(noise, deviation), 1));
  },
  mask: 'pass',
});
