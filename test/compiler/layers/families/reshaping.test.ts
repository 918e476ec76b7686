import { describe } from 'vitest';
import { right, wrong } from './uses.ts';

describe('Flatten', () => {
  right('float32[4, 8]', [['Flatten()', 'float32[32]']]);
  wrong('float32[4, 8]', [
    [
      'Flatten(3)',
      'KM2003 3',
      '`data_format` of Flatten takes `channels_last` or `channels_first`, but `3` is an integer.',
    ],
  ]);
  right('float32[3, 4, 8]', [
    ['Flatten()', 'float32[96]'],
    ['Flatten(data_format: channels_first)', 'float32[96]'],
  ]);
  right('float32[]', [['Flatten()', 'float32[1]']]);
  right('float32[T, 8]', [['Flatten()', 'float32[8 * T]']]);
  wrong('string[2, 3]', [
    [
      'Flatten()',
      'KM3006 Flatten()',
      'Flatten takes numbers, but `x` is string[batch, 2, 3].',
      'layers such as `StringLookup` and `TextVectorization` turn strings into numbers.',
    ],
  ]);
});

describe('Reshape', () => {
  right('float32[4, 6]', [
    ['Reshape([24])', 'float32[24]'],
    ['Reshape([2, 12])', 'float32[2, 12]'],
    ['Reshape([-1, 3])', 'float32[8, 3]'],
    ['Reshape([2, -1, 3])', 'float32[2, 4, 3]'],
  ]);
  wrong('float32[4, 6]', [
    ['Reshape([5])', 'KM3002 [5]', 'Reshape to [5] needs 5 entries, but `x` has 24.'],
    [
      'Reshape([-1, 7])',
      'KM3002 [-1, 7]',
      'Reshape to [-1, 7] needs a multiple of 7 entries, but `x` has 24.',
    ],
    ['Reshape([-1, -1])', 'KM2004 [-1, -1]', '`target_shape` holds sizes of 1 or more, and −1 at most once.'],
    ['Reshape([0, 24])', 'KM2004 [0, 24]', '`target_shape` holds sizes of 1 or more, and −1 at most once.'],
    [
      'Reshape()',
      'KM2002 Reshape',
      'Reshape needs `target_shape`: the shape; one entry may be −1, for whatever is left.',
      'for example `Reshape(target_shape: …)`.',
    ],
    [
      'Reshape(24)',
      'KM2003 24',
      '`target_shape` of Reshape takes a list of integers, but no brackets stand here.',
      '`[24]` is a list of one.',
    ],
  ]);
  right('float32[T, 6]', [
    ['Reshape([-1, 3])', 'float32[2 * T, 3]'],
    ['Reshape([6])', 'float32[6]'],
  ]);
});

describe('Permute', () => {
  right('float32[4, 6, 2]', [
    ['Permute([2, 1, 3])', 'float32[6, 4, 2]'],
    ['Permute([3, 2, 1])', 'float32[2, 6, 4]'],
    ['Permute([1, 2, 3])', 'float32[4, 6, 2]'],
  ]);
  wrong('float32[4, 6, 2]', [
    ['Permute([1, 2])', 'KM2004 [1, 2]', '`dims` must hold each axis of `x`, 1 to 3, once.'],
    ['Permute([0, 1, 2])', 'KM2004 0', '`dims` of Permute must be at least 1, but it is 0.'],
    ['Permute([1, 1, 2])', 'KM2004 [1, 1, 2]', '`dims` must hold each axis of `x`, 1 to 3, once.'],
    ['Permute([1, 2, 4])', 'KM2004 [1, 2, 4]', '`dims` must hold each axis of `x`, 1 to 3, once.'],
    [
      'Permute()',
      'KM2002 Permute',
      'Permute needs `dims`: the axes in their new order; 1 is the first one after the batch.',
      'for example `Permute(dims: …)`.',
    ],
  ]);
});

