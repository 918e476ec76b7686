import { describe } from 'vitest';
import { inKeras, writesExpression } from '../../layer-texts.ts';

describe('concatenate and stack', () => {
  writesExpression(inKeras, 'float32[4, 8] and float32[4, 3]', [
    ['concatenate([x, z], axis: -1)', 'result = ops.concatenate([x, z], axis=-1)'],
    ['concatenate([x, z], axis: 2)', 'result = ops.concatenate([x, z], axis=2)'],
    ['concatenate([x, x, x], axis: 1)', 'result = ops.concatenate([x, x, x], axis=1)'],
    ['stack([x, x], axis: 1)', 'result = ops.stack([x, x], axis=1)'],
    ['stack([x, x], axis: -1)', 'result = ops.stack([x, x], axis=-1)'],
    ['stack([x, x], axis: 3)', 'result = ops.stack([x, x], axis=3)'],
    ['concatenate(x, axis: 1)', 'result = ops.concatenate([x], axis=1)'],
  ]);
  writesExpression(inKeras, 'float32[T, 8] and float32[S, 8]', [
    ['concatenate([x, z], axis: 1)', 'result = ops.concatenate([x, z], axis=1)'],
  ]);
  writesExpression(inKeras, 'float32[4] and int32[4]', [
    ['concatenate([x, z], axis: 1)', 'result = ops.concatenate([x, z], axis=1)'],
    ['stack([x, z], axis: 1)', 'result = ops.stack([x, z], axis=1)'],
  ]);
});

describe('reshape', () => {
  writesExpression(inKeras, 'float32[4, 6]', [
    ['reshape(x, [24])', 'result = ops.reshape(x, (-1, 24))'],
    ['reshape(x, [-1])', 'result = ops.reshape(x, (-1, -1))'],
    ['reshape(x, [2, 3, 4])', 'result = ops.reshape(x, (-1, 2, 3, 4))'],
    ['reshape(x, [2, -1])', 'result = ops.reshape(x, (-1, 2, -1))'],
    ['reshape(x, [-1, 3])', 'result = ops.reshape(x, (-1, -1, 3))'],
  ]);
  writesExpression(inKeras, 'float32[T, 6]', [
    ['reshape(x, [-1, 3])', 'result = ops.reshape(x, (-1, -1, 3))'],
    ['reshape(x, [-1])', 'result = ops.reshape(x, (-1, -1))'],
  ]);
});

describe('transpose, swapaxes, moveaxis', () => {
  writesExpression(inKeras, 'float32[4, 6, 2]', [
    ['transpose(x, axes: [0, 3, 2, 1])', 'result = ops.transpose(x, axes=(0, 3, 2, 1))'],
    ['transpose(x, axes: [0, 1, 3, 2])', 'result = ops.transpose(x, axes=(0, 1, 3, 2))'],
    ['swapaxes(x, 1, 3)', 'result = ops.swapaxes(x, 1, 3)'],
    ['swapaxes(x, -1, -2)', 'result = ops.swapaxes(x, -1, -2)'],
    ['moveaxis(x, 1, 3)', 'result = ops.moveaxis(x, 1, 3)'],
    ['moveaxis(x, -1, 1)', 'result = ops.moveaxis(x, -1, 1)'],
  ]);
});

describe('expand_dims and squeeze', () => {
  writesExpression(inKeras, 'float32[4, 1]', [
    ['expand_dims(x, 1)', 'result = ops.expand_dims(x, 1)'],
    ['expand_dims(x, -1)', 'result = ops.expand_dims(x, -1)'],
    ['expand_dims(x, 3)', 'result = ops.expand_dims(x, 3)'],
    ['squeeze(x, -1)', 'result = ops.squeeze(x, -1)'],
    ['squeeze(x, 2)', 'result = ops.squeeze(x, 2)'],
  ]);
});

describe('flip and roll', () => {
  writesExpression(inKeras, 'float32[4, 6]', [
    ['flip(x, axis: 1)', 'result = ops.flip(x, axis=1)'],
    ['flip(x, axis: -1)', 'result = ops.flip(x, axis=-1)'],
    ['roll(x, 2, axis: 1)', 'result = ops.roll(x, 2, axis=1)'],
    ['roll(x, -1, axis: -1)', 'result = ops.roll(x, -1, axis=-1)'],
  ]);
});

describe('pad', () => {
  writesExpression(inKeras, 'float32[4, 6]', [
    ['pad(x, [[1, 2], [0, 0]])', 'result = ops.pad(x, ((0, 0), (1, 2), (0, 0)))'],
    [
      'pad(x, [[1, 1], [1, 1]], constant_values: 7)',
      'result = ops.pad(x, ((0, 0), (1, 1), (1, 1)), constant_values=7.0)',
    ],
  ]);
  writesExpression(inKeras, 'float32[T, 6]', [
    ['pad(x, [[1, 1], [0, 0]])', 'result = ops.pad(x, ((0, 0), (1, 1), (0, 0)))'],
  ]);
});

describe('tile and repeat', () => {
  writesExpression(inKeras, 'float32[4, 6]', [
    ['tile(x, [2, 1])', 'result = ops.tile(x, (1, 2, 1))'],
    ['tile(x, [1, 2, 3])', 'result = ops.tile(x, (1, 1, 2, 3))'],
    ['repeat(x, 2, axis: 1)', 'result = ops.repeat(x, 2, axis=1)'],
    ['repeat(x, 3, axis: -1)', 'result = ops.repeat(x, 3, axis=-1)'],
    ['tile(x, [2, 1, 1, 1])', 'result = ops.tile(x, (1, 2, 1, 1, 1))'],
    ['tile(x, [2, 1, 1])', 'result = ops.tile(x, (1, 2, 1, 1))'],
    ['tile(x, 2)', 'result = ops.tile(x, (1, 2))'],
  ]);
});

describe('An index', () => {
  writesExpression(inKeras, 'float32[4, 6]', [
    ['x[0]', 'result = x[:, 0]'],
    ['x[-1]', 'result = x[:, -1]'],
    ['x[1:3]', 'result = x[:, 1:3]'],
    ['x[:2]', 'result = x[:, :2]'],
    ['x[::2]', 'result = x[:, ::2]'],
    ['x[:, 0]', 'result = x[:, :, 0]'],
    ['x[1, 2]', 'result = x[:, 1, 2]'],
    ['x[:, 1:]', 'result = x[:, :, 1:]'],
    [
      'x[1:] - x[:-1]',
      `
result_get_item = x[:, 1:]
result_get_item_1 = x[:, :-1]
result = layers.Subtract(name="result")([result_get_item, result_get_item_1])
`,
    ],
  ]);
  writesExpression(inKeras, 'float32[T, 6]', [
    ['x[0]', 'result = x[:, 0]'],
    ['x[1:]', 'result = x[:, 1:]'],
    ['x[:, 2]', 'result = x[:, :, 2]'],
    ['x[-1]', 'result = x[:, -1]'],
  ]);
});
