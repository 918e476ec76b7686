import { describe } from 'vitest';
import { inKeras, writes } from '../../layer-texts.ts';

describe('Bidirectional', () => {
  writes(inKeras, 'float32[10, 8]', [
    ['Bidirectional(LSTM(4))', 'y = layers.Bidirectional(layers.LSTM(4), name="y")(x)'],
    [
      'Bidirectional(GRU(4, return_sequences: true))',
      'y = layers.Bidirectional(layers.GRU(4, return_sequences=True), name="y")(x)',
    ],
    [
      'Bidirectional(LSTM(4), merge_mode: sum)',
      'y = layers.Bidirectional(layers.LSTM(4), merge_mode="sum", name="y")(x)',
    ],
    [
      'Bidirectional(LSTM(4), merge_mode: mul)',
      'y = layers.Bidirectional(layers.LSTM(4), merge_mode="mul", name="y")(x)',
    ],
    [
      'Bidirectional(LSTM(4), merge_mode: ave)',
      'y = layers.Bidirectional(layers.LSTM(4), merge_mode="ave", name="y")(x)',
    ],
    [
      'Bidirectional(LSTM(4), backward_layer: LSTM(4, go_backwards: true))',
      `
y = layers.Bidirectional(
    layers.LSTM(4), backward_layer=layers.LSTM(4, go_backwards=True), name="y"
)(x)
`,
    ],
    [
      'Bidirectional(SimpleRNN(4, use_bias: false))',
      'y = layers.Bidirectional(layers.SimpleRNN(4, use_bias=False), name="y")(x)',
    ],
  ]);
});

describe('TimeDistributed', () => {
  writes(inKeras, 'float32[10, 8]', [
    ['TimeDistributed(Dense(4))', 'y = layers.TimeDistributed(layers.Dense(4), name="y")(x)'],
    [
      'TimeDistributed(LayerNormalization())',
      'y = layers.TimeDistributed(layers.LayerNormalization(), name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[10, 28, 28, 3]', [
    ['TimeDistributed(Conv2D(4, 3))', 'y = layers.TimeDistributed(layers.Conv2D(4, 3), name="y")(x)'],
    ['TimeDistributed(Flatten())', 'y = layers.TimeDistributed(layers.Flatten(), name="y")(x)'],
    [
      'TimeDistributed(GlobalAveragePooling2D())',
      'y = layers.TimeDistributed(layers.GlobalAveragePooling2D(), name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[T, 28, 28, 3]', [
    ['TimeDistributed(Conv2D(4, 3))', 'y = layers.TimeDistributed(layers.Conv2D(4, 3), name="y")(x)'],
  ]);
});

describe('SpectralNormalization', () => {
  writes(inKeras, 'float32[10, 8]', [
    ['SpectralNormalization(Dense(4))', 'y = layers.SpectralNormalization(layers.Dense(4), name="y")(x)'],
    [
      'SpectralNormalization(Conv1D(4, 3))',
      'y = layers.SpectralNormalization(layers.Conv1D(4, 3), name="y")(x)',
    ],
    [
      'SpectralNormalization(Dense(4), power_iterations: 3)',
      'y = layers.SpectralNormalization(layers.Dense(4), power_iterations=3, name="y")(x)',
    ],
  ]);
});
