import { describe } from 'vitest';
import { right, wrong } from './expressions.ts';

describe('concatenate and stack', () => {
  right('float32[4, 8] and float32[4, 3]', [
    ['concatenate([x, z], axis: -1)', 'float32[4, 11]'],
    ['concatenate([x, z], axis: 2)', 'float32[4, 11]'],
    ['concatenate([x, x, x], axis: 1)', 'float32[12, 8]'],
    ['stack([x, x], axis: 1)', 'float32[2, 4, 8]'],
    ['stack([x, x], axis: -1)', 'float32[4, 8, 2]'],
    ['stack([x, x], axis: 3)', 'float32[4, 8, 2]'],
    ['concatenate(x, axis: 1)', 'float32[4, 8]'],
  ]);
  wrong('float32[4, 8] and float32[4, 3]', [
    [
      'concatenate([x, z], axis: 1)',
      'KM3003 concatenate([x, z], axis: 1)',
      '`concatenate` needs equal sizes but along axis 1, but `x` is float32[batch, 4, 8] and another is float32[batch, 4, 3].',
    ],
    [
      'concatenate([x, z])',
      'KM2004 concatenate([x, z])',
      'Axis 0 of `x` is the batch: `concatenate` would join its samples.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'concatenate([x, z], axis: 0)',
      'KM2004 concatenate([x, z], axis: 0)',
      'Axis 0 of `x` is the batch: `concatenate` would join its samples.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'concatenate([x, z], axis: 3)',
      'KM2004 concatenate([x, z], axis: 3)',
      '`concatenate` takes axis 3, but `x` has axes 1 to 2.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'concatenate([], axis: 1)',
      'KM3009 []',
      '`concatenate` takes a list of at least 1 tensor, but it is empty.',
    ],
    [
      'stack([x, z], axis: 1)',
      'KM3003 stack([x, z], axis: 1)',
      '`stack` needs tensors of one shape, but `x` is float32[batch, 4, 8] and another is float32[batch, 4, 3].',
    ],
    [
      'stack([x, x])',
      'KM2004 stack([x, x])',
      'Axis 0 of `x` is the batch: `stack` would join its samples.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'stack([x, x], axis: 4)',
      'KM2004 stack([x, x], axis: 4)',
      '`stack` takes axis 4, but its result has axes 1 to 3.',
      '`axis: 1` is the first axis of a sample.',
    ],
  ]);
  right('float32[T, 8] and float32[S, 8]', [['concatenate([x, z], axis: 1)', 'float32[S + T, 8]']]);
  right('float32[4] and int32[4]', [
    ['concatenate([x, z], axis: 1)', 'float32[8]'],
    ['stack([x, z], axis: 1)', 'float32[2, 4]'],
  ]);
});

describe('reshape', () => {
  right('float32[4, 6]', [
    ['reshape(x, [24])', 'float32[24]'],
    ['reshape(x, [-1])', 'float32[24]'],
    ['reshape(x, [2, 3, 4])', 'float32[2, 3, 4]'],
    ['reshape(x, [2, -1])', 'float32[2, 12]'],
    ['reshape(x, [-1, 3])', 'float32[8, 3]'],
  ]);
  wrong('float32[4, 6]', [
    [
      'reshape(x, [5])',
      'KM3002 reshape(x, [5])',
      '`x` is float32[batch, 4, 6], which does not fit the shape [5].',
    ],
    [
      'reshape(x, [-1, -1])',
      'KM3002 reshape(x, [-1, -1])',
      '`x` is float32[batch, 4, 6], which does not fit the shape [-1, -1].',
    ],
    [
      'reshape(x, [7, -1])',
      'KM3002 reshape(x, [7, -1])',
      '`x` is float32[batch, 4, 6], which does not fit the shape [7, -1].',
    ],
    [
      'reshape(x)',
      'KM2002 reshape',
      '`reshape` needs `newshape`: the sizes without the batch axis; one may be −1.',
      'for example `reshape(newshape: …)`.',
    ],
    [
      'reshape(x, "24")',
      'KM2003 "24"',
      '`newshape` of `reshape` takes a list of integers, but `"24"` is a string.',
    ],
    [
      'reshape(x, [0, 24])',
      'KM3002 reshape(x, [0, 24])',
      '`x` is float32[batch, 4, 6], which does not fit the shape [0, 24].',
    ],
  ]);
  right('float32[T, 6]', [
    ['reshape(x, [-1, 3])', 'float32[2 * T, 3]'],
    ['reshape(x, [-1])', 'float32[6 * T]'],
  ]);
});