describe('RepeatVector', () => {
  right('float32[8]', [['RepeatVector(5)', 'float32[5, 8]']]);
  wrong('float32[8]', [
    ['RepeatVector(0)', 'KM2004 0', '`n` of RepeatVector must be at least 1, but it is 0.'],
    [
      'RepeatVector()',
      'KM2002 RepeatVector',
      'RepeatVector needs `n`: number of steps.',
      'for example `RepeatVector(n: …)`.',
    ],
  ]);
  wrong('float32[4, 8]', [
    [
      'RepeatVector(5)',
      'KM3001 RepeatVector(5)',
      'RepeatVector takes one vector, float32[batch, features], but `x` is float32[batch, 4, 8].',
      '`Flatten()` lays it out as one axis.',
    ],
  ]);
  right('float32[N]', [['RepeatVector(5)', 'float32[5, N]']]);
});

describe('ZeroPadding1D', () => {
  right('float32[10, 8]', [
    ['ZeroPadding1D()', 'float32[12, 8]'],
    ['ZeroPadding1D(2)', 'float32[14, 8]'],
    ['ZeroPadding1D([1, 3])', 'float32[14, 8]'],
  ]);
  wrong('float32[10, 8]', [
    ['ZeroPadding1D(-1)', 'KM2004 -1', '`padding` of ZeroPadding1D must be at least 0, but it is -1.'],
    [
      'ZeroPadding1D([1, 2, 3])',
      'KM2004 [1, 2, 3]',
      '`padding` of ZeroPadding1D must be a list of 2, but it is a list of 3.',
    ],
  ]);
  right('float32[T, 8]', [['ZeroPadding1D(2)', 'float32[T + 4, 8]']]);
  wrong('float32[8]', [
    [
      'ZeroPadding1D()',
      'KM3001 ZeroPadding1D()',
      'ZeroPadding1D takes a sequence, float32[batch, time, features], but `x` is float32[batch, 8].',
      '`Reshape([8, 1])` makes each number a step.',
    ],
  ]);
});

describe('ZeroPadding2D', () => {
  right('float32[28, 28, 3]', [
    ['ZeroPadding2D()', 'float32[30, 30, 3]'],
    ['ZeroPadding2D(2)', 'float32[32, 32, 3]'],
    ['ZeroPadding2D([1, 3])', 'float32[30, 34, 3]'],
    ['ZeroPadding2D([[1, 0], [2, 3]])', 'float32[29, 33, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'ZeroPadding2D([1, 2, 3])',
      'KM2004 [1, 2, 3]',
      '`padding` of ZeroPadding2D must be a list of 2, but it is a list of 3.',
    ],
    [
      'ZeroPadding2D([[1, 2]])',
      'KM2004 [[1, 2]]',
      '`padding` of ZeroPadding2D must be a list of 2, but it is a list of 1.',
    ],
    ['ZeroPadding2D(-2)', 'KM2004 -2', '`padding` of ZeroPadding2D must be at least 0, but it is -2.'],
  ]);
  right('float32[3, 28, 28]', [['ZeroPadding2D([1, 3], data_format: channels_first)', 'float32[3, 30, 34]']]);
});

describe('ZeroPadding3D', () => {
  right('float32[4, 6, 8, 2]', [
    ['ZeroPadding3D()', 'float32[6, 8, 10, 2]'],
    ['ZeroPadding3D([1, 0, 2])', 'float32[6, 6, 12, 2]'],
    ['ZeroPadding3D([[1, 0], [0, 2], [3, 3]])', 'float32[5, 8, 14, 2]'],
  ]);
  wrong('float32[4, 6, 8, 2]', [
    [
      'ZeroPadding3D([1, 2])',
      'KM2004 [1, 2]',
      '`padding` of ZeroPadding3D must be a list of 3, but it is a list of 2.',
    ],
  ]);
});

describe('Cropping1D', () => {
  right('float32[10, 8]', [
    ['Cropping1D()', 'float32[8, 8]'],
    ['Cropping1D(2)', 'float32[6, 8]'],
    ['Cropping1D([1, 3])', 'float32[6, 8]'],
  ]);
  wrong('float32[10, 8]', [
    ['Cropping1D(5)', 'KM3004 5', 'Cropping1D takes 10 off axis 1 of `x`, which has only 10.'],
    ['Cropping1D(-1)', 'KM2004 -1', '`cropping` of Cropping1D must be at least 0, but it is -1.'],
  ]);
  right('float32[T, 8]', [['Cropping1D(2)', 'float32[T - 4, 8]']]);
});

