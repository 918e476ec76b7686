import { describe } from 'vitest';
import { inKeras, writes } from '../../layer-texts.ts';

describe('Conv1D', () => {
  writes(inKeras, 'float32[20, 4]', [
    ['Conv1D(8, 3)', 'y = layers.Conv1D(8, 3, name="y")(x)'],
    ['Conv1D(8, 3, padding: same)', 'y = layers.Conv1D(8, 3, padding="same", name="y")(x)'],
    ['Conv1D(8, 3, padding: causal)', 'y = layers.Conv1D(8, 3, padding="causal", name="y")(x)'],
    ['Conv1D(8, 3, strides: 2)', 'y = layers.Conv1D(8, 3, strides=2, name="y")(x)'],
    [
      'Conv1D(8, 3, strides: 2, padding: same)',
      'y = layers.Conv1D(8, 3, strides=2, padding="same", name="y")(x)',
    ],
    [
      'Conv1D(8, 3, strides: 2, padding: causal)',
      'y = layers.Conv1D(8, 3, strides=2, padding="causal", name="y")(x)',
    ],
    ['Conv1D(8, 3, dilation_rate: 4)', 'y = layers.Conv1D(8, 3, dilation_rate=4, name="y")(x)'],
    ['Conv1D(8, 3, groups: 2)', 'y = layers.Conv1D(8, 3, groups=2, name="y")(x)'],
    ['Conv1D(8, 3, use_bias: false)', 'y = layers.Conv1D(8, 3, use_bias=False, name="y")(x)'],
    ['Conv1D(8, [3])', 'y = layers.Conv1D(8, (3,), name="y")(x)'],
    ['Conv1D(8, 20)', 'y = layers.Conv1D(8, 20, name="y")(x)'],
    ['Conv1D(8, 3, lora_rank: 2)', 'y = layers.Conv1D(8, 3, lora_rank=2, name="y")(x)'],
  ]);
  writes(inKeras, 'float32[T, 4]', [
    ['Conv1D(8, 3)', 'y = layers.Conv1D(8, 3, name="y")(x)'],
    ['Conv1D(8, 3, strides: 2)', 'y = layers.Conv1D(8, 3, strides=2, name="y")(x)'],
    [
      'Conv1D(8, 3, padding: same, strides: 2)',
      'y = layers.Conv1D(8, 3, padding="same", strides=2, name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[4, 20]', [
    [
      'Conv1D(8, 3, data_format: channels_first)',
      'y = layers.Conv1D(8, 3, data_format="channels_first", name="y")(x)',
    ],
    [
      'Conv1D(8, 3, data_format: channels_first, padding: same)',
      'y = layers.Conv1D(8, 3, data_format="channels_first", padding="same", name="y")(x)',
    ],
  ]);
});

describe('Conv2D', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['Conv2D(8, 3)', 'y = layers.Conv2D(8, 3, name="y")(x)'],
    ['Conv2D(8, [3, 5])', 'y = layers.Conv2D(8, (3, 5), name="y")(x)'],
    [
      'Conv2D(8, 3, strides: 2, padding: same)',
      'y = layers.Conv2D(8, 3, strides=2, padding="same", name="y")(x)',
    ],
    ['Conv2D(8, 3, strides: [1, 2])', 'y = layers.Conv2D(8, 3, strides=(1, 2), name="y")(x)'],
    ['Conv2D(8, 3, dilation_rate: [1, 2])', 'y = layers.Conv2D(8, 3, dilation_rate=(1, 2), name="y")(x)'],
    ['Conv2D(9, 3, groups: 3)', 'y = layers.Conv2D(9, 3, groups=3, name="y")(x)'],
    ['Conv2D(8, 1, use_bias: false)', 'y = layers.Conv2D(8, 1, use_bias=False, name="y")(x)'],
    ['Conv2D(8, 28)', 'y = layers.Conv2D(8, 28, name="y")(x)'],
    ['Conv2D(8, 3, activation: softmax)', 'y = layers.Conv2D(8, 3, activation="softmax", name="y")(x)'],
  ]);
  writes(inKeras, 'float32[H, W, 3]', [
    ['Conv2D(8, 3)', 'y = layers.Conv2D(8, 3, name="y")(x)'],
    ['Conv2D(8, 3, strides: 2)', 'y = layers.Conv2D(8, 3, strides=2, name="y")(x)'],
    [
      'Conv2D(8, 3, padding: same, strides: 2)',
      'y = layers.Conv2D(8, 3, padding="same", strides=2, name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[3, 28, 28]', [
    [
      'Conv2D(8, 3, data_format: channels_first)',
      'y = layers.Conv2D(8, 3, data_format="channels_first", name="y")(x)',
    ],
    ['Conv2D(8, 3)', 'y = layers.Conv2D(8, 3, name="y")(x)'],
  ]);
});

describe('Conv3D', () => {
  writes(inKeras, 'float32[8, 16, 16, 2]', [
    ['Conv3D(4, 3)', 'y = layers.Conv3D(4, 3, name="y")(x)'],
    ['Conv3D(4, [1, 3, 3])', 'y = layers.Conv3D(4, (1, 3, 3), name="y")(x)'],
    [
      'Conv3D(4, 3, strides: 2, padding: same)',
      'y = layers.Conv3D(4, 3, strides=2, padding="same", name="y")(x)',
    ],
    ['Conv3D(4, 3, strides: [1, 2, 2])', 'y = layers.Conv3D(4, 3, strides=(1, 2, 2), name="y")(x)'],
    ['Conv3D(4, 3, groups: 2)', 'y = layers.Conv3D(4, 3, groups=2, name="y")(x)'],
  ]);
  writes(inKeras, 'float32[2, 8, 16, 16]', [
    [
      'Conv3D(4, 3, data_format: channels_first)',
      'y = layers.Conv3D(4, 3, data_format="channels_first", name="y")(x)',
    ],
  ]);
});

describe('DepthwiseConv1D', () => {
  writes(inKeras, 'float32[20, 4]', [
    ['DepthwiseConv1D(3)', 'y = layers.DepthwiseConv1D(3, name="y")(x)'],
    [
      'DepthwiseConv1D(3, depth_multiplier: 2)',
      'y = layers.DepthwiseConv1D(3, depth_multiplier=2, name="y")(x)',
    ],
    [
      'DepthwiseConv1D(3, padding: same, strides: 2)',
      'y = layers.DepthwiseConv1D(3, padding="same", strides=2, name="y")(x)',
    ],
    ['DepthwiseConv1D(3, use_bias: false)', 'y = layers.DepthwiseConv1D(3, use_bias=False, name="y")(x)'],
  ]);
});

describe('DepthwiseConv2D', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['DepthwiseConv2D(3)', 'y = layers.DepthwiseConv2D(3, name="y")(x)'],
    [
      'DepthwiseConv2D([3, 5], depth_multiplier: 2)',
      'y = layers.DepthwiseConv2D((3, 5), depth_multiplier=2, name="y")(x)',
    ],
    [
      'DepthwiseConv2D(3, strides: 2, padding: same)',
      'y = layers.DepthwiseConv2D(3, strides=2, padding="same", name="y")(x)',
    ],
    ['DepthwiseConv2D(3, dilation_rate: 2)', 'y = layers.DepthwiseConv2D(3, dilation_rate=2, name="y")(x)'],
  ]);
  writes(inKeras, 'float32[3, 28, 28]', [
    [
      'DepthwiseConv2D(3, data_format: channels_first)',
      'y = layers.DepthwiseConv2D(3, data_format="channels_first", name="y")(x)',
    ],
  ]);
});

