import { describe } from 'vitest';
import { inOnnx, writesExpression } from '../../layer-texts.ts';

describe('A function of every entry', () => {
  writesExpression(inOnnx, 'float32[4, 8]', [
    ['abs(x)', 'result = Abs(x)'],
    ['absolute(x)', 'result = Abs(x)'],
    ['negative(x)', 'result = Neg(x)'],
    ['-x', 'result = Neg(x)'],
    ['sign(x)', 'result = Sign(x)'],
    ['square(x)', 'result = Mul(x, x)'],
    ['floor(x)', 'result = Floor(x)'],
    ['ceil(x)', 'result = Ceil(x)'],
    ['round(x)', 'result = Round(x)'],
    [
      'trunc(x)',
      `
v:0 = Sign(x)
v:1 = Abs(x)
v:2 = Floor(v:1)
result = Mul(v:0, v:2)
`,
    ],
    ['exp(x)', 'result = Exp(x)'],
    [
      'expm1(x)',
      `
v:0 = Exp(x)
result = Sub(v:0, 1)
`,
    ],
    ['log(x)', 'result = Log(x)'],
    [
      'log1p(x)',
      `
v:1 = Add(x, 1)
result = Log(v:1)
`,
    ],
    ['sqrt(x)', 'result = Sqrt(x)'],
    [
      'rsqrt(x)',
      `
v:0 = Sqrt(x)
result = Reciprocal(v:0)
`,
    ],
    ['reciprocal(x)', 'result = Reciprocal(x)'],
    ['erf(x)', 'result = Erf(x)'],
    ['sin(x)', 'result = Sin(x)'],
    [
      'arctanh(x)',
      `
v:1 = Add(x, 1)
v:2 = Sub(1, x)
v:3 = Div(v:1, v:2)
v:4 = Log(v:3)
result = Mul(0.5, v:4)
`,
    ],
    ['deg2rad(x)', 'result = Mul(x, 0.01745329238474369)'],
    ['stop_gradient(x)', 'result = Identity(x)'],
    [
      'zeros_like(x)',
      `
v:1 = Shape(x) start=0 end=1
v:4 = Concat(v:1, [4], [8]) axis=0
result = Expand(0, v:4)
`,
    ],
    [
      'ones_like(x)',
      `
v:1 = Shape(x) start=0 end=1
v:4 = Concat(v:1, [4], [8]) axis=0
result = Expand(1, v:4)
`,
    ],
  ]);
  writesExpression(inOnnx, 'int32[4]', [
    ['abs(x)', 'result = Abs(x)'],
    ['sign(x)', 'result = Sign(x)'],
    ['square(x)', 'result = Mul(x, x)'],
    [
      'exp(x)',
      `
v:0 = Cast(x) to=1
result = Exp(v:0)
`,
    ],
    [
      'sqrt(x)',
      `
v:0 = Cast(x) to=1
result = Sqrt(v:0)
`,
    ],
    [
      'sin(x)',
      `
v:0 = Cast(x) to=1
result = Sin(v:0)
`,
    ],
  ]);
  writesExpression(inOnnx, 'bool[4]', [
    ['abs(x)', 'result = Abs(x)'],
    ['logical_not(x)', 'result = Not(x)'],
    ['not x', 'result = Not(x)'],
  ]);
  writesExpression(inOnnx, 'float32[T, 8]', [['exp(x)', 'result = Exp(x)']]);
});

