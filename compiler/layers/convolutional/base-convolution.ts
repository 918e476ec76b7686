import { dataFormat } from '../../declarations/data-format.ts';
import {
  boolean,
  integer,
  option,
  perAxis,
  requiredInteger,
  requiredPerAxis,
} from '../../declarations/declare.ts';
import type { ComponentValue } from '../../declarations/values.ts';
import { multiplySizes, sizeProduct, type Size } from '../../shapes/size.ts';
import type { TensorType } from '../../shapes/types.ts';
import { defineLayer } from '../../declarations/define.ts';
import { shapeProblem, type InputSpecification, type ShapeProblem } from '../../declarations/define-layer.ts';
import { applyActivation, asFloat } from '../shared/apply-component.ts';
import { activation, kernelAndBias } from '../shared/component-arguments.ts';
import { loraArguments, loraKernel, loraProblem, withLora } from '../shared/lora.ts';
import { activated, known, weight } from '../shared/results.ts';
import { spatialDescription, windowDoc, type SpatialRank } from '../shared/spatial.ts';
import { windowAttributes, windowedSizes, windowProblem, type WindowGeometry } from '../shared/windows.ts';

/** What all convolutions share: geometry, the channels last, problems with either. */

/** Window and strides over `rank` axes. */
export const spatialArguments = (rank: SpatialRank) => ({
  kernel_size: requiredPerAxis(rank, windowDoc(rank)),
  strides: perAxis(rank, 1, 'How far the window moves at each step.'),
});

/** Dilation over `rank` axes. */
export const dilationArgument = (rank: SpatialRank) =>
  perAxis(rank, 1, 'Distance between the entries that the window takes.');

export const paddingArgument = option(
  ['valid', 'same'],
  'valid',
  '`valid` keeps the window inside; `same` pads with zeros, so that strides alone shrink the result.',
);

export const filtersArgument = requiredInteger('Number of filters: channels of the result.', { minimum: 1 });

export const useBias = boolean(true, 'Add a bias to every channel.');

/** The input of a convolution over `rank` axes. */
export function imageInput(rank: SpatialRank): InputSpecification {
  return {
    rank: rank + 1,
    dtype: 'float',
    knownAxes: [-1],
    description: rank === 1 ? 'a sequence, float32[batch, time, channels]' : spatialDescription(rank),
  };
}

export interface ConvolutionArguments {
  readonly kernel_size: readonly number[];
  readonly strides: readonly number[];
  readonly dilation_rate: readonly number[];
  readonly padding: 'valid' | 'same' | 'causal';
}

/** The window that a convolution's arguments describe. */
export function geometryOf(args: ConvolutionArguments): WindowGeometry {
  return {
    window: args.kernel_size,
    strides: args.strides,
    dilations: args.dilation_rate,
    padding: args.padding,
  };
}

/**
 * The result's type, or why there is none.
 * @param firstAxis where the window begins to move: behind the batch, or behind the steps
 */
export function convolutionOutput(
  input: TensorType,
  args: ConvolutionArguments & { readonly activation: ComponentValue<'activation'> | null },
  channels: number,
  firstAxis = 1,
): TensorType | ShapeProblem {
  const spatial = input.shape.slice(0, -1);
  if (args.strides.some((stride) => stride > 1) && args.dilation_rate.some((rate) => rate > 1)) {
    return shapeProblem('KM2004', '`strides` and `dilation_rate` cannot both be greater than 1.', {
      argument: 'dilation_rate',
    });
  }
  const geometry = geometryOf(args);
  const problem = windowProblem(spatial, geometry, 'kernel_size', firstAxis);
  return problem ?? activated([...windowedSizes(spatial, geometry), channels], args.activation);
}

/** Multiply-adds of a kernel applied at every place of a result. */
export function kernelMultiplyAdds(output: TensorType, kernelShape: readonly number[]): Size {
  const places = sizeProduct(output.shape.slice(0, -1));
  return multiplySizes(places, ...kernelShape);
}

const causalPadding = option(
  ['valid', 'same', 'causal'],
  'valid',
  '`valid` keeps the window inside; `same` pads with zeros on both sides; `causal` only in front, so that no step sees later ones.',
);

/** Convolution over `rank` axes: kernel [...window, in / groups, filters], bias [filters]. */
export function defineConvolution(
  rank: SpatialRank,
  texts: { readonly summary: string; readonly example: string },
) {
  return defineLayer({
    name: `Conv${rank}D`,
    aliases: [`Convolution${rank}D`],
    family: 'convolutional',
    ...texts,
    arguments: {
      filters: filtersArgument,
      ...spatialArguments(rank),
      padding: rank === 1 ? causalPadding : (paddingArgument as typeof causalPadding),
      data_format: dataFormat,
      dilation_rate: dilationArgument(rank),
      groups: integer(1, 'Number of groups of channels that are convolved apart.', { minimum: 1 }),
      activation: activation(),
      use_bias: useBias,
      ...kernelAndBias,
      ...loraArguments,
    },
    input: imageInput(rank),
    output: ({ args, inputs }) => {
      const channels = known(inputs[0]!, -1);
      const uneven = [channels, args.filters].find((count) => count % args.groups !== 0);
      if (uneven !== undefined) {
        const of = uneven === channels ? 'channels of {input}' : 'filters';
        return shapeProblem('KM2004', `${args.groups} groups cannot share ${uneven} ${of} evenly.`, {
          argument: 'groups',
        });
      }
      const problem = loraProblem(args, args.kernel_constraint, 'kernel_constraint');
      return problem ?? convolutionOutput(inputs[0]!, args, args.filters);
    },
    weights: ({ args, inputs }) =>
      withLora(
        [
          weight(
            'kernel',
            [...args.kernel_size, known(inputs[0]!, -1) / args.groups, args.filters],
            args.kernel_initializer,
            args.kernel_regularizer,
            args.kernel_constraint,
          ),
          ...(args.use_bias
            ? [
                weight(
                  'bias',
                  [args.filters],
                  args.bias_initializer,
                  args.bias_regularizer,
                  args.bias_constraint,
                ),
              ]
            : []),
        ],
        args,
      ),
    lower: (context, { args, inputs }) => {
      const { ops } = context;
      const x = asFloat(ops, inputs[0]!);
      const attributes = windowAttributes(x.shape.slice(1, -1), geometryOf(args));
      const filtered = ops.convolution(x, loraKernel(context, 'kernel', args), {
        ...attributes,
        groups: args.groups,
      });
      const sum = args.use_bias ? ops.add(filtered, context.weight('bias')) : filtered;
      return applyActivation(ops, sum, args.activation);
    },
    multiplyAdds: ({ args, inputs }, [output]) =>
      kernelMultiplyAdds(output!, [...args.kernel_size, known(inputs[0]!, -1) / args.groups, args.filters]),
  });
}
