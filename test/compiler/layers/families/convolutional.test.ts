import { describe } from 'vitest';
import { right, wrong } from './uses.ts';

describe('Conv1D', () => {
  right('float32[20, 4]', [
    ['Conv1D(8, 3)', 'float32[18, 8]', 'kernel [3, 4, 8], bias [8]'],
    ['Conv1D(8, 3, padding: same)', 'float32[20, 8]', 'kernel [3, 4, 8], bias [8]'],
    ['Conv1D(8, 3, padding: causal)', 'float32[20, 8]', 'kernel [3, 4, 8], bias [8]'],
    ['Conv1D(8, 3, strides: 2)', 'float32[9, 8]', 'kernel [3, 4, 8], bias [8]'],
    ['Conv1D(8, 3, strides: 2, padding: same)', 'float32[10, 8]', 'kernel [3, 4, 8], bias [8]'],
    ['Conv1D(8, 3, strides: 2, padding: causal)', 'float32[10, 8]', 'kernel [3, 4, 8], bias [8]'],
    ['Conv1D(8, 3, dilation_rate: 4)', 'float32[12, 8]', 'kernel [3, 4, 8], bias [8]'],
    ['Conv1D(8, 3, groups: 2)', 'float32[18, 8]', 'kernel [3, 2, 8], bias [8]'],
    ['Conv1D(8, 3, use_bias: false)', 'float32[18, 8]', 'kernel [3, 4, 8]'],
    ['Conv1D(8, [3])', 'float32[18, 8]', 'kernel [3, 4, 8], bias [8]'],
    ['Conv1D(8, 20)', 'float32[1, 8]', 'kernel [20, 4, 8], bias [8]'],
    [
      'Conv1D(8, 3, lora_rank: 2)',
      'float32[18, 8]',
      'kernel [3, 4, 8] fixed, bias [8], lora_kernel_a [3, 4, 2], lora_kernel_b [2, 8]',
    ],
  ]);
  wrong('float32[20, 4]', [
    [
      'Conv1D(8)',
      'KM2002 Conv1D',
      'Conv1D needs `kernel_size`: length of the window.',
      'for example `Conv1D(kernel_size: …)`.',
    ],
    ['Conv1D(0, 3)', 'KM2004 0', '`filters` of Conv1D must be at least 1, but it is 0.'],
    ['Conv1D(8, 0)', 'KM2004 0', '`kernel_size` of Conv1D must be between 1 and 16777216, but it is 0.'],
    [
      'Conv1D(8, 21)',
      'KM3004 21',
      'Conv1D moves a window of 21 along axis 1 of `x`, which has only 20.',
      '`padding: same` keeps the size.',
    ],
    [
      'Conv1D(8, [3, 3])',
      'KM2004 [3, 3]',
      '`kernel_size` of Conv1D must be an integer, but it is a list of 2.',
    ],
    [
      'Conv1D(8, 3, padding: full)',
      'KM2006 full',
      '`padding` of Conv1D has no option `full`. It takes `valid`, `same` or `causal`.',
    ],
    [
      'Conv1D(8, 3, strides: 0)',
      'KM2004 0',
      '`strides` of Conv1D must be between 1 and 16777216, but it is 0.',
    ],
    ['Conv1D(8, 3, groups: 3)', 'KM2004 3', '3 groups cannot share 4 channels of `x` evenly.'],
    ['Conv1D(9, 3, groups: 2)', 'KM2004 2', '2 groups cannot share 9 filters evenly.'],
    [
      'Conv1D(8, 3, strides: 2, dilation_rate: 2)',
      'KM2004 2',
      '`strides` and `dilation_rate` cannot both be greater than 1.',
    ],
    [
      'Conv1D(8, 8, dilation_rate: 3)',
      'KM3004 8',
      'Conv1D moves a window of 22 along axis 1 of `x`, which has only 20.',
      '`padding: same` keeps the size.',
    ],
  ]);
  right('float32[T, 4]', [
    ['Conv1D(8, 3)', 'float32[T - 2, 8]', 'kernel [3, 4, 8], bias [8]'],
    ['Conv1D(8, 3, strides: 2)', 'float32[floor((T + 1) / 2) - 1, 8]', 'kernel [3, 4, 8], bias [8]'],
    ['Conv1D(8, 3, padding: same, strides: 2)', 'float32[ceil(T / 2), 8]', 'kernel [3, 4, 8], bias [8]'],
  ]);
  wrong('float32[20, N]', [
    [
      'Conv1D(8, 3)',
      'KM3005 Conv1D(8, 3)',
      'Conv1D needs to know the last size of `x` for its weights, but `x` is float32[batch, 20, N].',
      'a number in place of `N` makes it known.',
    ],
  ]);
  right('float32[4, 20]', [
    ['Conv1D(8, 3, data_format: channels_first)', 'float32[8, 18]', 'kernel [3, 4, 8], bias [8]'],
    [
      'Conv1D(8, 3, data_format: channels_first, padding: same)',
      'float32[8, 20]',
      'kernel [3, 4, 8], bias [8]',
    ],
  ]);
  wrong('float32[4, 20]', [
    [
      'Conv1D(8, 21, data_format: channels_first)',
      'KM3004 21',
      'Conv1D moves a window of 21 along axis 2 of `x`, which has only 20.',
      '`padding: same` keeps the size.',
    ],
  ]);
  wrong('float32[20]', [
    [
      'Conv1D(8, 3)',
      'KM3001 Conv1D(8, 3)',
      'Conv1D takes a sequence, float32[batch, time, channels], but `x` is float32[batch, 20].',
      '`Reshape([20, 1])` makes each number a step.',
    ],
  ]);
  wrong('int32[20, 4]', [
    [
      'Conv1D(8, 3)',
      'KM3006 Conv1D(8, 3)',
      'Conv1D takes floats, but `x` is int32[batch, 20, 4].',
      'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.',
    ],
  ]);
});

