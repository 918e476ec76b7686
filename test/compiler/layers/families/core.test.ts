import { describe } from 'vitest';
import { right, wrong } from './uses.ts';

describe('Dense', () => {
  right('float32[8]', [
    ['Dense(4)', 'float32[4]', 'kernel [8, 4], bias [4]'],
    ['Dense(4, use_bias: false)', 'float32[4]', 'kernel [8, 4]'],
    ['Dense(4, activation: relu)', 'float32[4]', 'kernel [8, 4], bias [4]'],
    ['Dense(4, activation: glu)', 'float32[2]', 'kernel [8, 4], bias [4]'],
    [
      'Dense(4, lora_rank: 2)',
      'float32[4]',
      'kernel [8, 4] fixed, bias [4], lora_kernel_a [8, 2], lora_kernel_b [2, 4]',
    ],
    ['Dense(4, trainable: false)', 'float32[4]', 'kernel [8, 4], bias [4]'],
  ]);
  wrong('float32[8]', [
    [
      'Dense()',
      'KM2002 Dense',
      'Dense needs `units`: size of the last axis of the result.',
      'for example `Dense(units: …)`.',
    ],
    ['Dense(0)', 'KM2004 0', '`units` of Dense must be at least 1, but it is 0.'],
    ['Dense(2.5)', 'KM2003 2.5', '`units` of Dense takes an integer, but `2.5` is a float.'],
    ['Dense(-1)', 'KM2004 -1', '`units` of Dense must be at least 1, but it is -1.'],
    ['Dense("4")', 'KM2003 "4"', '`units` of Dense takes an integer, but `"4"` is a string.'],
    ['Dense(units: 4, units: 5)', 'KM2005 units', '`units` of Dense is given twice.'],
    [
      'Dense(4, activations: relu)',
      'KM2001 activations',
      'Dense has no argument `activations`. Did you mean `activation`?',
    ],
    ['Dense(4, activation: rleu)', 'KM2006 rleu', 'There is no activation `rleu`. Did you mean `relu`?'],
    [
      'Dense(4, use_bias: 1)',
      'KM2003 1',
      '`use_bias` of Dense takes `true` or `false`, but `1` is an integer.',
    ],
    [
      'Dense(4, kernel_initializer: 1)',
      'KM2003 1',
      '`kernel_initializer` of Dense takes an initializer, but `1` is an integer.',
    ],
    ['Dense(4, kernel_initializer: relu)', 'KM2006 relu', 'There is no initializer `relu`.'],
    ['Dense(5, activation: glu)', 'KM2004 glu', '`glu` halves its axis, so 5 must be an even number.'],
    [
      'Dense(4, lora_rank: 2, kernel_constraint: NonNeg())',
      'KM2004 NonNeg()',
      '`kernel_constraint` would hold the frozen weights of Dense alone: take it out, or `lora_rank`.',
    ],
    ['Dense(4, lora_rank: 0)', 'KM2004 0', '`lora_rank` of Dense must be at least 1, but it is 0.'],
  ]);
  right('float32[6, 8]', [
    ['Dense(4)', 'float32[6, 4]', 'kernel [8, 4], bias [4]'],
    ['Dense(1, use_bias: false)', 'float32[6, 1]', 'kernel [8, 1]'],
  ]);
  right('float32[T, 8]', [['Dense(4)', 'float32[T, 4]', 'kernel [8, 4], bias [4]']]);
  wrong('int32[8]', [
    [
      'Dense(4)',
      'KM3006 Dense(4)',
      'Dense takes floats, but `x` is int32[batch, 8].',
      'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.',
    ],
  ]);
  wrong('float32[]', [
    [
      'Dense(4)',
      'KM3001 Dense(4)',
      'Dense takes vectors, float32[batch, features], but `x` is float32[batch].',
    ],
  ]);
  wrong('float32[N]', [
    [
      'Dense(4)',
      'KM3005 Dense(4)',
      'Dense needs to know the last size of `x` for its weights, but `x` is float32[batch, N].',
      'a number in place of `N` makes it known.',
    ],
  ]);
  wrong('string[8]', [
    [
      'Dense(4)',
      'KM3006 Dense(4)',
      'Dense takes floats, but `x` is string[batch, 8].',
      'layers such as `StringLookup` and `TextVectorization` turn strings into numbers.',
    ],
  ]);
  wrong('float32[8] and float32[8]', [
    ['Dense(4)', 'KM3009 Dense(4)', 'Dense takes one tensor, but `[x, z]`: 2 tensors flow in.'],
  ]);
});

