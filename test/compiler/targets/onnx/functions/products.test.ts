import { describe } from 'vitest';
import { inOnnx, writesExpression } from '../../layer-texts.ts';

describe('matmul', () => {
  writesExpression(inOnnx, 'float32[4, 8] and float32[8, 3]', [['matmul(x, z)', 'result = MatMul(x, z)']]);
  writesExpression(inOnnx, 'float32[4, 8] and float32[4, 8]', [
    [
      'matmul(x, transpose(z, axes: [0, 2, 1]))',
      `
v:0 = Transpose(z) perm=[0, 2, 1]
result = MatMul(x, v:0)
`,
    ],
  ]);
  writesExpression(inOnnx, 'float32[4, 8] and float32[8]', [
    [
      'matmul(x, z)',
      `
v:1 = Reshape(z, [0, 8, 1])
v:2 = MatMul(x, v:1)
result = Reshape(v:2, [0, 4])
`,
    ],
  ]);
  writesExpression(inOnnx, 'float32[2, 4, 8] and float32[2, 8, 3]', [
    ['matmul(x, z)', 'result = MatMul(x, z)'],
  ]);
  writesExpression(inOnnx, 'float32[T, 8] and float32[8, S]', [['matmul(x, z)', 'result = MatMul(x, z)']]);
  writesExpression(inOnnx, 'int32[4, 8] and float32[8, 3]', [
    [
      'matmul(x, z)',
      `
v:0 = Cast(x) to=1
result = MatMul(v:0, z)
`,
    ],
  ]);
});

describe('cross', () => {
  writesExpression(inOnnx, 'float32[3] and float32[3]', [
    [
      'cross(x, z)',
      `
v:2 = Slice(x, [1], [2], [1])
v:4 = Slice(z, [2], [3], [1])
v:5 = Mul(v:2, v:4)
v:6 = Slice(x, [2], [3], [1])
v:7 = Slice(z, [1], [2], [1])
v:8 = Mul(v:6, v:7)
v:9 = Sub(v:5, v:8)
v:11 = Slice(z, [0], [1], [1])
v:12 = Mul(v:6, v:11)
v:13 = Slice(x, [0], [1], [1])
v:14 = Mul(v:13, v:4)
v:15 = Sub(v:12, v:14)
v:16 = Mul(v:13, v:7)
v:17 = Mul(v:2, v:11)
v:18 = Sub(v:16, v:17)
result = Concat(v:9, v:15, v:18) axis=1
`,
    ],
  ]);
});

describe('einsum', () => {
  writesExpression(inOnnx, 'float32[4, 8] and float32[8, 3]', [
    ['einsum("bij,bjk->bik", x, z)', 'result = MatMul(x, z)'],
    [
      'einsum("bij,bjk->bki", x, z)',
      `
v:0 = MatMul(x, z)
result = Transpose(v:0) perm=[0, 2, 1]
`,
    ],
    [
      'einsum("bij,bjk->b", x, z)',
      `
v:0 = MatMul(x, z)
result = ReduceSum(v:0, [1, 2]) keepdims=0
`,
    ],
    ['einsum("bij->bji", x)', 'result = Transpose(x) perm=[0, 2, 1]'],
    ['einsum("bij->bj", x)', 'result = ReduceSum(x, [1]) keepdims=0'],
    ['einsum("bij->b", x)', 'result = ReduceSum(x, [1, 2]) keepdims=0'],
  ]);
});

describe('clip', () => {
  writesExpression(inOnnx, 'float32[4, 8]', [
    ['clip(x, 0, 1)', 'result = Clip(x, 0, 1)'],
    ['clip(x, x_min: -1, x_max: 1)', 'result = Clip(x, -1, 1)'],
  ]);
});