describe('Conv2D', () => {
  right('float32[28, 28, 3]', [
    ['Conv2D(8, 3)', 'float32[26, 26, 8]', 'kernel [3, 3, 3, 8], bias [8]'],
    ['Conv2D(8, [3, 5])', 'float32[26, 24, 8]', 'kernel [3, 5, 3, 8], bias [8]'],
    ['Conv2D(8, 3, strides: 2, padding: same)', 'float32[14, 14, 8]', 'kernel [3, 3, 3, 8], bias [8]'],
    ['Conv2D(8, 3, strides: [1, 2])', 'float32[26, 13, 8]', 'kernel [3, 3, 3, 8], bias [8]'],
    ['Conv2D(8, 3, dilation_rate: [1, 2])', 'float32[26, 24, 8]', 'kernel [3, 3, 3, 8], bias [8]'],
    ['Conv2D(9, 3, groups: 3)', 'float32[26, 26, 9]', 'kernel [3, 3, 1, 9], bias [9]'],
    ['Conv2D(8, 1, use_bias: false)', 'float32[28, 28, 8]', 'kernel [1, 1, 3, 8]'],
    ['Conv2D(8, 28)', 'float32[1, 1, 8]', 'kernel [28, 28, 3, 8], bias [8]'],
    ['Conv2D(8, 3, activation: softmax)', 'float32[26, 26, 8]', 'kernel [3, 3, 3, 8], bias [8]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'Conv2D(8)',
      'KM2002 Conv2D',
      'Conv2D needs `kernel_size`: height and width of the window.',
      'for example `Conv2D(kernel_size: …)`.',
    ],
    [
      'Conv2D(8, 29)',
      'KM3004 29',
      'Conv2D moves a window of 29 along axis 1 of `x`, which has only 28.',
      '`padding: same` keeps the size.',
    ],
    [
      'Conv2D(8, [3, 29])',
      'KM3004 [3, 29]',
      'Conv2D moves a window of 29 along axis 2 of `x`, which has only 28.',
      '`padding: same` keeps the size.',
    ],
    [
      'Conv2D(8, [3])',
      'KM2004 [3]',
      '`kernel_size` of Conv2D must be an integer or a list of 2, but it is a list of 1.',
    ],
    [
      'Conv2D(8, [3, 3, 3])',
      'KM2004 [3, 3, 3]',
      '`kernel_size` of Conv2D must be an integer or a list of 2, but it is a list of 3.',
    ],
    [
      'Conv2D(8, "3")',
      'KM2003 "3"',
      '`kernel_size` of Conv2D takes an integer or a list of 2, but `"3"` is a string.',
    ],
    [
      'Conv2D(8, 3, padding: causal)',
      'KM2006 causal',
      '`padding` of Conv2D has no option `causal`. It takes `valid` or `same`.',
    ],
    [
      'Conv2D(8, 3, padding: 1)',
      'KM2003 1',
      '`padding` of Conv2D takes `valid` or `same`, but `1` is an integer.',
    ],
    ['Conv2D(8, 3, groups: 2)', 'KM2004 2', '2 groups cannot share 3 channels of `x` evenly.'],
    ['Conv2D(7, 3, groups: 3)', 'KM2004 3', '3 groups cannot share 7 filters evenly.'],
    [
      'Conv2D(8, 3, strides: 2, dilation_rate: 2)',
      'KM2004 2',
      '`strides` and `dilation_rate` cannot both be greater than 1.',
    ],
    [
      'Conv2D(8, 3, data_format: channels_middle)',
      'KM2006 channels_middle',
      '`data_format` of Conv2D has no option `channels_middle`. Did you mean `channels_first` or `channels_last`?',
    ],
  ]);
  right('float32[H, W, 3]', [
    ['Conv2D(8, 3)', 'float32[H - 2, W - 2, 8]', 'kernel [3, 3, 3, 8], bias [8]'],
    [
      'Conv2D(8, 3, strides: 2)',
      'float32[floor((H + 1) / 2) - 1, floor((W + 1) / 2) - 1, 8]',
      'kernel [3, 3, 3, 8], bias [8]',
    ],
    [
      'Conv2D(8, 3, padding: same, strides: 2)',
      'float32[ceil(H / 2), ceil(W / 2), 8]',
      'kernel [3, 3, 3, 8], bias [8]',
    ],
  ]);
  right('float32[3, 28, 28]', [
    ['Conv2D(8, 3, data_format: channels_first)', 'float32[8, 26, 26]', 'kernel [3, 3, 3, 8], bias [8]'],
    ['Conv2D(8, 3)', 'float32[1, 26, 8]', 'kernel [3, 3, 28, 8], bias [8]'],
  ]);
  wrong('float32[3, 28, 28]', [
    [
      'Conv2D(8, [3, 29], data_format: channels_first)',
      'KM3004 [3, 29]',
      'Conv2D moves a window of 29 along axis 3 of `x`, which has only 28.',
      '`padding: same` keeps the size.',
    ],
  ]);
  wrong('float32[28, 28]', [
    [
      'Conv2D(8, 3)',
      'KM3001 Conv2D(8, 3)',
      'Conv2D takes an image, float32[batch, height, width, channels], but `x` is float32[batch, 28, 28].',
      '`Reshape([28, 28, 1])` adds an axis of one channel.',
    ],
  ]);
  wrong('float32[784]', [
    [
      'Conv2D(8, 3)',
      'KM3001 Conv2D(8, 3)',
      'Conv2D takes an image, float32[batch, height, width, channels], but `x` is float32[batch, 784].',
    ],
  ]);
  wrong('float32[4, 28, 28, 3]', [
    [
      'Conv2D(8, 3)',
      'KM3001 Conv2D(8, 3)',
      'Conv2D takes an image, float32[batch, height, width, channels], but `x` is float32[batch, 4, 28, 28, 3].',
      '`Reshape([4, 28, 84])` joins the last axes.',
    ],
  ]);
});

