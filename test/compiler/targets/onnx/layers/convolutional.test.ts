import { describe } from 'vitest';
import { inOnnx, writes } from '../../layer-texts.ts';

describe('Conv1D', () => {
  writes(inOnnx, 'float32[20, 4]', [
    [
      'Conv1D(8, 3)',
      `
v:0 = Transpose(x) perm=[0, 2, 1]
v:1 = Transpose(weight:y/kernel) perm=[2, 1, 0]
v:2 = Conv(v:0, v:1) strides=[1] dilations=[1] group=1 kernel_shape=[3] pads=[0, 0]
v:3 = Transpose(v:2) perm=[0, 2, 1]
y = Add(v:3, weight:y/bias)
`,
    ],
    [
      'Conv1D(8, 3, padding: same)',
      `
v:0 = Transpose(x) perm=[0, 2, 1]
v:1 = Transpose(weight:y/kernel) perm=[2, 1, 0]
v:2 = Conv(v:0, v:1) strides=[1] dilations=[1] group=1 kernel_shape=[3] pads=[1, 1]
v:3 = Transpose(v:2) perm=[0, 2, 1]
y = Add(v:3, weight:y/bias)
`,
    ],
    [
      'Conv1D(8, 3, padding: causal)',
      `
v:0 = Transpose(x) perm=[0, 2, 1]
v:1 = Transpose(weight:y/kernel) perm=[2, 1, 0]
v:2 = Conv(v:0, v:1) strides=[1] dilations=[1] group=1 kernel_shape=[3] pads=[2, 0]
v:3 = Transpose(v:2) perm=[0, 2, 1]
y = Add(v:3, weight:y/bias)
`,
    ],
  ]);
});

describe('Conv2D', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [
    [
      'Conv2D(8, 3)',
      `
v:0 = Transpose(x) perm=[0, 3, 1, 2]
v:1 = Transpose(weight:y/kernel) perm=[3, 2, 0, 1]
v:2 = Conv(v:0, v:1) strides=[1, 1] dilations=[1, 1] group=1 kernel_shape=[3, 3] pads=[0, 0, 0, 0]
v:3 = Transpose(v:2) perm=[0, 2, 3, 1]
y = Add(v:3, weight:y/bias)
`,
    ],
    [
      'Conv2D(8, [3, 5])',
      `
v:0 = Transpose(x) perm=[0, 3, 1, 2]
v:1 = Transpose(weight:y/kernel) perm=[3, 2, 0, 1]
v:2 = Conv(v:0, v:1) strides=[1, 1] dilations=[1, 1] group=1 kernel_shape=[3, 5] pads=[0, 0, 0, 0]
v:3 = Transpose(v:2) perm=[0, 2, 3, 1]
y = Add(v:3, weight:y/bias)
`,
    ],
    [
      'Conv2D(8, 3, strides: 2, padding: same)',
      `
v:0 = Transpose(x) perm=[0, 3, 1, 2]
v:1 = Transpose(weight:y/kernel) perm=[3, 2, 0, 1]
v:2 = Conv(v:0, v:1) strides=[2, 2] dilations=[1, 1] group=1 kernel_shape=[3, 3] pads=[0, 0, 1, 1]
v:3 = Transpose(v:2) perm=[0, 2, 3, 1]
y = Add(v:3, weight:y/bias)
`,
    ],
  ]);
});

