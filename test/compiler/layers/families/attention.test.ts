import { describe } from 'vitest';
import { right, wrong } from './uses.ts';

describe('MultiHeadAttention', () => {
  right('float32[10, 8] and float32[6, 8]', [
    [
      'MultiHeadAttention(2, 4)',
      'float32[10, 8]',
      'query/kernel [8, 2, 4], query/bias [2, 4], key/kernel [8, 2, 4], key/bias [2, 4], value/kernel [8, 2, 4], value/bias [2, 4], attention_output/kernel [2, 4, 8], attention_output/bias [8]',
    ],
    [
      'MultiHeadAttention(2, 4, value_dim: 3)',
      'float32[10, 8]',
      'query/kernel [8, 2, 4], query/bias [2, 4], key/kernel [8, 2, 4], key/bias [2, 4], value/kernel [8, 2, 3], value/bias [2, 3], attention_output/kernel [2, 3, 8], attention_output/bias [8]',
    ],
    [
      'MultiHeadAttention(2, 4, output_shape: 5)',
      'float32[10, 5]',
      'query/kernel [8, 2, 4], query/bias [2, 4], key/kernel [8, 2, 4], key/bias [2, 4], value/kernel [8, 2, 4], value/bias [2, 4], attention_output/kernel [2, 4, 5], attention_output/bias [5]',
    ],
    [
      'MultiHeadAttention(2, 4, use_bias: false)',
      'float32[10, 8]',
      'query/kernel [8, 2, 4], key/kernel [8, 2, 4], value/kernel [8, 2, 4], attention_output/kernel [2, 4, 8]',
    ],
    [
      'MultiHeadAttention(2, 4, use_gate: true)',
      'float32[10, 8]',
      'query/kernel [8, 2, 4], query/bias [2, 4], key/kernel [8, 2, 4], key/bias [2, 4], gate/kernel [8, 2, 4], gate/bias [2, 4], value/kernel [8, 2, 4], value/bias [2, 4], attention_output/kernel [2, 4, 8], attention_output/bias [8]',
    ],
    [
      'MultiHeadAttention(2, 4, return_attention_scores: true)',
      'float32[10, 8] and float32[2, 10, 6]',
      'query/kernel [8, 2, 4], query/bias [2, 4], key/kernel [8, 2, 4], key/bias [2, 4], value/kernel [8, 2, 4], value/bias [2, 4], attention_output/kernel [2, 4, 8], attention_output/bias [8]',
    ],
  ]);
  wrong('float32[10, 8] and float32[6, 8]', [
    [
      'MultiHeadAttention(2)',
      'KM2002 MultiHeadAttention',
      'MultiHeadAttention needs `key_dim`: size of queries and keys in each head.',
      'for example `MultiHeadAttention(key_dim: …)`.',
    ],
    [
      'MultiHeadAttention(0, 4)',
      'KM2004 0',
      '`num_heads` of MultiHeadAttention must be at least 1, but it is 0.',
    ],
    [
      'MultiHeadAttention(2, 0)',
      'KM2004 0',
      '`key_dim` of MultiHeadAttention must be at least 1, but it is 0.',
    ],
    [
      'MultiHeadAttention(2, 4, dropout: 2)',
      'KM2004 2',
      '`dropout` of MultiHeadAttention must be between 0 and 1, but it is 2.',
    ],
    [
      'MultiHeadAttention(2, 4, attention_axes: [2])',
      'KM2004 [2]',
      '`attention_axes` of MultiHeadAttention must name axes between the batch and the last of `x`.',
    ],
    [
      'MultiHeadAttention(2, 4, heads: 2)',
      'KM2001 heads',
      'MultiHeadAttention has no argument `heads`. Did you mean `num_heads`?',
    ],
  ]);
  right('float32[10, 8] and float32[6, 5] and float32[6, 7]', [
    [
      'MultiHeadAttention(2, 4)',
      'float32[10, 8]',
      'query/kernel [8, 2, 4], query/bias [2, 4], key/kernel [7, 2, 4], key/bias [2, 4], value/kernel [5, 2, 4], value/bias [2, 4], attention_output/kernel [2, 4, 8], attention_output/bias [8]',
    ],
  ]);
  wrong('float32[10, 8] and float32[6, 8] and float32[5, 8]', [
    [
      'MultiHeadAttention(2, 4)',
      'KM3002 MultiHeadAttention(2, 4)',
      'MultiHeadAttention needs as many keys as values, but `z` and `w` differ in steps.',
    ],
  ]);
  wrong('float32[10, 8]', [
    [
      'MultiHeadAttention(2, 4)',
      'KM3009 MultiHeadAttention(2, 4)',
      'MultiHeadAttention takes a list of 2 to 3 tensors (query, value, key), but the single tensor `x` flows in.',
      '`[x, x] -> MultiHeadAttention(…)` lets it look at itself.',
    ],
  ]);
  right('float32[T, 8] and float32[S, 8]', [
    [
      'MultiHeadAttention(2, 4)',
      'float32[T, 8]',
      'query/kernel [8, 2, 4], query/bias [2, 4], key/kernel [8, 2, 4], key/bias [2, 4], value/kernel [8, 2, 4], value/bias [2, 4], attention_output/kernel [2, 4, 8], attention_output/bias [8]',
    ],
    [
      'MultiHeadAttention(2, 4, return_attention_scores: true)',
      'float32[T, 8] and float32[2, T, S]',
      'query/kernel [8, 2, 4], query/bias [2, 4], key/kernel [8, 2, 4], key/bias [2, 4], value/kernel [8, 2, 4], value/bias [2, 4], attention_output/kernel [2, 4, 8], attention_output/bias [8]',
    ],
  ]);
  wrong('float32[8] and float32[8]', [
    [
      'MultiHeadAttention(2, 4)',
      'KM3001 MultiHeadAttention(2, 4)',
      'MultiHeadAttention takes sequences, float32[batch, time, features], or more axes of steps, but `x` is float32[batch, 8].',
      '`Reshape([8, 1])` makes each number a step.',
    ],
  ]);
  wrong('int32[10, 8] and int32[10, 8]', [
    [
      'MultiHeadAttention(2, 4)',
      'KM3006 MultiHeadAttention(2, 4)',
      'MultiHeadAttention takes floats, but `x` is int32[batch, 10, 8].',
      'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.',
    ],
  ]);
});

