import { describe } from 'vitest';
import { inOnnx, writesExpression } from '../../layer-texts.ts';

describe('A reduction', () => {
  writesExpression(inOnnx, 'float32[4, 8]', [
    [
      'sum(x, axis: -1)',
      `
v:1 = ReduceSum(x, [2]) keepdims=1
result = Reshape(v:1, [0, 4])
`,
    ],
    [
      'sum(x, axis: 1)',
      `
v:1 = ReduceSum(x, [1]) keepdims=1
result = Reshape(v:1, [0, 8])
`,
    ],
    [
      'sum(x, axis: 2)',
      `
v:1 = ReduceSum(x, [2]) keepdims=1
result = Reshape(v:1, [0, 4])
`,
    ],
    [
      'sum(x, axis: [1, 2])',
      `
v:1 = ReduceSum(x, [1, 2]) keepdims=1
result = Reshape(v:1, [0])
`,
    ],
    ['sum(x, axis: -1, keepdims: true)', 'result = ReduceSum(x, [2]) keepdims=1'],
    ['sum(x, axis: [1, 2], keepdims: true)', 'result = ReduceSum(x, [1, 2]) keepdims=1'],
    ['sum(x, 1, true)', 'result = ReduceSum(x, [1]) keepdims=1'],
    [
      'mean(x, axis: -1)',
      `
v:1 = ReduceMean(x, [2]) keepdims=1
result = Reshape(v:1, [0, 4])
`,
    ],
    [
      'max(x, axis: -1)',
      `
v:1 = ReduceMax(x, [2]) keepdims=1
result = Reshape(v:1, [0, 4])
`,
    ],
    ['min(x, axis: 1, keepdims: true)', 'result = ReduceMin(x, [1]) keepdims=1'],
    [
      'prod(x, axis: -1)',
      `
v:1 = ReduceProd(x, [2]) keepdims=1
result = Reshape(v:1, [0, 4])
`,
    ],
    [
      'ptp(x, axis: -1)',
      `
v:1 = ReduceMax(x, [2]) keepdims=1
v:2 = ReduceMin(x, [2]) keepdims=1
v:3 = Sub(v:1, v:2)
result = Reshape(v:3, [0, 4])
`,
    ],
    [
      'var(x, axis: -1)',
      `
v:1 = ReduceMean(x, [2]) keepdims=1
v:2 = Sub(x, v:1)
v:3 = Mul(v:2, v:2)
v:4 = ReduceMean(v:3, [2]) keepdims=1
result = Reshape(v:4, [0, 4])
`,
    ],
    [
      'std(x, axis: 1)',
      `
v:1 = ReduceMean(x, [1]) keepdims=1
v:2 = Sub(x, v:1)
v:3 = Mul(v:2, v:2)
v:4 = ReduceMean(v:3, [1]) keepdims=1
v:5 = Sqrt(v:4)
result = Reshape(v:5, [0, 8])
`,
    ],
    [
      'logsumexp(x, axis: -1)',
      `
v:1 = ReduceMax(x, [2]) keepdims=1
v:2 = Sub(x, v:1)
v:3 = Exp(v:2)
v:4 = ReduceSum(v:3, [2]) keepdims=1
v:5 = Log(v:4)
v:6 = Add(v:5, v:1)
result = Reshape(v:6, [0, 4])
`,
    ],
    [
      'any(x > 0, axis: -1)',
      `
v:1 = Less(0, x)
v:2 = Cast(v:1) to=1
v:4 = ReduceMax(v:2, [2]) keepdims=1
v:5 = Less(0, v:4)
result = Reshape(v:5, [0, 4])
`,
    ],
    [
      'all(x > 0, axis: 1)',
      `
v:1 = Less(0, x)
v:2 = Cast(v:1) to=1
v:4 = ReduceMin(v:2, [1]) keepdims=1
v:5 = Less(0, v:4)
result = Reshape(v:5, [0, 8])
`,
    ],
    [
      'any(x, axis: -1)',
      `
v:1 = Equal(x, 0)
v:2 = Not(v:1)
v:3 = Cast(v:2) to=1
v:5 = ReduceMax(v:3, [2]) keepdims=1
v:6 = Less(0, v:5)
result = Reshape(v:6, [0, 4])
`,
    ],
  ]);
  writesExpression(inOnnx, 'int32[4, 8]', [
    [
      'sum(x, axis: -1)',
      `
v:1 = ReduceSum(x, [2]) keepdims=1
result = Reshape(v:1, [0, 4])
`,
    ],
    [
      'max(x, axis: -1)',
      `
v:1 = ReduceMax(x, [2]) keepdims=1
result = Reshape(v:1, [0, 4])
`,
    ],
    [
      'mean(x, axis: -1)',
      `
v:0 = Cast(x) to=1
v:2 = ReduceMean(v:0, [2]) keepdims=1
result = Reshape(v:2, [0, 4])
`,
    ],
    [
      'std(x, axis: -1)',
      `
v:0 = Cast(x) to=1
v:2 = ReduceMean(v:0, [2]) keepdims=1
v:3 = Sub(v:0, v:2)
v:4 = Mul(v:3, v:3)
v:5 = ReduceMean(v:4, [2]) keepdims=1
v:6 = Sqrt(v:5)
result = Reshape(v:6, [0, 4])
`,
    ],
  ]);
  writesExpression(inOnnx, 'float32[T, 8]', [
    [
      'sum(x, axis: 1)',
      `
v:1 = ReduceSum(x, [1]) keepdims=1
result = Reshape(v:1, [0, 8])
`,
    ],
    [
      'sum(x, axis: -1)',
      `
v:1 = ReduceSum(x, [2]) keepdims=1
result = Reshape(v:1, [0, 0])
`,
    ],
    ['mean(x, axis: 1, keepdims: true)', 'result = ReduceMean(x, [1]) keepdims=1'],
  ]);
});

