import { describe } from 'vitest';
import { right, wrong } from './uses.ts';

describe('LSTM', () => {
  right('float32[10, 8]', [
    ['LSTM(4)', 'float32[4]', 'kernel [8, 16], recurrent_kernel [4, 16], bias [16]'],
    [
      'LSTM(4, return_sequences: true)',
      'float32[10, 4]',
      'kernel [8, 16], recurrent_kernel [4, 16], bias [16]',
    ],
    [
      'LSTM(4, return_state: true)',
      'float32[4] and float32[4] and float32[4]',
      'kernel [8, 16], recurrent_kernel [4, 16], bias [16]',
    ],
    [
      'LSTM(4, return_sequences: true, return_state: true)',
      'float32[10, 4] and float32[4] and float32[4]',
      'kernel [8, 16], recurrent_kernel [4, 16], bias [16]',
    ],
    ['LSTM(4, use_bias: false)', 'float32[4]', 'kernel [8, 16], recurrent_kernel [4, 16]'],
    ['LSTM(4, go_backwards: true)', 'float32[4]', 'kernel [8, 16], recurrent_kernel [4, 16], bias [16]'],
    [
      'LSTM(4, dropout: 0.2, recurrent_dropout: 0.1)',
      'float32[4]',
      'kernel [8, 16], recurrent_kernel [4, 16], bias [16]',
    ],
  ]);
  wrong('float32[10, 8]', [
    [
      'LSTM()',
      'KM2002 LSTM',
      'LSTM needs `units`: size of the state and of each output.',
      'for example `LSTM(units: …)`.',
    ],
    ['LSTM(0)', 'KM2004 0', '`units` of LSTM must be at least 1, but it is 0.'],
    ['LSTM(4, dropout: 1.5)', 'KM2004 1.5', '`dropout` of LSTM must be between 0 and 1, but it is 1.5.'],
    [
      'LSTM(4, recurrent_dropout: -0.1)',
      'KM2004 -0.1',
      '`recurrent_dropout` of LSTM must be between 0 and 1, but it is -0.1.',
    ],
    [
      'LSTM(4, return_sequence: true)',
      'KM2001 return_sequence',
      'LSTM has no argument `return_sequence`. Did you mean `return_sequences`?',
    ],
    ['LSTM(4, activation: lstm)', 'KM2006 lstm', 'There is no activation `lstm`.'],
    ['LSTM(4, activation: glu)', 'KM2004 glu', '`glu` changes the size, which a recurrent layer must keep.'],
  ]);
  right('float32[T, 8]', [
    [
      'LSTM(4, return_sequences: true)',
      'float32[T, 4]',
      'kernel [8, 16], recurrent_kernel [4, 16], bias [16]',
    ],
  ]);
  wrong('float32[10, N]', [
    [
      'LSTM(4)',
      'KM3005 LSTM(4)',
      'LSTM needs to know the last size of `x` for its weights, but `x` is float32[batch, 10, N].',
      'a number in place of `N` makes it known.',
    ],
  ]);
  wrong('float32[8]', [
    [
      'LSTM(4)',
      'KM3001 LSTM(4)',
      'LSTM takes a sequence, float32[batch, time, features], but `x` is float32[batch, 8].',
      '`Reshape([8, 1])` makes each number a step.',
    ],
  ]);
  wrong('float32[4, 10, 8]', [
    [
      'LSTM(4)',
      'KM3001 LSTM(4)',
      'LSTM takes a sequence, float32[batch, time, features], but `x` is float32[batch, 4, 10, 8].',
      '`Reshape([4, 80])` makes each row a step.',
    ],
  ]);
  wrong('int32[10, 8]', [
    [
      'LSTM(4)',
      'KM3006 LSTM(4)',
      'LSTM takes floats, but `x` is int32[batch, 10, 8].',
      'numbers that stand for words or categories need an `Embedding(…)` first; quantities are declared `float32`.',
    ],
  ]);
});