describe('EinsumDense', () => {
  right('float32[6, 8]', [
    ['EinsumDense("abc,cd->abd", [none, 4])', 'float32[6, 4]', 'kernel [8, 4]'],
    ['EinsumDense("abc,cd->abd", [6, 4], bias_axes: "d")', 'float32[6, 4]', 'kernel [8, 4], bias [4]'],
    ['EinsumDense("...x,xy->...y", 4)', 'float32[6, 4]', 'kernel [8, 4]'],
    ['EinsumDense("abc,bcd->ad", 5)', 'float32[5]', 'kernel [6, 8, 5]'],
    [
      'EinsumDense("abc,cde->abde", [6, 2, 3], bias_axes: "de")',
      'float32[6, 2, 3]',
      'kernel [8, 2, 3], bias [2, 3]',
    ],
  ]);
  wrong('float32[6, 8]', [
    [
      'EinsumDense("abc,cd", 4)',
      'KM2004 "abc,cd"',
      '`equation` has the form `abc,cd->abd`: letters of the input, the kernel and the result.',
    ],
    [
      'EinsumDense("abc,cd->abx", [6, 4])',
      'KM2004 "abc,cd->abx"',
      '`equation` makes the axis `x` of the result from nothing.',
    ],
    [
      'EinsumDense("ab,bc->ac", 4)',
      'KM2004 "ab,bc->ac"',
      '`equation` names 2 axes of the input, which has 3 with the batch axis.',
    ],
    [
      'EinsumDense("abc,cd->abd", [6, 4, 2])',
      'KM2004 [6, 4, 2]',
      '`output_shape` needs 2 sizes for the axes `bd`, but has 3.',
    ],
    [
      'EinsumDense("abc,cd->abd", [6, 4], bias_axes: "q")',
      'KM2004 "q"',
      '`bias_axes` names `q`, which the result does not have.',
    ],
    [
      'EinsumDense("abc,cd->abd")',
      'KM2002 EinsumDense',
      'EinsumDense needs `output_shape`: sizes of the result without the batch axis; none takes the size of the input.',
      'for example `EinsumDense(output_shape: …)`.',
    ],
    [
      'EinsumDense("abc->abc", [6, 8])',
      'KM2004 "abc->abc"',
      '`equation` has the form `abc,cd->abd`: letters of the input, the kernel and the result.',
    ],
    ['EinsumDense(3, 4)', 'KM2003 3', '`equation` of EinsumDense takes a string, but `3` is an integer.'],
  ]);
});

describe('Embedding', () => {
  right('int32[]', [['Embedding(100, 8)', 'float32[8]', 'embeddings [100, 8]']]);
  right('int32[20]', [
    ['Embedding(100, 8)', 'float32[20, 8]', 'embeddings [100, 8]'],
    ['Embedding(100, 8, mask_zero: true)', 'float32[20, 8]', 'embeddings [100, 8]'],
    [
      'Embedding(100, 8, lora_rank: 2)',
      'float32[20, 8]',
      'embeddings [100, 8] fixed, lora_embeddings_a [100, 2], lora_embeddings_b [2, 8]',
    ],
  ]);
  wrong('int32[20]', [
    [
      'Embedding(100)',
      'KM2002 Embedding',
      'Embedding needs `output_dim`: length of each vector.',
      'for example `Embedding(output_dim: …)`.',
    ],
    ['Embedding(0, 8)', 'KM2004 0', '`input_dim` of Embedding must be at least 1, but it is 0.'],
    ['Embedding(100, 0)', 'KM2004 0', '`output_dim` of Embedding must be at least 1, but it is 0.'],
    [
      'Embedding(100, 8, mask_zeros: true)',
      'KM2001 mask_zeros',
      'Embedding has no argument `mask_zeros`. Did you mean `mask_zero`?',
    ],
  ]);
  right('int32[T]', [['Embedding(100, 8)', 'float32[T, 8]', 'embeddings [100, 8]']]);
  right('int64[5, 5]', [['Embedding(10, 3)', 'float32[5, 5, 3]', 'embeddings [10, 3]']]);
  wrong('float32[20]', [
    [
      'Embedding(100, 8)',
      'KM3006 Embedding(100, 8)',
      'Embedding takes whole numbers (int32), but `x` is float32[batch, 20].',
      'word and category numbers are declared `int32`.',
    ],
  ]);
  wrong('string[20]', [
    [
      'Embedding(100, 8)',
      'KM3006 Embedding(100, 8)',
      'Embedding takes whole numbers (int32), but `x` is string[batch, 20].',
      'layers such as `StringLookup` and `TextVectorization` turn strings into numbers.',
    ],
  ]);
  wrong('bool[20]', [
    [
      'Embedding(100, 8)',
      'KM3006 Embedding(100, 8)',
      'Embedding takes whole numbers (int32), but `x` is bool[batch, 20].',
      'word and category numbers are declared `int32`.',
    ],
  ]);
});

