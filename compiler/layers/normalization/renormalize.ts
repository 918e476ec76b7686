import { boolean, number, argument } from '../../declarations/declare.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import type { LoweringContext, WeightSpecification } from '../../declarations/define-layer.ts';
import type { ComponentValue } from '../../declarations/values.ts';
import { squareRoot } from '../../components/initializers/square-root.ts';
import type { Tensor } from '../../ops/types.ts';
import { weight } from '../shared/results.ts';
import { broadcastWeight, normalize } from './base-normalization.ts';

/** The bounds `rmin`, `rmax` and `dmax`; none leaves one open. */
type Clipping = readonly [rmin: number | null, rmax: number | null, dmax: number | null];

export const renormArguments = {
  renorm: boolean(false, 'Correct the statistics of each batch towards the moving ones while training.'),
  renorm_clipping: argument<Clipping | null>(
    {
      kind: 'list',
      of: { kind: 'number', minimum: 0 },
      minimumLength: 3,
      maximumLength: 3,
      nullableEntries: true,
    },
    null,
    'Bounds of the corrections, `[rmin, rmax, dmax]`; none leaves one open.',
  ),
  renorm_momentum: number(0.99, 'How slowly the statistics of `renorm` follow the batches.', {
    minimum: 0,
    maximum: 1,
  }),
};

interface RenormValues {
  readonly epsilon: number;
  readonly momentum: number;
  readonly center: boolean;
  readonly scale: boolean;
  readonly renorm_clipping: Clipping | null;
  readonly renorm_momentum: number;
}

/** The moving deviation, and the statistics that batches are corrected towards, in Keras's order. */
export function renormWeights(
  channels: readonly number[],
  args: {
    readonly moving_mean_initializer: ComponentValue<'initializer'> | null;
    readonly moving_variance_initializer: ComponentValue<'initializer'> | null;
  },
): readonly WeightSpecification[] {
  const { moving_variance_initializer: ofVariance } = args;
  const deviation = ofVariance && withDefaults(squareRoot, { of: ofVariance });
  return [
    { ...weight('moving_stddev', channels, deviation), trainable: false },
    { ...weight('renorm_mean', channels, args.moving_mean_initializer), trainable: false },
    { ...weight('renorm_stddev', channels, deviation), trainable: false },
  ];
}

/**
 * Ioffe, arXiv:1702.03275: y = ((x − mean) / deviation · r + d) · gamma + beta, where r and d bring the statistics of
 * the batch to the moving ones; no gradient flows through them.
 * @param batch mean and variance of the batch, with axes of 1
 */
export function renormalize(
  context: LoweringContext,
  x: Tensor,
  batch: readonly [mean: Tensor, variance: Tensor],
  args: RenormValues,
  place: number,
): Tensor {
  const { ops } = context;
  const [mean, variance] = batch;
  const deviation = ops.sqrt(ops.add(variance, args.epsilon));
  const kept = (name: string): Tensor => broadcastWeight(ops, context.updatedWeight(name), x, [place]);
  const known = ops.maximum(kept('renorm_stddev'), Math.sqrt(args.epsilon));
  const [rmin = null, rmax = null, dmax = null] = args.renorm_clipping ?? [];
  let r = ops.divide(deviation, known);
  let d = ops.divide(ops.subtract(mean, kept('renorm_mean')), known);
  if (rmin !== null) r = ops.maximum(r, rmin);
  if (rmax !== null) r = ops.minimum(r, rmax);
  if (dmax !== null) d = ops.minimum(ops.maximum(d, -dmax), dmax);
  const plain = normalize(context, x, batch, { ...args, center: false, scale: false }, [place]);
  const corrected = ops.add(ops.multiply(plain, ops.stopGradient(r)), ops.stopGradient(d));
  const scaled = args.scale
    ? ops.multiply(corrected, broadcastWeight(ops, context.weight('gamma'), x, [place]))
    : corrected;
  moveAverage(context, 'renorm_mean', mean, args.renorm_momentum);
  moveAverage(context, 'renorm_stddev', deviation, args.renorm_momentum);
  moveAverage(context, 'moving_mean', mean, args.momentum);
  const moved = moveAverage(context, 'moving_stddev', deviation, args.momentum);
  // Rounding must not make a variance negative.
  const squared = ops.subtract(ops.square(moved), args.epsilon);
  context.updateWeight('moving_variance', ops.maximum(squared, 0));
  return args.center ? ops.add(scaled, broadcastWeight(ops, context.weight('beta'), x, [place])) : scaled;
}

/** Lets a moving average follow a value of the batch; gives the average after that. */
export function moveAverage(context: LoweringContext, name: string, value: Tensor, momentum: number): Tensor {
  const { ops } = context;
  const average = context.updatedWeight(name);
  const flat = ops.stopGradient(ops.reshape(value, average.shape));
  const moved = ops.add(ops.multiply(average, momentum), ops.multiply(flat, 1 - momentum));
  context.updateWeight(name, moved);
  return moved;
}