describe('transpose, swapaxes, moveaxis', () => {
  right('float32[4, 6, 2]', [
    ['transpose(x, axes: [0, 3, 2, 1])', 'float32[2, 6, 4]'],
    ['transpose(x, axes: [0, 1, 3, 2])', 'float32[4, 2, 6]'],
    ['swapaxes(x, 1, 3)', 'float32[2, 6, 4]'],
    ['swapaxes(x, -1, -2)', 'float32[4, 2, 6]'],
    ['moveaxis(x, 1, 3)', 'float32[6, 2, 4]'],
    ['moveaxis(x, -1, 1)', 'float32[2, 4, 6]'],
  ]);
  wrong('float32[4, 6, 2]', [
    [
      'transpose(x)',
      'KM2004 transpose(x)',
      '`axes` of `transpose` names each axis of `x` once, 0 to 3, the batch axis 0 first.',
      'for example `axes: [0, 3, 2, 1]`.',
    ],
    [
      'transpose(x, axes: [1, 0, 2, 3])',
      'KM2004 transpose(x, axes: [1, 0, 2, 3])',
      '`axes` of `transpose` names each axis of `x` once, 0 to 3, the batch axis 0 first.',
      'for example `axes: [0, 3, 2, 1]`.',
    ],
    [
      'transpose(x, axes: [0, 1])',
      'KM2004 transpose(x, axes: [0, 1])',
      '`axes` of `transpose` names each axis of `x` once, 0 to 3, the batch axis 0 first.',
      'for example `axes: [0, 3, 2, 1]`.',
    ],
    [
      'transpose(x, axes: [0, 1, 1, 2])',
      'KM2004 transpose(x, axes: [0, 1, 1, 2])',
      '`axes` of `transpose` names each axis of `x` once, 0 to 3, the batch axis 0 first.',
      'for example `axes: [0, 3, 2, 1]`.',
    ],
    [
      'swapaxes(x, 0, 1)',
      'KM2004 swapaxes(x, 0, 1)',
      'Axis 0 of `x` is the batch: `swapaxes` would join its samples.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'swapaxes(x, 1, 5)',
      'KM2004 swapaxes(x, 1, 5)',
      '`swapaxes` takes axis 5, but `x` has axes 1 to 3.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'swapaxes(x, 1)',
      'KM2002 swapaxes',
      '`swapaxes` needs `axis2`: the other axis.',
      'for example `swapaxes(axis2: …)`.',
    ],
    [
      'moveaxis(x, 0, 1)',
      'KM2004 moveaxis(x, 0, 1)',
      'Axis 0 of `x` is the batch: `moveaxis` would join its samples.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'moveaxis(x, 1, 7)',
      'KM2004 moveaxis(x, 1, 7)',
      '`moveaxis` takes axis 7, but `x` has axes 1 to 3.',
      '`axis: 1` is the first axis of a sample.',
    ],
  ]);
});

