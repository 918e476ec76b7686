import { describe } from 'vitest';
import { right, wrong } from './uses.ts';

describe('MaxPooling1D', () => {
  right('float32[20, 4]', [
    ['MaxPooling1D()', 'float32[10, 4]'],
    ['MaxPooling1D(3)', 'float32[6, 4]'],
    ['MaxPooling1D(3, strides: 1)', 'float32[18, 4]'],
    ['MaxPooling1D(3, padding: same)', 'float32[7, 4]'],
    ['MaxPooling1D(20)', 'float32[1, 4]'],
    ['MaxPool1D(2)', 'float32[10, 4]'],
  ]);
  wrong('float32[20, 4]', [
    [
      'MaxPooling1D(21)',
      'KM3004 21',
      'MaxPooling1D moves a window of 21 along axis 1 of `x`, which has only 20.',
      '`padding: same` keeps the size.',
    ],
    [
      'MaxPooling1D(0)',
      'KM2004 0',
      '`pool_size` of MaxPooling1D must be between 1 and 16777216, but it is 0.',
    ],
    [
      'MaxPooling1D([2, 2])',
      'KM2004 [2, 2]',
      '`pool_size` of MaxPooling1D must be an integer, but it is a list of 2.',
    ],
    [
      'MaxPooling1D(2, padding: causal)',
      'KM2006 causal',
      '`padding` of MaxPooling1D has no option `causal`. It takes `valid` or `same`.',
    ],
    [
      'MaxPooling1D(2, strides: 0)',
      'KM2004 0',
      '`strides` of MaxPooling1D must be between 1 and 16777216, but it is 0.',
    ],
    [
      'MaxPooling1D(pool: 2)',
      'KM2001 pool',
      'MaxPooling1D has no argument `pool`. Did you mean `pool_size`?',
    ],
  ]);
  right('float32[T, 4]', [
    ['MaxPooling1D(2)', 'float32[floor(T / 2), 4]'],
    ['MaxPooling1D(2, padding: same)', 'float32[ceil(T / 2), 4]'],
  ]);
  right('float32[4, 20]', [['MaxPooling1D(2, data_format: channels_first)', 'float32[4, 10]']]);
  wrong('float32[20]', [
    [
      'MaxPooling1D(2)',
      'KM3001 MaxPooling1D(2)',
      'MaxPooling1D takes a sequence, float32[batch, time, features], but `x` is float32[batch, 20].',
      '`Reshape([20, 1])` makes each number a step.',
    ],
  ]);
});

describe('MaxPooling2D', () => {
  right('float32[28, 28, 3]', [
    ['MaxPooling2D()', 'float32[14, 14, 3]'],
    ['MaxPooling2D([2, 4])', 'float32[14, 7, 3]'],
    ['MaxPooling2D(3, strides: 2)', 'float32[13, 13, 3]'],
    ['MaxPooling2D(3, strides: [1, 2], padding: same)', 'float32[28, 14, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'MaxPooling2D(29)',
      'KM3004 29',
      'MaxPooling2D moves a window of 29 along axis 1 of `x`, which has only 28.',
      '`padding: same` keeps the size.',
    ],
    [
      'MaxPooling2D([2, 29])',
      'KM3004 [2, 29]',
      'MaxPooling2D moves a window of 29 along axis 2 of `x`, which has only 28.',
      '`padding: same` keeps the size.',
    ],
    [
      'MaxPooling2D([2, 2, 2])',
      'KM2004 [2, 2, 2]',
      '`pool_size` of MaxPooling2D must be an integer or a list of 2, but it is a list of 3.',
    ],
  ]);
  right('float32[3, 28, 28]', [['MaxPooling2D(2, data_format: channels_first)', 'float32[3, 14, 14]']]);
  wrong('float32[3, 28, 28]', [
    [
      'MaxPooling2D([2, 29], data_format: channels_first)',
      'KM3004 [2, 29]',
      'MaxPooling2D moves a window of 29 along axis 3 of `x`, which has only 28.',
      '`padding: same` keeps the size.',
    ],
  ]);
  wrong('float32[28, 28]', [
    [
      'MaxPooling2D(2)',
      'KM3001 MaxPooling2D(2)',
      'MaxPooling2D takes an image, float32[batch, height, width, channels], but `x` is float32[batch, 28, 28].',
      '`Reshape([28, 28, 1])` adds an axis of one channel.',
    ],
  ]);
  wrong('int32[28, 28, 1]', [
    [
      'MaxPooling2D(2)',
      'KM3006 MaxPooling2D(2)',
      'MaxPooling2D takes floats, but `x` is int32[batch, 28, 28, 1].',
      'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.',
    ],
  ]);
});

