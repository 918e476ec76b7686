import { describe } from 'vitest';
import { inOnnx, writesExpression } from '../../layer-texts.ts';

describe('An operation between two tensors', () => {
  writesExpression(inOnnx, 'float32[4, 8] and float32[4, 8]', [
    ['add(x, z)', 'result = Add(x, z)'],
    ['x + z', 'result = Add(x, z)'],
    ['x - z', 'result = Sub(x, z)'],
    ['x * z', 'result = Mul(x, z)'],
    ['x / z', 'result = Div(x, z)'],
    [
      'x % z',
      `
v:0 = Div(x, z)
v:1 = Floor(v:0)
v:2 = Mul(v:1, z)
result = Sub(x, v:2)
`,
    ],
    ['x ** z', 'result = Pow(x, z)'],
    ['subtract(x, z)', 'result = Sub(x, z)'],
    ['multiply(x, z)', 'result = Mul(x, z)'],
    ['divide(x, z)', 'result = Div(x, z)'],
    ['true_divide(x, z)', 'result = Div(x, z)'],
    [
      'floor_divide(x, z)',
      `
v:0 = Div(x, z)
result = Floor(v:0)
`,
    ],
    [
      'mod(x, z)',
      `
v:0 = Div(x, z)
v:1 = Floor(v:0)
v:2 = Mul(v:1, z)
result = Sub(x, v:2)
`,
    ],
    ['power(x, z)', 'result = Pow(x, z)'],
    ['maximum(x, z)', 'result = Max(x, z)'],
    ['minimum(x, z)', 'result = Min(x, z)'],
    [
      'logaddexp(x, z)',
      `
v:0 = Sub(x, z)
v:1 = Max(x, z)
v:2 = Abs(v:0)
v:3 = Neg(v:2)
v:4 = Softplus(v:3)
result = Add(v:1, v:4)
`,
    ],
    [
      'logaddexp2(x, z)',
      `
v:0 = Sub(x, z)
v:1 = Abs(v:0)
v:3 = Mul(v:1, -0.6931471824645996)
v:4 = Max(x, z)
v:5 = Softplus(v:3)
v:7 = Mul(v:5, 1.4426950216293335)
result = Add(v:4, v:7)
`,
    ],
    [
      'hypot(x, z)',
      `
v:0 = Mul(x, x)
v:1 = Mul(z, z)
v:2 = Add(v:0, v:1)
result = Sqrt(v:2)
`,
    ],
    [
      'arctan2(x, z)',
      `
v:0 = Mul(x, x)
v:1 = Mul(z, z)
v:2 = Less(v:1, v:0)
v:3 = Where(v:2, z, x)
v:4 = Where(v:2, x, z)
v:6 = Equal(v:4, 0)
v:8 = Where(v:6, 1, v:4)
v:9 = Div(v:3, v:8)
v:10 = Atan(v:9)
v:11 = LessOrEqual(0, x)
v:12 = Less(z, 0)
v:15 = Where(v:11, 3.1415927410125732, -3.1415927410125732)
v:16 = Where(v:12, v:15, 0)
v:19 = Where(v:11, 1.5707963705062866, -1.5707963705062866)
v:20 = Sub(v:19, v:10)
v:21 = Add(v:16, v:10)
result = Where(v:2, v:20, v:21)
`,
    ],
    [
      'divide_no_nan(x, z)',
      `
v:1 = Equal(z, 0)
v:3 = Where(v:1, 1, z)
v:4 = Div(x, v:3)
result = Where(v:1, 0, v:4)
`,
    ],
  ]);
  writesExpression(inOnnx, 'float32[4, 8] and float32[8]', [
    [
      'x + z',
      `
v:1 = Reshape(z, [0, 1, 8])
result = Add(x, v:1)
`,
    ],
    [
      'maximum(x, z)',
      `
v:1 = Reshape(z, [0, 1, 8])
result = Max(x, v:1)
`,
    ],
  ]);
  writesExpression(inOnnx, 'float32[4, 8] and float32[4, 1]', [['x * z', 'result = Mul(x, z)']]);
  writesExpression(inOnnx, 'float32[4, 8] and float32[]', [
    [
      'x + z',
      `
v:1 = Reshape(z, [0, 1, 1])
result = Add(x, v:1)
`,
    ],
  ]);
  writesExpression(inOnnx, 'float32[T, 8] and float32[T, 1]', [['x * z', 'result = Mul(x, z)']]);
  writesExpression(inOnnx, 'float32[T, 8] and float32[S, 8]', [['x + z', 'result = Add(x, z)']]);
  writesExpression(inOnnx, 'float32[4] and int32[4]', [
    [
      'maximum(x, z)',
      `
v:0 = Cast(z) to=1
result = Max(x, v:0)
`,
    ],
  ]);
  writesExpression(inOnnx, 'int32[4] and int32[4]', [
    ['x + z', 'result = Add(x, z)'],
    ['x * z', 'result = Mul(x, z)'],
    ['x - z', 'result = Sub(x, z)'],
    ['x % z', 'result = Mod(x, z)'],
    [
      'floor_divide(x, z)',
      `
v:0 = Mod(x, z)
v:1 = Sub(x, v:0)
result = Div(v:1, z)
`,
    ],
    ['maximum(x, z)', 'result = Max(x, z)'],
    [
      'logaddexp(x, z)',
      `
v:0 = Cast(x) to=1
v:1 = Cast(z) to=1
v:2 = Sub(v:0, v:1)
v:3 = Max(v:0, v:1)
v:4 = Abs(v:2)
v:5 = Neg(v:4)
v:6 = Softplus(v:5)
result = Add(v:3, v:6)
`,
    ],
  ]);
  writesExpression(inOnnx, 'bool[4] and bool[4]', [
    ['x and z', 'result = And(x, z)'],
    ['x or z', 'result = Or(x, z)'],
    ['logical_and(x, z)', 'result = And(x, z)'],
    [
      'logical_xor(x, z)',
      `
v:0 = Cast(x) to=6
v:1 = Cast(z) to=6
v:2 = Equal(v:0, v:1)
result = Not(v:2)
`,
    ],
  ]);
});