describe('expand_dims and squeeze', () => {
  right('float32[4, 1]', [
    ['expand_dims(x, 1)', 'float32[1, 4, 1]'],
    ['expand_dims(x, -1)', 'float32[4, 1, 1]'],
    ['expand_dims(x, 3)', 'float32[4, 1, 1]'],
    ['squeeze(x, -1)', 'float32[4]'],
    ['squeeze(x, 2)', 'float32[4]'],
  ]);
  wrong('float32[4, 1]', [
    [
      'expand_dims(x, 0)',
      'KM2004 expand_dims(x, 0)',
      'Axis 0 of `x` is the batch: `expand_dims` would join its samples.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'expand_dims(x, 5)',
      'KM2004 expand_dims(x, 5)',
      '`expand_dims` takes axis 5, but its result has axes 1 to 3.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'expand_dims(x)',
      'KM2002 expand_dims',
      '`expand_dims` needs `axis`: the place of the new axis; 0 is the batch.',
      'for example `expand_dims(axis: …)`.',
    ],
    [
      'squeeze(x, 1)',
      'KM3002 squeeze(x, 1)',
      '`squeeze` takes an axis of size 1 away, but axis 1 of `x` has 4.',
    ],
    [
      'squeeze(x, 0)',
      'KM2004 squeeze(x, 0)',
      'Axis 0 of `x` is the batch: `squeeze` would join its samples.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'squeeze(x, 3)',
      'KM2004 squeeze(x, 3)',
      '`squeeze` takes axis 3, but `x` has axes 1 to 2.',
      '`axis: 1` is the first axis of a sample.',
    ],
  ]);
});

describe('flip and roll', () => {
  right('float32[4, 6]', [
    ['flip(x, axis: 1)', 'float32[4, 6]'],
    ['flip(x, axis: -1)', 'float32[4, 6]'],
    ['roll(x, 2, axis: 1)', 'float32[4, 6]'],
    ['roll(x, -1, axis: -1)', 'float32[4, 6]'],
  ]);
  wrong('float32[4, 6]', [
    [
      'flip(x)',
      'KM2004 flip(x)',
      '`flip` without `axis` would join the samples of a batch: say which axes of `x` it takes.',
      '`axis: [1, 2]` takes all axes but the batch.',
    ],
    [
      'flip(x, axis: 0)',
      'KM2004 flip(x, axis: 0)',
      'Axis 0 of `x` is the batch: `flip` would join its samples.',
      '`axis: [1, 2]` takes all axes but the batch.',
    ],
    [
      'flip(x, axis: 3)',
      'KM2004 flip(x, axis: 3)',
      '`flip` takes axis 3, but `x` has axes 1 to 2.',
      '`axis: [1, 2]` takes all axes but the batch.',
    ],
    [
      'roll(x, 2)',
      'KM2004 roll(x, 2)',
      '`roll` without `axis` would join the samples of a batch: say which axes of `x` it takes.',
      '`axis: 1` is the first axis of a sample.',
    ],
    ['roll(x, 1.5, axis: 1)', 'KM2003 1.5', '`shift` of `roll` takes an integer, but `1.5` is a float.'],
    [
      'roll(x, 1, axis: 0)',
      'KM2004 roll(x, 1, axis: 0)',
      'Axis 0 of `x` is the batch: `roll` would join its samples.',
      '`axis: 1` is the first axis of a sample.',
    ],
  ]);
});

describe('pad', () => {
  right('float32[4, 6]', [
    ['pad(x, [[1, 2], [0, 0]])', 'float32[7, 6]'],
    ['pad(x, [[1, 1], [1, 1]], constant_values: 7)', 'float32[6, 8]'],
  ]);
  wrong('float32[4, 6]', [
    [
      'pad(x, [[1, 1], [2, 2]], mode: reflect)',
      'KM2006 reflect',
      '`mode` of `pad` has no option `reflect`. It takes `constant`.',
    ],
    [
      'pad(x, [[1, 1]])',
      'KM2004 pad(x, [[1, 1]])',
      '`pad_width` needs a pair for each of the 2 axes of `x`, but has 1.',
    ],
    [
      'pad(x, [[1, 0], [0, 0], [0, 0]])',
      'KM2004 pad(x, [[1, 0], [0, 0], [0, 0]])',
      '`pad_width` needs a pair for each of the 2 axes of `x`, but has 3.',
    ],
    [
      'pad(x, [[1], [2, 0]])',
      'KM2004 [1]',
      '`pad_width` of `pad` must be a list of 2, but it is a list of 1.',
    ],
    ['pad(x, [[-1, 0], [0, 0]])', 'KM2004 -1', '`pad_width` of `pad` must be at least 0, but it is -1.'],
    [
      'pad(x, [[1, 1], [1, 1]], mode: around)',
      'KM2006 around',
      '`mode` of `pad` has no option `around`. It takes `constant`.',
    ],
    [
      'pad(x)',
      'KM2002 pad',
      '`pad` needs `pad_width`: [in front, behind] for each axis but the batch.',
      'for example `pad(pad_width: …)`.',
    ],
  ]);
  right('float32[T, 6]', [['pad(x, [[1, 1], [0, 0]])', 'float32[T + 2, 6]']]);
});

