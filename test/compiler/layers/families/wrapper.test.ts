import { describe } from 'vitest';
import { right, wrong } from './uses.ts';

describe('Bidirectional', () => {
  right('float32[10, 8]', [
    [
      'Bidirectional(LSTM(4))',
      'float32[8]',
      'forward_lstm/kernel [8, 16], forward_lstm/recurrent_kernel [4, 16], forward_lstm/bias [16], backward_lstm/kernel [8, 16], backward_lstm/recurrent_kernel [4, 16], backward_lstm/bias [16]',
    ],
    [
      'Bidirectional(GRU(4, return_sequences: true))',
      'float32[10, 8]',
      'forward_gru/kernel [8, 12], forward_gru/recurrent_kernel [4, 12], forward_gru/bias [2, 12], backward_gru/kernel [8, 12], backward_gru/recurrent_kernel [4, 12], backward_gru/bias [2, 12]',
    ],
    [
      'Bidirectional(LSTM(4), merge_mode: sum)',
      'float32[4]',
      'forward_lstm/kernel [8, 16], forward_lstm/recurrent_kernel [4, 16], forward_lstm/bias [16], backward_lstm/kernel [8, 16], backward_lstm/recurrent_kernel [4, 16], backward_lstm/bias [16]',
    ],
    [
      'Bidirectional(LSTM(4), merge_mode: mul)',
      'float32[4]',
      'forward_lstm/kernel [8, 16], forward_lstm/recurrent_kernel [4, 16], forward_lstm/bias [16], backward_lstm/kernel [8, 16], backward_lstm/recurrent_kernel [4, 16], backward_lstm/bias [16]',
    ],
    [
      'Bidirectional(LSTM(4), merge_mode: ave)',
      'float32[4]',
      'forward_lstm/kernel [8, 16], forward_lstm/recurrent_kernel [4, 16], forward_lstm/bias [16], backward_lstm/kernel [8, 16], backward_lstm/recurrent_kernel [4, 16], backward_lstm/bias [16]',
    ],
    [
      'Bidirectional(LSTM(4), merge_mode: none)',
      'float32[4] and float32[4]',
      'forward_lstm/kernel [8, 16], forward_lstm/recurrent_kernel [4, 16], forward_lstm/bias [16], backward_lstm/kernel [8, 16], backward_lstm/recurrent_kernel [4, 16], backward_lstm/bias [16]',
    ],
    [
      'Bidirectional(LSTM(4), backward_layer: LSTM(4, go_backwards: true))',
      'float32[8]',
      'forward_lstm/kernel [8, 16], forward_lstm/recurrent_kernel [4, 16], forward_lstm/bias [16], backward_lstm/kernel [8, 16], backward_lstm/recurrent_kernel [4, 16], backward_lstm/bias [16]',
    ],
    [
      'Bidirectional(SimpleRNN(4, use_bias: false))',
      'float32[8]',
      'forward_simple_rnn/kernel [8, 4], forward_simple_rnn/recurrent_kernel [4, 4], backward_simple_rnn/kernel [8, 4], backward_simple_rnn/recurrent_kernel [4, 4]',
    ],
    [
      'Bidirectional(LSTM(4, return_state: true))',
      'float32[8] and float32[4] and float32[4] and float32[4] and float32[4]',
      'forward_lstm/kernel [8, 16], forward_lstm/recurrent_kernel [4, 16], forward_lstm/bias [16], backward_lstm/kernel [8, 16], backward_lstm/recurrent_kernel [4, 16], backward_lstm/bias [16]',
    ],
  ]);
  wrong('float32[10, 8]', [
    [
      'Bidirectional()',
      'KM2002 Bidirectional',
      'Bidirectional needs `layer`: the recurrent layer.',
      'for example `Bidirectional(layer: …)`.',
    ],
    [
      'Bidirectional(Dense(4))',
      'KM2003 Dense(4)',
      '`layer` of Bidirectional takes a recurrent layer, but `Dense(…)` is a layer.',
    ],
    [
      'Bidirectional(LSTM)',
      'KM2003 LSTM',
      'A value is needed here, but `LSTM` is the name of a layer.',
      'A layer is written with parentheses, as in `LSTM(32)`.',
    ],
    [
      'Bidirectional(LSTM(4), merge_mode: max)',
      'KM2006 max',
      '`merge_mode` of Bidirectional has no option `max`. Did you mean `mul`?',
    ],
    [
      'Bidirectional(LSTM(4), backward_layer: LSTM(4))',
      'KM2004 LSTM(4)',
      '`backward_layer` must go the other way than `layer`: `go_backwards: true`.',
    ],
    [
      'Bidirectional(LSTM(4, go_backwards: true))',
      'KM2004 LSTM(4, go_backwards: true)',
      '`layer` goes backwards itself, and so does the one that Bidirectional makes of it for the way back.',
      'Bidirectional runs it both ways without `go_backwards`.',
    ],
    [
      'Bidirectional(LSTM(4, unitz: 3))',
      'KM2001 unitz',
      'LSTM has no argument `unitz`. Did you mean `units`?',
    ],
    [
      'Bidirectional(4)',
      'KM2003 4',
      '`layer` of Bidirectional takes a recurrent layer, but `4` is an integer.',
    ],
  ]);
  wrong('float32[8]', [
    [
      'Bidirectional(LSTM(4))',
      'KM3001 Bidirectional(LSTM(4))',
      'Bidirectional takes a sequence, float32[batch, time, features], but `x` is float32[batch, 8].',
      '`Reshape([8, 1])` makes each number a step.',
    ],
  ]);
});

