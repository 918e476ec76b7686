import { describe } from 'vitest';
import { inKeras, writesExpression } from '../../layer-texts.ts';

describe('one_hot', () => {
  writesExpression(inKeras, 'int32[5]', [['one_hot(x, 4)', 'result = ops.one_hot(x, 4)']]);
  writesExpression(inKeras, 'int32[]', [['one_hot(x, 4)', 'result = ops.one_hot(x, 4)']]);
});

describe('take', () => {
  writesExpression(inKeras, 'float32[6, 8] and int32[3]', [
    ['take(x, [0, 2], axis: 1)', 'result = ops.take(x, ops.convert_to_tensor([0, 2], "int32"), axis=1)'],
    [
      'take_along_axis(x, argsort(x, axis: 1), axis: 1)',
      'result = ops.take_along_axis(x, ops.argsort(x, axis=1), axis=1)',
    ],
    ['take(x, [5, 0], axis: 1)', 'result = ops.take(x, ops.convert_to_tensor([5, 0], "int32"), axis=1)'],
  ]);
});

describe('sort, argsort and top_k', () => {
  writesExpression(inKeras, 'float32[6, 8]', [
    ['sort(x)', 'result = ops.sort(x)'],
    ['sort(x, axis: 1)', 'result = ops.sort(x, axis=1)'],
    ['argsort(x)', 'result = ops.argsort(x)'],
    ['argsort(x, axis: 1)', 'result = ops.argsort(x, axis=1)'],
  ]);
});

describe('full_like, cast, tril and triu', () => {
  writesExpression(inKeras, 'float32[4, 4]', [
    ['full_like(x, 3)', 'result = ops.full_like(x, 3.0)'],
    ['cast(x, int32)', 'result = ops.cast(x, "int32")'],
    ['cast(x > 0, float32)', 'result = ops.cast(ops.greater(x, 0.0), "float32")'],
    ['cast(x, "int32")', 'result = ops.cast(x, "int32")'],
    ['tril(x)', 'result = ops.tril(x)'],
    ['triu(x, k: 1)', 'result = ops.triu(x, k=1)'],
  ]);
});

describe('arange', () => {
  writesExpression(inKeras, 'float32[4, 6]', [
    ['x + arange(6)', 'result = ops.add(x, ops.arange(6))'],
    ['x * arange(1, 7)', 'result = ops.multiply(x, ops.arange(1, 7))'],
    ['x + arange(0, 12, 2)', 'result = ops.add(x, ops.arange(0, 12, 2))'],
    ['x + arange(0, 3, 0.5)', 'result = ops.add(x, ops.arange(0, 3, 0.5))'],
  ]);
});

describe('numbers of the text have no batch axis', () => {
  writesExpression(inKeras, 'float32[4, 6]', [
    ['x + arange(6)[0]', 'result = ops.add(x, ops.arange(6)[0])'],
    ['x + reshape(arange(24), [4, 6])', 'result = ops.add(x, ops.reshape(ops.arange(24), (4, 6)))'],
    ['x + tile(arange(3), 2)', 'result = ops.add(x, ops.tile(ops.arange(3), (2,)))'],
    ['x + pad(arange(4), [[1, 1]])', 'result = ops.add(x, ops.pad(ops.arange(4), ((1, 1),)))'],
  ]);
});

describe('one of several results', () => {
  writesExpression(inKeras, 'float32[4, 6]', [
    ['split(x, 2, axis: 1)[0]', 'result = ops.split(x, 2, axis=1)[0]'],
    ['top_k(x, 2)[1]', 'result = ops.top_k(x, 2)[1]'],
    ['unstack(x, axis: 1)[-1]', 'result = ops.unstack(x, axis=1)[-1]'],
    ['split(x, 1, axis: 1)[0]', 'result = ops.split(x, 1, axis=1)[0]'],
    ['x[0]', 'result = x[:, 0]'],
  ]);
});

describe('whole numbers beside whole numbers stay whole', () => {
  writesExpression(inKeras, 'int32[4]', [
    ['x % 2', 'result = ops.mod(x, 2)'],
    ['maximum(x, 2)', 'result = ops.maximum(x, 2)'],
    ['maximum(x, 2.5)', 'result = ops.maximum(x, 2.5)'],
    ['x > 2', 'result = ops.greater(x, 2)'],
    ['where(x > 2, 1, 0)', 'result = ops.where(ops.greater(x, 2), 1.0, 0.0)'],
    ['where(x > 2, x, 0)', 'result = ops.where(ops.greater(x, 2), x, 0)'],
  ]);
});

describe('random', () => {
  writesExpression(inKeras, 'float32[4, 6]', [
    ['random_normal(x)', 'result = RandomNormal()(x)'],
    ['random_normal(x, mean: 1, stddev: 0.5)', 'result = RandomNormal(mean=1.0, stddev=0.5)(x)'],
    ['random_uniform(x, minval: -1, maxval: 1)', 'result = RandomUniform(minval=-1.0, maxval=1.0)(x)'],
    ['random_bernoulli(x, 0.3)', 'result = RandomBernoulli(0.3)(x)'],
    ['random_normal(x, seed: 3)', 'result = RandomNormal(seed=3)(x)'],
    ['random_uniform(x, minval: 2, maxval: 1)', 'result = RandomUniform(minval=2.0, maxval=1.0)(x)'],
  ]);
});