describe('ReversibleEmbedding', () => {
  right('int32[20]', [
    ['ReversibleEmbedding(100, 8)', 'float32[20, 8]', 'embeddings [100, 8]'],
    [
      'ReversibleEmbedding(100, 8, tie_weights: false)',
      'float32[20, 8]',
      'embeddings [100, 8], reverse_embeddings [8, 100]',
    ],
  ]);
  wrong('int32[20]', [
    [
      'ReversibleEmbedding(100)',
      'KM2002 ReversibleEmbedding',
      'ReversibleEmbedding needs `output_dim`: length of each vector.',
      'for example `ReversibleEmbedding(output_dim: …)`.',
    ],
  ]);
  wrong('float32[20, 8]', [
    [
      'ReversibleEmbedding(100, 8)',
      'KM3006 ReversibleEmbedding(100, 8)',
      'ReversibleEmbedding takes integer indices, but `x` is float32[batch, 20, 8].',
    ],
  ]);
});

describe('Masking', () => {
  right('float32[T, 8]', [
    ['Masking()', 'float32[T, 8]'],
    ['Masking(-1)', 'float32[T, 8]'],
    ['Masking(mask_value: 0.5)', 'float32[T, 8]'],
  ]);
  wrong('float32[T, 8]', [
    ['Masking("none")', 'KM2003 "none"', '`mask_value` of Masking takes a number, but `"none"` is a string.'],
  ]);
  right('float32[8]', [['Masking()', 'float32[8]']]);
});

describe('Identity', () => {
  right('float32[3, 4]', [['Identity()', 'float32[3, 4]']]);
  wrong('float32[3, 4]', [
    ['Identity(3)', 'KM2005 3', 'Identity takes no arguments, but 1 stands here without a name.'],
  ]);
  right('int32[]', [['Identity()', 'int32[]']]);
  wrong('string[2]', [
    [
      'Identity()',
      'KM3006 Identity()',
      'Identity takes numbers, but `x` is string[batch, 2].',
      'layers such as `StringLookup` and `TextVectorization` turn strings into numbers.',
    ],
  ]);
});

describe('TernaryDense', () => {
  right('float32[8]', [
    ['TernaryDense(4)', 'float32[4]', 'kernel [8, 4], bias [4]'],
    ['TernaryDense(4, use_bias: false)', 'float32[4]', 'kernel [8, 4]'],
  ]);
  wrong('float32[8]', [
    [
      'TernaryDense()',
      'KM2002 TernaryDense',
      'TernaryDense needs `units`: size of the last axis of the result.',
      'for example `TernaryDense(units: …)`.',
    ],
    ['TernaryDense(0)', 'KM2004 0', '`units` of TernaryDense must be at least 1, but it is 0.'],
  ]);
  wrong('float32[]', [
    [
      'TernaryDense(4)',
      'KM3001 TernaryDense(4)',
      'TernaryDense takes vectors, float32[batch, features], but `x` is float32[batch].',
    ],
  ]);
});
