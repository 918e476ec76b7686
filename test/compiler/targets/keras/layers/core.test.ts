import { describe } from 'vitest';
import { inKeras, writes } from '../../layer-texts.ts';

describe('Dense', () => {
  writes(inKeras, 'float32[8]', [
    ['Dense(4)', 'y = layers.Dense(4, name="y")(x)'],
    ['Dense(4, use_bias: false)', 'y = layers.Dense(4, use_bias=False, name="y")(x)'],
    ['Dense(4, activation: relu)', 'y = layers.Dense(4, activation="relu", name="y")(x)'],
    ['Dense(4, activation: glu)', 'y = layers.Dense(4, activation="glu", name="y")(x)'],
    ['Dense(4, lora_rank: 2)', 'y = layers.Dense(4, lora_rank=2, name="y")(x)'],
    ['Dense(4, trainable: false)', 'y = layers.Dense(4, trainable=False, name="y")(x)'],
  ]);
  writes(inKeras, 'float32[6, 8]', [
    ['Dense(4)', 'y = layers.Dense(4, name="y")(x)'],
    ['Dense(1, use_bias: false)', 'y = layers.Dense(1, use_bias=False, name="y")(x)'],
  ]);
  writes(inKeras, 'float32[T, 8]', [['Dense(4)', 'y = layers.Dense(4, name="y")(x)']]);
});

describe('EinsumDense', () => {
  writes(inKeras, 'float32[6, 8]', [
    [
      'EinsumDense("abc,cd->abd", [none, 4])',
      'y = layers.EinsumDense("abc,cd->abd", (None, 4), name="y")(x)',
    ],
    [
      'EinsumDense("abc,cd->abd", [6, 4], bias_axes: "d")',
      'y = layers.EinsumDense("abc,cd->abd", (6, 4), bias_axes="d", name="y")(x)',
    ],
    ['EinsumDense("...x,xy->...y", 4)', 'y = layers.EinsumDense("...x,xy->...y", 4, name="y")(x)'],
    ['EinsumDense("abc,bcd->ad", 5)', 'y = layers.EinsumDense("abc,bcd->ad", 5, name="y")(x)'],
    [
      'EinsumDense("abc,cde->abde", [6, 2, 3], bias_axes: "de")',
      'y = layers.EinsumDense("abc,cde->abde", (6, 2, 3), bias_axes="de", name="y")(x)',
    ],
  ]);
});

describe('Embedding', () => {
  writes(inKeras, 'int32[]', [['Embedding(100, 8)', 'y = layers.Embedding(100, 8, name="y")(x)']]);
  writes(inKeras, 'int32[20]', [
    ['Embedding(100, 8)', 'y = layers.Embedding(100, 8, name="y")(x)'],
    ['Embedding(100, 8, mask_zero: true)', 'y = layers.Embedding(100, 8, mask_zero=True, name="y")(x)'],
    ['Embedding(100, 8, lora_rank: 2)', 'y = layers.Embedding(100, 8, lora_rank=2, name="y")(x)'],
  ]);
  writes(inKeras, 'int32[T]', [['Embedding(100, 8)', 'y = layers.Embedding(100, 8, name="y")(x)']]);
  writes(inKeras, 'int64[5, 5]', [['Embedding(10, 3)', 'y = layers.Embedding(10, 3, name="y")(x)']]);
});

describe('ReversibleEmbedding', () => {
  writes(inKeras, 'int32[20]', [
    ['ReversibleEmbedding(100, 8)', 'y = layers.ReversibleEmbedding(100, 8, name="y")(x)'],
    [
      'ReversibleEmbedding(100, 8, tie_weights: false)',
      'y = layers.ReversibleEmbedding(100, 8, tie_weights=False, name="y")(x)',
    ],
  ]);
});

describe('Masking', () => {
  writes(inKeras, 'float32[T, 8]', [
    ['Masking()', 'y = layers.Masking(name="y")(x)'],
    ['Masking(-1)', 'y = layers.Masking(-1.0, name="y")(x)'],
    ['Masking(mask_value: 0.5)', 'y = layers.Masking(mask_value=0.5, name="y")(x)'],
  ]);
  writes(inKeras, 'float32[8]', [['Masking()', 'y = layers.Masking(name="y")(x)']]);
});

describe('Identity', () => {
  writes(inKeras, 'float32[3, 4]', [['Identity()', 'y = layers.Identity(name="y")(x)']]);
  writes(inKeras, 'int32[]', [['Identity()', 'y = layers.Identity(name="y")(x)']]);
});

describe('TernaryDense', () => {
  writes(inKeras, 'float32[8]', [
    ['TernaryDense(4)', 'y = layers.TernaryDense(4, name="y")(x)'],
    ['TernaryDense(4, use_bias: false)', 'y = layers.TernaryDense(4, use_bias=False, name="y")(x)'],
  ]);
});
