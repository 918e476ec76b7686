import { describe } from 'vitest';
import { right, wrong } from './expressions.ts';

describe('one_hot', () => {
  right('int32[5]', [['one_hot(x, 4)', 'float32[5, 4]']]);
  wrong('int32[5]', [
    [
      'one_hot(x)',
      'KM2002 one_hot',
      '`one_hot` needs `num_classes`: length of the vectors.',
      'for example `one_hot(num_classes: …)`.',
    ],
    ['one_hot(x, 0)', 'KM2004 0', '`num_classes` of `one_hot` must be at least 1, but it is 0.'],
    ['one_hot(x, "4")', 'KM2003 "4"', '`num_classes` of `one_hot` takes an integer, but `"4"` is a string.'],
  ]);
  right('int32[]', [['one_hot(x, 4)', 'float32[4]']]);
  wrong('float32[5]', [
    ['one_hot(x, 4)', 'KM3006 one_hot(x, 4)', '`one_hot` takes whole numbers, but `x` is float32[batch, 5].'],
  ]);
});

describe('take', () => {
  right('float32[6, 8] and int32[3]', [
    ['take(x, [0, 2], axis: 1)', 'float32[2, 8]'],
    ['take(x, 1, axis: 1)', 'float32[8]'],
    ['take_along_axis(x, argsort(x, axis: 1), axis: 1)', 'float32[6, 8]'],
    ['take(x, [5, 0], axis: 1)', 'float32[2, 8]'],
    ['take(x, [-6, 5], axis: 1)', 'float32[2, 8]'],
  ]);
  wrong('float32[6, 8] and int32[3]', [
    [
      'take(x, z, axis: 1)',
      'KM2004 take(x, z, axis: 1)',
      '`take` takes the same places of every sample, but `z` differs from sample to sample.',
      '`take_along_axis` takes places of each sample.',
    ],
    [
      'take(x, z)',
      'KM2004 take(x, z)',
      '`take` without `axis` would join the samples of a batch: say which axes of `x` it takes.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'take(x, z, axis: 0)',
      'KM2004 take(x, z, axis: 0)',
      'Axis 0 of `x` is the batch: `take` would join its samples.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'take(x, z, axis: 3)',
      'KM2004 take(x, z, axis: 3)',
      '`take` takes axis 3, but `x` has axes 1 to 2.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'take(x, [0, 6], axis: 1)',
      'KM2004 take(x, [0, 6], axis: 1)',
      '`x` has 6 entries along axis 1: 6 is none of them.',
    ],
    [
      'take(x, -9, axis: -1)',
      'KM2004 take(x, -9, axis: -1)',
      '`x` has 8 entries along axis 2: -9 is none of them.',
    ],
    [
      'take([1, 2, 3], [3, 0]) * 1.0',
      'KM2004 take([1, 2, 3], [3, 0])',
      '`[1, 2, 3]` has 3 entries: 3 is none of them.',
    ],
    [
      'take_along_axis([[1, 2], [3, 4]], [[0], [2]], axis: 1) * 1.0',
      'KM2004 take_along_axis([[1, 2], [3, 4]], [[0], [2]], axis: 1)',
      '`[[1, 2], [3, 4]]` has 2 entries along axis 1: 2 is none of them.',
    ],
    ['take(x)', 'KM2002 take', '`take` needs `indices`.', 'for example `take(x, [0, 2], axis: 1)`.'],
    [
      'take(x, x, axis: 1)',
      'KM3006 take(x, x, axis: 1)',
      'The places of `take` are whole numbers, but `x` is float32[batch, 6, 8].',
    ],
    [
      'take_along_axis(x, z, axis: 1)',
      'KM3003 take_along_axis(x, z, axis: 1)',
      '`take_along_axis` needs equal sizes but along its axis, but `x` is float32[batch, 6, 8] and `z` is int32[batch, 3].',
    ],
  ]);
});