describe('GRU', () => {
  right('float32[10, 8]', [
    ['GRU(4)', 'float32[4]', 'kernel [8, 12], recurrent_kernel [4, 12], bias [2, 12]'],
    ['GRU(4, reset_after: false)', 'float32[4]', 'kernel [8, 12], recurrent_kernel [4, 12], bias [12]'],
    [
      'GRU(4, return_sequences: true)',
      'float32[10, 4]',
      'kernel [8, 12], recurrent_kernel [4, 12], bias [2, 12]',
    ],
    [
      'GRU(4, return_state: true)',
      'float32[4] and float32[4]',
      'kernel [8, 12], recurrent_kernel [4, 12], bias [2, 12]',
    ],
    ['GRU(4, use_bias: false)', 'float32[4]', 'kernel [8, 12], recurrent_kernel [4, 12]'],
  ]);
  wrong('float32[10, 8]', [
    ['GRU(4, unit_forget_bias: true)', 'KM2001 unit_forget_bias', 'GRU has no argument `unit_forget_bias`.'],
    [
      'GRU(4, reset_after: 1)',
      'KM2003 1',
      '`reset_after` of GRU takes `true` or `false`, but `1` is an integer.',
    ],
    ['GRU(none)', 'KM2003 none', '`units` of GRU takes an integer, but it is `none`.'],
  ]);
  right('float32[T, 8]', [
    [
      'GRU(4, return_sequences: true)',
      'float32[T, 4]',
      'kernel [8, 12], recurrent_kernel [4, 12], bias [2, 12]',
    ],
  ]);
});

describe('SimpleRNN', () => {
  right('float32[10, 8]', [
    ['SimpleRNN(4)', 'float32[4]', 'kernel [8, 4], recurrent_kernel [4, 4], bias [4]'],
    [
      'SimpleRNN(4, return_sequences: true)',
      'float32[10, 4]',
      'kernel [8, 4], recurrent_kernel [4, 4], bias [4]',
    ],
    [
      'SimpleRNN(4, return_state: true)',
      'float32[4] and float32[4]',
      'kernel [8, 4], recurrent_kernel [4, 4], bias [4]',
    ],
    ['SimpleRNN(4, use_bias: false)', 'float32[4]', 'kernel [8, 4], recurrent_kernel [4, 4]'],
  ]);
  wrong('float32[10, 8]', [
    [
      'SimpleRNN(4, recurrent_activation: sigmoid)',
      'KM2001 recurrent_activation',
      'SimpleRNN has no argument `recurrent_activation`. Did you mean `recurrent_initializer`, `recurrent_constraint` or `recurrent_dropout`?',
    ],
    ['SimpleRNN("4")', 'KM2003 "4"', '`units` of SimpleRNN takes an integer, but `"4"` is a string.'],
  ]);
  wrong('float32[8]', [
    [
      'SimpleRNN(4)',
      'KM3001 SimpleRNN(4)',
      'SimpleRNN takes a sequence, float32[batch, time, features], but `x` is float32[batch, 8].',
      '`Reshape([8, 1])` makes each number a step.',
    ],
  ]);
});

describe('RNN', () => {
  right('float32[10, 8]', [
    [
      'RNN(LSTMCell(4))',
      'float32[4]',
      'lstm_cell/kernel [8, 16], lstm_cell/recurrent_kernel [4, 16], lstm_cell/bias [16]',
    ],
    [
      'RNN(GRUCell(4), return_sequences: true)',
      'float32[10, 4]',
      'gru_cell/kernel [8, 12], gru_cell/recurrent_kernel [4, 12], gru_cell/bias [2, 12]',
    ],
    [
      'RNN(SimpleRNNCell(4))',
      'float32[4]',
      'simple_rnn_cell/kernel [8, 4], simple_rnn_cell/recurrent_kernel [4, 4], simple_rnn_cell/bias [4]',
    ],
    [
      'RNN([LSTMCell(4), LSTMCell(5)])',
      'float32[5]',
      'stacked_rnn_cells/lstm_cell/kernel [8, 16], stacked_rnn_cells/lstm_cell/recurrent_kernel [4, 16], stacked_rnn_cells/lstm_cell/bias [16], stacked_rnn_cells/lstm_cell_1/kernel [4, 20], stacked_rnn_cells/lstm_cell_1/recurrent_kernel [5, 20], stacked_rnn_cells/lstm_cell_1/bias [20]',
    ],
    [
      'RNN(StackedRNNCells([GRUCell(4), SimpleRNNCell(3)]))',
      'float32[3]',
      'stacked_rnn_cells/gru_cell/kernel [8, 12], stacked_rnn_cells/gru_cell/recurrent_kernel [4, 12], stacked_rnn_cells/gru_cell/bias [2, 12], stacked_rnn_cells/simple_rnn_cell/kernel [4, 3], stacked_rnn_cells/simple_rnn_cell/recurrent_kernel [3, 3], stacked_rnn_cells/simple_rnn_cell/bias [3]',
    ],
    [
      'RNN(LSTMCell(4), return_state: true)',
      'float32[4] and float32[4] and float32[4]',
      'lstm_cell/kernel [8, 16], lstm_cell/recurrent_kernel [4, 16], lstm_cell/bias [16]',
    ],
    [
      'RNN([LSTMCell(4), LSTMCell(5)], return_state: true)',
      'float32[5] and float32[4] and float32[4] and float32[5] and float32[5]',
      'stacked_rnn_cells/lstm_cell/kernel [8, 16], stacked_rnn_cells/lstm_cell/recurrent_kernel [4, 16], stacked_rnn_cells/lstm_cell/bias [16], stacked_rnn_cells/lstm_cell_1/kernel [4, 20], stacked_rnn_cells/lstm_cell_1/recurrent_kernel [5, 20], stacked_rnn_cells/lstm_cell_1/bias [20]',
    ],
  ]);
  wrong('float32[10, 8]', [
    [
      'RNN()',
      'KM2002 RNN',
      'RNN needs `cell`: the cell; a list of them is stacked.',
      'for example `RNN(cell: …)`.',
    ],
    [
      'RNN(Dense(4))',
      'KM2003 Dense(4)',
      '`cell` of RNN takes a recurrent cell or a list of recurrent cells, but `Dense(…)` is a layer.',
    ],
    [
      'RNN(LSTM(4))',
      'KM2003 LSTM(4)',
      '`cell` of RNN takes a recurrent cell or a list of recurrent cells, but `LSTM(…)` is a layer.',
      '`LSTMCell(…)` is its cell.',
    ],
    [
      'RNN(LSTMCell())',
      'KM2002 LSTMCell',
      'LSTMCell needs `units`: size of the state and of each output.',
      'for example `LSTMCell(units: …)`.',
    ],
    ['RNN([])', 'KM2004 []', '`cell` of RNN must be a list of at least 1, but it is empty.'],
    [
      'RNN(4)',
      'KM2003 4',
      '`cell` of RNN takes a recurrent cell or a list of recurrent cells, but `4` is an integer.',
    ],
  ]);
});