describe('Conv3D', () => {
  right('float32[8, 16, 16, 2]', [
    ['Conv3D(4, 3)', 'float32[6, 14, 14, 4]', 'kernel [3, 3, 3, 2, 4], bias [4]'],
    ['Conv3D(4, [1, 3, 3])', 'float32[8, 14, 14, 4]', 'kernel [1, 3, 3, 2, 4], bias [4]'],
    ['Conv3D(4, 3, strides: 2, padding: same)', 'float32[4, 8, 8, 4]', 'kernel [3, 3, 3, 2, 4], bias [4]'],
    ['Conv3D(4, 3, strides: [1, 2, 2])', 'float32[6, 7, 7, 4]', 'kernel [3, 3, 3, 2, 4], bias [4]'],
    ['Conv3D(4, 3, groups: 2)', 'float32[6, 14, 14, 4]', 'kernel [3, 3, 3, 1, 4], bias [4]'],
  ]);
  wrong('float32[8, 16, 16, 2]', [
    [
      'Conv3D(4, 9)',
      'KM3004 9',
      'Conv3D moves a window of 9 along axis 1 of `x`, which has only 8.',
      '`padding: same` keeps the size.',
    ],
    [
      'Conv3D(4, [3, 3])',
      'KM2004 [3, 3]',
      '`kernel_size` of Conv3D must be an integer or a list of 3, but it is a list of 2.',
    ],
    [
      'Conv3D(4, 3, padding: causal)',
      'KM2006 causal',
      '`padding` of Conv3D has no option `causal`. It takes `valid` or `same`.',
    ],
  ]);
  right('float32[2, 8, 16, 16]', [
    [
      'Conv3D(4, 3, data_format: channels_first)',
      'float32[4, 6, 14, 14]',
      'kernel [3, 3, 3, 2, 4], bias [4]',
    ],
  ]);
  wrong('float32[16, 16, 2]', [
    [
      'Conv3D(4, 3)',
      'KM3001 Conv3D(4, 3)',
      'Conv3D takes a volume, float32[batch, depth, height, width, channels], but `x` is float32[batch, 16, 16, 2].',
      '`Reshape([16, 16, 2, 1])` adds an axis of one channel.',
    ],
  ]);
});