describe('The place of the greatest', () => {
  writesExpression(inOnnx, 'float32[4, 8]', [
    [
      'argmax(x, axis: -1)',
      `
v:0 = ArgMax(x) axis=2 keepdims=0
result = Cast(v:0) to=6
`,
    ],
    [
      'argmax(x, axis: 1)',
      `
v:0 = ArgMax(x) axis=1 keepdims=0
result = Cast(v:0) to=6
`,
    ],
    [
      'argmax(x, axis: 1, keepdims: true)',
      `
v:0 = ArgMax(x) axis=1 keepdims=0
v:1 = Cast(v:0) to=6
result = Reshape(v:1, [0, 1, 8])
`,
    ],
    [
      'argmin(x, axis: -1)',
      `
v:0 = Neg(x)
v:1 = ArgMax(v:0) axis=2 keepdims=0
result = Cast(v:1) to=6
`,
    ],
  ]);
});

describe('A running sum', () => {
  writesExpression(inOnnx, 'float32[4, 8]', [
    ['cumsum(x, axis: -1)', 'result = CumSum(x, 2) reverse=0'],
    ['cumsum(x, axis: 1)', 'result = CumSum(x, 1) reverse=0'],
    [
      'cumprod(x, axis: -1)',
      `
v:1 = Shape(x) start=0 end=1
v:4 = Concat(v:1, [4], [1]) axis=0
v:5 = Expand(1, v:4)
v:9 = Slice(x, [0], [7], [2])
v:10 = Concat(v:5, v:9) axis=2
v:11 = Mul(x, v:10)
v:12 = Concat(v:1, [4], [2]) axis=0
v:13 = Expand(1, v:12)
v:15 = Slice(v:11, [0], [6], [2])
v:16 = Concat(v:13, v:15) axis=2
v:17 = Mul(v:11, v:16)
v:18 = Concat(v:1, [4], [4]) axis=0
v:19 = Expand(1, v:18)
v:20 = Slice(v:17, [0], [4], [2])
v:21 = Concat(v:19, v:20) axis=2
result = Mul(v:17, v:21)
`,
    ],
  ]);
});

describe('A norm', () => {
  writesExpression(inOnnx, 'float32[4, 8]', [
    [
      'norm(x, axis: -1)',
      `
v:0 = Mul(x, x)
v:2 = ReduceSum(v:0, [2]) keepdims=1
v:3 = Sqrt(v:2)
result = Reshape(v:3, [0, 4])
`,
    ],
    [
      'norm(x, ord: 1, axis: -1)',
      `
v:0 = Abs(x)
v:2 = ReduceSum(v:0, [2]) keepdims=1
result = Reshape(v:2, [0, 4])
`,
    ],
    [
      'norm(x, axis: 1, keepdims: true)',
      `
v:0 = Mul(x, x)
v:2 = ReduceSum(v:0, [1]) keepdims=1
result = Sqrt(v:2)
`,
    ],
    [
      'normalize(x)',
      `
v:0 = Mul(x, x)
v:2 = ReduceSum(v:0, [2]) keepdims=1
v:3 = Sqrt(v:2)
v:4 = Reciprocal(v:3)
v:6 = Min(v:4, 10000000)
result = Mul(x, v:6)
`,
    ],
    [
      'normalize(x, axis: 1)',
      `
v:0 = Mul(x, x)
v:2 = ReduceSum(v:0, [1]) keepdims=1
v:3 = Sqrt(v:2)
v:4 = Reciprocal(v:3)
v:6 = Min(v:4, 10000000)
result = Mul(x, v:6)
`,
    ],
    [
      'normalize(x, order: 1)',
      `
v:0 = Abs(x)
v:2 = ReduceSum(v:0, [2]) keepdims=1
v:4 = Max(v:2, 1.0000000116860974e-7)
result = Div(x, v:4)
`,
    ],
    [
      'average(x, axis: 1)',
      `
v:1 = ReduceMean(x, [1]) keepdims=1
result = Reshape(v:1, [0, 8])
`,
    ],
    [
      'average(x, axis: -1, weights: [1, 2, 3, 4, 5, 6, 7, 8])',
      `
v:1 = Cast([1, 2, 3, 4, 5, 6, 7, 8]) to=1
v:3 = Reshape(v:1, [1, 1, 8])
v:4 = Shape(x) start=0 end=1
v:7 = Concat(v:4, [4], [8]) axis=0
v:8 = Expand(v:3, v:7)
v:9 = Mul(x, v:8)
v:11 = ReduceSum(v:9, [2]) keepdims=1
v:12 = ReduceSum(v:8, [2]) keepdims=1
v:13 = Div(v:11, v:12)
result = Reshape(v:13, [0, 4])
`,
    ],
  ]);
});
