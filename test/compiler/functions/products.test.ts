import { describe } from 'vitest';
import { right, wrong } from './expressions.ts';

describe('matmul', () => {
  right('float32[4, 8] and float32[8, 3]', [['matmul(x, z)', 'float32[4, 3]']]);
  wrong('float32[4, 8] and float32[8, 3]', [
    [
      'matmul(x)',
      'KM2002 matmul',
      '`matmul` needs `x2`.',
      'for example `matmul(x, transpose(x, axes: [0, 2, 1]))`.',
    ],
    [
      'matmul(z, x)',
      'KM3002 matmul(z, x)',
      '`matmul` sums over the last axis of `z`, float32[batch, 8, 3], and the one before the last of `x`, float32[batch, 4, 8]: their sizes differ.',
    ],
    [
      'matmul(x, 2)',
      'KM3001 matmul(x, 2)',
      '`matmul` takes matrices, but `x` is float32[batch, 4, 8] and `2` is int32[].',
      'the scalar product of two vectors is `sum(a * b, axis: -1)`.',
    ],
  ]);
  right('float32[4, 8] and float32[4, 8]', [['matmul(x, transpose(z, axes: [0, 2, 1]))', 'float32[4, 4]']]);
  wrong('float32[4, 8] and float32[4, 8]', [
    [
      'matmul(x, z)',
      'KM3002 matmul(x, z)',
      '`matmul` sums over the last axis of `x`, float32[batch, 4, 8], and the one before the last of `z`, float32[batch, 4, 8]: their sizes differ.',
    ],
  ]);
  right('float32[4, 8] and float32[8]', [['matmul(x, z)', 'float32[4]']]);
  wrong('float32[8] and float32[8]', [
    [
      'matmul(x, z)',
      'KM3001 matmul(x, z)',
      '`matmul` takes matrices, but `x` is float32[batch, 8] and `z` is float32[batch, 8].',
      'the scalar product of two vectors is `sum(a * b, axis: -1)`.',
    ],
  ]);
  right('float32[2, 4, 8] and float32[2, 8, 3]', [['matmul(x, z)', 'float32[2, 4, 3]']]);
  wrong('float32[2, 4, 8] and float32[3, 8, 3]', [
    [
      'matmul(x, z)',
      'KM3003 matmul(x, z)',
      '`matmul` needs equal or broadcastable shapes, but `x` is float32[batch, 2, 4, 8] and `z` is float32[batch, 3, 8, 3].',
    ],
  ]);
  right('float32[T, 8] and float32[8, S]', [['matmul(x, z)', 'float32[T, S]']]);
  right('int32[4, 8] and float32[8, 3]', [['matmul(x, z)', 'float32[4, 3]']]);
});

describe('dot', () => {
  wrong('float32[4, 8] and float32[8, 3]', [
    [
      'dot(x, z)',
      'KM2004 dot(x, z)',
      '`dot` would join the samples of a batch: `x` is float32[batch, 4, 8] and `z` is float32[batch, 8, 3].',
      '`einsum` and `matmul` take matrices of each sample.',
    ],
  ]);
  wrong('float32[8] and float32[8]', [
    [
      'dot(x, z)',
      'KM3002 dot(x, z)',
      '`dot` needs equal sizes, but `x` is float32[batch, 8] and `z` is float32[batch, 8].',
    ],
  ]);
});

describe('tensordot', () => {
  wrong('float32[4, 8] and float32[8, 3]', [
    [
      'tensordot(x, z, axes: [[2], [1]])',
      'KM2004 tensordot(x, z, axes: [[2], [1]])',
      '`tensordot` would join the samples of a batch: `x` is float32[batch, 4, 8] and `z` is float32[batch, 8, 3].',
      '`einsum` and `matmul` take matrices of each sample.',
    ],
    [
      'tensordot(x, z, axes: [[1], [1]])',
      'KM2004 tensordot(x, z, axes: [[1], [1]])',
      '`tensordot` would join the samples of a batch: `x` is float32[batch, 4, 8] and `z` is float32[batch, 8, 3].',
      '`einsum` and `matmul` take matrices of each sample.',
    ],
    [
      'tensordot(x, z, axes: [[0], [0]])',
      'KM2004 tensordot(x, z, axes: [[0], [0]])',
      '`tensordot` would join the samples of a batch: `x` is float32[batch, 4, 8] and `z` is float32[batch, 8, 3].',
      '`einsum` and `matmul` take matrices of each sample.',
    ],
    [
      'tensordot(x, z, axes: [[2], [1, 2]])',
      'KM3001 tensordot(x, z, axes: [[2], [1, 2]])',
      '`tensordot` has no such axes: `x` is float32[batch, 4, 8] and `z` is float32[batch, 8, 3].',
    ],
  ]);
});

