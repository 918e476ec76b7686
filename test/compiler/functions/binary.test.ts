import { describe } from 'vitest';
import { right, wrong } from './expressions.ts';

describe('An operation between two tensors', () => {
  right('float32[4, 8] and float32[4, 8]', [
    ['add(x, z)', 'float32[4, 8]'],
    ['x + z', 'float32[4, 8]'],
    ['x - z', 'float32[4, 8]'],
    ['x * z', 'float32[4, 8]'],
    ['x / z', 'float32[4, 8]'],
    ['x % z', 'float32[4, 8]'],
    ['x ** z', 'float32[4, 8]'],
    ['subtract(x, z)', 'float32[4, 8]'],
    ['multiply(x, z)', 'float32[4, 8]'],
    ['divide(x, z)', 'float32[4, 8]'],
    ['true_divide(x, z)', 'float32[4, 8]'],
    ['floor_divide(x, z)', 'float32[4, 8]'],
    ['mod(x, z)', 'float32[4, 8]'],
    ['power(x, z)', 'float32[4, 8]'],
    ['maximum(x, z)', 'float32[4, 8]'],
    ['minimum(x, z)', 'float32[4, 8]'],
    ['logaddexp(x, z)', 'float32[4, 8]'],
    ['logaddexp2(x, z)', 'float32[4, 8]'],
    ['hypot(x, z)', 'float32[4, 8]'],
    ['arctan2(x, z)', 'float32[4, 8]'],
    ['divide_no_nan(x, z)', 'float32[4, 8]'],
  ]);
  wrong('float32[4, 8] and float32[4, 8]', [
    ['maximum(x)', 'KM2002 maximum', '`maximum` needs `x2`.', 'for example `maximum(x, 2)`.'],
    ['maximum(x, z, x)', 'KM2005 x', '`maximum` takes at most 2 arguments, but 3 stand here without a name.'],
    ['maximum(x, z, axis: 1)', 'KM2001 axis', '`maximum` has no argument `axis`. It takes `x1` and `x2`.'],
    ['maximum(x1: x)', 'KM2002 maximum', '`maximum` needs `x2`.', 'for example `maximum(x, 2)`.'],
    ['maximum(x, "z")', 'KM2003 "z"', 'A tensor or a number is needed here, but `"z"` is a string.'],
    [
      'maximum(x, [[1], [2]])',
      'KM3003 maximum(x, [[1], [2]])',
      '`maximum` needs equal or broadcastable shapes, but `x` is float32[batch, 4, 8] and `[[1], [2]]` is int32[2, 1].',
    ],
  ]);
  right('float32[4, 8] and float32[8]', [
    ['x + z', 'float32[4, 8]'],
    ['maximum(x, z)', 'float32[4, 8]'],
  ]);
  right('float32[4, 8] and float32[4, 1]', [['x * z', 'float32[4, 8]']]);
  wrong('float32[4, 8] and float32[4]', [
    [
      'x + z',
      'KM3003 x + z',
      'Add needs equal or broadcastable shapes, but `x` is float32[batch, 4, 8] and `z` is float32[batch, 4]: the last sizes are 8 and 4.',
      '`z -> Dense(8)` gives it 8 units.',
    ],
    [
      'maximum(x, z)',
      'KM3003 maximum(x, z)',
      '`maximum` needs equal or broadcastable shapes, but `x` is float32[batch, 4, 8] and `z` is float32[batch, 4].',
    ],
  ]);
  right('float32[4, 8] and float32[]', [['x + z', 'float32[4, 8]']]);
  right('float32[T, 8] and float32[T, 1]', [['x * z', 'float32[T, 8]']]);
  right('float32[T, 8] and float32[S, 8]', [['x + z', 'float32[T, 8]']]);
  right('float32[4] and int32[4]', [['maximum(x, z)', 'float32[4]']]);
  wrong('float32[4] and int32[4]', [
    [
      'x + z',
      'KM3006 x + z',
      'Add needs one dtype, but `x` is float32[batch, 4] and `z` is int32[batch, 4].',
    ],
  ]);
  right('int32[4] and int32[4]', [
    ['x + z', 'int32[4]'],
    ['x * z', 'int32[4]'],
    ['x - z', 'int32[4]'],
    ['x % z', 'int32[4]'],
    ['floor_divide(x, z)', 'int32[4]'],
    ['maximum(x, z)', 'int32[4]'],
    ['logaddexp(x, z)', 'float32[4]'],
  ]);
  wrong('int32[4] and int32[4]', [
    [
      'x / z',
      'KM3006 x / z',
      'TrueDivide takes floats, but `x` is int32[batch, 4].',
      'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.',
    ],
  ]);
  right('bool[4] and bool[4]', [
    ['x and z', 'bool[4]'],
    ['x or z', 'bool[4]'],
    ['logical_and(x, z)', 'bool[4]'],
    ['logical_xor(x, z)', 'bool[4]'],
  ]);
  wrong('bool[4] and bool[4]', [
    ['x + z', 'KM3006 x + z', 'Add needs numbers, but `x` is bool[batch, 4] and `z` is bool[batch, 4].'],
  ]);
  wrong('string[4] and string[4]', [
    [
      'x + z',
      'KM3006 x + z',
      'Add takes numbers, but `x` is string[batch, 4].',
      'layers such as `StringLookup` and `TextVectorization` turn strings into numbers.',
    ],
    [
      'maximum(x, z)',
      'KM3006 maximum(x, z)',
      'Maximum takes numbers, but `x` is string[batch, 4].',
      'layers such as `StringLookup` and `TextVectorization` turn strings into numbers.',
    ],
  ]);
});