describe('SeparableConv1D', () => {
  writes(inKeras, 'float32[20, 4]', [
    ['SeparableConv1D(8, 3)', 'y = layers.SeparableConv1D(8, 3, name="y")(x)'],
    [
      'SeparableConv1D(8, 3, depth_multiplier: 2)',
      'y = layers.SeparableConv1D(8, 3, depth_multiplier=2, name="y")(x)',
    ],
    [
      'SeparableConv1D(8, 3, padding: same, strides: 2)',
      'y = layers.SeparableConv1D(8, 3, padding="same", strides=2, name="y")(x)',
    ],
    [
      'SeparableConv1D(8, 3, use_bias: false)',
      'y = layers.SeparableConv1D(8, 3, use_bias=False, name="y")(x)',
    ],
  ]);
});

describe('SeparableConv2D', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['SeparableConv2D(8, 3)', 'y = layers.SeparableConv2D(8, 3, name="y")(x)'],
    [
      'SeparableConv2D(8, 3, depth_multiplier: 2, use_bias: false)',
      'y = layers.SeparableConv2D(8, 3, depth_multiplier=2, use_bias=False, name="y")(x)',
    ],
    [
      'SeparableConv2D(8, [3, 5], strides: 2, padding: same)',
      'y = layers.SeparableConv2D(8, (3, 5), strides=2, padding="same", name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[3, 28, 28]', [
    [
      'SeparableConv2D(8, 3, data_format: channels_first)',
      'y = layers.SeparableConv2D(8, 3, data_format="channels_first", name="y")(x)',
    ],
  ]);
});