describe('sort, argsort and top_k', () => {
  right('float32[6, 8]', [
    ['sort(x)', 'float32[6, 8]'],
    ['sort(x, axis: 1)', 'float32[6, 8]'],
    ['argsort(x)', 'int32[6, 8]'],
    ['argsort(x, axis: 1)', 'int32[6, 8]'],
    ['top_k(x, 3)', 'float32[6, 3] and int32[6, 3]'],
    ['top_k(x, 3, sorted: false)', 'float32[6, 3] and int32[6, 3]'],
  ]);
  wrong('float32[6, 8]', [
    [
      'sort(x, axis: 0)',
      'KM2004 sort(x, axis: 0)',
      'Axis 0 of `x` is the batch: `sort` would join its samples.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'sort(x, axis: 3)',
      'KM2004 sort(x, axis: 3)',
      '`sort` takes axis 3, but `x` has axes 1 to 2.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'sort(x, descending: true)',
      'KM2001 descending',
      '`sort` has no argument `descending`. It takes `x` and `axis`.',
    ],
  ]);
  right('float32[2, 3]', [['top_k(x, 2)[1]', 'int32[2, 2]']]);
  wrong('float32[2, 3]', [
    [
      'top_k(x, 5)[0]',
      'KM2004 top_k(x, 5)',
      '`top_k` takes 5 entries of the last axis, but `x` is float32[batch, 2, 3].',
    ],
    ['top_k(x, 0)[0]', 'KM2004 0', '`k` of `top_k` must be at least 1, but it is 0.'],
  ]);
});

describe('split and unstack', () => {
  right('float32[6, 8]', [
    ['split(x, 2, axis: 1)', 'float32[3, 8] and float32[3, 8]'],
    ['split(x, 4, axis: -1)', 'float32[6, 2] and float32[6, 2] and float32[6, 2] and float32[6, 2]'],
    ['split(x, [2, 3], axis: 1)', 'float32[2, 8] and float32[1, 8] and float32[3, 8]'],
    [
      'unstack(x, 6, axis: 1)',
      'float32[8] and float32[8] and float32[8] and float32[8] and float32[8] and float32[8]',
    ],
    ['split(x, 2, axis: 1)[0]', 'float32[3, 8]'],
  ]);
  wrong('float32[6, 8]', [
    [
      'split(x, 4, axis: 1)[0]',
      'KM2004 split(x, 4, axis: 1)',
      '`split` makes equal parts, but axis 1 of `x` has 6 entries.',
    ],
    [
      'split(x, 2)[0]',
      'KM2004 split(x, 2)',
      'Axis 0 of `x` is the batch: `split` would join its samples.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'split(x, 2, axis: 0)[0]',
      'KM2004 split(x, 2, axis: 0)',
      'Axis 0 of `x` is the batch: `split` would join its samples.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'split(x, [7], axis: 1)[0]',
      'KM2004 split(x, [7], axis: 1)',
      'The places of `split` ascend between 0 and the 6 entries of axis 1 of `x`, so that each part has some.',
    ],
    ['unstack(x, 5, axis: 1)[0]', 'KM3002 unstack(x, 5, axis: 1)', 'Axis 1 of `x` has 6 entries, not 5.'],
    ['split(x, 2, axis: 1)[2]', 'KM2004 2', 'The list has 2 entries: there is no entry 2.'],
  ]);
});

describe('full_like, cast, tril and triu', () => {
  right('float32[4, 4]', [
    ['full_like(x, 3)', 'float32[4, 4]'],
    ['cast(x, int32)', 'int32[4, 4]'],
    ['cast(x > 0, float32)', 'float32[4, 4]'],
    ['cast(x, "int32")', 'int32[4, 4]'],
    ['tril(x)', 'float32[4, 4]'],
    ['triu(x, k: 1)', 'float32[4, 4]'],
  ]);
  wrong('float32[4, 4]', [
    [
      'full_like(x)',
      'KM2002 full_like',
      '`full_like` needs `fill_value`: the number.',
      'for example `full_like(fill_value: …)`.',
    ],
    [
      'cast(x, int)',
      'KM2006 int',
      '`dtype` of `cast` has no option `int`. Did you mean `int32`, `int64` or `uint8`?',
    ],
    ['cast(x)', 'KM2002 cast', '`cast` needs `dtype`: the dtype.', 'for example `cast(dtype: …)`.'],
    [
      'cast(x, float64)',
      'KM2006 float64',
      '`dtype` of `cast` has no option `float64`. Did you mean `float16` or `float32`?',
    ],
    ['tril(x, k: 0.5)', 'KM2003 0.5', '`k` of `tril` takes an integer, but `0.5` is a float.'],
  ]);
  wrong('float32[4]', [
    ['tril(x)', 'KM3001 tril(x)', '`tril` takes matrices, but `x` is float32[batch, 4].'],
  ]);
});

