import { describe, expect, it } from 'vitest';
import { finding, findings } from '../harness.ts';

/** A model over padded words, or over padded rows of numbers. */
const words = (stages: string): string =>
  `model A {\n  input words: int32[T]\n  head y = words -> Embedding(10, 4, mask_zero: true) -> ${stages} -> Dense(1)\n}\n`;

describe('a mask that ends before a layer that would have heeded it (KM4007)', () => {
  it.each([
    [
      'a convolution before an LSTM',
      words('Conv1D(4, 3, padding: same) -> LSTM(2)'),
      'Conv1D(4, 3, padding: same)',
    ],
    [
      'with layers between them',
      words('Conv1D(4, 3, padding: same) -> ReLU() -> Dropout(0.1) -> GRU(2)'),
      'Conv1D(4, 3, padding: same)',
    ],
    [
      'a pool before a mean',
      words('MaxPooling1D(2, padding: same) -> GlobalAveragePooling1D()'),
      'MaxPooling1D(2, padding: same)',
    ],
  ])('%s', (_, text, place) => {
    expect(findings(text)).toEqual([`KM4007 ${place}`]);
  });

  it('names both layers, and is said once', () => {
    const text = words('Conv1D(4, 3, padding: same) -> LSTM(2, return_sequences: true) -> LSTM(2)');
    const { message, related } = finding(text, 'KM4007');
    expect(message).toBe(
      'Conv1D knows no masks: that of `Embedding(10, 4, mask_zero: true)` ends here, and LSTM behind it counts padding as data.',
    );
    expect(related.map((each) => each.message)).toEqual(['LSTM counts every step here.']);
  });
});

it('attention counts as a layer that would have heeded it', () => {
  const text =
    'model A {\n  input words: int32[T]\n  branch x = words -> Embedding(10, 4, mask_zero: true) -> Conv1D(4, 3, padding: same)\n  head y = [x, x] -> MultiHeadAttention(2, 2) -> GlobalMaxPooling1D() -> Dense(1)\n}\n';
  expect(findings(text)).toEqual(['KM4007 Conv1D(4, 3, padding: same)']);
  expect(finding(text, 'KM4007').message).toContain('and MultiHeadAttention behind it');
});

describe('nothing is said', () => {
  it.each([
    ['where layers pass the mask on', words('Dense(4) -> LayerNormalization() -> LSTM(2)')],
    ['where nothing behind would heed it', words('Conv1D(4, 3, padding: same) -> GlobalMaxPooling1D()')],
    ['where an LSTM has taken it', words('LSTM(4) -> RepeatVector(3) -> LSTM(2)')],
    [
      'where the layer behind is given a mask',
      'model A {\n  input x: float32[8, 4]\n  input m: bool[8]\n  head y = x -> Masking() -> Conv1D(4, 3, padding: same) -> LSTM(2, mask: m) -> Dense(1)\n}\n',
    ],
    [
      'where a sum of what has no mask makes none',
      'model A {\n  input x: float32[8, 4]\n  head y = x + x -> Conv1D(4, 3) -> LSTM(2) -> Dense(1)\n}\n'.replace(
        'x + x',
        '(x + x)',
      ),
    ],
  ])('%s', (_, text) => {
    expect(findings(text)).toEqual([]);
  });
});