describe('Cropping2D', () => {
  right('float32[28, 28, 3]', [
    ['Cropping2D(2)', 'float32[24, 24, 3]'],
    ['Cropping2D([1, 3])', 'float32[26, 22, 3]'],
    ['Cropping2D([[1, 0], [2, 3]])', 'float32[27, 23, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    ['Cropping2D(14)', 'KM3004 14', 'Cropping2D takes 28 off axis 1 of `x`, which has only 28.'],
    [
      'Cropping2D([1, 2, 3])',
      'KM2004 [1, 2, 3]',
      '`cropping` of Cropping2D must be a list of 2, but it is a list of 3.',
    ],
  ]);
  right('float32[3, 28, 28]', [['Cropping2D([1, 3], data_format: channels_first)', 'float32[3, 26, 22]']]);
  wrong('float32[3, 28, 28]', [
    [
      'Cropping2D([1, 14], data_format: channels_first)',
      'KM3004 [1, 14]',
      'Cropping2D takes 28 off axis 3 of `x`, which has only 28.',
    ],
  ]);
});

describe('Cropping3D', () => {
  right('float32[4, 6, 8, 2]', [
    ['Cropping3D()', 'float32[2, 4, 6, 2]'],
    ['Cropping3D([1, 0, 2])', 'float32[2, 6, 4, 2]'],
  ]);
  wrong('float32[4, 6, 8, 2]', [
    ['Cropping3D(2)', 'KM3004 2', 'Cropping3D takes 4 off axis 1 of `x`, which has only 4.'],
  ]);
});

describe('UpSampling1D', () => {
  right('float32[10, 8]', [
    ['UpSampling1D()', 'float32[20, 8]'],
    ['UpSampling1D(3)', 'float32[30, 8]'],
  ]);
  wrong('float32[10, 8]', [
    ['UpSampling1D(0)', 'KM2004 0', '`size` of UpSampling1D must be at least 1, but it is 0.'],
    ['UpSampling1D(1.5)', 'KM2003 1.5', '`size` of UpSampling1D takes an integer, but `1.5` is a float.'],
  ]);
  right('float32[T, 8]', [['UpSampling1D(2)', 'float32[2 * T, 8]']]);
});

describe('UpSampling2D', () => {
  right('float32[7, 7, 3]', [
    ['UpSampling2D()', 'float32[14, 14, 3]'],
    ['UpSampling2D(3)', 'float32[21, 21, 3]'],
    ['UpSampling2D([2, 3], interpolation: bilinear)', 'float32[14, 21, 3]'],
    ['UpSampling2D(2, interpolation: bicubic)', 'float32[14, 14, 3]'],
  ]);
  wrong('float32[7, 7, 3]', [
    [
      'UpSampling2D(interpolation: cubic)',
      'KM2006 cubic',
      '`interpolation` of UpSampling2D has no option `cubic`. Did you mean `bicubic`?',
    ],
    [
      'UpSampling2D([2, 3, 4])',
      'KM2004 [2, 3, 4]',
      '`size` of UpSampling2D must be an integer or a list of 2, but it is a list of 3.',
    ],
  ]);
  right('float32[3, 7, 7]', [['UpSampling2D(2, data_format: channels_first)', 'float32[3, 14, 14]']]);
});

describe('UpSampling3D', () => {
  right('float32[4, 6, 8, 2]', [
    ['UpSampling3D()', 'float32[8, 12, 16, 2]'],
    ['UpSampling3D([1, 2, 3])', 'float32[4, 12, 24, 2]'],
  ]);
  wrong('float32[4, 6, 8, 2]', [
    [
      'UpSampling3D([1, 2])',
      'KM2004 [1, 2]',
      '`size` of UpSampling3D must be an integer or a list of 3, but it is a list of 2.',
    ],
  ]);
});
