import { withDefaults } from '../../declarations/default-value.ts';
import { ones } from '../../components/initializers/constant.ts';
import { sizeProduct } from '../../shapes/size.ts';
import type { TensorType } from '../../shapes/types.ts';
import { defineLayer } from '../../declarations/define.ts';
import { isShapeProblem, shapeProblem } from '../../declarations/define-layer.ts';
import { asFloat } from '../shared/apply-component.ts';
import { sampleAxes } from '../../shapes/axes.ts';
import { weight } from '../shared/results.ts';
import {
  axesArgument,
  broadcastWeight,
  epsilonArgument,
  normalizedType,
  weightPlaces,
} from './base-normalization.ts';

/** Zhang and Sennrich, arXiv:1910.07467: x / √(mean of squares + epsilon) · scale. */
export const rmsNormalization = defineLayer({
  name: 'RMSNormalization',
  family: 'normalization',
  summary: 'Divides the entries of each sample by their root mean square along an axis.',
  example: 'x -> RMSNormalization()',
  arguments: { axis: axesArgument, epsilon: epsilonArgument(1e-6) },
  input: { dtype: 'float', rank: { minimum: 1 } },
  output: ({ args, inputs }) => {
    const [input] = inputs as readonly [TensorType];
    const result = normalizedType(input, args.axis);
    if (isShapeProblem(result)) return result;
    const places = weightPlaces(args.axis, input.shape.length);
    const first = input.shape.length - places.length;
    if (places.every((place, index) => place === first + index)) return result;
    return shapeProblem('KM2004', '`axis` of {layer} names the last axes of {input}, in their order.', {
      argument: 'axis',
    });
  },
  weights: ({ args, inputs }) => {
    const { shape } = inputs[0]!;
    const places = sampleAxes(args.axis, shape.length)!;
    return [
      weight(
        'scale',
        places.map((place) => shape[place] as number),
        withDefaults(ones),
      ),
    ];
  },
  lower: (context, { args, inputs }) => {
    const { ops } = context;
    const x = asFloat(ops, inputs[0]!);
    const places = sampleAxes(args.axis, x.shape.length - 1)!;
    const squares = ops.mean(
      ops.square(x),
      places.map((place) => place + 1),
      true,
    );
    const factor = broadcastWeight(ops, context.weight('scale'), x, places);
    return ops.multiply(ops.divide(x, ops.sqrt(ops.add(squares, args.epsilon))), factor);
  },
  multiplyAdds: ({ inputs }) => sizeProduct(inputs[0]!.shape),
});