describe('arange', () => {
  right('float32[4, 6]', [
    ['x + arange(6)', 'float32[4, 6]'],
    ['x * arange(1, 7)', 'float32[4, 6]'],
    ['x * arange(0, 12, 2)', 'float32[4, 6]'],
    ['arange(4)[:2] + x[:2, 0]', 'float32[2]'],
  ]);
  wrong('float32[4, 6]', [
    [
      'x + arange(5)',
      'KM3003 x + arange(5)',
      '`add` needs equal or broadcastable shapes, but `x` is float32[batch, 4, 6] and `arange(5)` is int32[5].',
    ],
    ['arange(4)', 'KM4002 result', 'Head `result` is reached by no input: `result` holds numbers alone.'],
    [
      'x + arange()',
      'KM2002 arange',
      '`arange` needs `start`: the first number; alone, the stop, and it starts from 0.',
      'for example `arange(start: …)`.',
    ],
    ['x + arange(0, 6, 0)', 'KM2004 arange(0, 6, 0)', '`step` of `arange` is not 0.'],
  ]);
});

describe('random', () => {
  right('float32[4, 6]', [
    ['random_normal(x)', 'float32[4, 6]'],
    ['random_normal(x, mean: 1, stddev: 0.5)', 'float32[4, 6]'],
    ['random_uniform(x, minval: -1, maxval: 1)', 'float32[4, 6]'],
    ['random_bernoulli(x, 0.3)', 'float32[4, 6]'],
    ['random_normal(x, seed: 3)', 'float32[4, 6]'],
    ['random_uniform(x, minval: 2, maxval: 1)', 'float32[4, 6]'],
  ]);
  wrong('float32[4, 6]', [
    [
      'random_normal()',
      'KM2002 random_normal',
      '`random_normal` needs `like`.',
      'for example `random_normal(like: x)`.',
    ],
    [
      'random_normal([4, 6])',
      'KM4002 result',
      'Head `result` is reached by no input: `result` holds numbers alone.',
    ],
    [
      'random_normal(x, stddev: -1)',
      'KM2004 -1',
      '`stddev` of `random_normal` must be at least 0, but it is -1.',
    ],
    [
      'random_bernoulli(x, 1.5)',
      'KM2004 1.5',
      '`p` of `random_bernoulli` must be between 0 and 1, but it is 1.5.',
    ],
  ]);
});

describe('A function that there is not', () => {
  wrong('float32[4, 6]', [
    ['slogdet(x)', 'KM1003 slogdet', '`slogdet` is a function of Keras that kmodel does not have.'],
    ['expp(x)', 'KM1003 expp', 'There is no function or block `expp`. Did you mean `exp` or `exp2`?'],
    [
      'diff(x)',
      'KM1003 diff',
      '`diff` is a function of Keras that kmodel does not have. Write `x[1:] - x[:-1]`.',
    ],
    [
      'softmaxx(x, axis: 1)',
      'KM1003 softmaxx',
      'There is no function or block `softmaxx`. Did you mean `Softmax` or `softmax`?',
    ],
    ['relu(x', 'KM0002 (', 'This `(` is never closed.', 'close it with `)`.'],
    ['np.exp(x)', 'KM0001 np.', 'Names stand alone here, without `np.` before them.'],
  ]);
});