describe('Conv3D', () => {
  writes(inOnnx, 'float32[8, 16, 16, 2]', [
    [
      'Conv3D(4, 3)',
      `
v:0 = Transpose(x) perm=[0, 4, 1, 2, 3]
v:1 = Transpose(weight:y/kernel) perm=[4, 3, 0, 1, 2]
v:2 = Conv(v:0, v:1) strides=[1, 1, 1] dilations=[1, 1, 1] group=1 kernel_shape=[3, 3, 3] pads=[0, 0, 0, 0, 0, 0]
v:3 = Transpose(v:2) perm=[0, 2, 3, 4, 1]
y = Add(v:3, weight:y/bias)
`,
    ],
    [
      'Conv3D(4, [1, 3, 3])',
      `
v:0 = Transpose(x) perm=[0, 4, 1, 2, 3]
v:1 = Transpose(weight:y/kernel) perm=[4, 3, 0, 1, 2]
v:2 = Conv(v:0, v:1) strides=[1, 1, 1] dilations=[1, 1, 1] group=1 kernel_shape=[1, 3, 3] pads=[0, 0, 0, 0, 0, 0]
v:3 = Transpose(v:2) perm=[0, 2, 3, 4, 1]
y = Add(v:3, weight:y/bias)
`,
    ],
    [
      'Conv3D(4, 3, strides: 2, padding: same)',
      `
v:0 = Transpose(x) perm=[0, 4, 1, 2, 3]
v:1 = Transpose(weight:y/kernel) perm=[4, 3, 0, 1, 2]
v:2 = Conv(v:0, v:1) strides=[2, 2, 2] dilations=[1, 1, 1] group=1 kernel_shape=[3, 3, 3] pads=[0, 0, 0, 1, 1, 1]
v:3 = Transpose(v:2) perm=[0, 2, 3, 4, 1]
y = Add(v:3, weight:y/bias)
`,
    ],
  ]);
});

describe('DepthwiseConv1D', () => {
  writes(inOnnx, 'float32[20, 4]', [
    [
      'DepthwiseConv1D(3)',
      `
v:1 = Reshape(weight:y/kernel, [3, 1, 4])
v:2 = Transpose(x) perm=[0, 2, 1]
v:3 = Transpose(v:1) perm=[2, 1, 0]
v:4 = Conv(v:2, v:3) strides=[1] dilations=[1] group=4 kernel_shape=[3] pads=[0, 0]
v:5 = Transpose(v:4) perm=[0, 2, 1]
y = Add(v:5, weight:y/bias)
`,
    ],
    [
      'DepthwiseConv1D(3, depth_multiplier: 2)',
      `
v:1 = Reshape(weight:y/kernel, [3, 1, 8])
v:2 = Transpose(x) perm=[0, 2, 1]
v:3 = Transpose(v:1) perm=[2, 1, 0]
v:4 = Conv(v:2, v:3) strides=[1] dilations=[1] group=4 kernel_shape=[3] pads=[0, 0]
v:5 = Transpose(v:4) perm=[0, 2, 1]
y = Add(v:5, weight:y/bias)
`,
    ],
    [
      'DepthwiseConv1D(3, padding: same, strides: 2)',
      `
v:1 = Reshape(weight:y/kernel, [3, 1, 4])
v:2 = Transpose(x) perm=[0, 2, 1]
v:3 = Transpose(v:1) perm=[2, 1, 0]
v:4 = Conv(v:2, v:3) strides=[2] dilations=[1] group=4 kernel_shape=[3] pads=[0, 1]
v:5 = Transpose(v:4) perm=[0, 2, 1]
y = Add(v:5, weight:y/bias)
`,
    ],
  ]);
});

describe('DepthwiseConv2D', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [
    [
      'DepthwiseConv2D(3)',
      `
v:1 = Reshape(weight:y/kernel, [3, 3, 1, 3])
v:2 = Transpose(x) perm=[0, 3, 1, 2]
v:3 = Transpose(v:1) perm=[3, 2, 0, 1]
v:4 = Conv(v:2, v:3) strides=[1, 1] dilations=[1, 1] group=3 kernel_shape=[3, 3] pads=[0, 0, 0, 0]
v:5 = Transpose(v:4) perm=[0, 2, 3, 1]
y = Add(v:5, weight:y/bias)
`,
    ],
    [
      'DepthwiseConv2D([3, 5], depth_multiplier: 2)',
      `
v:1 = Reshape(weight:y/kernel, [3, 5, 1, 6])
v:2 = Transpose(x) perm=[0, 3, 1, 2]
v:3 = Transpose(v:1) perm=[3, 2, 0, 1]
v:4 = Conv(v:2, v:3) strides=[1, 1] dilations=[1, 1] group=3 kernel_shape=[3, 5] pads=[0, 0, 0, 0]
v:5 = Transpose(v:4) perm=[0, 2, 3, 1]
y = Add(v:5, weight:y/bias)
`,
    ],
    [
      'DepthwiseConv2D(3, strides: 2, padding: same)',
      `
v:1 = Reshape(weight:y/kernel, [3, 3, 1, 3])
v:2 = Transpose(x) perm=[0, 3, 1, 2]
v:3 = Transpose(v:1) perm=[3, 2, 0, 1]
v:4 = Conv(v:2, v:3) strides=[2, 2] dilations=[1, 1] group=3 kernel_shape=[3, 3] pads=[0, 0, 1, 1]
v:5 = Transpose(v:4) perm=[0, 2, 3, 1]
y = Add(v:5, weight:y/bias)
`,
    ],
  ]);
});

