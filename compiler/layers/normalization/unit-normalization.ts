import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';
import { asFloat } from '../shared/apply-component.ts';
import { axesMessage, sampleAxes } from '../../shapes/axes.ts';
import { floats } from '../shared/results.ts';
import { axesArgument } from './base-normalization.ts';

/** The least sum of squares that is divided by, as Keras has it. */
const leastSquares = 1e-12;

export const unitNormalization = defineLayer({
  name: 'UnitNormalization',
  family: 'normalization',
  summary: 'Scales the entries of each sample to length one along an axis.',
  example: 'x -> UnitNormalization()',
  arguments: { axis: axesArgument },
  input: { dtype: 'float', rank: { minimum: 1 } },
  output: ({ args, inputs }) => {
    const { shape } = inputs[0]!;
    if (sampleAxes(args.axis, shape.length)) return floats(shape);
    return shapeProblem('KM2004', axesMessage('axis', args.axis, shape.length), { argument: 'axis' });
  },
  lower: ({ ops }, { args, inputs }) => {
    const x = asFloat(ops, inputs[0]!);
    const axes = sampleAxes(args.axis, x.shape.length - 1)!.map((place) => place + 1);
    const squares = ops.maximum(ops.sum(ops.square(x), axes, true), leastSquares);
    return ops.divide(x, ops.sqrt(squares));
  },
  mask: 'pass',
});
