import { describe } from 'vitest';
import { inKeras, writesExpression } from '../../layer-texts.ts';

describe('An operation between two tensors', () => {
  writesExpression(inKeras, 'float32[4, 8] and float32[4, 8]', [
    ['add(x, z)', 'result = ops.add(x, z)'],
    ['x + z', 'result = layers.Add(name="result")([x, z])'],
    ['x - z', 'result = layers.Subtract(name="result")([x, z])'],
    ['x * z', 'result = layers.Multiply(name="result")([x, z])'],
    ['x / z', 'result = x / z'],
    ['x % z', 'result = ops.mod(x, z)'],
    ['x ** z', 'result = ops.power(x, z)'],
    ['subtract(x, z)', 'result = ops.subtract(x, z)'],
    ['multiply(x, z)', 'result = ops.multiply(x, z)'],
    ['divide(x, z)', 'result = ops.divide(x, z)'],
    ['true_divide(x, z)', 'result = ops.true_divide(x, z)'],
    ['floor_divide(x, z)', 'result = ops.floor_divide(x, z)'],
    ['mod(x, z)', 'result = ops.mod(x, z)'],
    ['power(x, z)', 'result = ops.power(x, z)'],
    ['maximum(x, z)', 'result = ops.maximum(x, z)'],
    ['minimum(x, z)', 'result = ops.minimum(x, z)'],
    ['logaddexp(x, z)', 'result = ops.logaddexp(x, z)'],
    ['logaddexp2(x, z)', 'result = ops.logaddexp2(x, z)'],
    ['hypot(x, z)', 'result = ops.hypot(x, z)'],
    ['arctan2(x, z)', 'result = ops.arctan2(x, z)'],
    ['divide_no_nan(x, z)', 'result = ops.divide_no_nan(x, z)'],
  ]);
  writesExpression(inKeras, 'float32[4, 8] and float32[8]', [
    ['x + z', 'result = layers.Add(name="result")([x, z])'],
    [
      'maximum(x, z)',
      `
result_expand_dims_1 = ops.expand_dims(z, 1)
result = ops.maximum(x, result_expand_dims_1)
`,
    ],
  ]);
  writesExpression(inKeras, 'float32[4, 8] and float32[4, 1]', [
    ['x * z', 'result = layers.Multiply(name="result")([x, z])'],
  ]);
  writesExpression(inKeras, 'float32[4, 8] and float32[]', [
    ['x + z', 'result = layers.Add(name="result")([x, z])'],
  ]);
  writesExpression(inKeras, 'float32[T, 8] and float32[T, 1]', [
    ['x * z', 'result = layers.Multiply(name="result")([x, z])'],
  ]);
  writesExpression(inKeras, 'float32[T, 8] and float32[S, 8]', [
    ['x + z', 'result = layers.Add(name="result")([x, z])'],
  ]);
  writesExpression(inKeras, 'float32[4] and int32[4]', [['maximum(x, z)', 'result = ops.maximum(x, z)']]);
  writesExpression(inKeras, 'int32[4] and int32[4]', [
    ['x + z', 'result = layers.Add(name="result")([x, z])'],
    ['x * z', 'result = layers.Multiply(name="result")([x, z])'],
    ['x - z', 'result = layers.Subtract(name="result")([x, z])'],
    ['x % z', 'result = ops.mod(x, z)'],
    ['floor_divide(x, z)', 'result = ops.floor_divide(x, z)'],
    ['maximum(x, z)', 'result = ops.maximum(x, z)'],
    ['logaddexp(x, z)', 'result = ops.logaddexp(x, z)'],
  ]);
  writesExpression(inKeras, 'bool[4] and bool[4]', [
    ['x and z', 'result = ops.logical_and(x, z)'],
    ['x or z', 'result = ops.logical_or(x, z)'],
    ['logical_and(x, z)', 'result = ops.logical_and(x, z)'],
    ['logical_xor(x, z)', 'result = ops.logical_xor(x, z)'],
  ]);
});

