import { describe } from 'vitest';
import { right, wrong } from './uses.ts';

describe('BatchNormalization', () => {
  right('float32[8]', [
    [
      'BatchNormalization(epsilon: 0)',
      'float32[8]',
      'gamma [8], beta [8], moving_mean [8] fixed, moving_variance [8] fixed',
    ],
  ]);
  right('float32[28, 28, 3]', [
    [
      'BatchNormalization()',
      'float32[28, 28, 3]',
      'gamma [3], beta [3], moving_mean [3] fixed, moving_variance [3] fixed',
    ],
    [
      'BatchNormalization(axis: 1)',
      'float32[28, 28, 3]',
      'gamma [28], beta [28], moving_mean [28] fixed, moving_variance [28] fixed',
    ],
    [
      'BatchNormalization(center: false)',
      'float32[28, 28, 3]',
      'gamma [3], moving_mean [3] fixed, moving_variance [3] fixed',
    ],
    [
      'BatchNormalization(scale: false)',
      'float32[28, 28, 3]',
      'beta [3], moving_mean [3] fixed, moving_variance [3] fixed',
    ],
    [
      'BatchNormalization(center: false, scale: false)',
      'float32[28, 28, 3]',
      'moving_mean [3] fixed, moving_variance [3] fixed',
    ],
    [
      'BatchNormalization(renorm: true)',
      'float32[28, 28, 3]',
      'gamma [3], beta [3], moving_mean [3] fixed, moving_variance [3] fixed, moving_stddev [3] fixed, renorm_mean [3] fixed, renorm_stddev [3] fixed',
    ],
  ]);
  wrong('float32[28, 28, 3]', [
    ['BatchNormalization(axis: 4)', 'KM2004 4', '`axis` must name an axis of `x`, which has axes 1 to 3.'],
    ['BatchNormalization(axis: 0)', 'KM2004 0', '`axis` must name an axis of `x`, which has axes 1 to 3.'],
    [
      'BatchNormalization(momentum: 1.5)',
      'KM2004 1.5',
      '`momentum` of BatchNormalization must be between 0 and 1, but it is 1.5.',
    ],
    [
      'BatchNormalization(epsilon: -1)',
      'KM2004 -1',
      '`epsilon` of BatchNormalization must be at least 0, but it is -1.',
    ],
    [
      'BatchNormalization(axis: [1, 2])',
      'KM2003 [1, 2]',
      '`axis` of BatchNormalization takes an integer, but `[1, 2]` is a list.',
    ],
    ['BatchNormalization(eps: 0.1)', 'KM2001 eps', 'BatchNormalization has no argument `eps`.'],
  ]);
  right('float32[T, 8]', [
    [
      'BatchNormalization()',
      'float32[T, 8]',
      'gamma [8], beta [8], moving_mean [8] fixed, moving_variance [8] fixed',
    ],
  ]);
  wrong('float32[T, 8]', [
    [
      'BatchNormalization(axis: 1)',
      'KM3005 BatchNormalization(axis: 1)',
      'BatchNormalization needs to know axis 1 of `x` for its weights.',
    ],
  ]);
  wrong('float32[]', [
    [
      'BatchNormalization()',
      'KM3001 BatchNormalization()',
      'BatchNormalization takes a tensor of at least 1 axis beside the batch, but `x` is float32[batch].',
    ],
  ]);
  wrong('int32[8]', [
    [
      'BatchNormalization()',
      'KM3006 BatchNormalization()',
      'BatchNormalization takes floats, but `x` is int32[batch, 8].',
      'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.',
    ],
  ]);
});

