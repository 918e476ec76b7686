import { describe } from 'vitest';
import { right, wrong } from './expressions.ts';

describe('A function of every entry', () => {
  right('float32[4, 8]', [
    ['abs(x)', 'float32[4, 8]'],
    ['absolute(x)', 'float32[4, 8]'],
    ['negative(x)', 'float32[4, 8]'],
    ['-x', 'float32[4, 8]'],
    ['sign(x)', 'float32[4, 8]'],
    ['square(x)', 'float32[4, 8]'],
    ['floor(x)', 'float32[4, 8]'],
    ['ceil(x)', 'float32[4, 8]'],
    ['round(x)', 'float32[4, 8]'],
    ['trunc(x)', 'float32[4, 8]'],
    ['exp(x)', 'float32[4, 8]'],
    ['expm1(x)', 'float32[4, 8]'],
    ['log(x)', 'float32[4, 8]'],
    ['log1p(x)', 'float32[4, 8]'],
    ['sqrt(x)', 'float32[4, 8]'],
    ['rsqrt(x)', 'float32[4, 8]'],
    ['reciprocal(x)', 'float32[4, 8]'],
    ['erf(x)', 'float32[4, 8]'],
    ['sin(x)', 'float32[4, 8]'],
    ['arctanh(x)', 'float32[4, 8]'],
    ['deg2rad(x)', 'float32[4, 8]'],
    ['stop_gradient(x)', 'float32[4, 8]'],
    ['zeros_like(x)', 'float32[4, 8]'],
    ['ones_like(x)', 'float32[4, 8]'],
  ]);
  wrong('float32[4, 8]', [
    ['abs()', 'KM2003 abs()', '`abs` takes one number, but nothing stands there.'],
    ['abs(x, x)', 'KM2005 x', '`abs` takes one argument, but 2 stand here without a name.'],
    ['abs(q)', 'KM1001 q', 'Nothing is called `q` here.'],
    ['abs([x, x])', 'KM3009 [x, x]', '`[x, x]` has 2 results, and one is needed here.'],
    ['exp(x: x, x: x)', 'KM2005 x', '`x` of `exp` is given twice.'],
    ['sqrt(x, axis: 1)', 'KM2001 axis', '`sqrt` has no argument `axis`. It takes `x`.'],
    ['exp("x")', 'KM2003 "x"', 'A tensor is needed here, but `"x"` is a string.'],
    [
      'exp(x)(x)',
      'KM0002 (',
      'What flows into a layer stands before it, and not behind it in parentheses.',
      'write `x -> exp(x)`.',
    ],
  ]);
  right('int32[4]', [
    ['abs(x)', 'int32[4]'],
    ['sign(x)', 'int32[4]'],
    ['square(x)', 'int32[4]'],
    ['exp(x)', 'float32[4]'],
    ['sqrt(x)', 'float32[4]'],
    ['sin(x)', 'float32[4]'],
  ]);
  right('bool[4]', [
    ['abs(x)', 'bool[4]'],
    ['logical_not(x)', 'bool[4]'],
    ['not x', 'bool[4]'],
  ]);
  wrong('string[4]', [
    [
      'abs(x)',
      'KM3006 abs(x)',
      'Absolute takes numbers, but `x` is string[batch, 4].',
      'layers such as `StringLookup` and `TextVectorization` turn strings into numbers.',
    ],
  ]);
  right('float32[T, 8]', [['exp(x)', 'float32[T, 8]']]);
});

