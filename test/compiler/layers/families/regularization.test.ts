import { describe } from 'vitest';
import { right, wrong } from './uses.ts';

describe('Dropout', () => {
  right('float32[10, 8]', [
    ['Dropout(0.5)', 'float32[10, 8]'],
    ['Dropout(0)', 'float32[10, 8]'],
    ['Dropout(0.5, noise_shape: [none, 1, none])', 'float32[10, 8]'],
    ['Dropout(0.5, seed: 3)', 'float32[10, 8]'],
  ]);
  wrong('float32[10, 8]', [
    [
      'Dropout()',
      'KM2002 Dropout',
      'Dropout needs `rate`: share of the entries that become zero while training.',
      'for example `Dropout(rate: …)`.',
    ],
    ['Dropout(1.2)', 'KM2004 1.2', '`rate` of Dropout must be between 0 and 1, but it is 1.2.'],
    ['Dropout(-0.5)', 'KM2004 -0.5', '`rate` of Dropout must be between 0 and 1, but it is -0.5.'],
    ['Dropout("0.5")', 'KM2003 "0.5"', '`rate` of Dropout takes a number, but `"0.5"` is a string.'],
    [
      'Dropout(0.5, noise_shape: [10, 8])',
      'KM2004 [10, 8]',
      '`noise_shape` needs 3 sizes, the batch axis and one for each axis of `x`, but has 2.',
    ],
    [
      'Dropout(0.5, noise_shape: [none, 3, none])',
      'KM2004 [none, 3, none]',
      '`noise_shape` has 3 for axis 1, which is 10 in `x`: 1 shares one draw along it.',
    ],
    ['Dropout(0.5, rates: 1)', 'KM2001 rates', 'Dropout has no argument `rates`. Did you mean `rate`?'],
  ]);
  wrong('int32[8]', [
    [
      'Dropout(0.5)',
      'KM3006 Dropout(0.5)',
      'Dropout takes floats, but `x` is int32[batch, 8].',
      'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.',
    ],
  ]);
});

describe('SpatialDropout1D', () => {
  right('float32[10, 8]', [['SpatialDropout1D(0.5)', 'float32[10, 8]']]);
  wrong('float32[10, 8]', [
    ['SpatialDropout1D(2)', 'KM2004 2', '`rate` of SpatialDropout1D must be between 0 and 1, but it is 2.'],
  ]);
  wrong('float32[8]', [
    [
      'SpatialDropout1D(0.5)',
      'KM3001 SpatialDropout1D(0.5)',
      'SpatialDropout1D takes a sequence, float32[batch, time, features], but `x` is float32[batch, 8].',
      '`Reshape([8, 1])` makes each number a step.',
    ],
  ]);
});

describe('SpatialDropout2D', () => {
  right('float32[28, 28, 3]', [
    ['SpatialDropout2D(0.5)', 'float32[28, 28, 3]'],
    ['SpatialDropout2D(0.5, data_format: channels_first)', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'SpatialDropout2D()',
      'KM2002 SpatialDropout2D',
      'SpatialDropout2D needs `rate`: share of the entries that become zero while training.',
      'for example `SpatialDropout2D(rate: …)`.',
    ],
  ]);
  wrong('float32[28, 28]', [
    [
      'SpatialDropout2D(0.5)',
      'KM3001 SpatialDropout2D(0.5)',
      'SpatialDropout2D takes an image, float32[batch, height, width, channels], but `x` is float32[batch, 28, 28].',
      '`Reshape([28, 28, 1])` adds an axis of one channel.',
    ],
  ]);
});

describe('SpatialDropout3D', () => {
  right('float32[4, 28, 28, 3]', [['SpatialDropout3D(0.5)', 'float32[4, 28, 28, 3]']]);
  wrong('float32[28, 28, 3]', [
    [
      'SpatialDropout3D(0.5)',
      'KM3001 SpatialDropout3D(0.5)',
      'SpatialDropout3D takes a volume, float32[batch, depth, height, width, channels], but `x` is float32[batch, 28, 28, 3].',
      '`Reshape([28, 28, 3, 1])` adds an axis of one channel.',
    ],
  ]);
});

describe('GaussianNoise', () => {
  right('float32[8]', [['GaussianNoise(0.1)', 'float32[8]']]);
  wrong('float32[8]', [
    [
      'GaussianNoise()',
      'KM2002 GaussianNoise',
      'GaussianNoise needs `stddev`: standard deviation of the noise.',
      'for example `GaussianNoise(stddev: …)`.',
    ],
    [
      'GaussianNoise(-0.1)',
      'KM2004 -0.1',
      '`stddev` of GaussianNoise must be between 0 and 1, but it is -0.1.',
    ],
    ['GaussianNoise(1.5)', 'KM2004 1.5', '`stddev` of GaussianNoise must be between 0 and 1, but it is 1.5.'],
  ]);
});

describe('GaussianDropout', () => {
  right('float32[8]', [['GaussianDropout(0.1)', 'float32[8]']]);
  wrong('float32[8]', [
    [
      'GaussianDropout(1.5)',
      'KM2004 1.5',
      '`rate` of GaussianDropout must be at least 0 and less than 1, but it is 1.5.',
    ],
    [
      'GaussianDropout(-1)',
      'KM2004 -1',
      '`rate` of GaussianDropout must be at least 0 and less than 1, but it is -1.',
    ],
  ]);
});

describe('AlphaDropout', () => {
  right('float32[8]', [
    ['AlphaDropout(0.1)', 'float32[8]'],
    ['AlphaDropout(0.1, noise_shape: [none, 1])', 'float32[8]'],
  ]);
  wrong('float32[8]', [
    [
      'AlphaDropout(7)',
      'KM2004 7',
      '`rate` of AlphaDropout must be at least 0 and less than 1, but it is 7.',
    ],
    [
      'AlphaDropout()',
      'KM2002 AlphaDropout',
      'AlphaDropout needs `rate`: share of the entries that are dropped while training.',
      'for example `AlphaDropout(rate: …)`.',
    ],
  ]);
});

describe('ActivityRegularization', () => {
  right('float32[8]', [
    ['ActivityRegularization(l1: 0.1)', 'float32[8]'],
    ['ActivityRegularization(l2: 0.1)', 'float32[8]'],
    ['ActivityRegularization(0.1, 0.2)', 'float32[8]'],
  ]);
  wrong('float32[8]', [
    [
      'ActivityRegularization(l3: 0.1)',
      'KM2001 l3',
      'ActivityRegularization has no argument `l3`. Did you mean `l1` or `l2`?',
    ],
    [
      'ActivityRegularization("l1")',
      'KM2003 "l1"',
      '`l1` of ActivityRegularization takes a number, but `"l1"` is a string.',
    ],
  ]);
});
