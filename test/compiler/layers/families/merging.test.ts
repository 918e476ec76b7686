import { describe } from 'vitest';
import { right, wrong } from './uses.ts';

describe('Add', () => {
  right('float32[4, 8] and float32[4, 8]', [['Add()', 'float32[4, 8]']]);
  wrong('float32[4, 8] and float32[4, 8]', [
    ['Add(3)', 'KM2005 3', 'Add takes no arguments, but 1 stands here without a name.'],
  ]);
  right('float32[4, 8] and float32[8]', [['Add()', 'float32[4, 8]']]);
  right('float32[4, 8] and float32[1, 8]', [['Add()', 'float32[4, 8]']]);
  wrong('float32[4, 8] and float32[4, 7]', [
    [
      'Add()',
      'KM3003 Add()',
      'Add needs equal or broadcastable shapes, but `x` is float32[batch, 4, 8] and `z` is float32[batch, 4, 7]: the last sizes are 8 and 7.',
      '`z -> Conv1D(8, 1)` gives it 8 filters.',
    ],
  ]);
  right('float32[T, 8] and float32[T, 8]', [['Add()', 'float32[T, 8]']]);
  right('float32[T, 8] and float32[S, 8]', [['Add()', 'float32[T, 8]']]);
  right('float32[4] and float32[4] and float32[4]', [['Add()', 'float32[4]']]);
  wrong('float32[4]', [
    [
      'Add()',
      'KM3009 Add()',
      'Add takes a list of tensors, but the single tensor `x` flows in.',
      'several tensors flow in as a list: `[a, b] -> …`.',
    ],
  ]);
  right('int32[4] and int32[4]', [['Add()', 'int32[4]']]);
  wrong('int32[4] and float32[4]', [
    [
      'Add()',
      'KM3006 Add()',
      'Add needs one dtype, but `x` is int32[batch, 4] and `z` is float32[batch, 4].',
    ],
  ]);
  wrong('string[4] and string[4]', [
    [
      'Add()',
      'KM3006 Add()',
      'Add takes numbers, but `x` is string[batch, 4].',
      'layers such as `StringLookup` and `TextVectorization` turn strings into numbers.',
    ],
  ]);
});

describe('Subtract', () => {
  right('float32[4, 8] and float32[4, 8]', [['Subtract()', 'float32[4, 8]']]);
  wrong('float32[4] and float32[4] and float32[4]', [
    [
      'Subtract()',
      'KM3009 Subtract()',
      'Subtract takes a list of 2 tensors, but a list of 3 flows in.',
      'several tensors flow in as a list: `[a, b] -> …`.',
    ],
  ]);
  wrong('float32[4] and float32[5]', [
    [
      'Subtract()',
      'KM3003 Subtract()',
      'Subtract needs equal or broadcastable shapes, but `x` is float32[batch, 4] and `z` is float32[batch, 5]: the last sizes are 4 and 5.',
      '`z -> Dense(4)` gives it 4 units.',
    ],
  ]);
});

describe('Multiply', () => {
  right('float32[28, 28, 3] and float32[1, 1, 3]', [['Multiply()', 'float32[28, 28, 3]']]);
  right('float32[28, 28, 3] and float32[3]', [['Multiply()', 'float32[28, 28, 3]']]);
  wrong('float32[4] and float32[3]', [
    [
      'Multiply()',
      'KM3003 Multiply()',
      'Multiply needs equal or broadcastable shapes, but `x` is float32[batch, 4] and `z` is float32[batch, 3]: the last sizes are 4 and 3.',
      '`z -> Dense(4)` gives it 4 units.',
    ],
  ]);
});

describe('Average', () => {
  right('float32[4] and float32[4] and float32[4]', [['Average()', 'float32[4]']]);
  wrong('int32[4] and int32[4]', [
    [
      'Average()',
      'KM3006 Average()',
      'Average takes floats, but `x` is int32[batch, 4].',
      'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.',
    ],
  ]);
  wrong('float32[4] and float32[2]', [
    [
      'Average()',
      'KM3003 Average()',
      'Average needs equal or broadcastable shapes, but `x` is float32[batch, 4] and `z` is float32[batch, 2]: the last sizes are 4 and 2.',
      '`z -> Dense(4)` gives it 4 units.',
    ],
  ]);
});

describe('Maximum', () => {
  right('float32[4] and float32[4]', [['Maximum()', 'float32[4]']]);
  right('float32[4, 1] and float32[1, 4]', [['Maximum()', 'float32[4, 4]']]);
  wrong('float32[4, 3] and float32[2, 4]', [
    [
      'Maximum()',
      'KM3003 Maximum()',
      'Maximum needs equal or broadcastable shapes, but `x` is float32[batch, 4, 3] and `z` is float32[batch, 2, 4]: the last sizes are 3 and 4.',
      '`z -> Conv1D(3, 1)` gives it 3 filters.',
    ],
  ]);
});