describe('An operation with numbers', () => {
  writesExpression(inKeras, 'float32[2, 4]', [
    ['x + 1', 'result = x + 1.0'],
    ['1 - x', 'result = 1.0 - x'],
    ['x / 2', 'result = x / 2.0'],
    ['2 / x', 'result = 2.0 / x'],
    ['x ** 2', 'result = ops.power(x, 2.0)'],
    ['2 ** x', 'result = ops.power(2.0, x)'],
    ['x % 3', 'result = ops.mod(x, 3.0)'],
    ['x * [1, 2, 3, 4]', 'result = ops.multiply(x, ops.convert_to_tensor([1, 2, 3, 4], "int32"))'],
    ['[[1], [2]] + x', 'result = ops.add(ops.convert_to_tensor([[1], [2]], "int32"), x)'],
    ['maximum(x, 0)', 'result = ops.maximum(x, 0.0)'],
    ['minimum(0.5, x)', 'result = ops.minimum(0.5, x)'],
    ['x > 0.5', 'result = ops.greater(x, 0.5)'],
  ]);
});

describe('A comparison', () => {
  writesExpression(inKeras, 'float32[4, 8] and float32[4, 8]', [
    ['x > z', 'result = ops.greater(x, z)'],
    ['x >= z', 'result = ops.greater_equal(x, z)'],
    ['x < z', 'result = ops.less(x, z)'],
    ['x <= z', 'result = ops.less_equal(x, z)'],
    ['x == z', 'result = ops.equal(x, z)'],
    ['x != z', 'result = ops.not_equal(x, z)'],
    ['equal(x, z)', 'result = ops.equal(x, z)'],
    ['not_equal(x, z)', 'result = ops.not_equal(x, z)'],
    ['less(x, z)', 'result = ops.less(x, z)'],
    ['less_equal(x, z)', 'result = ops.less_equal(x, z)'],
    ['greater(x, z)', 'result = ops.greater(x, z)'],
    ['greater_equal(x, z)', 'result = ops.greater_equal(x, z)'],
    [
      'x > 0 and z < 1',
      `
result = ops.greater(x, 0.0)
result = ops.logical_and(result, ops.less(z, 1.0))
`,
    ],
    [
      'x > 0 or not (z < 1)',
      `
result = ops.greater(x, 0.0)
result = ops.logical_or(result, ops.logical_not(ops.less(z, 1.0)))
`,
    ],
    ['logical_xor(x > 0, z > 0)', 'result = ops.logical_xor(ops.greater(x, 0.0), ops.greater(z, 0.0))'],
    ['x and z', 'result = ops.logical_and(x, z)'],
    ['not x', 'result = ops.logical_not(x)'],
    ['logical_or(x, z > 0)', 'result = ops.logical_or(x, ops.greater(z, 0.0))'],
  ]);
});

describe('A choice', () => {
  writesExpression(inKeras, 'float32[4, 8] and float32[4, 8]', [
    ['where(x > z, x, z)', 'result = ops.where(ops.greater(x, z), x, z)'],
    ['where(x > 0, 1, 0)', 'result = ops.where(ops.greater(x, 0.0), 1.0, 0.0)'],
    ['where(x > 0, x, 0)', 'result = ops.where(ops.greater(x, 0.0), x, 0.0)'],
    ['where(x, x, z)', 'result = ops.where(x, x, z)'],
  ]);
  writesExpression(inKeras, 'float32[4, 8] and float32[8]', [
    [
      'where(x > 0, x, z)',
      `
result_greater = ops.greater(x, 0.0)
result_expand_dims_2 = ops.expand_dims(z, 1)
result = ops.where(result_greater, x, result_expand_dims_2)
`,
    ],
    [
      'where(z > 0, x, 0)',
      `
result_greater = ops.greater(z, 0.0)
result_expand_dims_2 = ops.expand_dims(result_greater, 1)
result = ops.where(result_expand_dims_2, x, 0.0)
`,
    ],
  ]);
  writesExpression(inKeras, 'float32[4] and int32[4]', [
    ['where(x > 0, x, z)', 'result = ops.where(ops.greater(x, 0.0), x, z)'],
  ]);
});
