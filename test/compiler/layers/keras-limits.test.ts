import { describe, expect, it } from 'vitest';
import { checkText } from '../harness.ts';

/** What is wrong with a layer on an input. */
function errorsOf(type: string, stage: string): readonly string[] {
  const text = `model A {\n  input x: ${type}\n  head y = ${stage}\n}\n`;
  return checkText(text)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);
}

describe('what Keras cannot build or call', () => {
  it.each([
    ['float32[4, 6]', 'x -> LSTM(4, recurrent_activation: glu)', 'must keep'],
    ['float32[4, 6]', 'x -> GRU(4, recurrent_activation: glu)', 'must keep'],
    ['float32[4, 6]', 'x -> RNN(GRUCell(4, recurrent_activation: glu))', 'must keep'],
    ['float32[3, 5, 5, 2]', 'x -> ConvLSTM2D(4, 3, recurrent_activation: glu)', 'must keep'],
    ['float32[3, 5, 5, 2]', 'x -> ConvLSTM2D(4, 3, activation: glu)', 'must keep'],
    ['float32[4, 6]', 'x -> Dense(2, activity_regularizer: OrthogonalRegularizer())', 'has 3 axes'],
    ['float32[8, 2]', 'x -> Conv1D(2, 3, activity_regularizer: OrthogonalRegularizer())', 'has 3 axes'],
    ['float32[5, 5, 4]', 'x -> PReLU(shared_axes: [-2])', '`shared_axes`'],
    ['float32[2]', 'x -> Normalization(mean: [0.5, 0.9], variance: 0.7)', 'lists of one length'],
    ['float32[7, 8]', 'x -> RMSNormalization(axis: 1)', 'the last axes'],
    ['float32[5, 6, 8]', 'x -> RMSNormalization(axis: [1, 3])', 'the last axes'],
    ['float32[5, 6, 8]', 'x -> RMSNormalization(axis: [2, -1])', 'the last axes'],
    ['float32[4, 6]', 'x -> Masking() -> Softmax()', 'is one of steps'],
    ['int32[4]', 'x -> Embedding(5, 4, mask_zero: true) -> Dense(3) -> Softmax()', 'is one of steps'],
    ['float32[7, 8]', '[x, x] -> MultiHeadAttention(2, 4, dropout: 0.1, flash_attention: true)', 'exclude'],
    [
      'float32[7, 8]',
      '[x, x] -> GroupQueryAttention(2, 4, 2, dropout: 0.1, flash_attention: true)',
      'exclude',
    ],
    [
      'float32[5, 6, 8]',
      '[x, x] -> MultiHeadAttention(2, 4, use_causal_mask: true)',
      '`attention_axes: [1]`',
    ],
    [
      'float32[5, 6, 8]',
      '[x, x] -> MultiHeadAttention(2, 4, attention_axes: [2], sliding_window: 2)',
      '`attention_axes: [1]`',
    ],
  ])('%s: %s', (type, stage, message) => {
    const errors = errorsOf(type, stage);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(message);
  });

  it.each([
    ['float32[6]', 'x -> Dense(2, activity_regularizer: OrthogonalRegularizer())'],
    ['float32[4, 6]', 'x -> LSTM(4, recurrent_activation: softmax)'],
    ['float32[5, 6, 8]', 'x -> RMSNormalization(axis: [2, 3])'],
    ['float32[5, 6, 8]', 'x -> RMSNormalization(axis: [-1, -2])'],
    ['float32[4, 6]', 'x -> Masking() -> Activation(softmax)'],
    ['float32[4, 6]', 'x -> Masking() -> TimeDistributed(Softmax())'],
    ['float32[4, 6]', 'x -> Masking() -> LSTM(3) -> Softmax()'],
    ['float32[7, 8]', '[x, x] -> MultiHeadAttention(2, 4, flash_attention: true)'],
    ['float32[5, 6, 8]', '[x, x] -> MultiHeadAttention(2, 4, attention_axes: [1], use_causal_mask: true)'],
    ['float32[2]', 'x -> Normalization(mean: [0.5, 0.9], variance: [0.7, 1])'],
  ])('but %s: %s is fine', (type, stage) => {
    expect(errorsOf(type, stage)).toEqual([]);
  });
});