describe('GroupQueryAttention', () => {
  right('float32[10, 8] and float32[6, 8]', [
    [
      'GroupQueryAttention(4, 6, 2)',
      'float32[10, 8]',
      'query/kernel [8, 6, 4], query/bias [6, 4], key/kernel [8, 2, 4], key/bias [2, 4], value/kernel [8, 2, 4], value/bias [2, 4], attention_output/kernel [6, 4, 8], attention_output/bias [8]',
    ],
    [
      'GroupQueryAttention(4, 6, 2, use_bias: false)',
      'float32[10, 8]',
      'query/kernel [8, 6, 4], key/kernel [8, 2, 4], value/kernel [8, 2, 4], attention_output/kernel [6, 4, 8]',
    ],
    [
      'GroupQueryAttention(4, 2, 2)',
      'float32[10, 8]',
      'query/kernel [8, 2, 4], query/bias [2, 4], key/kernel [8, 2, 4], key/bias [2, 4], value/kernel [8, 2, 4], value/bias [2, 4], attention_output/kernel [2, 4, 8], attention_output/bias [8]',
    ],
    [
      'GroupQueryAttention(4, 6, 2, return_attention_scores: true)',
      'float32[10, 8] and float32[6, 10, 6]',
      'query/kernel [8, 6, 4], query/bias [6, 4], key/kernel [8, 2, 4], key/bias [2, 4], value/kernel [8, 2, 4], value/bias [2, 4], attention_output/kernel [6, 4, 8], attention_output/bias [8]',
    ],
  ]);
  wrong('float32[10, 8] and float32[6, 8]', [
    [
      'GroupQueryAttention(4, 6)',
      'KM2002 GroupQueryAttention',
      'GroupQueryAttention needs `num_key_value_heads`: number of heads of keys and values, which the others share.',
      'for example `GroupQueryAttention(num_key_value_heads: …)`.',
    ],
    ['GroupQueryAttention(4, 6, 4)', 'KM2004 4', '6 heads of queries cannot share 4 heads of keys evenly.'],
    ['GroupQueryAttention(4, 2, 6)', 'KM2004 6', '2 heads of queries cannot share 6 heads of keys evenly.'],
  ]);
});