describe('An activation as a function', () => {
  writesExpression(inOnnx, 'float32[4, 8]', [
    ['relu(x)', 'result = Relu(x)'],
    ['relu6(x)', 'result = Clip(x, 0, 6)'],
    [
      'elu(x)',
      `
v:1 = Min(x, 0)
v:2 = Exp(v:1)
v:4 = Sub(v:2, 1)
v:5 = Less(0, x)
result = Where(v:5, x, v:4)
`,
    ],
    [
      'elu(x, alpha: 0.5)',
      `
v:1 = Min(x, 0)
v:2 = Exp(v:1)
v:4 = Sub(v:2, 1)
v:5 = Less(0, x)
v:7 = Mul(v:4, 0.5)
result = Where(v:5, x, v:7)
`,
    ],
    [
      'selu(x)',
      `
v:1 = Min(x, 0)
v:2 = Exp(v:1)
v:4 = Sub(v:2, 1)
v:5 = Less(0, x)
v:7 = Mul(v:4, 1.6732631921768188)
v:8 = Where(v:5, x, v:7)
result = Mul(v:8, 1.0507010221481323)
`,
    ],
    [
      'leaky_relu(x, 0.1)',
      `
v:0 = Relu(x)
v:2 = Sub(0, x)
v:3 = Relu(v:2)
v:5 = Mul(v:3, 0.10000000149011612)
result = Sub(v:0, v:5)
`,
    ],
    [
      'silu(x)',
      `
v:0 = Sigmoid(x)
result = Mul(x, v:0)
`,
    ],
    ['gelu(x, approximate: false)', 'result = Gelu(x)'],
    [
      'softsign(x)',
      `
v:0 = Abs(x)
v:2 = Add(v:0, 1)
result = Div(x, v:2)
`,
    ],
    [
      'log_sigmoid(x)',
      `
v:0 = Neg(x)
v:1 = Softplus(v:0)
result = Neg(v:1)
`,
    ],
    [
      'hard_sigmoid(x)',
      `
v:1 = Mul(x, 0.1666666716337204)
v:3 = Add(v:1, 0.5)
result = Clip(v:3, 0, 1)
`,
    ],
    [
      'celu(x, 0.5)',
      `
v:1 = Min(x, 0)
v:3 = Div(v:1, 0.5)
v:4 = Exp(v:3)
v:6 = Sub(v:4, 1)
v:7 = Less(0, x)
v:8 = Mul(v:6, 0.5)
result = Where(v:7, x, v:8)
`,
    ],
    [
      'glu(x)',
      `
v:3 = Slice(x, [0], [4], [2])
v:5 = Slice(x, [4], [8], [2])
v:6 = Sigmoid(v:5)
result = Mul(v:3, v:6)
`,
    ],
    [
      'glu(x, axis: 1)',
      `
v:3 = Slice(x, [0], [2], [1])
v:5 = Slice(x, [2], [4], [1])
v:6 = Sigmoid(v:5)
result = Mul(v:3, v:6)
`,
    ],
    [
      'hard_shrink(x)',
      `
v:0 = Abs(x)
v:2 = Less(0.5, v:0)
v:3 = Cast(v:2) to=1
result = Mul(x, v:3)
`,
    ],
    [
      'hard_shrink(x, threshold: 0.3)',
      `
v:0 = Abs(x)
v:2 = Less(0.30000001192092896, v:0)
v:3 = Cast(v:2) to=1
result = Mul(x, v:3)
`,
    ],
    [
      'sparsemax(x)',
      `
v:1, v:2 = TopK(x, [8]) axis=-1
v:3 = Cast(v:2) to=6
v:4 = Cast([8]) to=6
v:5 = Squeeze(v:4)
v:8 = Range(0, v:5, 1)
v:10 = Reshape(v:3, [0, 4, 8, 1])
v:11 = Equal(v:10, v:8)
v:12 = Cast(v:11) to=1
v:14 = Reshape(x, [0, 4, 1, 8])
v:15 = Mul(v:12, v:14)
v:17 = ReduceSum(v:15, [3]) keepdims=0
v:19 = CumSum(v:17, 2) reverse=0
v:20 = Cast([8]) to=6
v:21 = Squeeze(v:20)
v:22 = Range(0, v:21, 1)
v:24 = Reshape(v:22, [1, 1, -1])
v:26 = Expand(v:24, [1, 1, 8])
v:27 = Cast(v:26) to=1
v:29 = Add(v:27, 1)
v:30 = Mul(v:29, v:17)
v:31 = Add(1, v:30)
v:32 = Less(v:19, v:31)
v:33 = Cast(v:32) to=1
v:35 = ReduceSum(v:33, [2]) keepdims=1
v:36 = Mul(v:19, v:33)
v:37 = ReduceSum(v:36, [2]) keepdims=1
v:38 = Sub(v:37, 1)
v:39 = Div(v:38, v:35)
v:40 = Sub(x, v:39)
result = Relu(v:40)
`,
    ],
    [
      'sparsemax(x, axis: 1)',
      `
v:0 = Transpose(x) perm=[0, 2, 1]
v:2, v:3 = TopK(v:0, [4]) axis=-1
v:4 = Cast(v:3) to=6
v:5 = Cast([4]) to=6
v:6 = Squeeze(v:5)
v:9 = Range(0, v:6, 1)
v:11 = Reshape(v:4, [0, 8, 4, 1])
v:12 = Equal(v:11, v:9)
v:13 = Cast(v:12) to=1
v:15 = Reshape(v:0, [0, 8, 1, 4])
v:16 = Mul(v:13, v:15)
v:18 = ReduceSum(v:16, [3]) keepdims=0
v:20 = CumSum(v:18, 2) reverse=0
v:21 = Cast([4]) to=6
v:22 = Squeeze(v:21)
v:23 = Range(0, v:22, 1)
v:25 = Reshape(v:23, [1, 1, -1])
v:27 = Expand(v:25, [1, 1, 4])
v:28 = Cast(v:27) to=1
v:30 = Add(v:28, 1)
v:31 = Mul(v:30, v:18)
v:32 = Add(1, v:31)
v:33 = Less(v:20, v:32)
v:34 = Cast(v:33) to=1
v:36 = ReduceSum(v:34, [2]) keepdims=1
v:37 = Mul(v:20, v:34)
v:38 = ReduceSum(v:37, [2]) keepdims=1
v:39 = Sub(v:38, 1)
v:40 = Div(v:39, v:36)
v:41 = Sub(v:0, v:40)
v:42 = Relu(v:41)
result = Transpose(v:42) perm=[0, 2, 1]
`,
    ],
    [
      'squareplus(x, b: 3)',
      `
v:0 = Mul(x, x)
v:2 = Add(v:0, 3)
v:3 = Sqrt(v:2)
v:4 = Add(x, v:3)
result = Mul(v:4, 0.5)
`,
    ],
    [
      'threshold(x, 0.5, 2)',
      `
v:1 = Less(0.5, x)
result = Where(v:1, x, 2)
`,
    ],
    ['softmax(x)', 'result = Softmax(x) axis=2'],
    ['softmax(x, axis: 1)', 'result = Softmax(x) axis=1'],
    ['log_softmax(x, axis: -2)', 'result = LogSoftmax(x) axis=1'],
  ]);
  writesExpression(inOnnx, 'int32[4]', [
    [
      'relu(x)',
      `
v:0 = Cast(x) to=1
result = Relu(v:0)
`,
    ],
    [
      'softmax(x)',
      `
v:0 = Cast(x) to=1
result = Softmax(v:0) axis=1
`,
    ],
  ]);
});

describe('A question of every entry', () => {
  writesExpression(inOnnx, 'float32[4, 8]', [
    ['isnan(x)', 'result = IsNaN(x)'],
    [
      'isfinite(x)',
      `
v:0 = IsNaN(x)
v:1 = Not(v:0)
v:2 = Abs(x)
v:4 = Less(v:2, Infinity)
result = And(v:1, v:4)
`,
    ],
    [
      'isinf(x)',
      `
v:0 = Abs(x)
result = Equal(v:0, Infinity)
`,
    ],
    ['isposinf(x)', 'result = Equal(x, Infinity)'],
    ['isneginf(x)', 'result = Equal(x, -Infinity)'],
  ]);
  writesExpression(inOnnx, 'int32[4]', [['isnan(x)', 'result = IsNaN(x)']]);
});
