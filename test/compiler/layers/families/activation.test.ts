import { describe } from 'vitest';
import { right, wrong } from './uses.ts';

describe('Activation', () => {
  right('float32[3, 8]', [
    ['Activation(relu)', 'float32[3, 8]'],
    ['Activation(softmax)', 'float32[3, 8]'],
    ['Activation(glu)', 'float32[3, 4]'],
    ['Activation("tanh")', 'float32[3, 8]'],
    ['Activation(softmax(axis: 1))', 'float32[3, 8]'],
  ]);
  wrong('float32[3, 8]', [
    [
      'Activation()',
      'KM2002 Activation',
      'Activation needs `activation`: the function.',
      'for example `Activation(activation: …)`.',
    ],
    ['Activation(tahn)', 'KM2006 tahn', 'There is no activation `tahn`. Did you mean `tanh`?'],
    ['Activation(Dense(3))', 'KM2006 Dense', 'There is no activation `Dense`.'],
    ['Activation(softmax(axis: 4))', 'KM2004 softmax(axis: 4)', '`softmax` has no axis 4 there.'],
  ]);
  wrong('float32[3, 5]', [
    ['Activation(glu)', 'KM2004 glu', '`glu` halves its axis, so 5 must be an even number.'],
  ]);
  wrong('int32[4]', [
    [
      'Activation(relu)',
      'KM3006 Activation(relu)',
      'Activation takes floats, but `x` is int32[batch, 4].',
      'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.',
    ],
  ]);
  wrong('string[4]', [
    [
      'Activation(relu)',
      'KM3006 Activation(relu)',
      'Activation takes floats, but `x` is string[batch, 4].',
      'layers such as `StringLookup` and `TextVectorization` turn strings into numbers.',
    ],
  ]);
});

describe('ReLU', () => {
  right('float32[3, 8]', [
    ['ReLU()', 'float32[3, 8]'],
    ['ReLU(6)', 'float32[3, 8]'],
    ['ReLU(max_value: 6, negative_slope: 0.1, threshold: 0.5)', 'float32[3, 8]'],
  ]);
  wrong('float32[3, 8]', [
    ['ReLU(-1)', 'KM2004 -1', '`max_value` of ReLU must be at least 0, but it is -1.'],
    [
      'ReLU(negative_slope: -0.1)',
      'KM2004 -0.1',
      '`negative_slope` of ReLU must be at least 0, but it is -0.1.',
    ],
    ['ReLU(6, 0.1, -2)', 'KM2004 -2', '`threshold` of ReLU must be at least 0, but it is -2.'],
    [
      'ReLU(max: 6)',
      'KM2001 max',
      'ReLU has no argument `max`. It takes `max_value`, `negative_slope`, `threshold`, `activity_regularizer`, `dtype`, `name` and `trainable`.',
    ],
  ]);
  wrong('int32[4]', [
    [
      'ReLU()',
      'KM3006 ReLU()',
      'ReLU takes floats, but `x` is int32[batch, 4].',
      'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.',
    ],
  ]);
  wrong('bool[4]', [['ReLU()', 'KM3006 ReLU()', 'ReLU takes floats, but `x` is bool[batch, 4].']]);
});

describe('LeakyReLU', () => {
  right('float32[3, 8]', [
    ['LeakyReLU()', 'float32[3, 8]'],
    ['LeakyReLU(0.1)', 'float32[3, 8]'],
  ]);
  wrong('float32[3, 8]', [
    ['LeakyReLU(-0.1)', 'KM2004 -0.1', '`negative_slope` of LeakyReLU must be at least 0, but it is -0.1.'],
    ['LeakyReLU(none)', 'KM2003 none', '`negative_slope` of LeakyReLU takes a number, but it is `none`.'],
    [
      'LeakyReLU(alpha: 0.3)',
      'KM2001 alpha',
      'LeakyReLU has no argument `alpha`. It takes `negative_slope`, `activity_regularizer`, `dtype`, `name` and `trainable`.',
    ],
  ]);
});

describe('ELU', () => {
  right('float32[3, 8]', [
    ['ELU()', 'float32[3, 8]'],
    ['ELU(0.5)', 'float32[3, 8]'],
  ]);
  wrong('float32[3, 8]', [
    ['ELU(none)', 'KM2003 none', '`alpha` of ELU takes a number, but it is `none`.'],
    [
      'ELU(beta: 1)',
      'KM2001 beta',
      'ELU has no argument `beta`. It takes `alpha`, `activity_regularizer`, `dtype`, `name` and `trainable`.',
    ],
  ]);
});

describe('PReLU', () => {
  right('float32[3, 8]', [
    ['PReLU()', 'float32[3, 8]', 'alpha [3, 8]'],
    ['PReLU(shared_axes: [1])', 'float32[3, 8]', 'alpha [1, 8]'],
    ['PReLU(shared_axes: [1, 2])', 'float32[3, 8]', 'alpha [1, 1]'],
  ]);
  wrong('float32[3, 8]', [
    [
      'PReLU(shared_axes: 1)',
      'KM2003 1',
      '`shared_axes` of PReLU takes a list of integers, but no brackets stand here.',
      '`[1]` is a list of one.',
    ],
    [
      'PReLU(shared_axes: [3])',
      'KM2004 [3]',
      '`shared_axes` must name different axes of `x`, which has axes 1 to 2.',
    ],
    ['PReLU(shared_axes: [0])', 'KM2004 0', '`shared_axes` of PReLU must be at least 1, but it is 0.'],
    [
      'PReLU(alpha: 0.2)',
      'KM2001 alpha',
      'PReLU has no argument `alpha`. It takes `alpha_initializer`, `alpha_regularizer`, `alpha_constraint`, `shared_axes`, `activity_regularizer`, `dtype`, `name` and `trainable`.',
    ],
  ]);
  right('float32[28, 28, 16]', [['PReLU(shared_axes: [1, 2])', 'float32[28, 28, 16]', 'alpha [1, 1, 16]']]);
  right('float32[T, 8]', [['PReLU(shared_axes: [1])', 'float32[T, 8]', 'alpha [1, 8]']]);
  wrong('float32[T, 8]', [
    [
      'PReLU()',
      'KM3005 PReLU()',
      'PReLU needs to know axis 1 of `x` for its slopes.',
      '`shared_axes: [1]` shares the slopes along it.',
    ],
  ]);
});

describe('Softmax', () => {
  right('float32[3, 8]', [
    ['Softmax()', 'float32[3, 8]'],
    ['Softmax(1)', 'float32[3, 8]'],
    ['Softmax(axis: [1, 2])', 'float32[3, 8]'],
    ['Softmax(axis: -2)', 'float32[3, 8]'],
  ]);
  wrong('float32[3, 8]', [
    ['Softmax(0)', 'KM2004 0', '`axis` must name an axis of `x`, which has axes 1 to 2.'],
    ['Softmax(3)', 'KM2004 3', '`axis` must name an axis of `x`, which has axes 1 to 2.'],
    ['Softmax(-3)', 'KM2004 -3', '`axis` must name an axis of `x`, which has axes 1 to 2.'],
  ]);
  wrong('bool[3]', [['Softmax()', 'KM3006 Softmax()', 'Softmax takes floats, but `x` is bool[batch, 3].']]);
});
