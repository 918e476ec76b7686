import { activityRegularizer } from '../../declarations/activity-penalty.ts';
import { dataFormat } from '../../declarations/data-format.ts';
import { integer } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineLayer } from '../../declarations/define.ts';
import { applyActivation, asFloat } from '../shared/apply-component.ts';
import {
  activation,
  constraint,
  initializer,
  regularizer,
  zerosInitializer,
} from '../shared/component-arguments.ts';
import { known, weight } from '../shared/results.ts';
import { windowAttributes } from '../shared/windows.ts';
import {
  convolutionOutput,
  dilationArgument,
  geometryOf,
  imageInput,
  kernelMultiplyAdds,
  paddingArgument,
  spatialArguments,
  useBias,
  type ConvolutionArguments,
} from './base-convolution.ts';

export const depthMultiplier = integer(1, 'Number of filters for each channel.', { minimum: 1 });

/**
 * Each channel by its own filters; a kernel [...window, in, multiplier] gives channel in · multiplier + m.
 * As a grouped convolution, whose kernel has the channels of a group in front: one.
 */
export function convolveDepthwise(ops: Ops, x: Tensor, kernel: Tensor, args: ConvolutionArguments): Tensor {
  const [channels, multiplier] = kernel.shape.slice(-2) as [number, number];
  const grouped = ops.reshape(kernel, [...args.kernel_size, 1, channels * multiplier]);
  const attributes = windowAttributes(x.shape.slice(1, -1), geometryOf(args));
  return ops.convolution(x, grouped, { ...attributes, groups: channels });
}

/** Depthwise convolution over `rank` axes: kernel [...window, in, multiplier], bias [in · multiplier]. */
export function defineDepthwiseConvolution(
  rank: 1 | 2,
  texts: { readonly summary: string; readonly example: string },
) {
  return defineLayer({
    name: `DepthwiseConv${rank}D`,
    family: 'convolutional',
    ...texts,
    arguments: {
      ...spatialArguments(rank),
      padding: paddingArgument,
      depth_multiplier: depthMultiplier,
      data_format: dataFormat,
      dilation_rate: dilationArgument(rank),
      activation: activation(),
      use_bias: useBias,
      depthwise_initializer: initializer('kernel'),
      bias_initializer: zerosInitializer('bias'),
      depthwise_regularizer: regularizer('kernel'),
      bias_regularizer: regularizer('bias'),
      activity_regularizer: activityRegularizer,
      depthwise_constraint: constraint('kernel'),
      bias_constraint: constraint('bias'),
    },
    input: imageInput(rank),
    output: ({ args, inputs }) =>
      convolutionOutput(inputs[0]!, args, known(inputs[0]!, -1) * args.depth_multiplier),
    weights: ({ args, inputs }) => {
      const channels = known(inputs[0]!, -1);
      return [
        weight(
          'kernel',
          [...args.kernel_size, channels, args.depth_multiplier],
          args.depthwise_initializer,
          args.depthwise_regularizer,
          args.depthwise_constraint,
        ),
        ...(args.use_bias
          ? [
              weight(
                'bias',
                [channels * args.depth_multiplier],
                args.bias_initializer,
                args.bias_regularizer,
                args.bias_constraint,
              ),
            ]
          : []),
      ];
    },
    lower: (context, { args, inputs }) => {
      const { ops } = context;
      const filtered = convolveDepthwise(ops, asFloat(ops, inputs[0]!), context.weight('kernel'), args);
      const sum = args.use_bias ? ops.add(filtered, context.weight('bias')) : filtered;
      return applyActivation(ops, sum, args.activation);
    },
    multiplyAdds: ({ args, inputs }, [output]) =>
      kernelMultiplyAdds(output!, [...args.kernel_size, known(inputs[0]!, -1) * args.depth_multiplier]),
  });
}