describe('An operation with numbers', () => {
  writesExpression(inOnnx, 'float32[2, 4]', [
    ['x + 1', 'result = Add(x, 1)'],
    ['1 - x', 'result = Sub(1, x)'],
    ['x / 2', 'result = Div(x, 2)'],
    ['2 / x', 'result = Div(2, x)'],
    ['x ** 2', 'result = Mul(x, x)'],
    ['2 ** x', 'result = Pow(2, x)'],
    [
      'x % 3',
      `
v:1 = Div(x, 3)
v:2 = Floor(v:1)
v:3 = Mul(v:2, 3)
result = Sub(x, v:3)
`,
    ],
    [
      'x * [1, 2, 3, 4]',
      `
v:1 = Cast([1, 2, 3, 4]) to=1
result = Mul(x, v:1)
`,
    ],
    [
      '[[1], [2]] + x',
      `
v:1 = Cast([1, 2]) to=1
result = Add(v:1, x)
`,
    ],
    ['maximum(x, 0)', 'result = Max(x, 0)'],
    ['minimum(0.5, x)', 'result = Min(0.5, x)'],
    ['x > 0.5', 'result = Less(0.5, x)'],
  ]);
  writesExpression(inOnnx, 'int32[4]', [['x % 2', 'result = Mod(x, 2)']]);
});

describe('A comparison', () => {
  writesExpression(inOnnx, 'float32[4, 8] and float32[4, 8]', [
    ['x > z', 'result = Less(z, x)'],
    ['x >= z', 'result = LessOrEqual(z, x)'],
    ['x < z', 'result = Less(x, z)'],
    ['x <= z', 'result = LessOrEqual(x, z)'],
    ['x == z', 'result = Equal(x, z)'],
    [
      'x != z',
      `
v:0 = Equal(x, z)
result = Not(v:0)
`,
    ],
    ['equal(x, z)', 'result = Equal(x, z)'],
    [
      'not_equal(x, z)',
      `
v:0 = Equal(x, z)
result = Not(v:0)
`,
    ],
    ['less(x, z)', 'result = Less(x, z)'],
    ['less_equal(x, z)', 'result = LessOrEqual(x, z)'],
    ['greater(x, z)', 'result = Less(z, x)'],
    ['greater_equal(x, z)', 'result = LessOrEqual(z, x)'],
    [
      'x > 0 and z < 1',
      `
v:1 = Less(0, x)
v:3 = Less(z, 1)
result = And(v:1, v:3)
`,
    ],
    [
      'x > 0 or not (z < 1)',
      `
v:1 = Less(0, x)
v:3 = Less(z, 1)
v:4 = Not(v:3)
result = Or(v:1, v:4)
`,
    ],
    [
      'logical_xor(x > 0, z > 0)',
      `
v:1 = Less(0, x)
v:2 = Less(0, z)
v:3 = Cast(v:1) to=6
v:4 = Cast(v:2) to=6
v:5 = Equal(v:3, v:4)
result = Not(v:5)
`,
    ],
    [
      'x and z',
      `
v:1 = Equal(x, 0)
v:2 = Not(v:1)
v:3 = Equal(z, 0)
v:4 = Not(v:3)
result = And(v:2, v:4)
`,
    ],
    [
      'not x',
      `
v:1 = Equal(x, 0)
v:2 = Not(v:1)
result = Not(v:2)
`,
    ],
    [
      'logical_or(x, z > 0)',
      `
v:1 = Less(0, z)
v:2 = Equal(x, 0)
v:3 = Not(v:2)
result = Or(v:3, v:1)
`,
    ],
  ]);
});

describe('A choice', () => {
  writesExpression(inOnnx, 'float32[4, 8] and float32[4, 8]', [
    [
      'where(x > z, x, z)',
      `
v:0 = Less(z, x)
result = Where(v:0, x, z)
`,
    ],
    [
      'where(x > 0, 1, 0)',
      `
v:1 = Less(0, x)
result = Where(v:1, 1, 0)
`,
    ],
    [
      'where(x > 0, x, 0)',
      `
v:1 = Less(0, x)
result = Where(v:1, x, 0)
`,
    ],
    [
      'where(x, x, z)',
      `
v:1 = Equal(x, 0)
v:2 = Not(v:1)
result = Where(v:2, x, z)
`,
    ],
  ]);
  writesExpression(inOnnx, 'float32[4, 8] and float32[8]', [
    [
      'where(x > 0, x, z)',
      `
v:1 = Less(0, x)
v:3 = Reshape(z, [0, 1, 8])
result = Where(v:1, x, v:3)
`,
    ],
    [
      'where(z > 0, x, 0)',
      `
v:1 = Less(0, z)
v:3 = Reshape(v:1, [0, 1, 8])
result = Where(v:3, x, 0)
`,
    ],
  ]);
  writesExpression(inOnnx, 'float32[4] and int32[4]', [
    [
      'where(x > 0, x, z)',
      `
v:1 = Less(0, x)
v:2 = Cast(z) to=1
result = Where(v:1, x, v:2)
`,
    ],
  ]);
});