describe('Minimum', () => {
  right('float32[4] and float32[4]', [['Minimum()', 'float32[4]']]);
  right('int32[4] and int32[4]', [['Minimum()', 'int32[4]']]);
  wrong('float32[4] and float32[6]', [
    [
      'Minimum()',
      'KM3003 Minimum()',
      'Minimum needs equal or broadcastable shapes, but `x` is float32[batch, 4] and `z` is float32[batch, 6]: the last sizes are 4 and 6.',
      '`z -> Dense(4)` gives it 4 units.',
    ],
  ]);
});

describe('Concatenate', () => {
  right('float32[4, 8] and float32[4, 3]', [
    ['Concatenate()', 'float32[4, 11]'],
    ['Concatenate(axis: -1)', 'float32[4, 11]'],
    ['Concatenate(axis: 2)', 'float32[4, 11]'],
  ]);
  wrong('float32[4, 8] and float32[4, 3]', [
    [
      'Concatenate(axis: 1)',
      'KM3003 Concatenate(axis: 1)',
      'Concatenate needs equal sizes on every axis but axis 1, but `x` is float32[batch, 4, 8] and `z` is float32[batch, 4, 3]: the sizes of axis 2 are 8 and 3.',
    ],
    ['Concatenate(axis: 3)', 'KM2004 3', 'Axis 3 is none of `x`, which has axes 1 to 2.'],
    ['Concatenate(axis: 0)', 'KM2004 0', 'Axis 0 is none of `x`, which has axes 1 to 2.'],
    ['Concatenate(axes: 1)', 'KM2001 axes', 'Concatenate has no argument `axes`. Did you mean `axis`?'],
  ]);
  right('float32[T, 8] and float32[S, 8]', [
    ['Concatenate(axis: 1)', 'float32[S + T, 8]'],
    ['Concatenate()', 'float32[T, 16]'],
  ]);
  wrong('float32[4, 8] and float32[8]', [
    [
      'Concatenate()',
      'KM3003 Concatenate()',
      'Concatenate needs inputs of one rank, but `x` is float32[batch, 4, 8] and `z` is float32[batch, 8].',
    ],
  ]);
  wrong('int32[4] and float32[4]', [
    [
      'Concatenate()',
      'KM3006 Concatenate()',
      'Concatenate needs one dtype, but `x` is int32[batch, 4] and `z` is float32[batch, 4].',
    ],
  ]);
  wrong('string[4] and float32[4]', [
    [
      'Concatenate()',
      'KM3006 Concatenate()',
      'Concatenate takes numbers, but `x` is string[batch, 4].',
      'layers such as `StringLookup` and `TextVectorization` turn strings into numbers.',
    ],
  ]);
});

describe('Dot', () => {
  right('float32[4, 8] and float32[5, 8]', [
    ['Dot(2)', 'float32[4, 5]'],
    ['Dot([2, 2])', 'float32[4, 5]'],
    ['Dot(-1, normalize: true)', 'float32[4, 5]'],
  ]);
  wrong('float32[4, 8] and float32[5, 8]', [
    [
      'Dot(1)',
      'KM3003 1',
      'Dot needs axes of equal size, but `x` is float32[batch, 4, 8] and `z` is float32[batch, 5, 8]: the sizes are 4 and 5.',
    ],
    [
      'Dot([1, 2])',
      'KM3003 [1, 2]',
      'Dot needs axes of equal size, but `x` is float32[batch, 4, 8] and `z` is float32[batch, 5, 8]: the sizes are 4 and 8.',
    ],
    ['Dot(3)', 'KM2004 3', 'Axis 3 is none of `x`, which has axes 1 to 2.'],
    [
      'Dot()',
      'KM2002 Dot',
      'Dot needs `axes`: the axis, or one for each input; 0 is the batch.',
      'for example `Dot(axes: …)`.',
    ],
    ['Dot([1, 2, 3])', 'KM2004 [1, 2, 3]', '`axes` of Dot must be a list of 2, but it is a list of 3.'],
  ]);
  right('float32[8] and float32[8]', [['Dot(1)', 'float32[1]']]);
  wrong('int32[8] and int32[8]', [
    [
      'Dot(1)',
      'KM3006 Dot(1)',
      'Dot takes floats, but `x` is int32[batch, 8].',
      'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.',
    ],
  ]);
});
