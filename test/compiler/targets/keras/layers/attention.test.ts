import { describe } from 'vitest';
import { inKeras, writes } from '../../layer-texts.ts';

describe('MultiHeadAttention', () => {
  writes(inKeras, 'float32[10, 8] and float32[6, 8]', [
    ['MultiHeadAttention(2, 4)', 'y = layers.MultiHeadAttention(2, 4, name="y")(x, z)'],
    [
      'MultiHeadAttention(2, 4, value_dim: 3)',
      'y = layers.MultiHeadAttention(2, 4, value_dim=3, name="y")(x, z)',
    ],
    [
      'MultiHeadAttention(2, 4, output_shape: 5)',
      'y = layers.MultiHeadAttention(2, 4, output_shape=5, name="y")(x, z)',
    ],
    [
      'MultiHeadAttention(2, 4, use_bias: false)',
      'y = layers.MultiHeadAttention(2, 4, use_bias=False, name="y")(x, z)',
    ],
    [
      'MultiHeadAttention(2, 4, use_gate: true)',
      'y = layers.MultiHeadAttention(2, 4, use_gate=True, name="y")(x, z)',
    ],
  ]);
  writes(inKeras, 'float32[10, 8] and float32[6, 5] and float32[6, 7]', [
    ['MultiHeadAttention(2, 4)', 'y = layers.MultiHeadAttention(2, 4, name="y")(x, z, w)'],
  ]);
  writes(inKeras, 'float32[T, 8] and float32[S, 8]', [
    ['MultiHeadAttention(2, 4)', 'y = layers.MultiHeadAttention(2, 4, name="y")(x, z)'],
  ]);
});

describe('GroupQueryAttention', () => {
  writes(inKeras, 'float32[10, 8] and float32[6, 8]', [
    ['GroupQueryAttention(4, 6, 2)', 'y = layers.GroupQueryAttention(4, 6, 2, name="y")(x, z)'],
    [
      'GroupQueryAttention(4, 6, 2, use_bias: false)',
      'y = layers.GroupQueryAttention(4, 6, 2, use_bias=False, name="y")(x, z)',
    ],
    ['GroupQueryAttention(4, 2, 2)', 'y = layers.GroupQueryAttention(4, 2, 2, name="y")(x, z)'],
  ]);
});

describe('Attention', () => {
  writes(inKeras, 'float32[10, 8] and float32[6, 8]', [
    ['Attention()', 'y = layers.Attention(name="y")([x, z])'],
    ['Attention(use_scale: true)', 'y = layers.Attention(use_scale=True, name="y")([x, z])'],
    ['Attention(score_mode: concat)', 'y = layers.Attention(score_mode="concat", name="y")([x, z])'],
  ]);
  writes(inKeras, 'float32[10, 8] and float32[6, 3] and float32[6, 8]', [
    ['Attention()', 'y = layers.Attention(name="y")([x, z, w])'],
  ]);
});

describe('AdditiveAttention', () => {
  writes(inKeras, 'float32[10, 8] and float32[6, 8]', [
    ['AdditiveAttention()', 'y = layers.AdditiveAttention(name="y")([x, z])'],
    [
      'AdditiveAttention(use_scale: false)',
      'y = layers.AdditiveAttention(use_scale=False, name="y")([x, z])',
    ],
  ]);
});

describe('PositionEmbedding', () => {
  writes(inKeras, 'float32[10, 8]', [
    ['PositionEmbedding(10)', 'y = PositionEmbedding(10, name="y")(x)'],
    ['PositionEmbedding(20)', 'y = PositionEmbedding(20, name="y")(x)'],
  ]);
  writes(inKeras, 'float32[T, 8]', [['PositionEmbedding(10)', 'y = PositionEmbedding(10, name="y")(x)']]);
});

describe('SinePositionEncoding', () => {
  writes(inKeras, 'float32[10, 8]', [
    ['SinePositionEncoding()', 'y = SinePositionEncoding(name="y")(x)'],
    [
      'SinePositionEncoding(max_wavelength: 100)',
      'y = SinePositionEncoding(max_wavelength=100, name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[T, 7]', [['SinePositionEncoding()', 'y = SinePositionEncoding(name="y")(x)']]);
});
