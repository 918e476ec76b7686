import { describe } from 'vitest';
import { right, wrong } from './expressions.ts';

describe('A reduction', () => {
  right('float32[4, 8]', [
    ['sum(x, axis: -1)', 'float32[4]'],
    ['sum(x, axis: 1)', 'float32[8]'],
    ['sum(x, axis: 2)', 'float32[4]'],
    ['sum(x, axis: [1, 2])', 'float32[]'],
    ['sum(x, axis: -1, keepdims: true)', 'float32[4, 1]'],
    ['sum(x, axis: [1, 2], keepdims: true)', 'float32[1, 1]'],
    ['sum(x, 1, true)', 'float32[1, 8]'],
    ['mean(x, axis: -1)', 'float32[4]'],
    ['max(x, axis: -1)', 'float32[4]'],
    ['min(x, axis: 1, keepdims: true)', 'float32[1, 8]'],
    ['prod(x, axis: -1)', 'float32[4]'],
    ['ptp(x, axis: -1)', 'float32[4]'],
    ['var(x, axis: -1)', 'float32[4]'],
    ['std(x, axis: 1)', 'float32[8]'],
    ['logsumexp(x, axis: -1)', 'float32[4]'],
    ['any(x > 0, axis: -1)', 'bool[4]'],
    ['all(x > 0, axis: 1)', 'bool[8]'],
    ['any(x, axis: -1)', 'bool[4]'],
  ]);
  wrong('float32[4, 8]', [
    [
      'sum(x)',
      'KM2004 sum(x)',
      '`sum` without `axis` would join the samples of a batch: say which axes of `x` it takes.',
      '`axis: [1, 2]` takes all axes but the batch.',
    ],
    [
      'sum(x, axis: 0)',
      'KM2004 sum(x, axis: 0)',
      'Axis 0 of `x` is the batch: `sum` would join its samples.',
      '`axis: [1, 2]` takes all axes but the batch.',
    ],
    [
      'sum(x, axis: -3)',
      'KM2004 sum(x, axis: -3)',
      'Axis 0 of `x` is the batch: `sum` would join its samples.',
      '`axis: [1, 2]` takes all axes but the batch.',
    ],
    [
      'sum(x, axis: 3)',
      'KM2004 sum(x, axis: 3)',
      '`sum` takes axis 3, but `x` has axes 1 to 2.',
      '`axis: [1, 2]` takes all axes but the batch.',
    ],
    [
      'sum(x, axis: [1, 1])',
      'KM2004 sum(x, axis: [1, 1])',
      '`sum` takes different axes of `x`, but [1, 1] names one twice.',
      '`axis: [1, 2]` takes all axes but the batch.',
    ],
    [
      'sum(x, axis: none)',
      'KM2004 sum(x, axis: none)',
      '`sum` without `axis` would join the samples of a batch: say which axes of `x` it takes.',
      '`axis: [1, 2]` takes all axes but the batch.',
    ],
    [
      'sum(x, axis: "1")',
      'KM2003 "1"',
      '`axis` of `sum` takes an integer or a list of integers, but `"1"` is a string.',
    ],
    [
      'sum(x, axis: -1, keep_dims: true)',
      'KM2001 keep_dims',
      '`sum` has no argument `keep_dims`. Did you mean `keepdims`?',
    ],
    ['sum([x, x], axis: 1)', 'KM3009 [x, x]', '`[x, x]` has 2 results, and one is needed here.'],
  ]);
  right('int32[4, 8]', [
    ['sum(x, axis: -1)', 'int32[4]'],
    ['max(x, axis: -1)', 'int32[4]'],
    ['mean(x, axis: -1)', 'float32[4]'],
    ['std(x, axis: -1)', 'float32[4]'],
  ]);
  right('float32[T, 8]', [
    ['sum(x, axis: 1)', 'float32[8]'],
    ['sum(x, axis: -1)', 'float32[T]'],
    ['mean(x, axis: 1, keepdims: true)', 'float32[1, 8]'],
  ]);
  wrong('float32[]', [
    ['sum(x, axis: 1)', 'KM2004 sum(x, axis: 1)', '`sum` takes axis 1, but `x` has no axis but the batch.'],
  ]);
  wrong('string[4]', [
    [
      'max(x, axis: 1)',
      'KM3006 max(x, axis: 1)',
      'Max takes numbers, but `x` is string[batch, 4].',
      'layers such as `StringLookup` and `TextVectorization` turn strings into numbers.',
    ],
  ]);
});

