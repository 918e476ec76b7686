import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';
import { requiredNumber } from '../../declarations/declare.ts';
import type { Size } from '../../shapes/size.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';
import { dropoutSeed, noiseShape, noiseShapeProblem } from './base-dropout.ts';

/** −scale · alpha of `selu`: what it gives for very negative inputs. */
const saturation = -1.0507009873554805 * 1.6732632423543772;

/**
 * Klambauer et al., arXiv:1706.02515, section 3: dropped entries take `selu`'s lowest value, and all are scaled
 * and shifted so that mean and variance stay.
 */
export const alphaDropout = defineLayer({
  name: 'AlphaDropout',
  family: 'regularization',
  summary: 'Dropout for networks of `selu`: mean and variance stay as they are.',
  example: 'x -> AlphaDropout(0.1)',
  arguments: {
    rate: requiredNumber('Share of the entries that are dropped while training.', { minimum: 0, below: 1 }),
    noise_shape: noiseShape,
    seed: dropoutSeed,
  },
  input: { dtype: 'float' },
  output: ({ args, inputs }) => {
    const problem = noiseShapeProblem(args.noise_shape, inputs[0]!.shape);
    return problem === undefined
      ? floats(inputs[0]!.shape)
      : shapeProblem('KM2004', problem, { argument: 'noise_shape' });
  },
  lower: (context, { args, inputs }) => {
    const { ops } = context;
    const x = asFloat(ops, inputs[0]!);
    if (!context.training || args.rate === 0) return x;
    const shape = args.noise_shape?.map((size, axis): Size => size ?? x.shape[axis]!) ?? x.shape;
    const drawn = ops.randomUniform(context.randomKey(args.seed), shape);
    const kept = ops.cast(ops.greaterEqual(drawn, args.rate), 'float32');
    const dropped = ops.add(ops.multiply(x, kept), ops.multiply(ops.subtract(1, kept), saturation));
    const scale = ((1 - args.rate) * (1 + args.rate * saturation ** 2)) ** -0.5;
    return ops.add(ops.multiply(dropped, scale), -scale * saturation * args.rate);
  },
  mask: 'pass',
});