describe('Attention', () => {
  right('float32[10, 8] and float32[6, 8]', [
    ['Attention()', 'float32[10, 8]'],
    ['Attention(use_scale: true)', 'float32[10, 8]', 'scale []'],
    ['Attention(score_mode: concat)', 'float32[10, 8]', 'concat_score_weight []'],
    ['Attention(return_attention_scores: true)', 'float32[10, 8] and float32[10, 6]'],
  ]);
  wrong('float32[10, 8] and float32[6, 8]', [
    [
      'Attention(score_mode: sum)',
      'KM2006 sum',
      '`score_mode` of Attention has no option `sum`. It takes `dot` or `concat`.',
    ],
    ['Attention(dropout: -1)', 'KM2004 -1', '`dropout` of Attention must be between 0 and 1, but it is -1.'],
    [
      'Attention(true, dot, 0, 0, false, false, none, 3)',
      'KM2005 none',
      'Attention takes at most 6 arguments, but 8 stand here without a name.',
    ],
  ]);
  right('float32[10, 8] and float32[6, 3] and float32[6, 8]', [['Attention()', 'float32[10, 3]']]);
  wrong('float32[10, 8] and float32[6, 5]', [
    [
      'Attention()',
      'KM3002 Attention()',
      'Attention needs queries and keys of the same size, but `x` and `z` differ in their last axis.',
    ],
  ]);
  wrong('float32[10, 8] and float32[6, 8] and float32[5, 8]', [
    [
      'Attention()',
      'KM3002 Attention()',
      'Attention needs as many keys as values, but `z` and `w` differ in steps.',
    ],
  ]);
  wrong('float32[10, 8]', [
    [
      'Attention()',
      'KM3009 Attention()',
      'Attention takes a list of 2 to 3 tensors (query, value, key), but the single tensor `x` flows in.',
      '`[x, x] -> Attention(…)` lets it look at itself.',
    ],
  ]);
});

describe('AdditiveAttention', () => {
  right('float32[10, 8] and float32[6, 8]', [
    ['AdditiveAttention()', 'float32[10, 8]', 'scale [8]'],
    ['AdditiveAttention(use_scale: false)', 'float32[10, 8]'],
  ]);
  wrong('float32[10, 8] and float32[6, 8]', [
    [
      'AdditiveAttention(score_mode: dot)',
      'KM2001 score_mode',
      'AdditiveAttention has no argument `score_mode`. It takes `use_scale`, `dropout`, `return_attention_scores`, `use_causal_mask`, `activity_regularizer`, `dtype`, `mask`, `name` and `trainable`.',
    ],
  ]);
  wrong('float32[10, 8] and float32[6, 5]', [
    [
      'AdditiveAttention()',
      'KM3002 AdditiveAttention()',
      'AdditiveAttention needs queries and keys of the same size, but `x` and `z` differ in their last axis.',
    ],
  ]);
});

describe('PositionEmbedding', () => {
  right('float32[10, 8]', [
    ['PositionEmbedding(10)', 'float32[10, 8]', 'embeddings [10, 8]'],
    ['PositionEmbedding(20)', 'float32[10, 8]', 'embeddings [20, 8]'],
  ]);
  wrong('float32[10, 8]', [
    ['PositionEmbedding(5)', 'KM2004 5', '`x` has 10 steps, more than `max_length`, which is 5.'],
    [
      'PositionEmbedding()',
      'KM2002 PositionEmbedding',
      'PositionEmbedding needs `max_length`: the greatest length that sequences may have.',
      'for example `PositionEmbedding(max_length: …)`.',
    ],
    [
      'PositionEmbedding(0)',
      'KM2004 0',
      '`max_length` of PositionEmbedding must be at least 1, but it is 0.',
    ],
  ]);
  right('float32[T, 8]', [['PositionEmbedding(10)', 'float32[T, 8]', 'embeddings [10, 8]']]);
  wrong('float32[8]', [
    [
      'PositionEmbedding(10)',
      'KM3001 PositionEmbedding(10)',
      'PositionEmbedding takes a sequence, float32[batch, time, features], but `x` is float32[batch, 8].',
      '`Reshape([8, 1])` makes each number a step.',
    ],
  ]);
});

describe('SinePositionEncoding', () => {
  right('float32[10, 8]', [
    ['SinePositionEncoding()', 'float32[10, 8]'],
    ['SinePositionEncoding(max_wavelength: 100)', 'float32[10, 8]'],
  ]);
  wrong('float32[10, 8]', [
    [
      'SinePositionEncoding(0)',
      'KM2004 0',
      '`max_wavelength` of SinePositionEncoding must be at least 1, but it is 0.',
    ],
    [
      'SinePositionEncoding("long")',
      'KM2003 "long"',
      '`max_wavelength` of SinePositionEncoding takes an integer, but `"long"` is a string.',
    ],
  ]);
  right('float32[T, 7]', [['SinePositionEncoding()', 'float32[T, 7]']]);
  wrong('float32[8]', [
    [
      'SinePositionEncoding()',
      'KM3001 SinePositionEncoding()',
      'SinePositionEncoding takes a sequence, float32[batch, time, features], but `x` is float32[batch, 8].',
      '`Reshape([8, 1])` makes each number a step.',
    ],
  ]);
});