describe('SeparableConv1D', () => {
  writes(inOnnx, 'float32[20, 4]', [
    [
      'SeparableConv1D(8, 3)',
      `
v:1 = Reshape(weight:y/depthwise_kernel, [3, 1, 4])
v:2 = Transpose(x) perm=[0, 2, 1]
v:3 = Transpose(v:1) perm=[2, 1, 0]
v:4 = Conv(v:2, v:3) strides=[1] dilations=[1] group=4 kernel_shape=[3] pads=[0, 0]
v:5 = Transpose(v:4) perm=[0, 2, 1]
v:6 = Transpose(v:5) perm=[0, 2, 1]
v:7 = Transpose(weight:y/pointwise_kernel) perm=[2, 1, 0]
v:8 = Conv(v:6, v:7) strides=[1] dilations=[1] group=1 kernel_shape=[1] pads=[0, 0]
v:9 = Transpose(v:8) perm=[0, 2, 1]
y = Add(v:9, weight:y/bias)
`,
    ],
    [
      'SeparableConv1D(8, 3, depth_multiplier: 2)',
      `
v:1 = Reshape(weight:y/depthwise_kernel, [3, 1, 8])
v:2 = Transpose(x) perm=[0, 2, 1]
v:3 = Transpose(v:1) perm=[2, 1, 0]
v:4 = Conv(v:2, v:3) strides=[1] dilations=[1] group=4 kernel_shape=[3] pads=[0, 0]
v:5 = Transpose(v:4) perm=[0, 2, 1]
v:6 = Transpose(v:5) perm=[0, 2, 1]
v:7 = Transpose(weight:y/pointwise_kernel) perm=[2, 1, 0]
v:8 = Conv(v:6, v:7) strides=[1] dilations=[1] group=1 kernel_shape=[1] pads=[0, 0]
v:9 = Transpose(v:8) perm=[0, 2, 1]
y = Add(v:9, weight:y/bias)
`,
    ],
    [
      'SeparableConv1D(8, 3, padding: same, strides: 2)',
      `
v:1 = Reshape(weight:y/depthwise_kernel, [3, 1, 4])
v:2 = Transpose(x) perm=[0, 2, 1]
v:3 = Transpose(v:1) perm=[2, 1, 0]
v:4 = Conv(v:2, v:3) strides=[2] dilations=[1] group=4 kernel_shape=[3] pads=[0, 1]
v:5 = Transpose(v:4) perm=[0, 2, 1]
v:6 = Transpose(v:5) perm=[0, 2, 1]
v:7 = Transpose(weight:y/pointwise_kernel) perm=[2, 1, 0]
v:8 = Conv(v:6, v:7) strides=[1] dilations=[1] group=1 kernel_shape=[1] pads=[0, 0]
v:9 = Transpose(v:8) perm=[0, 2, 1]
y = Add(v:9, weight:y/bias)
`,
    ],
  ]);
});

