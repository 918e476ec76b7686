import { activityRegularizer } from '../../declarations/activity-penalty.ts';
import { dataFormat } from '../../declarations/data-format.ts';
import { addSizes } from '../../shapes/size.ts';
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
import {
  convolutionOutput,
  dilationArgument,
  filtersArgument,
  imageInput,
  kernelMultiplyAdds,
  paddingArgument,
  spatialArguments,
  useBias,
} from './base-convolution.ts';
import { convolveDepthwise, depthMultiplier } from './base-depthwise.ts';

/**
 * Separable convolution over `rank` axes: depthwise_kernel [...window, in, multiplier], pointwise_kernel
 * [1 …, in · multiplier, filters], bias [filters].
 */
export function defineSeparableConvolution(
  rank: 1 | 2,
  texts: { readonly summary: string; readonly example: string },
) {
  const pointwiseWindow = Array<number>(rank).fill(1);
  return defineLayer({
    name: `SeparableConv${rank}D`,
    aliases: [`SeparableConvolution${rank}D`],
    family: 'convolutional',
    ...texts,
    arguments: {
      filters: filtersArgument,
      ...spatialArguments(rank),
      padding: paddingArgument,
      data_format: dataFormat,
      dilation_rate: dilationArgument(rank),
      depth_multiplier: depthMultiplier,
      activation: activation(),
      use_bias: useBias,
      depthwise_initializer: initializer('depthwise kernel'),
      pointwise_initializer: initializer('pointwise kernel'),
      bias_initializer: zerosInitializer('bias'),
      depthwise_regularizer: regularizer('depthwise kernel'),
      pointwise_regularizer: regularizer('pointwise kernel'),
      bias_regularizer: regularizer('bias'),
      activity_regularizer: activityRegularizer,
      depthwise_constraint: constraint('depthwise kernel'),
      pointwise_constraint: constraint('pointwise kernel'),
      bias_constraint: constraint('bias'),
    },
    input: imageInput(rank),
    output: ({ args, inputs }) => convolutionOutput(inputs[0]!, args, args.filters),
    weights: ({ args, inputs }) => {
      const channels = known(inputs[0]!, -1);
      const { depth_multiplier: multiplier, filters } = args;
      return [
        weight(
          'depthwise_kernel',
          [...args.kernel_size, channels, multiplier],
          args.depthwise_initializer,
          args.depthwise_regularizer,
          args.depthwise_constraint,
        ),
        weight(
          'pointwise_kernel',
          [...pointwiseWindow, channels * multiplier, filters],
          args.pointwise_initializer,
          args.pointwise_regularizer,
          args.pointwise_constraint,
        ),
        ...(args.use_bias
          ? [weight('bias', [filters], args.bias_initializer, args.bias_regularizer, args.bias_constraint)]
          : []),
      ];
    },
    lower: (context, { args, inputs }) => {
      const { ops } = context;
      const channelwise = convolveDepthwise(
        ops,
        asFloat(ops, inputs[0]!),
        context.weight('depthwise_kernel'),
        args,
      );
      const mixed = ops.convolution(channelwise, context.weight('pointwise_kernel'), {
        strides: pointwiseWindow,
        dilations: pointwiseWindow,
        padding: pointwiseWindow.map(() => [0, 0] as const),
        groups: 1,
      });
      const sum = args.use_bias ? ops.add(mixed, context.weight('bias')) : mixed;
      return applyActivation(ops, sum, args.activation);
    },
    multiplyAdds: ({ args, inputs }, [output]) => {
      const wide = known(inputs[0]!, -1) * args.depth_multiplier;
      return addSizes(
        kernelMultiplyAdds(output!, [...args.kernel_size, wide]),
        kernelMultiplyAdds(output!, [wide, args.filters]),
      );
    },
  });
}