describe('outer and vdot', () => {
  wrong('float32[4] and float32[5]', [
    [
      'outer(x, z)',
      'KM2004 outer(x, z)',
      '`outer` would join the samples of a batch.',
      '`expand_dims(a, -1) * expand_dims(b, 1)` is that of each sample.',
    ],
    [
      'vdot(x, z)',
      'KM2004 vdot(x, z)',
      '`vdot` would join the samples of a batch.',
      '`sum(a * b, axis: -1)` is that of each sample.',
    ],
  ]);
  wrong('float32[4] and float32[4]', [
    [
      'vdot(x, z)',
      'KM2004 vdot(x, z)',
      '`vdot` would join the samples of a batch.',
      '`sum(a * b, axis: -1)` is that of each sample.',
    ],
  ]);
});

describe('cross', () => {
  right('float32[3] and float32[3]', [['cross(x, z)', 'float32[3]']]);
  wrong('float32[4] and float32[4]', [
    [
      'cross(x, z)',
      'KM3003 cross(x, z)',
      '`cross` takes vectors of three entries, but `x` is float32[batch, 4] and `z` is float32[batch, 4].',
    ],
  ]);
});

describe('einsum', () => {
  right('float32[4, 8] and float32[8, 3]', [
    ['einsum("bij,bjk->bik", x, z)', 'float32[4, 3]'],
    ['einsum("bij,bjk->bki", x, z)', 'float32[3, 4]'],
    ['einsum("bij,bjk->b", x, z)', 'float32[]'],
    ['einsum("bij->bji", x)', 'float32[8, 4]'],
    ['einsum("bij->bj", x)', 'float32[8]'],
    ['einsum("bij->b", x)', 'float32[]'],
  ]);
  wrong('float32[4, 8] and float32[8, 3]', [
    [
      'einsum("bij,bjk->ik", x, z)',
      'KM2004 einsum("bij,bjk->ik", x, z)',
      'The batch has one letter in an equation, the first of every operand and of the result.',
    ],
    [
      'einsum("bij,bkj->bik", x, z)',
      'KM3002 einsum("bij,bkj->bik", x, z)',
      '`j` of the equation has two sizes: `z` is float32[batch, 8, 3].',
    ],
    [
      'einsum("bij,bjk->bix", x, z)',
      'KM2004 einsum("bij,bjk->bix", x, z)',
      '`bij,bjk->bix` is no equation of `einsum`: each operand has different letters, and the result has letters of theirs.',
      'for example `"btd,bsd->bts"`.',
    ],
    [
      'einsum("bij,bjk", x, z)',
      'KM2004 einsum("bij,bjk", x, z)',
      'The batch has one letter in an equation, the first of every operand and of the result.',
    ],
    [
      'einsum("bij->bji", x, z)',
      'KM3009 einsum("bij->bji", x, z)',
      'The equation names one operand, but 2 operands stand here.',
    ],
    [
      'einsum("bi->b", x)',
      'KM3001 einsum("bi->b", x)',
      '`bi` names 2 axes, but `x` is float32[batch, 4, 8]: the batch is named, too.',
    ],
    [
      'einsum(x, z)',
      'KM3001 einsum(x, z)',
      '`x` names one axis, but `z` is float32[batch, 8, 3]: the batch is named, too.',
    ],
    [
      'einsum("bij,bjk->bik")',
      'KM2002 einsum',
      '`einsum` needs `operands`.',
      'for example `einsum("btd,bsd->bts", x, x)`.',
    ],
  ]);
});

describe('clip', () => {
  right('float32[4, 8]', [
    ['clip(x, 0, 1)', 'float32[4, 8]'],
    ['clip(x, x_min: -1, x_max: 1)', 'float32[4, 8]'],
  ]);
  wrong('float32[4, 8]', [
    [
      'clip(x)',
      'KM2002 clip',
      '`clip` needs `x_min` and `x_max`.',
      'for example `clip(x_min: …, x_max: …)`.',
    ],
    [
      'clip(x, 0)',
      'KM2002 clip',
      '`clip` needs `x_max`: the greatest value.',
      'for example `clip(x_max: …)`.',
    ],
    ['clip(x, "0", 1)', 'KM2003 "0"', '`x_min` of `clip` takes a number, but `"0"` is a string.'],
    [
      'clip(x, 0, high: 1)',
      'KM2001 high',
      '`clip` has no argument `high`. It takes `x`, `x_min` and `x_max`.',
    ],
  ]);
});
