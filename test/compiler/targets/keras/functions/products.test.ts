import { describe } from 'vitest';
import { inKeras, writesExpression } from '../../layer-texts.ts';

describe('matmul', () => {
  writesExpression(inKeras, 'float32[4, 8] and float32[8, 3]', [
    ['matmul(x, z)', 'result = ops.matmul(x, z)'],
  ]);
  writesExpression(inKeras, 'float32[4, 8] and float32[4, 8]', [
    ['matmul(x, transpose(z, axes: [0, 2, 1]))', 'result = ops.matmul(x, ops.transpose(z, axes=(0, 2, 1)))'],
  ]);
  writesExpression(inKeras, 'float32[4, 8] and float32[8]', [['matmul(x, z)', 'result = ops.matmul(x, z)']]);
  writesExpression(inKeras, 'float32[2, 4, 8] and float32[2, 8, 3]', [
    ['matmul(x, z)', 'result = ops.matmul(x, z)'],
  ]);
  writesExpression(inKeras, 'float32[T, 8] and float32[8, S]', [
    ['matmul(x, z)', 'result = ops.matmul(x, z)'],
  ]);
  writesExpression(inKeras, 'int32[4, 8] and float32[8, 3]', [['matmul(x, z)', 'result = ops.matmul(x, z)']]);
});

describe('cross', () => {
  writesExpression(inKeras, 'float32[3] and float32[3]', [['cross(x, z)', 'result = ops.cross(x, z)']]);
});

describe('einsum', () => {
  writesExpression(inKeras, 'float32[4, 8] and float32[8, 3]', [
    ['einsum("bij,bjk->bik", x, z)', 'result = ops.einsum("bij,bjk->bik", x, z)'],
    ['einsum("bij,bjk->bki", x, z)', 'result = ops.einsum("bij,bjk->bki", x, z)'],
    ['einsum("bij,bjk->b", x, z)', 'result = ops.einsum("bij,bjk->b", x, z)'],
    ['einsum("bij->bji", x)', 'result = ops.einsum("bij->bji", x)'],
    ['einsum("bij->bj", x)', 'result = ops.einsum("bij->bj", x)'],
    ['einsum("bij->b", x)', 'result = ops.einsum("bij->b", x)'],
  ]);
});

describe('clip', () => {
  writesExpression(inKeras, 'float32[4, 8]', [
    ['clip(x, 0, 1)', 'result = ops.clip(x, 0.0, 1.0)'],
    ['clip(x, x_min: -1, x_max: 1)', 'result = ops.clip(x, x_min=-1.0, x_max=1.0)'],
  ]);
});
