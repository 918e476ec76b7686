import { describe, expect, it } from 'vitest';
import { check, createMemoryHost } from '../../../compiler/index.ts';

/** Code, message and help of everything found in the body of a model. */
function found(body: string): readonly string[] {
  const text = `model Example {\n${body}\n}\n`;
  const { diagnostics } = check('example.kmodel', createMemoryHost({ 'example.kmodel': text }));
  return diagnostics.map(({ code, message, help }) => [code, message, ...(help ? [help] : [])].join(' | '));
}

describe('what layers say about inputs that do not fit', () => {
  it('tells the rank that a recurrent layer wants', () => {
    const body = `
      input image: float32[28, 28, 1]
      branch conv = image -> Conv2D(32, 3)
      head y = conv -> LSTM(4)`;
    expect(found(body)[0]).toContain(
      'KM3001 | LSTM takes a sequence, float32[batch, time, features], but `conv` is float32[batch, 26, 26, 32].',
    );
  });

  it('names both inputs of a merge, the sizes that differ, and a way out', () => {
    const body = `
      input image: float32[28, 28, 3]
      branch main = image -> Conv2D(64, 3, padding: same)
      branch skip = image -> Conv2D(32, 3, padding: same)
      head y = [main, skip] -> Add()`;
    expect(found(body)).toEqual([
      'KM3003 | Add needs equal or broadcastable shapes, but `main` is float32[batch, 28, 28, 64] and ' +
        '`skip` is float32[batch, 28, 28, 32]: the last sizes are 64 and 32. | ' +
        '`skip -> Conv2D(64, 1)` gives it 64 filters.',
    ]);
  });

  it('lists every branch of a concatenation with its size', () => {
    const body = `
      input image: float32[16, 16, 8]
      branch a = image -> Conv2D(8, 1)
      branch b = image -> Conv2D(8, 2)
      branch c = image -> Conv2D(8, 4)
      head y = [a, b, c] -> Concatenate()`;
    expect(found(body)).toEqual([
      'KM3003 | Concatenate needs equal sizes on every axis but the last, but `a` is float32[batch, 16, 16, 8], ' +
        '`b` is float32[batch, 15, 15, 8] and `c` is float32[batch, 13, 13, 8]: the sizes of axis 1 are 16, 15 and 13. | ' +
        '`padding: same` on every branch, with equal strides, keeps their sizes equal.',
    ]);
  });

  it('tells where a window does not fit', () => {
    const body = `
      input image: float32[4, 2, 8]
      head y = image -> Conv2D(8, 3)`;
    expect(found(body)).toEqual([
      'KM3004 | Conv2D moves a window of 3 along axis 2 of `image`, which has only 2. | `padding: same` keeps the size.',
    ]);
  });

  it.each([
    ['x -> Reshape([5])', 'KM3002 | Reshape to [5] needs 5 entries, but `x` has 96.'],
    ['x -> Reshape([-1, 7])', 'KM3002 | Reshape to [-1, 7] needs a multiple of 7 entries, but `x` has 96.'],
    ['x -> Reshape([-1, -1])', 'KM2004 | `target_shape` holds sizes of 1 or more, and −1 at most once.'],
    ['x -> Permute([1, 3])', 'KM2004 | `dims` must hold each axis of `x`, 1 to 2, once.'],
    ['x -> LayerNormalization(axis: 3)', 'KM2004 | `axis` must name an axis of `x`, which has axes 1 to 2.'],
    ['x -> GroupNormalization(3)', 'KM2004 | 8 channels of `x` do not split into 3 equal groups.'],
    ['x -> Conv1D(6, 3, groups: 4)', 'KM2004 | 4 groups cannot share 6 filters evenly.'],
    [
      'x -> Conv1D(6, 3, strides: 2, dilation_rate: 2)',
      'KM2004 | `strides` and `dilation_rate` cannot both be greater than 1.',
    ],
    ['x -> Cropping1D(6)', 'KM3004 | Cropping1D takes 12 off axis 1 of `x`, which has only 12.'],
    [
      'x -> Activation(glu) -> Dense(3, activation: glu)',
      'KM2004 | `glu` halves its axis, so 3 must be an even number.',
    ],
    [
      'x -> Bidirectional(LSTM(4), backward_layer: LSTM(4))',
      'KM2004 | `backward_layer` must go the other way than `layer`: `go_backwards: true`.',
    ],
    [
      'x -> Bidirectional(LSTM(4, go_backwards: true))',
      'KM2004 | `layer` goes backwards itself, and so does the one that Bidirectional makes of it for the way back. | Bidirectional runs it both ways without `go_backwards`.',
    ],
    ['x -> Dense(4, activation: softmax(axis: 3))', 'KM2004 | `softmax` has no axis 3 there.'],
    [
      'x -> Conv1D(4, 3, kernel_initializer: Identity())',
      'KM2004 | `Identity` is for weights of two axes, but `kernel` of Conv1D has the shape [3, 8, 4].',
    ],
    [
      'x -> TimeDistributed(Dense(4, bias_regularizer: OrthogonalRegularizer()))',
      'KM2004 | `OrthogonalRegularizer` is for weights of two axes, but `bias` of Dense has the shape [4].',
    ],
    [
      'x -> Dense(4, kernel_constraint: MaxNorm(axis: 2))',
      'KM2004 | `MaxNorm` measures along axis 2, but `kernel` of Dense has the shape [8, 4].',
    ],
    ['[x, x] -> Dot(3)', 'KM2004 | Axis 3 is none of `x`, which has axes 1 to 2.'],
    ['x -> PositionEmbedding(4)', 'KM2004 | `x` has 12 steps, more than `max_length`, which is 4.'],
  ])('%s', (pipeline, message) => {
    expect(found(`  input x: float32[12, 8]\n  head y = ${pipeline}`)).toEqual([message]);
  });
});