describe('LayerNormalization', () => {
  right('float32[10, 8]', [
    ['LayerNormalization()', 'float32[10, 8]', 'gamma [8], beta [8]'],
    ['LayerNormalization(axis: 1)', 'float32[10, 8]', 'gamma [10], beta [10]'],
    ['LayerNormalization(axis: [1, 2])', 'float32[10, 8]', 'gamma [10, 8], beta [10, 8]'],
    ['LayerNormalization(axis: -2)', 'float32[10, 8]', 'gamma [10], beta [10]'],
    ['LayerNormalization(center: false)', 'float32[10, 8]', 'gamma [8]'],
    ['LayerNormalization(scale: false)', 'float32[10, 8]', 'beta [8]'],
    ['LayerNormalization(center: false, scale: false)', 'float32[10, 8]'],
  ]);
  wrong('float32[10, 8]', [
    ['LayerNormalization(axis: 3)', 'KM2004 3', '`axis` must name an axis of `x`, which has axes 1 to 2.'],
    [
      'LayerNormalization(axis: [1, 1])',
      'KM2004 [1, 1]',
      '`axis` must name different axes of `x`, which has axes 1 to 2.',
    ],
    ['LayerNormalization(axis: 0)', 'KM2004 0', '`axis` must name an axis of `x`, which has axes 1 to 2.'],
    [
      'LayerNormalization(epsilon: "small")',
      'KM2003 "small"',
      '`epsilon` of LayerNormalization takes a number, but `"small"` is a string.',
    ],
  ]);
  right('float32[T, 8]', [['LayerNormalization()', 'float32[T, 8]', 'gamma [8], beta [8]']]);
  wrong('float32[T, 8]', [
    [
      'LayerNormalization(axis: 1)',
      'KM3005 LayerNormalization(axis: 1)',
      'LayerNormalization needs to know axis 1 of `x` for its weights.',
    ],
  ]);
});

describe('GroupNormalization', () => {
  right('float32[28, 28, 6]', [
    ['GroupNormalization(3)', 'float32[28, 28, 6]', 'gamma [6], beta [6]'],
    ['GroupNormalization(-1)', 'float32[28, 28, 6]', 'gamma [6], beta [6]'],
    ['GroupNormalization(groups: 6, axis: -1)', 'float32[28, 28, 6]', 'gamma [6], beta [6]'],
    ['GroupNormalization(4, axis: 1)', 'float32[28, 28, 6]', 'gamma [28], beta [28]'],
    ['GroupNormalization(3, center: false)', 'float32[28, 28, 6]', 'gamma [6]'],
  ]);
  wrong('float32[28, 28, 6]', [
    [
      'GroupNormalization()',
      'KM2004 GroupNormalization()',
      '6 channels of `x` do not split into 32 equal groups.',
    ],
    ['GroupNormalization(4)', 'KM2004 4', '6 channels of `x` do not split into 4 equal groups.'],
    ['GroupNormalization(0)', 'KM2004 0', '6 channels of `x` do not split into 0 equal groups.'],
    ['GroupNormalization(3, axis: 5)', 'KM2004 5', '`axis` must name an axis of `x`, which has axes 1 to 3.'],
  ]);
});

describe('RMSNormalization', () => {
  right('float32[10, 8]', [
    ['RMSNormalization()', 'float32[10, 8]', 'scale [8]'],
    ['RMSNormalization(axis: [1, 2])', 'float32[10, 8]', 'scale [10, 8]'],
  ]);
  wrong('float32[10, 8]', [
    [
      'RMSNormalization(axis: 1)',
      'KM2004 1',
      '`axis` of RMSNormalization names the last axes of `x`, in their order.',
    ],
    ['RMSNormalization(axis: 3)', 'KM2004 3', '`axis` must name an axis of `x`, which has axes 1 to 2.'],
    [
      'RMSNormalization(center: true)',
      'KM2001 center',
      'RMSNormalization has no argument `center`. It takes `axis`, `epsilon`, `activity_regularizer`, `dtype`, `name` and `trainable`.',
    ],
  ]);
});

describe('UnitNormalization', () => {
  right('float32[10, 8]', [
    ['UnitNormalization()', 'float32[10, 8]'],
    ['UnitNormalization(axis: [1, 2])', 'float32[10, 8]'],
  ]);
  wrong('float32[10, 8]', [
    ['UnitNormalization(axis: 4)', 'KM2004 4', '`axis` must name an axis of `x`, which has axes 1 to 2.'],
    [
      'UnitNormalization(order: 2)',
      'KM2001 order',
      'UnitNormalization has no argument `order`. It takes `axis`, `activity_regularizer`, `dtype`, `name` and `trainable`.',
    ],
  ]);
});