describe('The place of the greatest', () => {
  right('float32[4, 8]', [
    ['argmax(x, axis: -1)', 'int32[4]'],
    ['argmax(x, axis: 1)', 'int32[8]'],
    ['argmax(x, axis: 1, keepdims: true)', 'int32[1, 8]'],
    ['argmin(x, axis: -1)', 'int32[4]'],
  ]);
  wrong('float32[4, 8]', [
    [
      'argmax(x)',
      'KM2004 argmax(x)',
      '`argmax` without `axis` would join the samples of a batch: say which axes of `x` it takes.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'argmax(x, axis: 0)',
      'KM2004 argmax(x, axis: 0)',
      'Axis 0 of `x` is the batch: `argmax` would join its samples.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'argmax(x, axis: [1, 2])',
      'KM2003 [1, 2]',
      '`axis` of `argmax` takes an integer, but `[1, 2]` is a list.',
    ],
  ]);
});

describe('A running sum', () => {
  right('float32[4, 8]', [
    ['cumsum(x, axis: -1)', 'float32[4, 8]'],
    ['cumsum(x, axis: 1)', 'float32[4, 8]'],
    ['cumprod(x, axis: -1)', 'float32[4, 8]'],
  ]);
  wrong('float32[4, 8]', [
    [
      'cumsum(x)',
      'KM2004 cumsum(x)',
      '`cumsum` without `axis` would join the samples of a batch: say which axes of `x` it takes.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'cumsum(x, axis: 0)',
      'KM2004 cumsum(x, axis: 0)',
      'Axis 0 of `x` is the batch: `cumsum` would join its samples.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'cumprod(x, axis: 4)',
      'KM2004 cumprod(x, axis: 4)',
      '`cumprod` takes axis 4, but `x` has axes 1 to 2.',
      '`axis: 1` is the first axis of a sample.',
    ],
  ]);
});

describe('A norm', () => {
  right('float32[4, 8]', [
    ['norm(x, axis: -1)', 'float32[4]'],
    ['norm(x, ord: 1, axis: -1)', 'float32[4]'],
    ['norm(x, axis: 1, keepdims: true)', 'float32[1, 8]'],
    ['normalize(x)', 'float32[4, 8]'],
    ['normalize(x, axis: 1)', 'float32[4, 8]'],
    ['normalize(x, order: 1)', 'float32[4, 8]'],
    ['average(x, axis: 1)', 'float32[8]'],
    ['average(x, axis: -1, weights: [1, 2, 3, 4, 5, 6, 7, 8])', 'float32[4]'],
  ]);
  wrong('float32[4, 8]', [
    [
      'norm(x)',
      'KM2004 norm(x)',
      '`norm` without `axis` would join the samples of a batch: say which axes of `x` it takes.',
      '`axis: [1, 2]` takes all axes but the batch.',
    ],
    [
      'norm(x, axis: 0)',
      'KM2004 norm(x, axis: 0)',
      'Axis 0 of `x` is the batch: `norm` would join its samples.',
      '`axis: [1, 2]` takes all axes but the batch.',
    ],
    [
      'norm(x, ord: 0.5, axis: [1, 2])',
      'KM2004 norm(x, ord: 0.5, axis: [1, 2])',
      '`norm` over two axes has no other `ord` than `fro` here.',
    ],
    [
      'normalize(x, axis: 7)',
      'KM2004 normalize(x, axis: 7)',
      '`normalize` takes axis 7, but `x` has axes 1 to 2.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'average(x, axis: 0)',
      'KM2004 average(x, axis: 0)',
      'Axis 0 of `x` is the batch: `average` would join its samples.',
      '`axis: [1, 2]` takes all axes but the batch.',
    ],
    [
      'average(x, axis: 1, weights: [1, 2])',
      'KM3003 average(x, axis: 1, weights: [1, 2])',
      '`weights` of `average` have the shape of `x` or of its axis, but `[1, 2]` is int32[2].',
    ],
  ]);
});