describe('DepthwiseConv1D', () => {
  right('float32[20, 4]', [
    ['DepthwiseConv1D(3)', 'float32[18, 4]', 'kernel [3, 4, 1], bias [4]'],
    ['DepthwiseConv1D(3, depth_multiplier: 2)', 'float32[18, 8]', 'kernel [3, 4, 2], bias [8]'],
    ['DepthwiseConv1D(3, padding: same, strides: 2)', 'float32[10, 4]', 'kernel [3, 4, 1], bias [4]'],
    ['DepthwiseConv1D(3, use_bias: false)', 'float32[18, 4]', 'kernel [3, 4, 1]'],
  ]);
  wrong('float32[20, 4]', [
    [
      'DepthwiseConv1D()',
      'KM2002 DepthwiseConv1D',
      'DepthwiseConv1D needs `kernel_size`: length of the window.',
      'for example `DepthwiseConv1D(kernel_size: …)`.',
    ],
    [
      'DepthwiseConv1D(21)',
      'KM3004 21',
      'DepthwiseConv1D moves a window of 21 along axis 1 of `x`, which has only 20.',
      '`padding: same` keeps the size.',
    ],
    [
      'DepthwiseConv1D(3, depth_multiplier: 0)',
      'KM2004 0',
      '`depth_multiplier` of DepthwiseConv1D must be at least 1, but it is 0.',
    ],
    [
      'DepthwiseConv1D(3, padding: causal)',
      'KM2006 causal',
      '`padding` of DepthwiseConv1D has no option `causal`. It takes `valid` or `same`.',
    ],
  ]);
  wrong('float32[20]', [
    [
      'DepthwiseConv1D(3)',
      'KM3001 DepthwiseConv1D(3)',
      'DepthwiseConv1D takes a sequence, float32[batch, time, channels], but `x` is float32[batch, 20].',
      '`Reshape([20, 1])` makes each number a step.',
    ],
  ]);
});