describe('tile and repeat', () => {
  right('float32[4, 6]', [
    ['tile(x, [2, 1])', 'float32[8, 6]'],
    ['tile(x, [1, 2, 3])', 'float32[1, 8, 18]'],
    ['repeat(x, 2, axis: 1)', 'float32[8, 6]'],
    ['repeat(x, 3, axis: -1)', 'float32[4, 18]'],
    ['tile(x, [2, 1, 1, 1])', 'float32[2, 1, 4, 6]'],
    ['tile(x, [2, 1, 1])', 'float32[2, 4, 6]'],
    ['tile(x, 2)', 'float32[4, 12]'],
  ]);
  wrong('float32[4, 6]', [
    ['tile(x, [0, 1])', 'KM2004 0', '`repeats` of `tile` must be at least 1, but it is 0.'],
    [
      'repeat(x, 2)',
      'KM2004 repeat(x, 2)',
      '`repeat` without `axis` would join the samples of a batch: say which axes of `x` it takes.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'repeat(x, 2, axis: 0)',
      'KM2004 repeat(x, 2, axis: 0)',
      'Axis 0 of `x` is the batch: `repeat` would join its samples.',
      '`axis: 1` is the first axis of a sample.',
    ],
    ['repeat(x, 0, axis: 1)', 'KM2004 0', '`repeats` of `repeat` must be at least 1, but it is 0.'],
  ]);
});

describe('An index', () => {
  right('float32[4, 6]', [
    ['x[0]', 'float32[6]'],
    ['x[-1]', 'float32[6]'],
    ['x[1:3]', 'float32[2, 6]'],
    ['x[:2]', 'float32[2, 6]'],
    ['x[::2]', 'float32[2, 6]'],
    ['x[:, 0]', 'float32[4]'],
    ['x[1, 2]', 'float32[]'],
    ['x[:, 1:]', 'float32[4, 5]'],
    ['x[1:] - x[:-1]', 'float32[3, 6]'],
  ]);
  wrong('float32[4, 6]', [
    ['x[..., 0]', 'KM0002 ...', 'Something else is needed after `[`, but `...` stands here.'],
    ['x[4]', 'KM2004 x[4]', '`x` has 4 entries: 4 is none of them.'],
    ['x[-5]', 'KM2004 x[-5]', '`x` has 4 entries: -5 is none of them.'],
    [
      'x[0, 0, 0]',
      'KM3001 x[0, 0, 0]',
      '`x` is float32[batch, 4, 6]: 3 places in brackets are more than its 2 axes.',
    ],
    ['x["a"]', 'KM2003 "a"', '`index` of `[]` takes an integer, but `"a"` is a string.'],
    ['x[1.5]', 'KM2003 1.5', '`index` of `[]` takes an integer, but `1.5` is a float.'],
    ['x[:, 6]', 'KM2004 x[:, 6]', '`x` has 6 entries: 6 is none of them.'],
  ]);
  right('float32[T, 6]', [
    ['x[0]', 'float32[6]'],
    ['x[1:]', 'float32[T - 1, 6]'],
    ['x[:, 2]', 'float32[T]'],
    ['x[-1]', 'float32[6]'],
  ]);
});
