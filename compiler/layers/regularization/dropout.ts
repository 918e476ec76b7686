import type { Size } from '../../shapes/size.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';
import { dropEntries, dropoutSeed, noiseShape, noiseShapeProblem, rate } from './base-dropout.ts';

export const dropout = defineLayer({
  name: 'Dropout',
  family: 'regularization',
  summary: 'Sets random entries to zero while training, so that no unit relies on one other.',
  example: 'x -> Dropout(0.5)',
  arguments: {
    rate,
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
    const x = asFloat(context.ops, inputs[0]!);
    const shape = args.noise_shape?.map((size, axis): Size => size ?? x.shape[axis]!);
    return dropEntries(context, x, args.rate, args.seed, shape);
  },
  mask: 'pass',
});