describe('DepthwiseConv2D', () => {
  right('float32[28, 28, 3]', [
    ['DepthwiseConv2D(3)', 'float32[26, 26, 3]', 'kernel [3, 3, 3, 1], bias [3]'],
    ['DepthwiseConv2D([3, 5], depth_multiplier: 2)', 'float32[26, 24, 6]', 'kernel [3, 5, 3, 2], bias [6]'],
    ['DepthwiseConv2D(3, strides: 2, padding: same)', 'float32[14, 14, 3]', 'kernel [3, 3, 3, 1], bias [3]'],
    ['DepthwiseConv2D(3, dilation_rate: 2)', 'float32[24, 24, 3]', 'kernel [3, 3, 3, 1], bias [3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'DepthwiseConv2D(29)',
      'KM3004 29',
      'DepthwiseConv2D moves a window of 29 along axis 1 of `x`, which has only 28.',
      '`padding: same` keeps the size.',
    ],
    [
      'DepthwiseConv2D(3, strides: 2, dilation_rate: 2)',
      'KM2004 2',
      '`strides` and `dilation_rate` cannot both be greater than 1.',
    ],
    ['DepthwiseConv2D(3, groups: 3)', 'KM2001 groups', 'DepthwiseConv2D has no argument `groups`.'],
  ]);
  right('float32[3, 28, 28]', [
    [
      'DepthwiseConv2D(3, data_format: channels_first)',
      'float32[3, 26, 26]',
      'kernel [3, 3, 3, 1], bias [3]',
    ],
  ]);
});

describe('SeparableConv1D', () => {
  right('float32[20, 4]', [
    [
      'SeparableConv1D(8, 3)',
      'float32[18, 8]',
      'depthwise_kernel [3, 4, 1], pointwise_kernel [1, 4, 8], bias [8]',
    ],
    [
      'SeparableConv1D(8, 3, depth_multiplier: 2)',
      'float32[18, 8]',
      'depthwise_kernel [3, 4, 2], pointwise_kernel [1, 8, 8], bias [8]',
    ],
    [
      'SeparableConv1D(8, 3, padding: same, strides: 2)',
      'float32[10, 8]',
      'depthwise_kernel [3, 4, 1], pointwise_kernel [1, 4, 8], bias [8]',
    ],
    [
      'SeparableConv1D(8, 3, use_bias: false)',
      'float32[18, 8]',
      'depthwise_kernel [3, 4, 1], pointwise_kernel [1, 4, 8]',
    ],
  ]);
  wrong('float32[20, 4]', [
    [
      'SeparableConv1D(8)',
      'KM2002 SeparableConv1D',
      'SeparableConv1D needs `kernel_size`: length of the window.',
      'for example `SeparableConv1D(kernel_size: …)`.',
    ],
    [
      'SeparableConv1D(8, 21)',
      'KM3004 21',
      'SeparableConv1D moves a window of 21 along axis 1 of `x`, which has only 20.',
      '`padding: same` keeps the size.',
    ],
    [
      'SeparableConv1D(8, 3, dilation_rate: 2, strides: 2)',
      'KM2004 2',
      '`strides` and `dilation_rate` cannot both be greater than 1.',
    ],
  ]);
});

describe('SeparableConv2D', () => {
  right('float32[28, 28, 3]', [
    [
      'SeparableConv2D(8, 3)',
      'float32[26, 26, 8]',
      'depthwise_kernel [3, 3, 3, 1], pointwise_kernel [1, 1, 3, 8], bias [8]',
    ],
    [
      'SeparableConv2D(8, 3, depth_multiplier: 2, use_bias: false)',
      'float32[26, 26, 8]',
      'depthwise_kernel [3, 3, 3, 2], pointwise_kernel [1, 1, 6, 8]',
    ],
    [
      'SeparableConv2D(8, [3, 5], strides: 2, padding: same)',
      'float32[14, 14, 8]',
      'depthwise_kernel [3, 5, 3, 1], pointwise_kernel [1, 1, 3, 8], bias [8]',
    ],
  ]);
  wrong('float32[28, 28, 3]', [
    ['SeparableConv2D(0, 3)', 'KM2004 0', '`filters` of SeparableConv2D must be at least 1, but it is 0.'],
    [
      'SeparableConv2D(8, 29)',
      'KM3004 29',
      'SeparableConv2D moves a window of 29 along axis 1 of `x`, which has only 28.',
      '`padding: same` keeps the size.',
    ],
  ]);
  right('float32[3, 28, 28]', [
    [
      'SeparableConv2D(8, 3, data_format: channels_first)',
      'float32[8, 26, 26]',
      'depthwise_kernel [3, 3, 3, 1], pointwise_kernel [1, 1, 3, 8], bias [8]',
    ],
  ]);
});