describe('Cells by themselves', () => {
  wrong('float32[8]', [
    [
      'LSTMCell(4)',
      'KM3009 LSTMCell(4)',
      'LSTMCell is one step of a loop, and `x` is no loop.',
      '`RNN(LSTMCell(…))` runs it over the steps of a sequence.',
    ],
    [
      'GRUCell(4)',
      'KM3009 GRUCell(4)',
      'GRUCell is one step of a loop, and `x` is no loop.',
      '`RNN(GRUCell(…))` runs it over the steps of a sequence.',
    ],
    [
      'SimpleRNNCell(4)',
      'KM3009 SimpleRNNCell(4)',
      'SimpleRNNCell is one step of a loop, and `x` is no loop.',
      '`RNN(SimpleRNNCell(…))` runs it over the steps of a sequence.',
    ],
    [
      'StackedRNNCells([LSTMCell(4)])',
      'KM3009 StackedRNNCells([LSTMCell(4)])',
      'StackedRNNCells is one step of a loop, and `x` is no loop.',
      '`RNN(StackedRNNCells(…))` runs it over the steps of a sequence.',
    ],
  ]);
});

describe('ConvLSTM1D', () => {
  right('float32[5, 20, 3]', [
    ['ConvLSTM1D(4, 3)', 'float32[18, 4]', 'kernel [3, 3, 16], recurrent_kernel [3, 4, 16], bias [16]'],
    [
      'ConvLSTM1D(4, 3, padding: same, return_sequences: true)',
      'float32[5, 20, 4]',
      'kernel [3, 3, 16], recurrent_kernel [3, 4, 16], bias [16]',
    ],
    [
      'ConvLSTM1D(4, 3, return_state: true)',
      'float32[18, 4] and float32[18, 4] and float32[18, 4]',
      'kernel [3, 3, 16], recurrent_kernel [3, 4, 16], bias [16]',
    ],
    [
      'ConvLSTM1D(4, 3, strides: 2)',
      'float32[9, 4]',
      'kernel [3, 3, 16], recurrent_kernel [3, 4, 16], bias [16]',
    ],
    ['ConvLSTM1D(4, 3, use_bias: false)', 'float32[18, 4]', 'kernel [3, 3, 16], recurrent_kernel [3, 4, 16]'],
  ]);
  wrong('float32[5, 20, 3]', [
    [
      'ConvLSTM1D(4)',
      'KM2002 ConvLSTM1D',
      'ConvLSTM1D needs `kernel_size`: length of the window.',
      'for example `ConvLSTM1D(kernel_size: …)`.',
    ],
    [
      'ConvLSTM1D(4, 21)',
      'KM3004 21',
      'ConvLSTM1D moves a window of 21 along axis 2 of `x`, which has only 20.',
      '`padding: same` keeps the size.',
    ],
    [
      'ConvLSTM1D(4, 3, strides: 2, dilation_rate: 2)',
      'KM2004 2',
      '`strides` and `dilation_rate` cannot both be greater than 1.',
    ],
  ]);
  wrong('float32[20, 3]', [
    [
      'ConvLSTM1D(4, 3)',
      'KM3001 ConvLSTM1D(4, 3)',
      'ConvLSTM1D takes sequences of rows, float32[batch, time, rows, channels], but `x` is float32[batch, 20, 3].',
      '`Reshape([20, 3, 1])` adds an axis of one channel.',
    ],
  ]);
});