describe('An activation as a function', () => {
  right('float32[4, 8]', [
    ['relu(x)', 'float32[4, 8]'],
    ['relu6(x)', 'float32[4, 8]'],
    ['elu(x)', 'float32[4, 8]'],
    ['elu(x, alpha: 0.5)', 'float32[4, 8]'],
    ['selu(x)', 'float32[4, 8]'],
    ['leaky_relu(x, 0.1)', 'float32[4, 8]'],
    ['silu(x)', 'float32[4, 8]'],
    ['gelu(x, approximate: false)', 'float32[4, 8]'],
    ['softsign(x)', 'float32[4, 8]'],
    ['log_sigmoid(x)', 'float32[4, 8]'],
    ['hard_sigmoid(x)', 'float32[4, 8]'],
    ['celu(x, 0.5)', 'float32[4, 8]'],
    ['glu(x)', 'float32[4, 4]'],
    ['glu(x, axis: 1)', 'float32[2, 8]'],
    ['hard_shrink(x)', 'float32[4, 8]'],
    ['hard_shrink(x, threshold: 0.3)', 'float32[4, 8]'],
    ['sparsemax(x)', 'float32[4, 8]'],
    ['sparsemax(x, axis: 1)', 'float32[4, 8]'],
    ['squareplus(x, b: 3)', 'float32[4, 8]'],
    ['threshold(x, 0.5, 2)', 'float32[4, 8]'],
    ['softmax(x)', 'float32[4, 8]'],
    ['softmax(x, axis: 1)', 'float32[4, 8]'],
    ['log_softmax(x, axis: -2)', 'float32[4, 8]'],
  ]);
  wrong('float32[4, 8]', [
    ['elu(x, beta: 1)', 'KM2001 beta', '`elu` has no argument `beta`. It takes `x` and `alpha`.'],
    [
      'threshold(x)',
      'KM2002 threshold',
      '`threshold` needs `threshold` and `default_value`.',
      'for example `threshold(threshold: …, default_value: …)`.',
    ],
    [
      'threshold(x, 0.5)',
      'KM2002 threshold',
      '`threshold` needs `default_value`: the result for all others.',
      'for example `threshold(default_value: …)`.',
    ],
    [
      'gelu(x, approximate: 3)',
      'KM2003 3',
      '`approximate` of `gelu` takes `true` or `false`, but `3` is an integer.',
    ],
    [
      'softmax(x, axis: 3)',
      'KM2004 softmax(x, axis: 3)',
      '`softmax` takes axis 3, but `x` has axes 1 to 2.',
      '`axis: 1` is the first axis of a sample.',
    ],
    [
      'softmax(x, axis: 0)',
      'KM2004 softmax(x, axis: 0)',
      'Axis 0 of `x` is the batch: `softmax` would join its samples.',
      '`axis: 1` is the first axis of a sample.',
    ],
    ['sparsemax(x, axis: 5)', 'KM2004 sparsemax(x, axis: 5)', '`sparsemax` has no axis 5 there.'],
    [
      'hard_shrink(x, "0.3")',
      'KM2003 "0.3"',
      '`threshold` of `hard_shrink` takes a number, but `"0.3"` is a string.',
    ],
  ]);
  wrong('float32[3, 5]', [
    ['glu(x)', 'KM2004 glu(x)', '`glu` halves its axis, so 5 must be an even number.'],
    ['glu(x, axis: 1)', 'KM2004 glu(x, axis: 1)', '`glu` halves its axis, so 3 must be an even number.'],
  ]);
  right('int32[4]', [
    ['relu(x)', 'float32[4]'],
    ['softmax(x)', 'float32[4]'],
  ]);
});

describe('A question of every entry', () => {
  right('float32[4, 8]', [
    ['isnan(x)', 'bool[4, 8]'],
    ['isfinite(x)', 'bool[4, 8]'],
    ['isinf(x)', 'bool[4, 8]'],
    ['isposinf(x)', 'bool[4, 8]'],
    ['isneginf(x)', 'bool[4, 8]'],
  ]);
  wrong('float32[4, 8]', [
    ['isnan(x, 1)', 'KM2005 1', '`isnan` takes one argument, but 2 stand here without a name.'],
  ]);
  right('int32[4]', [['isnan(x)', 'bool[4]']]);
});