describe('An operation with numbers', () => {
  right('float32[2, 4]', [
    ['x + 1', 'float32[2, 4]'],
    ['1 - x', 'float32[2, 4]'],
    ['x / 2', 'float32[2, 4]'],
    ['2 / x', 'float32[2, 4]'],
    ['x ** 2', 'float32[2, 4]'],
    ['2 ** x', 'float32[2, 4]'],
    ['x % 3', 'float32[2, 4]'],
    ['x * [1, 2, 3, 4]', 'float32[2, 4]'],
    ['[[1], [2]] + x', 'float32[2, 4]'],
    ['maximum(x, 0)', 'float32[2, 4]'],
    ['minimum(0.5, x)', 'float32[2, 4]'],
    ['x > 0.5', 'bool[2, 4]'],
  ]);
  wrong('float32[2, 4]', [
    [
      'x * [1, 2, 3]',
      'KM3003 x * [1, 2, 3]',
      '`multiply` needs equal or broadcastable shapes, but `x` is float32[batch, 2, 4] and `[1, 2, 3]` is int32[3].',
    ],
    [
      'x + [[1, 2], [3]]',
      'KM2003 [[1, 2], [3]]',
      'A tensor or a number is needed here, but `[[1, 2], [3]]` is a list.',
    ],
    ['x + "1"', 'KM2003 "1"', 'A tensor or a number is needed here, but `"1"` is a string.'],
    ['x + none', 'KM2003 none', 'A tensor or a number is needed here, but it is `none`.'],
  ]);
  right('int32[4]', [['x % 2', 'int32[4]']]);
  wrong('int32[4]', [
    [
      'x + 1',
      'KM3006 x + 1',
      'Add takes floats, but `x` is int32[batch, 4].',
      'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.',
    ],
    [
      'x * 2',
      'KM3006 x * 2',
      'Multiply takes floats, but `x` is int32[batch, 4].',
      'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.',
    ],
    [
      'x + 0.5',
      'KM3006 x + 0.5',
      'Add takes floats, but `x` is int32[batch, 4].',
      'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.',
    ],
    [
      'x / 2',
      'KM3006 x / 2',
      'TrueDivide takes floats, but `x` is int32[batch, 4].',
      'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.',
    ],
  ]);
});

describe('A comparison', () => {
  right('float32[4, 8] and float32[4, 8]', [
    ['x > z', 'bool[4, 8]'],
    ['x >= z', 'bool[4, 8]'],
    ['x < z', 'bool[4, 8]'],
    ['x <= z', 'bool[4, 8]'],
    ['x == z', 'bool[4, 8]'],
    ['x != z', 'bool[4, 8]'],
    ['equal(x, z)', 'bool[4, 8]'],
    ['not_equal(x, z)', 'bool[4, 8]'],
    ['less(x, z)', 'bool[4, 8]'],
    ['less_equal(x, z)', 'bool[4, 8]'],
    ['greater(x, z)', 'bool[4, 8]'],
    ['greater_equal(x, z)', 'bool[4, 8]'],
    ['x > 0 and z < 1', 'bool[4, 8]'],
    ['x > 0 or not (z < 1)', 'bool[4, 8]'],
    ['logical_xor(x > 0, z > 0)', 'bool[4, 8]'],
    ['x and z', 'bool[4, 8]'],
    ['not x', 'bool[4, 8]'],
    ['logical_or(x, z > 0)', 'bool[4, 8]'],
  ]);
  wrong('float32[4, 8] and float32[4]', [
    [
      'x > z',
      'KM3003 x > z',
      '`greater` needs equal or broadcastable shapes, but `x` is float32[batch, 4, 8] and `z` is float32[batch, 4].',
    ],
  ]);
});

describe('A choice', () => {
  right('float32[4, 8] and float32[4, 8]', [
    ['where(x > z, x, z)', 'float32[4, 8]'],
    ['where(x > 0, 1, 0)', 'float32[4, 8]'],
    ['where(x > 0, x, 0)', 'float32[4, 8]'],
    ['where(x, x, z)', 'float32[4, 8]'],
  ]);
  wrong('float32[4, 8] and float32[4, 8]', [
    ['where(x > z)', 'KM2002 where', '`where` needs `x1` and `x2`.', 'for example `where(x > 0, x, 0)`.'],
    ['where(x > z, x)', 'KM2002 where', '`where` needs `x2`.', 'for example `where(x > 0, x, 0)`.'],
  ]);
  right('float32[4, 8] and float32[8]', [
    ['where(x > 0, x, z)', 'float32[4, 8]'],
    ['where(z > 0, x, 0)', 'float32[4, 8]'],
  ]);
  wrong('float32[4, 8] and float32[4]', [
    [
      'where(x > 0, x, z)',
      'KM3003 where(x > 0, x, z)',
      '`where` needs equal or broadcastable shapes, but `x > 0` is bool[batch, 4, 8], `x` is float32[batch, 4, 8] and `z` is float32[batch, 4].',
    ],
  ]);
  right('float32[4] and int32[4]', [['where(x > 0, x, z)', 'float32[4]']]);
});