describe('SeparableConv2D', () => {
  writes(inOnnx, 'float32[28, 28, 3]', [
    [
      'SeparableConv2D(8, 3)',
      `
v:1 = Reshape(weight:y/depthwise_kernel, [3, 3, 1, 3])
v:2 = Transpose(x) perm=[0, 3, 1, 2]
v:3 = Transpose(v:1) perm=[3, 2, 0, 1]
v:4 = Conv(v:2, v:3) strides=[1, 1] dilations=[1, 1] group=3 kernel_shape=[3, 3] pads=[0, 0, 0, 0]
v:5 = Transpose(v:4) perm=[0, 2, 3, 1]
v:6 = Transpose(v:5) perm=[0, 3, 1, 2]
v:7 = Transpose(weight:y/pointwise_kernel) perm=[3, 2, 0, 1]
v:8 = Conv(v:6, v:7) strides=[1, 1] dilations=[1, 1] group=1 kernel_shape=[1, 1] pads=[0, 0, 0, 0]
v:9 = Transpose(v:8) perm=[0, 2, 3, 1]
y = Add(v:9, weight:y/bias)
`,
    ],
    [
      'SeparableConv2D(8, 3, depth_multiplier: 2, use_bias: false)',
      `
v:1 = Reshape(weight:y/depthwise_kernel, [3, 3, 1, 6])
v:2 = Transpose(x) perm=[0, 3, 1, 2]
v:3 = Transpose(v:1) perm=[3, 2, 0, 1]
v:4 = Conv(v:2, v:3) strides=[1, 1] dilations=[1, 1] group=3 kernel_shape=[3, 3] pads=[0, 0, 0, 0]
v:5 = Transpose(v:4) perm=[0, 2, 3, 1]
v:6 = Transpose(v:5) perm=[0, 3, 1, 2]
v:7 = Transpose(weight:y/pointwise_kernel) perm=[3, 2, 0, 1]
v:8 = Conv(v:6, v:7) strides=[1, 1] dilations=[1, 1] group=1 kernel_shape=[1, 1] pads=[0, 0, 0, 0]
y = Transpose(v:8) perm=[0, 2, 3, 1]
`,
    ],
    [
      'SeparableConv2D(8, [3, 5], strides: 2, padding: same)',
      `
v:1 = Reshape(weight:y/depthwise_kernel, [3, 5, 1, 3])
v:2 = Transpose(x) perm=[0, 3, 1, 2]
v:3 = Transpose(v:1) perm=[3, 2, 0, 1]
v:4 = Conv(v:2, v:3) strides=[2, 2] dilations=[1, 1] group=3 kernel_shape=[3, 5] pads=[0, 1, 1, 2]
v:5 = Transpose(v:4) perm=[0, 2, 3, 1]
v:6 = Transpose(v:5) perm=[0, 3, 1, 2]
v:7 = Transpose(weight:y/pointwise_kernel) perm=[3, 2, 0, 1]
v:8 = Conv(v:6, v:7) strides=[1, 1] dilations=[1, 1] group=1 kernel_shape=[1, 1] pads=[0, 0, 0, 0]
v:9 = Transpose(v:8) perm=[0, 2, 3, 1]
y = Add(v:9, weight:y/bias)
`,
    ],
  ]);
});

describe('Conv1DTranspose', () => {
  writes(inOnnx, 'float32[10, 4]', [
    [
      'Conv1DTranspose(8, 3)',
      `
v:0 = Transpose(x) perm=[0, 2, 1]
v:1 = Transpose(weight:y/kernel) perm=[2, 1, 0]
v:2 = ConvTranspose(v:0, v:1) strides=[1] dilations=[1] group=1 kernel_shape=[3] pads=[0, 0] output_padding=[0]
v:3 = Transpose(v:2) perm=[0, 2, 1]
y = Add(v:3, weight:y/bias)
`,
    ],
    [
      'Conv1DTranspose(8, 3, strides: 2)',
      `
v:0 = Transpose(x) perm=[0, 2, 1]
v:1 = Transpose(weight:y/kernel) perm=[2, 1, 0]
v:2 = ConvTranspose(v:0, v:1) strides=[2] dilations=[1] group=1 kernel_shape=[3] pads=[0, 0] output_padding=[0]
v:3 = Transpose(v:2) perm=[0, 2, 1]
y = Add(v:3, weight:y/bias)
`,
    ],
    [
      'Conv1DTranspose(8, 3, strides: 2, padding: same)',
      `
v:0 = Transpose(x) perm=[0, 2, 1]
v:1 = Transpose(weight:y/kernel) perm=[2, 1, 0]
v:2 = ConvTranspose(v:0, v:1) strides=[2] dilations=[1] group=1 kernel_shape=[3] pads=[0, 1] output_padding=[0]
v:3 = Transpose(v:2) perm=[0, 2, 1]
y = Add(v:3, weight:y/bias)
`,
    ],
  ]);
});

