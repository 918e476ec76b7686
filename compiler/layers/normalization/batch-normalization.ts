import { boolean, integer, number } from '../../declarations/declare.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import { ones, zeros } from '../../components/initializers/constant.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { sizeProduct } from '../../shapes/size.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem, type LoweringContext, type ShapeProblem } from '../../declarations/define-layer.ts';
import { asFloat } from '../shared/apply-component.ts';
import { sampleAxis } from '../../shapes/axes.ts';
import { initializer } from '../shared/component-arguments.ts';
import { weight } from '../shared/results.ts';
import {
  broadcastWeight,
  centerArgument,
  epsilonArgument,
  moments,
  normalize,
  normalizedType,
  scaleArgument,
  shiftAndFactorInitializers,
  shiftAndFactorPenalties,
  shiftAndFactorWeights,
} from './base-normalization.ts';
import { moveAverage, renormalize, renormArguments, renormWeights } from './renormalize.ts';
import { leadingMask } from '../shared/masks.ts';

/**
 * Ioffe and Szegedy, arXiv:1502.03167. While training, mean and (population) variance are those of the batch,
 * and moving averages follow them; else, and where the layer is frozen, the averages are used.
 */
export const batchNormalization = defineLayer({
  name: 'BatchNormalization',
  family: 'normalization',
  summary: 'Gives each channel mean 0 and variance 1 over the batch.',
  example: 'x -> BatchNormalization()',
  arguments: {
    axis: integer(-1, 'The axis of the channels; 0 is the batch.'),
    momentum: number(0.99, 'How slowly the moving averages follow the batches.', { minimum: 0, maximum: 1 }),
    epsilon: epsilonArgument(0.001),
    center: centerArgument,
    scale: scaleArgument,
    ...shiftAndFactorInitializers,
    moving_mean_initializer: initializer('moving mean', withDefaults(zeros)),
    moving_variance_initializer: initializer('moving variance', withDefaults(ones)),
    ...shiftAndFactorPenalties,
    ...renormArguments,
    synchronized: boolean(false, 'Taken for Keras’s sake: all processes share the statistics of a batch.'),
  },
  tensorArguments: {
    mask: leadingMask('bool: entries that do not count for mean and variance are false.', 0),
  },
  input: { dtype: 'float', rank: { minimum: 1 } },
  output: ({ args, inputs }) => clippingProblem(args) ?? normalizedType(inputs[0]!, args.axis),
  weights: ({ args, inputs }) => {
    const { shape } = inputs[0]!;
    const channels = [shape[sampleAxis(args.axis, shape.length)!] as number];
    return [
      ...shiftAndFactorWeights(args, channels),
      { ...weight('moving_mean', channels, args.moving_mean_initializer), trainable: false },
      { ...weight('moving_variance', channels, args.moving_variance_initializer), trainable: false },
      ...(args.renorm ? renormWeights(channels, args) : []),
    ];
  },
  lower: (context, { args, inputs, masks, tensorArguments, trainable }) => {
    const { ops } = context;
    const x = asFloat(ops, inputs[0]!);
    const rank = x.shape.length - 1;
    const place = sampleAxis(args.axis, rank)!;
    if (!context.training || !trainable) {
      const averages = ['moving_mean', 'moving_variance'].map((name) =>
        broadcastWeight(ops, context.weight(name), x, [place]),
      );
      return normalize(context, x, averages as [Tensor, Tensor], args, [place]);
    }
    const axes = x.shape.map((_, axis) => axis).filter((axis) => axis !== place + 1);
    const mask = tensorArguments.mask?.[0] ?? masks[0];
    if (!mask && place === rank - 1 && !args.renorm) return normalizeByBatch(context, x, args);
    const batch = mask ? maskedMoments(ops, x, axes, mask) : moments(ops, x, axes);
    if (args.renorm) return renormalize(context, x, batch, args, place);
    moveAverage(context, 'moving_mean', batch[0], args.momentum);
    moveAverage(context, 'moving_variance', batch[1], args.momentum);
    return normalize(context, x, batch, args, [place]);
  },
  mask: 'pass',
  multiplyAdds: ({ inputs }) => sizeProduct(inputs[0]!.shape),
});

/** Keras wants bounds between which something lies. */
function clippingProblem({
  renorm_clipping: bounds,
}: {
  readonly renorm_clipping: readonly (number | null)[] | null;
}): ShapeProblem | undefined {
  const [rmin = null, rmax = null] = bounds ?? [];
  if (rmin === null || rmax === null || rmin < rmax) return undefined;
  const text = `\`renorm_clipping\` of {layer} has the bounds ${rmin} and ${rmax}: \`rmax\`, the second, must be above \`rmin\`.`;
  return shapeProblem('KM2004', text, { argument: 'renorm_clipping' });
}

/** The common case in one op: the channels are last, and all entries count. */
function normalizeByBatch(
  context: LoweringContext,
  x: Tensor,
  args: {
    readonly epsilon: number;
    readonly momentum: number;
    readonly center: boolean;
    readonly scale: boolean;
  },
): Tensor {
  const { ops } = context;
  const channels = [x.shape[x.shape.length - 1]!];
  const gamma = args.scale ? context.weight('gamma') : ops.fill(1, channels);
  const beta = args.center ? context.weight('beta') : ops.fill(0, channels);
  const [y, mean, variance] = ops.batchNormalization(x, gamma, beta, args.epsilon);
  moveAverage(context, 'moving_mean', mean, args.momentum);
  moveAverage(context, 'moving_variance', variance, args.momentum);
  return y;
}

/** Mean and variance of the entries that count. */
function maskedMoments(
  ops: Ops,
  x: Tensor,
  axes: readonly number[],
  mask: Tensor,
): readonly [Tensor, Tensor] {
  const shape = x.shape.map((_, axis) => mask.shape[axis] ?? 1);
  const weights = ops.expand(ops.reshape(ops.cast(mask, 'float32'), shape), x.shape);
  // Shares of means, which several processes can make together, and no sums.
  const share = ops.mean(weights, axes, true);
  const mean = ops.divide(ops.mean(ops.multiply(x, weights), axes, true), share);
  const squares = ops.multiply(ops.square(ops.subtract(x, mean)), weights);
  return [mean, ops.divide(ops.mean(squares, axes, true), share)];
}