describe('MaxPooling3D', () => {
  right('float32[8, 16, 16, 2]', [
    ['MaxPooling3D()', 'float32[4, 8, 8, 2]'],
    ['MaxPooling3D([1, 2, 2])', 'float32[8, 8, 8, 2]'],
    ['MaxPooling3D(2, strides: 1)', 'float32[7, 15, 15, 2]'],
  ]);
  wrong('float32[8, 16, 16, 2]', [
    [
      'MaxPooling3D(9)',
      'KM3004 9',
      'MaxPooling3D moves a window of 9 along axis 1 of `x`, which has only 8.',
      '`padding: same` keeps the size.',
    ],
  ]);
  wrong('float32[16, 16, 2]', [
    [
      'MaxPooling3D()',
      'KM3001 MaxPooling3D()',
      'MaxPooling3D takes a volume, float32[batch, depth, height, width, channels], but `x` is float32[batch, 16, 16, 2].',
      '`Reshape([16, 16, 2, 1])` adds an axis of one channel.',
    ],
  ]);
});

describe('AveragePooling1D', () => {
  right('float32[20, 4]', [
    ['AveragePooling1D(2)', 'float32[10, 4]'],
    ['AveragePooling1D(3, strides: 2, padding: same)', 'float32[10, 4]'],
  ]);
  wrong('float32[20, 4]', [
    [
      'AveragePooling1D()',
      'KM2002 AveragePooling1D',
      'AveragePooling1D needs `pool_size`: length of the window.',
      'for example `AveragePooling1D(pool_size: …)`.',
    ],
    [
      'AveragePooling1D(21)',
      'KM3004 21',
      'AveragePooling1D moves a window of 21 along axis 1 of `x`, which has only 20.',
      '`padding: same` keeps the size.',
    ],
  ]);
});

describe('AveragePooling2D', () => {
  right('float32[28, 28, 3]', [
    ['AveragePooling2D(2)', 'float32[14, 14, 3]'],
    ['AveragePooling2D([2, 7], strides: 1)', 'float32[27, 22, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'AveragePooling2D()',
      'KM2002 AveragePooling2D',
      'AveragePooling2D needs `pool_size`: height and width of the window.',
      'for example `AveragePooling2D(pool_size: …)`.',
    ],
    [
      'AveragePooling2D(29)',
      'KM3004 29',
      'AveragePooling2D moves a window of 29 along axis 1 of `x`, which has only 28.',
      '`padding: same` keeps the size.',
    ],
  ]);
  right('float32[3, 28, 28]', [['AveragePooling2D(2, data_format: channels_first)', 'float32[3, 14, 14]']]);
});

describe('AveragePooling3D', () => {
  right('float32[8, 16, 16, 2]', [
    ['AveragePooling3D(2)', 'float32[4, 8, 8, 2]'],
    ['AveragePooling3D(2, padding: same, strides: 3)', 'float32[3, 6, 6, 2]'],
  ]);
  wrong('float32[8, 16, 16, 2]', [
    [
      'AveragePooling3D()',
      'KM2002 AveragePooling3D',
      'AveragePooling3D needs `pool_size`: depth, height and width of the window.',
      'for example `AveragePooling3D(pool_size: …)`.',
    ],
  ]);
});

