import { integer } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { sizeProduct, type Size } from '../../shapes/size.ts';
import { defineLayer } from '../../declarations/define.ts';
import { isShapeProblem, shapeProblem } from '../../declarations/define-layer.ts';
import { asFloat } from '../shared/apply-component.ts';
import { sampleAxis } from '../../shapes/axes.ts';
import { floats } from '../shared/results.ts';
import {
  broadcastWeight,
  centerArgument,
  epsilonArgument,
  moments,
  normalizedAxes,
  scaleArgument,
  shiftAndFactorInitializers,
  shiftAndFactorPenalties,
  shiftAndFactorWeights,
} from './base-normalization.ts';

/** Wu and He, arXiv:1803.08494: mean and variance over all places and the channels of a group. */
export const groupNormalization = defineLayer({
  name: 'GroupNormalization',
  family: 'normalization',
  summary: 'Gives each group of channels mean 0 and variance 1, sample by sample.',
  example: 'x -> GroupNormalization(8)',
  arguments: {
    groups: integer(32, 'Number of groups; −1 makes every channel a group of its own.', { minimum: -1 }),
    axis: integer(-1, 'The axis of the channels; 0 is the batch.'),
    epsilon: epsilonArgument(0.001),
    center: centerArgument,
    scale: scaleArgument,
    ...shiftAndFactorInitializers,
    ...shiftAndFactorPenalties,
  },
  input: { dtype: 'float', rank: { minimum: 1 } },
  output: ({ args, inputs }) => {
    const places = normalizedAxes(inputs[0]!, args.axis);
    if (isShapeProblem(places)) return places;
    const channels = inputs[0]!.shape[places[0]!] as number;
    if (args.groups === 0 || channels % groupCount(args.groups, channels) !== 0) {
      return shapeProblem(
        'KM2004',
        `${channels} channels of {input} do not split into ${args.groups} equal groups.`,
        {
          argument: 'groups',
        },
      );
    }
    return floats(inputs[0]!.shape);
  },
  weights: ({ args, inputs }) => {
    const { shape } = inputs[0]!;
    return shiftAndFactorWeights(args, [shape[sampleAxis(args.axis, shape.length)!] as number]);
  },
  lower: (context, { args, inputs }) => {
    const { ops } = context;
    const x = asFloat(ops, inputs[0]!);
    const rank = x.shape.length - 1;
    const place = sampleAxis(args.axis, rank)!;
    const groups = groupCount(args.groups, x.shape[place + 1] as number);
    let result = normalizedGroups(ops, x, place, groups, args.epsilon);
    const laid = (name: string) => broadcastWeight(ops, context.weight(name), x, [place]);
    if (args.scale) result = ops.multiply(result, laid('gamma'));
    return args.center ? ops.add(result, laid('beta')) : result;
  },
  mask: 'pass',
  multiplyAdds: ({ inputs }) => sizeProduct(inputs[0]!.shape),
});

/**
 * Each group of channels with mean 0 and variance 1.
 * @param place the axis of the channels in a sample
 */
export function normalizedGroups(
  ops: Ops,
  x: Tensor,
  place: number,
  groups: number,
  epsilon: number,
): Tensor {
  const grouped: Size[] = [...x.shape];
  grouped.splice(place + 1, 1, groups, (x.shape[place + 1] as number) / groups);
  const parts = ops.reshape(x, grouped);
  const axes = grouped.map((_, axis) => axis).filter((axis) => axis !== 0 && axis !== place + 1);
  const [mean, variance] = moments(ops, parts, axes);
  const scaled = ops.divide(ops.subtract(parts, mean), ops.sqrt(ops.add(variance, epsilon)));
  return ops.reshape(scaled, x.shape);
}

function groupCount(groups: number, channels: number): number {
  return groups === -1 ? channels : groups;
}
