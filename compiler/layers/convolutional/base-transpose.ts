import { dataFormat } from '../../declarations/data-format.ts';
import { noneByDefault, requiredPerAxis } from '../../declarations/declare.ts';
import type { Padding } from '../../ops/types.ts';
import { addSizes, multiplySizes, type Size } from '../../shapes/size.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';
import { applyActivation, asFloat } from '../shared/apply-component.ts';
import { activation, kernelAndBias } from '../shared/component-arguments.ts';
import { activated, known, weight } from '../shared/results.ts';
import type { SpatialRank } from '../shared/spatial.ts';
import { spanOf } from '../shared/windows.ts';
import {
  dilationArgument,
  filtersArgument,
  imageInput,
  kernelMultiplyAdds,
  paddingArgument,
  spatialArguments,
  useBias,
} from './base-convolution.ts';

interface TransposeArguments {
  readonly kernel_size: readonly number[];
  readonly strides: readonly number[];
  readonly dilation_rate: readonly number[];
  readonly padding: 'valid' | 'same';
  readonly output_padding: readonly number[] | null;
}

interface Axis {
  /** What is added to size · stride. */
  readonly extra: number;
  /** What the convolution that this one turns round would pad in front and behind. */
  readonly low: number;
  readonly high: number;
}

/**
 * One axis of a transposed convolution, as Keras has it. Laid out in full, the result has
 * (n − 1)·stride + span entries; `same` crops it to n·stride, taking (span − stride) / 2 off in front.
 * With `output_padding` p it has (n − 1)·stride + span + p entries, less 2·⌊span / 2⌋ for `same`, which leaves
 * ⌈(span + span mod 2 − 2 + p) / 2⌉ of the window in front of the first entry.
 */
function transposedAxis(args: TransposeArguments, axis: number): Axis {
  const stride = args.strides[axis]!;
  const span = spanOf(args.kernel_size[axis]!, args.dilation_rate[axis]!);
  const full = span - stride;
  if (args.output_padding === null) {
    if (args.padding === 'valid') return { extra: Math.max(full, 0), low: 0, high: full - Math.max(full, 0) };
    const low = Math.floor(Math.max(full, 0) / 2);
    return { extra: 0, low, high: full - low };
  }
  const added = args.output_padding[axis]!;
  if (args.padding === 'valid') return { extra: full + added, low: 0, high: -added };
  const extra = full + added - 2 * Math.floor(span / 2);
  const reach = span + (span % 2) - 2 + added;
  const low = span - 1 - Math.min(Math.ceil(reach / 2), span - 1);
  return { extra, low, high: full - low - extra };
}

const outputPadding = (rank: SpatialRank) =>
  noneByDefault(
    requiredPerAxis(rank, 'Entries added behind each axis of the result; none follows from the padding.', 0),
  );

function transposedSizes(spatial: readonly Size[], args: TransposeArguments): readonly Size[] {
  return spatial.map((size, axis) =>
    addSizes(multiplySizes(size, args.strides[axis]!), transposedAxis(args, axis).extra),
  );
}

/** A convolution turned round over `rank` axes: kernel [...window, filters, in], bias [filters]. */
export function defineTransposedConvolution(
  rank: SpatialRank,
  texts: { readonly summary: string; readonly example: string },
) {
  return defineLayer({
    name: `Conv${rank}DTranspose`,
    aliases: [`Convolution${rank}DTranspose`],
    family: 'convolutional',
    ...texts,
    arguments: {
      filters: filtersArgument,
      ...spatialArguments(rank),
      padding: paddingArgument,
      // Keras puts `data_format` on either side of it.
      ...(rank === 3
        ? { data_format: dataFormat, output_padding: outputPadding(rank) }
        : { output_padding: outputPadding(rank), data_format: dataFormat }),
      dilation_rate: dilationArgument(rank),
      activation: activation(),
      use_bias: useBias,
      ...kernelAndBias,
    },
    input: imageInput(rank),
    output: ({ args, inputs }) => {
      if (args.strides.some((stride) => stride > 1) && args.dilation_rate.some((rate) => rate > 1)) {
        return shapeProblem('KM2004', '`strides` and `dilation_rate` cannot both be greater than 1.', {
          argument: 'dilation_rate',
        });
      }
      if (args.output_padding?.some((amount, axis) => amount >= args.strides[axis]!)) {
        return shapeProblem('KM2004', '`output_padding` must be smaller than `strides`.', {
          argument: 'output_padding',
        });
      }
      const sizes = transposedSizes(inputs[0]!.shape.slice(0, -1), args);
      return activated([...sizes, args.filters], args.activation);
    },
    weights: ({ args, inputs }) => [
      weight(
        'kernel',
        [...args.kernel_size, args.filters, known(inputs[0]!, -1)],
        args.kernel_initializer,
        args.kernel_regularizer,
        args.kernel_constraint,
      ),
      ...(args.use_bias
        ? [weight('bias', [args.filters], args.bias_initializer, args.bias_regularizer, args.bias_constraint)]
        : []),
    ],
    lower: (context, { args, inputs }) => {
      const { ops, batch } = context;
      const x = asFloat(ops, inputs[0]!);
      const spatial = x.shape.slice(1, -1);
      const padding: Padding = spatial.map((_, axis) => {
        const { low, high } = transposedAxis(args, axis);
        return [low, high];
      });
      const spread = ops.convolutionInputGradient(x, context.weight('kernel'), {
        strides: args.strides,
        dilations: args.dilation_rate,
        groups: 1,
        padding,
        inputShape: [batch, ...transposedSizes(spatial, args), args.filters],
      });
      const sum = args.use_bias ? ops.add(spread, context.weight('bias')) : spread;
      return applyActivation(ops, sum, args.activation);
    },
    multiplyAdds: ({ args, inputs }) => {
      const channels = known(inputs[0]!, -1);
      return kernelMultiplyAdds(inputs[0]!, [...args.kernel_size, args.filters, channels]);
    },
  });
}