describe('GlobalMaxPooling1D', () => {
  right('float32[20, 4]', [
    ['GlobalMaxPooling1D()', 'float32[4]'],
    ['GlobalMaxPooling1D(keepdims: true)', 'float32[1, 4]'],
    ['GlobalMaxPooling1D(data_format: channels_first)', 'float32[20]'],
  ]);
  wrong('float32[20, 4]', [
    [
      'GlobalMaxPooling1D(2)',
      'KM2003 2',
      '`data_format` of GlobalMaxPooling1D takes `channels_last` or `channels_first`, but `2` is an integer.',
    ],
  ]);
  right('float32[T, 4]', [['GlobalMaxPooling1D()', 'float32[4]']]);
  wrong('float32[20]', [
    [
      'GlobalMaxPooling1D()',
      'KM3001 GlobalMaxPooling1D()',
      'GlobalMaxPooling1D takes a sequence, float32[batch, time, features], but `x` is float32[batch, 20].',
      '`Reshape([20, 1])` makes each number a step.',
    ],
  ]);
});

describe('GlobalMaxPooling2D', () => {
  right('float32[28, 28, 3]', [
    ['GlobalMaxPooling2D()', 'float32[3]'],
    ['GlobalMaxPooling2D(keepdims: true)', 'float32[1, 1, 3]'],
    ['GlobalMaxPooling2D(data_format: channels_first)', 'float32[28]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'GlobalMaxPooling2D(keep_dims: true)',
      'KM2001 keep_dims',
      'GlobalMaxPooling2D has no argument `keep_dims`. Did you mean `keepdims`?',
    ],
  ]);
  right('float32[H, W, 3]', [['GlobalMaxPooling2D()', 'float32[3]']]);
  wrong('float32[20, 3]', [
    [
      'GlobalMaxPooling2D()',
      'KM3001 GlobalMaxPooling2D()',
      'GlobalMaxPooling2D takes an image, float32[batch, height, width, channels], but `x` is float32[batch, 20, 3].',
      '`Reshape([20, 3, 1])` adds an axis of one channel.',
    ],
  ]);
});

describe('GlobalMaxPooling3D', () => {
  right('float32[8, 16, 16, 2]', [
    ['GlobalMaxPooling3D()', 'float32[2]'],
    ['GlobalMaxPooling3D(keepdims: true)', 'float32[1, 1, 1, 2]'],
  ]);
  wrong('float32[16, 16, 2]', [
    [
      'GlobalMaxPooling3D()',
      'KM3001 GlobalMaxPooling3D()',
      'GlobalMaxPooling3D takes a volume, float32[batch, depth, height, width, channels], but `x` is float32[batch, 16, 16, 2].',
      '`Reshape([16, 16, 2, 1])` adds an axis of one channel.',
    ],
  ]);
});

describe('GlobalAveragePooling1D', () => {
  right('float32[20, 4]', [
    ['GlobalAveragePooling1D()', 'float32[4]'],
    ['GlobalAveragePooling1D(keepdims: true)', 'float32[1, 4]'],
  ]);
  right('float32[T, 4]', [['GlobalAveragePooling1D()', 'float32[4]']]);
  wrong('float32[4]', [
    [
      'GlobalAveragePooling1D()',
      'KM3001 GlobalAveragePooling1D()',
      'GlobalAveragePooling1D takes a sequence, float32[batch, time, features], but `x` is float32[batch, 4].',
      '`Reshape([4, 1])` makes each number a step.',
    ],
  ]);
});

describe('GlobalAveragePooling2D', () => {
  right('float32[28, 28, 3]', [
    ['GlobalAveragePooling2D()', 'float32[3]'],
    ['GlobalAveragePooling2D(keepdims: true)', 'float32[1, 1, 3]'],
  ]);
  right('float32[3, 28, 28]', [
    ['GlobalAveragePooling2D(data_format: channels_first)', 'float32[3]'],
    ['GlobalAveragePooling2D(data_format: channels_first, keepdims: true)', 'float32[3, 1, 1]'],
  ]);
  wrong('float32[28, 28]', [
    [
      'GlobalAveragePooling2D()',
      'KM3001 GlobalAveragePooling2D()',
      'GlobalAveragePooling2D takes an image, float32[batch, height, width, channels], but `x` is float32[batch, 28, 28].',
      '`Reshape([28, 28, 1])` adds an axis of one channel.',
    ],
  ]);
});

