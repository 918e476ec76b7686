import { describe } from 'vitest';
import { inKeras, writesExpression } from '../../layer-texts.ts';

describe('A reduction', () => {
  writesExpression(inKeras, 'float32[4, 8]', [
    ['sum(x, axis: -1)', 'result = ops.sum(x, axis=-1)'],
    ['sum(x, axis: 1)', 'result = ops.sum(x, axis=1)'],
    ['sum(x, axis: 2)', 'result = ops.sum(x, axis=2)'],
    ['sum(x, axis: [1, 2])', 'result = ops.sum(x, axis=(1, 2))'],
    ['sum(x, axis: -1, keepdims: true)', 'result = ops.sum(x, axis=-1, keepdims=True)'],
    ['sum(x, axis: [1, 2], keepdims: true)', 'result = ops.sum(x, axis=(1, 2), keepdims=True)'],
    ['sum(x, 1, true)', 'result = ops.sum(x, 1, True)'],
    ['mean(x, axis: -1)', 'result = ops.mean(x, axis=-1)'],
    ['max(x, axis: -1)', 'result = ops.max(x, axis=-1)'],
    ['min(x, axis: 1, keepdims: true)', 'result = ops.min(x, axis=1, keepdims=True)'],
    ['prod(x, axis: -1)', 'result = ops.prod(x, axis=-1)'],
    ['ptp(x, axis: -1)', 'result = ops.ptp(x, axis=-1)'],
    ['var(x, axis: -1)', 'result = ops.var(x, axis=-1)'],
    ['std(x, axis: 1)', 'result = ops.std(x, axis=1)'],
    ['logsumexp(x, axis: -1)', 'result = ops.logsumexp(x, axis=-1)'],
    ['any(x > 0, axis: -1)', 'result = ops.any(ops.greater(x, 0.0), axis=-1)'],
    ['all(x > 0, axis: 1)', 'result = ops.all(ops.greater(x, 0.0), axis=1)'],
    ['any(x, axis: -1)', 'result = ops.any(x, axis=-1)'],
  ]);
  writesExpression(inKeras, 'int32[4, 8]', [
    ['sum(x, axis: -1)', 'result = ops.sum(x, axis=-1)'],
    ['max(x, axis: -1)', 'result = ops.max(x, axis=-1)'],
    ['mean(x, axis: -1)', 'result = ops.mean(x, axis=-1)'],
    ['std(x, axis: -1)', 'result = ops.std(x, axis=-1)'],
  ]);
  writesExpression(inKeras, 'float32[T, 8]', [
    ['sum(x, axis: 1)', 'result = ops.sum(x, axis=1)'],
    ['sum(x, axis: -1)', 'result = ops.sum(x, axis=-1)'],
    ['mean(x, axis: 1, keepdims: true)', 'result = ops.mean(x, axis=1, keepdims=True)'],
  ]);
});

describe('The place of the greatest', () => {
  writesExpression(inKeras, 'float32[4, 8]', [
    ['argmax(x, axis: -1)', 'result = ops.argmax(x, axis=-1)'],
    ['argmax(x, axis: 1)', 'result = ops.argmax(x, axis=1)'],
    ['argmax(x, axis: 1, keepdims: true)', 'result = ops.argmax(x, axis=1, keepdims=True)'],
    ['argmin(x, axis: -1)', 'result = ops.argmin(x, axis=-1)'],
  ]);
});

describe('A running sum', () => {
  writesExpression(inKeras, 'float32[4, 8]', [
    ['cumsum(x, axis: -1)', 'result = ops.cumsum(x, axis=-1)'],
    ['cumsum(x, axis: 1)', 'result = ops.cumsum(x, axis=1)'],
    ['cumprod(x, axis: -1)', 'result = ops.cumprod(x, axis=-1)'],
  ]);
});

describe('A norm', () => {
  writesExpression(inKeras, 'float32[4, 8]', [
    ['norm(x, axis: -1)', 'result = ops.norm(x, axis=-1)'],
    ['norm(x, ord: 1, axis: -1)', 'result = ops.norm(x, ord=1.0, axis=-1)'],
    ['norm(x, axis: 1, keepdims: true)', 'result = ops.norm(x, axis=1, keepdims=True)'],
    ['normalize(x)', 'result = ops.normalize(x)'],
    ['normalize(x, axis: 1)', 'result = ops.normalize(x, axis=1)'],
    ['normalize(x, order: 1)', 'result = ops.normalize(x, order=1.0)'],
    ['average(x, axis: 1)', 'result = ops.average(x, axis=1)'],
    [
      'average(x, axis: -1, weights: [1, 2, 3, 4, 5, 6, 7, 8])',
      `
result = ops.average(
    x, weights=ops.convert_to_tensor([1, 2, 3, 4, 5, 6, 7, 8], "int32"), axis=-1
)
`,
    ],
  ]);
});