describe('ConvLSTM2D', () => {
  right('float32[5, 12, 12, 3]', [
    [
      'ConvLSTM2D(4, 3)',
      'float32[10, 10, 4]',
      'kernel [3, 3, 3, 16], recurrent_kernel [3, 3, 4, 16], bias [16]',
    ],
    [
      'ConvLSTM2D(4, [3, 5], padding: same)',
      'float32[12, 12, 4]',
      'kernel [3, 5, 3, 16], recurrent_kernel [3, 5, 4, 16], bias [16]',
    ],
    [
      'ConvLSTM2D(4, 3, return_sequences: true)',
      'float32[5, 10, 10, 4]',
      'kernel [3, 3, 3, 16], recurrent_kernel [3, 3, 4, 16], bias [16]',
    ],
    [
      'ConvLSTM2D(4, 3, dilation_rate: 2)',
      'float32[8, 8, 4]',
      'kernel [3, 3, 3, 16], recurrent_kernel [3, 3, 4, 16], bias [16]',
    ],
  ]);
  wrong('float32[5, 12, 12, 3]', [
    [
      'ConvLSTM2D(4, 13)',
      'KM3004 13',
      'ConvLSTM2D moves a window of 13 along axis 2 of `x`, which has only 12.',
      '`padding: same` keeps the size.',
    ],
    ['ConvLSTM2D(0, 3)', 'KM2004 0', '`filters` of ConvLSTM2D must be at least 1, but it is 0.'],
    [
      'ConvLSTM2D(4, 3, padding: causal)',
      'KM2006 causal',
      '`padding` of ConvLSTM2D has no option `causal`. It takes `valid` or `same`.',
    ],
  ]);
  right('float32[5, 3, 12, 12]', [
    [
      'ConvLSTM2D(4, 3, data_format: channels_first)',
      'float32[4, 10, 10]',
      'kernel [3, 3, 3, 16], recurrent_kernel [3, 3, 4, 16], bias [16]',
    ],
    [
      'ConvLSTM2D(4, 3, data_format: channels_first, return_sequences: true)',
      'float32[5, 4, 10, 10]',
      'kernel [3, 3, 3, 16], recurrent_kernel [3, 3, 4, 16], bias [16]',
    ],
  ]);
  wrong('float32[5, 3, 12, 12]', [
    [
      'ConvLSTM2D(4, [3, 13], data_format: channels_first)',
      'KM3004 [3, 13]',
      'ConvLSTM2D moves a window of 13 along axis 4 of `x`, which has only 12.',
      '`padding: same` keeps the size.',
    ],
  ]);
  right('float32[T, 12, 12, 3]', [
    [
      'ConvLSTM2D(4, 3, return_sequences: true)',
      'float32[T, 10, 10, 4]',
      'kernel [3, 3, 3, 16], recurrent_kernel [3, 3, 4, 16], bias [16]',
    ],
  ]);
});

describe('ConvLSTM3D', () => {
  right('float32[2, 5, 6, 7, 3]', [
    [
      'ConvLSTM3D(4, 3)',
      'float32[3, 4, 5, 4]',
      'kernel [3, 3, 3, 3, 16], recurrent_kernel [3, 3, 3, 4, 16], bias [16]',
    ],
    [
      'ConvLSTM3D(4, [1, 2, 3], return_sequences: true)',
      'float32[2, 5, 5, 5, 4]',
      'kernel [1, 2, 3, 3, 16], recurrent_kernel [1, 2, 3, 4, 16], bias [16]',
    ],
  ]);
  wrong('float32[2, 5, 6, 7, 3]', [
    [
      'ConvLSTM3D(4, 6)',
      'KM3004 6',
      'ConvLSTM3D moves a window of 6 along axis 2 of `x`, which has only 5.',
      '`padding: same` keeps the size.',
    ],
  ]);
  wrong('float32[5, 6, 7, 3]', [
    [
      'ConvLSTM3D(4, 3)',
      'KM3001 ConvLSTM3D(4, 3)',
      'ConvLSTM3D takes sequences of volumes, float32[batch, time, depth, height, width, channels], but `x` is float32[batch, 5, 6, 7, 3].',
      '`Reshape([5, 6, 7, 3, 1])` adds an axis of one channel.',
    ],
  ]);
});