describe('Conv2DTranspose', () => {
  writes(inOnnx, 'float32[7, 7, 16]', [
    [
      'Conv2DTranspose(8, 3)',
      `
v:0 = Transpose(x) perm=[0, 3, 1, 2]
v:1 = Transpose(weight:y/kernel) perm=[3, 2, 0, 1]
v:2 = ConvTranspose(v:0, v:1) strides=[1, 1] dilations=[1, 1] group=1 kernel_shape=[3, 3] pads=[0, 0, 0, 0] output_padding=[0, 0]
v:3 = Transpose(v:2) perm=[0, 2, 3, 1]
y = Add(v:3, weight:y/bias)
`,
    ],
    [
      'Conv2DTranspose(8, 3, strides: 2, padding: same)',
      `
v:0 = Transpose(x) perm=[0, 3, 1, 2]
v:1 = Transpose(weight:y/kernel) perm=[3, 2, 0, 1]
v:2 = ConvTranspose(v:0, v:1) strides=[2, 2] dilations=[1, 1] group=1 kernel_shape=[3, 3] pads=[0, 0, 1, 1] output_padding=[0, 0]
v:3 = Transpose(v:2) perm=[0, 2, 3, 1]
y = Add(v:3, weight:y/bias)
`,
    ],
    [
      'Conv2DTranspose(8, [3, 2], strides: [2, 1])',
      `
v:0 = Transpose(x) perm=[0, 3, 1, 2]
v:1 = Transpose(weight:y/kernel) perm=[3, 2, 0, 1]
v:2 = ConvTranspose(v:0, v:1) strides=[2, 1] dilations=[1, 1] group=1 kernel_shape=[3, 2] pads=[0, 0, 0, 0] output_padding=[0, 0]
v:3 = Transpose(v:2) perm=[0, 2, 3, 1]
y = Add(v:3, weight:y/bias)
`,
    ],
  ]);
});

describe('Conv3DTranspose', () => {
  writes(inOnnx, 'float32[4, 7, 7, 2]', [
    [
      'Conv3DTranspose(8, 3)',
      `
v:0 = Transpose(x) perm=[0, 4, 1, 2, 3]
v:1 = Transpose(weight:y/kernel) perm=[4, 3, 0, 1, 2]
v:2 = ConvTranspose(v:0, v:1) strides=[1, 1, 1] dilations=[1, 1, 1] group=1 kernel_shape=[3, 3, 3] pads=[0, 0, 0, 0, 0, 0] output_padding=[0, 0, 0]
v:3 = Transpose(v:2) perm=[0, 2, 3, 4, 1]
y = Add(v:3, weight:y/bias)
`,
    ],
    [
      'Conv3DTranspose(8, 2, strides: 2)',
      `
v:0 = Transpose(x) perm=[0, 4, 1, 2, 3]
v:1 = Transpose(weight:y/kernel) perm=[4, 3, 0, 1, 2]
v:2 = ConvTranspose(v:0, v:1) strides=[2, 2, 2] dilations=[1, 1, 1] group=1 kernel_shape=[2, 2, 2] pads=[0, 0, 0, 0, 0, 0] output_padding=[0, 0, 0]
v:3 = Transpose(v:2) perm=[0, 2, 3, 4, 1]
y = Add(v:3, weight:y/bias)
`,
    ],
  ]);
});
