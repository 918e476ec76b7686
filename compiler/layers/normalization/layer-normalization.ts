import { sizeProduct } from '../../shapes/size.ts';
import { defineLayer } from '../../declarations/define.ts';
import { asFloat } from '../shared/apply-component.ts';
import { sampleAxes } from '../../shapes/axes.ts';
import {
  axesArgument,
  centerArgument,
  epsilonArgument,
  moments,
  normalize,
  normalizedType,
  scaleArgument,
  shiftAndFactorInitializers,
  shiftAndFactorPenalties,
  shiftAndFactorWeights,
  weightPlaces,
} from './base-normalization.ts';

/** Ba et al., arXiv:1607.06450: mean and variance of each sample over the axes. */
export const layerNormalization = defineLayer({
  name: 'LayerNormalization',
  family: 'normalization',
  summary: 'Gives the entries of each sample mean 0 and variance 1 along an axis.',
  example: 'x -> LayerNormalization()',
  arguments: {
    axis: axesArgument,
    epsilon: epsilonArgument(0.001),
    center: centerArgument,
    scale: scaleArgument,
    ...shiftAndFactorInitializers,
    ...shiftAndFactorPenalties,
  },
  input: { dtype: 'float', rank: { minimum: 1 } },
  output: ({ args, inputs }) => normalizedType(inputs[0]!, args.axis),
  weights: ({ args, inputs }) => {
    const { shape } = inputs[0]!;
    const places = weightPlaces(args.axis, shape.length);
    return shiftAndFactorWeights(
      args,
      places.map((place) => shape[place] as number),
    );
  },
  lower: (context, { args, inputs }) => {
    const x = asFloat(context.ops, inputs[0]!);
    const places = sampleAxes(args.axis, x.shape.length - 1)!;
    const axes = places.map((place) => place + 1);
    const isLast = axes.length === 1 && axes[0] === x.shape.length - 1;
    if (isLast && args.scale && args.center) {
      return context.ops.layerNormalization(x, context.weight('gamma'), context.weight('beta'), args.epsilon);
    }
    return normalize(context, x, moments(context.ops, x, axes), args, places);
  },
  mask: 'pass',
  multiplyAdds: ({ inputs }) => sizeProduct(inputs[0]!.shape),
});
