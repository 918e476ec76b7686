import { describe } from 'vitest';
import { inKeras, writes } from '../../layer-texts.ts';

describe('LSTM', () => {
  writes(inKeras, 'float32[10, 8]', [
    ['LSTM(4)', 'y = layers.LSTM(4, name="y")(x)'],
    ['LSTM(4, return_sequences: true)', 'y = layers.LSTM(4, return_sequences=True, name="y")(x)'],
    ['LSTM(4, use_bias: false)', 'y = layers.LSTM(4, use_bias=False, name="y")(x)'],
    ['LSTM(4, go_backwards: true)', 'y = layers.LSTM(4, go_backwards=True, name="y")(x)'],
    [
      'LSTM(4, dropout: 0.2, recurrent_dropout: 0.1)',
      'y = layers.LSTM(4, dropout=0.2, recurrent_dropout=0.1, name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[T, 8]', [
    ['LSTM(4, return_sequences: true)', 'y = layers.LSTM(4, return_sequences=True, name="y")(x)'],
  ]);
});

describe('GRU', () => {
  writes(inKeras, 'float32[10, 8]', [
    ['GRU(4)', 'y = layers.GRU(4, name="y")(x)'],
    ['GRU(4, reset_after: false)', 'y = layers.GRU(4, reset_after=False, name="y")(x)'],
    ['GRU(4, return_sequences: true)', 'y = layers.GRU(4, return_sequences=True, name="y")(x)'],
    ['GRU(4, use_bias: false)', 'y = layers.GRU(4, use_bias=False, name="y")(x)'],
  ]);
  writes(inKeras, 'float32[T, 8]', [
    ['GRU(4, return_sequences: true)', 'y = layers.GRU(4, return_sequences=True, name="y")(x)'],
  ]);
});

describe('SimpleRNN', () => {
  writes(inKeras, 'float32[10, 8]', [
    ['SimpleRNN(4)', 'y = layers.SimpleRNN(4, name="y")(x)'],
    ['SimpleRNN(4, return_sequences: true)', 'y = layers.SimpleRNN(4, return_sequences=True, name="y")(x)'],
    ['SimpleRNN(4, use_bias: false)', 'y = layers.SimpleRNN(4, use_bias=False, name="y")(x)'],
  ]);
});

describe('RNN', () => {
  writes(inKeras, 'float32[10, 8]', [
    ['RNN(LSTMCell(4))', 'y = layers.RNN(layers.LSTMCell(4), name="y")(x)'],
    [
      'RNN(GRUCell(4), return_sequences: true)',
      'y = layers.RNN(layers.GRUCell(4), return_sequences=True, name="y")(x)',
    ],
    ['RNN(SimpleRNNCell(4))', 'y = layers.RNN(layers.SimpleRNNCell(4), name="y")(x)'],
    [
      'RNN([LSTMCell(4), LSTMCell(5)])',
      'y = layers.RNN((layers.LSTMCell(4), layers.LSTMCell(5)), name="y")(x)',
    ],
    [
      'RNN(StackedRNNCells([GRUCell(4), SimpleRNNCell(3)]))',
      `
y = layers.RNN(
    layers.StackedRNNCells((layers.GRUCell(4), layers.SimpleRNNCell(3))), name="y"
)(x)
`,
    ],
  ]);
});

describe('ConvLSTM1D', () => {
  writes(inKeras, 'float32[5, 20, 3]', [
    ['ConvLSTM1D(4, 3)', 'y = layers.ConvLSTM1D(4, 3, name="y")(x)'],
    [
      'ConvLSTM1D(4, 3, padding: same, return_sequences: true)',
      'y = layers.ConvLSTM1D(4, 3, padding="same", return_sequences=True, name="y")(x)',
    ],
    ['ConvLSTM1D(4, 3, strides: 2)', 'y = layers.ConvLSTM1D(4, 3, strides=2, name="y")(x)'],
    ['ConvLSTM1D(4, 3, use_bias: false)', 'y = layers.ConvLSTM1D(4, 3, use_bias=False, name="y")(x)'],
  ]);
});

describe('ConvLSTM2D', () => {
  writes(inKeras, 'float32[5, 12, 12, 3]', [
    ['ConvLSTM2D(4, 3)', 'y = layers.ConvLSTM2D(4, 3, name="y")(x)'],
    ['ConvLSTM2D(4, [3, 5], padding: same)', 'y = layers.ConvLSTM2D(4, (3, 5), padding="same", name="y")(x)'],
    [
      'ConvLSTM2D(4, 3, return_sequences: true)',
      'y = layers.ConvLSTM2D(4, 3, return_sequences=True, name="y")(x)',
    ],
    ['ConvLSTM2D(4, 3, dilation_rate: 2)', 'y = layers.ConvLSTM2D(4, 3, dilation_rate=2, name="y")(x)'],
  ]);
  writes(inKeras, 'float32[5, 3, 12, 12]', [
    [
      'ConvLSTM2D(4, 3, data_format: channels_first)',
      'y = layers.ConvLSTM2D(4, 3, data_format="channels_first", name="y")(x)',
    ],
    [
      'ConvLSTM2D(4, 3, data_format: channels_first, return_sequences: true)',
      `
y = layers.ConvLSTM2D(
    4, 3, data_format="channels_first", return_sequences=True, name="y"
)(x)
`,
    ],
  ]);
  writes(inKeras, 'float32[T, 12, 12, 3]', [
    [
      'ConvLSTM2D(4, 3, return_sequences: true)',
      'y = layers.ConvLSTM2D(4, 3, return_sequences=True, name="y")(x)',
    ],
  ]);
});

describe('ConvLSTM3D', () => {
  writes(inKeras, 'float32[2, 5, 6, 7, 3]', [
    ['ConvLSTM3D(4, 3)', 'y = layers.ConvLSTM3D(4, 3, name="y")(x)'],
    [
      'ConvLSTM3D(4, [1, 2, 3], return_sequences: true)',
      'y = layers.ConvLSTM3D(4, (1, 2, 3), return_sequences=True, name="y")(x)',
    ],
  ]);
});