describe('TimeDistributed', () => {
  right('float32[10, 8]', [
    ['TimeDistributed(Dense(4))', 'float32[10, 4]', 'dense/kernel [8, 4], dense/bias [4]'],
    [
      'TimeDistributed(LayerNormalization())',
      'float32[10, 8]',
      'layer_normalization/gamma [8], layer_normalization/beta [8]',
    ],
  ]);
  wrong('float32[10, 8]', [
    [
      'TimeDistributed()',
      'KM2002 TimeDistributed',
      'TimeDistributed needs `layer`: the layer.',
      'for example `TimeDistributed(layer: …)`.',
    ],
    ['TimeDistributed(relu)', 'KM1001 relu', 'Nothing is called `relu` here.'],
    [
      'TimeDistributed(Conv1D(4, 3))',
      'KM3001 TimeDistributed(Conv1D(4, 3))',
      'Conv1D takes a sequence, float32[batch, time, channels], but inside TimeDistributed, each step of `x` is float32[batch, 8].',
    ],
  ]);
  right('float32[10, 28, 28, 3]', [
    [
      'TimeDistributed(Conv2D(4, 3))',
      'float32[10, 26, 26, 4]',
      'conv2d/kernel [3, 3, 3, 4], conv2d/bias [4]',
    ],
    ['TimeDistributed(Flatten())', 'float32[10, 2352]'],
    ['TimeDistributed(GlobalAveragePooling2D())', 'float32[10, 3]'],
  ]);
  right('float32[T, 28, 28, 3]', [
    ['TimeDistributed(Conv2D(4, 3))', 'float32[T, 26, 26, 4]', 'conv2d/kernel [3, 3, 3, 4], conv2d/bias [4]'],
  ]);
  wrong('float32[8]', [
    [
      'TimeDistributed(Dense(4))',
      'KM3001 TimeDistributed(Dense(4))',
      'Dense takes vectors, float32[batch, features], but inside TimeDistributed, each step of `x` is float32[batch].',
    ],
  ]);
});

describe('SpectralNormalization', () => {
  right('float32[10, 8]', [
    [
      'SpectralNormalization(Dense(4))',
      'float32[10, 4]',
      'dense/kernel [8, 4], vector_u [1, 4] fixed, dense/bias [4]',
    ],
    [
      'SpectralNormalization(Conv1D(4, 3))',
      'float32[8, 4]',
      'conv1d/kernel [3, 8, 4], vector_u [1, 4] fixed, conv1d/bias [4]',
    ],
    [
      'SpectralNormalization(Dense(4), power_iterations: 3)',
      'float32[10, 4]',
      'dense/kernel [8, 4], vector_u [1, 4] fixed, dense/bias [4]',
    ],
  ]);
  wrong('float32[10, 8]', [
    [
      'SpectralNormalization(Dense(4), power_iterations: 0)',
      'KM2004 0',
      '`power_iterations` of SpectralNormalization must be at least 1, but it is 0.',
    ],
    [
      'SpectralNormalization(Dropout(0.5))',
      'KM2004 Dropout(0.5)',
      '`Dropout` has no kernel that could be divided.',
    ],
    [
      'SpectralNormalization()',
      'KM2002 SpectralNormalization',
      'SpectralNormalization needs `layer`: the layer whose kernel is divided.',
      'for example `SpectralNormalization(layer: …)`.',
    ],
  ]);
});