describe('Conv1DTranspose', () => {
  right('float32[10, 4]', [
    ['Conv1DTranspose(8, 3)', 'float32[12, 8]', 'kernel [3, 8, 4], bias [8]'],
    ['Conv1DTranspose(8, 3, strides: 2)', 'float32[21, 8]', 'kernel [3, 8, 4], bias [8]'],
    ['Conv1DTranspose(8, 3, strides: 2, padding: same)', 'float32[20, 8]', 'kernel [3, 8, 4], bias [8]'],
    ['Conv1DTranspose(8, 3, strides: 2, output_padding: 1)', 'float32[22, 8]', 'kernel [3, 8, 4], bias [8]'],
    ['Conv1DTranspose(8, 3, use_bias: false)', 'float32[12, 8]', 'kernel [3, 8, 4]'],
    ['Conv1DTranspose(8, 3, dilation_rate: 2)', 'float32[14, 8]', 'kernel [3, 8, 4], bias [8]'],
  ]);
  wrong('float32[10, 4]', [
    [
      'Conv1DTranspose(8)',
      'KM2002 Conv1DTranspose',
      'Conv1DTranspose needs `kernel_size`: length of the window.',
      'for example `Conv1DTranspose(kernel_size: …)`.',
    ],
    [
      'Conv1DTranspose(8, 3, strides: 2, output_padding: 2)',
      'KM2004 2',
      '`output_padding` must be smaller than `strides`.',
    ],
    [
      'Conv1DTranspose(8, 3, strides: 2, dilation_rate: 2)',
      'KM2004 2',
      '`strides` and `dilation_rate` cannot both be greater than 1.',
    ],
    [
      'Conv1DTranspose(8, 3, padding: causal)',
      'KM2006 causal',
      '`padding` of Conv1DTranspose has no option `causal`. It takes `valid` or `same`.',
    ],
  ]);
  right('float32[T, 4]', [
    ['Conv1DTranspose(8, 3, strides: 2)', 'float32[2 * T + 1, 8]', 'kernel [3, 8, 4], bias [8]'],
  ]);
});

describe('Conv2DTranspose', () => {
  right('float32[7, 7, 16]', [
    ['Conv2DTranspose(8, 3)', 'float32[9, 9, 8]', 'kernel [3, 3, 8, 16], bias [8]'],
    [
      'Conv2DTranspose(8, 3, strides: 2, padding: same)',
      'float32[14, 14, 8]',
      'kernel [3, 3, 8, 16], bias [8]',
    ],
    ['Conv2DTranspose(8, [3, 2], strides: [2, 1])', 'float32[15, 8, 8]', 'kernel [3, 2, 8, 16], bias [8]'],
    [
      'Conv2DTranspose(8, 3, strides: 2, output_padding: 1)',
      'float32[16, 16, 8]',
      'kernel [3, 3, 8, 16], bias [8]',
    ],
  ]);
  wrong('float32[7, 7, 16]', [
    [
      'Conv2DTranspose(8, 3, strides: 2, output_padding: [1, 2])',
      'KM2004 [1, 2]',
      '`output_padding` must be smaller than `strides`.',
    ],
    [
      'Conv2DTranspose(8, [3])',
      'KM2004 [3]',
      '`kernel_size` of Conv2DTranspose must be an integer or a list of 2, but it is a list of 1.',
    ],
  ]);
  right('float32[16, 7, 7]', [
    [
      'Conv2DTranspose(8, 3, strides: 2, padding: same, data_format: channels_first)',
      'float32[8, 14, 14]',
      'kernel [3, 3, 8, 16], bias [8]',
    ],
  ]);
});

describe('Conv3DTranspose', () => {
  right('float32[4, 7, 7, 2]', [
    ['Conv3DTranspose(8, 3)', 'float32[6, 9, 9, 8]', 'kernel [3, 3, 3, 8, 2], bias [8]'],
    ['Conv3DTranspose(8, 2, strides: 2)', 'float32[8, 14, 14, 8]', 'kernel [2, 2, 2, 8, 2], bias [8]'],
  ]);
  wrong('float32[4, 7, 7, 2]', [
    [
      'Conv3DTranspose(8, [2, 2])',
      'KM2004 [2, 2]',
      '`kernel_size` of Conv3DTranspose must be an integer or a list of 3, but it is a list of 2.',
    ],
  ]);
});