describe('GlobalAveragePooling3D', () => {
  right('float32[8, 16, 16, 2]', [['GlobalAveragePooling3D()', 'float32[2]']]);
  wrong('float32[8]', [
    [
      'GlobalAveragePooling3D()',
      'KM3001 GlobalAveragePooling3D()',
      'GlobalAveragePooling3D takes a volume, float32[batch, depth, height, width, channels], but `x` is float32[batch, 8].',
    ],
  ]);
});

describe('AdaptiveAveragePooling1D', () => {
  right('float32[20, 4]', [
    ['AdaptiveAveragePooling1D(5)', 'float32[5, 4]'],
    ['AdaptiveAveragePooling1D(7)', 'float32[7, 4]'],
  ]);
  wrong('float32[20, 4]', [
    [
      'AdaptiveAveragePooling1D()',
      'KM2002 AdaptiveAveragePooling1D',
      'AdaptiveAveragePooling1D needs `output_size`: the sizes of the result.',
      'for example `AdaptiveAveragePooling1D(output_size: …)`.',
    ],
    [
      'AdaptiveAveragePooling1D(0)',
      'KM2004 0',
      '`output_size` of AdaptiveAveragePooling1D must be between 1 and 16777216, but it is 0.',
    ],
  ]);
});

describe('AdaptiveAveragePooling2D', () => {
  right('float32[28, 28, 3]', [
    ['AdaptiveAveragePooling2D(7)', 'float32[7, 7, 3]'],
    ['AdaptiveAveragePooling2D([7, 5])', 'float32[7, 5, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'AdaptiveAveragePooling2D([7, 5, 3])',
      'KM2004 [7, 5, 3]',
      '`output_size` of AdaptiveAveragePooling2D must be an integer or a list of 2, but it is a list of 3.',
    ],
  ]);
  right('float32[3, 28, 28]', [
    ['AdaptiveAveragePooling2D(7, data_format: channels_first)', 'float32[3, 7, 7]'],
  ]);
});

describe('AdaptiveAveragePooling3D', () => {
  right('float32[8, 16, 16, 2]', [
    ['AdaptiveAveragePooling3D(2)', 'float32[2, 2, 2, 2]'],
    ['AdaptiveAveragePooling3D([2, 3, 4])', 'float32[2, 3, 4, 2]'],
  ]);
});

describe('AdaptiveMaxPooling1D', () => {
  right('float32[20, 4]', [['AdaptiveMaxPooling1D(5)', 'float32[5, 4]']]);
  wrong('float32[T, 4]', [
    [
      'AdaptiveMaxPooling1D(5)',
      'KM3005 AdaptiveMaxPooling1D(5)',
      'AdaptiveMaxPooling1D needs to know the size of axis 1 of `x` for its weights, but `x` is float32[batch, T, 4].',
      'a number in place of `T` makes it known.',
    ],
  ]);
});

describe('AdaptiveMaxPooling2D', () => {
  right('float32[28, 28, 3]', [['AdaptiveMaxPooling2D([1, 28])', 'float32[1, 28, 3]']]);
  wrong('float32[28, 28, 3]', [
    [
      'AdaptiveMaxPooling2D(0)',
      'KM2004 0',
      '`output_size` of AdaptiveMaxPooling2D must be between 1 and 16777216, but it is 0.',
    ],
  ]);
});

describe('AdaptiveMaxPooling3D', () => {
  right('float32[8, 16, 16, 2]', [['AdaptiveMaxPooling3D(2)', 'float32[2, 2, 2, 2]']]);
});
