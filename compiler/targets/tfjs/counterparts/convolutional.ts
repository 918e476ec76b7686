import { kernelDefault } from './core.ts';
import type { Counterparts } from './counterpart.ts';

const depthwiseDefault = { depthwise_initializer: kernelDefault.kernel_initializer };

/** Convolutions and pools. */
export const convolutionalCounterparts: Counterparts = {
  Conv1D: {
    factory: 'conv1d',
    defaults: kernelDefault,
    fixed: { groups: 1 },
    misfit: ({ args }) => (args.padding === 'causal' ? 'tfjs has no causal padding' : undefined),
  },
  Conv2D: { factory: 'conv2d', eitherFormat: true, defaults: kernelDefault, fixed: { groups: 1 } },
  Conv3D: {
    factory: 'conv3d',
    eitherFormat: true,
    defaults: kernelDefault,
    fixed: { groups: 1, dilation_rate: [1, 1, 1] },
  },
  Conv2DTranspose: {
    factory: 'conv2dTranspose',
    eitherFormat: true,
    defaults: kernelDefault,
    fixed: { output_padding: null, dilation_rate: [1, 1] },
    misfit: ({ args, inputs }) =>
      inputs[0]!.shape.slice(0, 2).some((size) => typeof size !== 'number')
        ? 'tfjs needs a known height and width'
        : (args.strides as readonly number[])[0] !== (args.strides as readonly number[])[1]
          ? 'tfjs takes equal strides'
          : undefined,
  },
  SeparableConv2D: {
    // With its channels first tfjs adds the bias along a wrong axis.
    factory: 'separableConv2d',
    // tfjs gives both kernels the depthwise initializer.
    misfit: ({ args }) =>
      JSON.stringify(args.depthwise_initializer) !== JSON.stringify(args.pointwise_initializer)
        ? 'tfjs draws both kernels by `depthwise_initializer`'
        : undefined,
  },
  DepthwiseConv2D: {
    factory: 'depthwiseConv2d',
    eitherFormat: true,
    defaults: depthwiseDefault,
    // tfjs takes the argument, and does nothing with it.
    fixed: { dilation_rate: [1, 1] },
  },
  MaxPooling1D: { factory: 'maxPooling1d' },
  MaxPooling2D: { factory: 'maxPooling2d', eitherFormat: true },
  MaxPooling3D: { factory: 'maxPooling3d', eitherFormat: true },
  AveragePooling1D: { factory: 'averagePooling1d' },
  AveragePooling2D: { factory: 'averagePooling2d', eitherFormat: true },
  AveragePooling3D: { factory: 'averagePooling3d', eitherFormat: true },
  GlobalMaxPooling1D: { factory: 'globalMaxPooling1d', fixed: { keepdims: false } },
  GlobalMaxPooling2D: { factory: 'globalMaxPooling2d', eitherFormat: true, fixed: { keepdims: false } },
  GlobalAveragePooling1D: {
    factory: 'globalAveragePooling1d',
    fixed: { keepdims: false },
    misfit: ({ masked }) => (masked ? 'tfjs averages over masked steps too' : undefined),
  },
  GlobalAveragePooling2D: {
    factory: 'globalAveragePooling2d',
    eitherFormat: true,
    fixed: { keepdims: false },
  },
};