describe('Conv1DTranspose', () => {
  writes(inKeras, 'float32[10, 4]', [
    ['Conv1DTranspose(8, 3)', 'y = layers.Conv1DTranspose(8, 3, name="y")(x)'],
    ['Conv1DTranspose(8, 3, strides: 2)', 'y = layers.Conv1DTranspose(8, 3, strides=2, name="y")(x)'],
    [
      'Conv1DTranspose(8, 3, strides: 2, padding: same)',
      'y = layers.Conv1DTranspose(8, 3, strides=2, padding="same", name="y")(x)',
    ],
    [
      'Conv1DTranspose(8, 3, strides: 2, output_padding: 1)',
      'y = layers.Conv1DTranspose(8, 3, strides=2, output_padding=1, name="y")(x)',
    ],
    [
      'Conv1DTranspose(8, 3, use_bias: false)',
      'y = layers.Conv1DTranspose(8, 3, use_bias=False, name="y")(x)',
    ],
    [
      'Conv1DTranspose(8, 3, dilation_rate: 2)',
      'y = layers.Conv1DTranspose(8, 3, dilation_rate=2, name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[T, 4]', [
    ['Conv1DTranspose(8, 3, strides: 2)', 'y = layers.Conv1DTranspose(8, 3, strides=2, name="y")(x)'],
  ]);
});

describe('Conv2DTranspose', () => {
  writes(inKeras, 'float32[7, 7, 16]', [
    ['Conv2DTranspose(8, 3)', 'y = layers.Conv2DTranspose(8, 3, name="y")(x)'],
    [
      'Conv2DTranspose(8, 3, strides: 2, padding: same)',
      'y = layers.Conv2DTranspose(8, 3, strides=2, padding="same", name="y")(x)',
    ],
    [
      'Conv2DTranspose(8, [3, 2], strides: [2, 1])',
      'y = layers.Conv2DTranspose(8, (3, 2), strides=(2, 1), name="y")(x)',
    ],
    [
      'Conv2DTranspose(8, 3, strides: 2, output_padding: 1)',
      'y = layers.Conv2DTranspose(8, 3, strides=2, output_padding=1, name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[16, 7, 7]', [
    [
      'Conv2DTranspose(8, 3, strides: 2, padding: same, data_format: channels_first)',
      `
y = layers.Conv2DTranspose(
    8, 3, strides=2, padding="same", data_format="channels_first", name="y"
)(x)
`,
    ],
  ]);
});

describe('Conv3DTranspose', () => {
  writes(inKeras, 'float32[4, 7, 7, 2]', [
    ['Conv3DTranspose(8, 3)', 'y = layers.Conv3DTranspose(8, 3, name="y")(x)'],
    ['Conv3DTranspose(8, 2, strides: 2)', 'y = layers.Conv3DTranspose(8, 2, strides=2, name="y")(x)'],
  ]);
});
