import { describe } from 'vitest';
import { inKeras, writes } from '../../layer-texts.ts';

describe('MaxPooling1D', () => {
  writes(inKeras, 'float32[20, 4]', [
    ['MaxPooling1D()', 'y = layers.MaxPooling1D(name="y")(x)'],
    ['MaxPooling1D(3)', 'y = layers.MaxPooling1D(3, name="y")(x)'],
    ['MaxPooling1D(3, strides: 1)', 'y = layers.MaxPooling1D(3, strides=1, name="y")(x)'],
    ['MaxPooling1D(3, padding: same)', 'y = layers.MaxPooling1D(3, padding="same", name="y")(x)'],
    ['MaxPooling1D(20)', 'y = layers.MaxPooling1D(20, name="y")(x)'],
    ['MaxPool1D(2)', 'y = layers.MaxPooling1D(2, name="y")(x)'],
  ]);
  writes(inKeras, 'float32[T, 4]', [
    ['MaxPooling1D(2)', 'y = layers.MaxPooling1D(2, name="y")(x)'],
    ['MaxPooling1D(2, padding: same)', 'y = layers.MaxPooling1D(2, padding="same", name="y")(x)'],
  ]);
  writes(inKeras, 'float32[4, 20]', [
    [
      'MaxPooling1D(2, data_format: channels_first)',
      'y = layers.MaxPooling1D(2, data_format="channels_first", name="y")(x)',
    ],
  ]);
});

describe('MaxPooling2D', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['MaxPooling2D()', 'y = layers.MaxPooling2D(name="y")(x)'],
    ['MaxPooling2D([2, 4])', 'y = layers.MaxPooling2D((2, 4), name="y")(x)'],
    ['MaxPooling2D(3, strides: 2)', 'y = layers.MaxPooling2D(3, strides=2, name="y")(x)'],
    [
      'MaxPooling2D(3, strides: [1, 2], padding: same)',
      'y = layers.MaxPooling2D(3, strides=(1, 2), padding="same", name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[3, 28, 28]', [
    [
      'MaxPooling2D(2, data_format: channels_first)',
      'y = layers.MaxPooling2D(2, data_format="channels_first", name="y")(x)',
    ],
  ]);
});

describe('MaxPooling3D', () => {
  writes(inKeras, 'float32[8, 16, 16, 2]', [
    ['MaxPooling3D()', 'y = layers.MaxPooling3D(name="y")(x)'],
    ['MaxPooling3D([1, 2, 2])', 'y = layers.MaxPooling3D((1, 2, 2), name="y")(x)'],
    ['MaxPooling3D(2, strides: 1)', 'y = layers.MaxPooling3D(2, strides=1, name="y")(x)'],
  ]);
});

describe('AveragePooling1D', () => {
  writes(inKeras, 'float32[20, 4]', [
    ['AveragePooling1D(2)', 'y = layers.AveragePooling1D(2, name="y")(x)'],
    [
      'AveragePooling1D(3, strides: 2, padding: same)',
      'y = layers.AveragePooling1D(3, strides=2, padding="same", name="y")(x)',
    ],
  ]);
});

describe('AveragePooling2D', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['AveragePooling2D(2)', 'y = layers.AveragePooling2D(2, name="y")(x)'],
    ['AveragePooling2D([2, 7], strides: 1)', 'y = layers.AveragePooling2D((2, 7), strides=1, name="y")(x)'],
  ]);
  writes(inKeras, 'float32[3, 28, 28]', [
    [
      'AveragePooling2D(2, data_format: channels_first)',
      'y = layers.AveragePooling2D(2, data_format="channels_first", name="y")(x)',
    ],
  ]);
});

describe('AveragePooling3D', () => {
  writes(inKeras, 'float32[8, 16, 16, 2]', [
    ['AveragePooling3D(2)', 'y = layers.AveragePooling3D(2, name="y")(x)'],
    [
      'AveragePooling3D(2, padding: same, strides: 3)',
      'y = layers.AveragePooling3D(2, padding="same", strides=3, name="y")(x)',
    ],
  ]);
});

describe('GlobalMaxPooling1D', () => {
  writes(inKeras, 'float32[20, 4]', [
    ['GlobalMaxPooling1D()', 'y = layers.GlobalMaxPooling1D(name="y")(x)'],
    ['GlobalMaxPooling1D(keepdims: true)', 'y = layers.GlobalMaxPooling1D(keepdims=True, name="y")(x)'],
    [
      'GlobalMaxPooling1D(data_format: channels_first)',
      'y = layers.GlobalMaxPooling1D(data_format="channels_first", name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[T, 4]', [['GlobalMaxPooling1D()', 'y = layers.GlobalMaxPooling1D(name="y")(x)']]);
});

describe('GlobalMaxPooling2D', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['GlobalMaxPooling2D()', 'y = layers.GlobalMaxPooling2D(name="y")(x)'],
    ['GlobalMaxPooling2D(keepdims: true)', 'y = layers.GlobalMaxPooling2D(keepdims=True, name="y")(x)'],
    [
      'GlobalMaxPooling2D(data_format: channels_first)',
      'y = layers.GlobalMaxPooling2D(data_format="channels_first", name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[H, W, 3]', [
    ['GlobalMaxPooling2D()', 'y = layers.GlobalMaxPooling2D(name="y")(x)'],
  ]);
});

describe('GlobalMaxPooling3D', () => {
  writes(inKeras, 'float32[8, 16, 16, 2]', [
    ['GlobalMaxPooling3D()', 'y = layers.GlobalMaxPooling3D(name="y")(x)'],
    ['GlobalMaxPooling3D(keepdims: true)', 'y = layers.GlobalMaxPooling3D(keepdims=True, name="y")(x)'],
  ]);
});

describe('GlobalAveragePooling1D', () => {
  writes(inKeras, 'float32[20, 4]', [
    ['GlobalAveragePooling1D()', 'y = layers.GlobalAveragePooling1D(name="y")(x)'],
    [
      'GlobalAveragePooling1D(keepdims: true)',
      'y = layers.GlobalAveragePooling1D(keepdims=True, name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[T, 4]', [
    ['GlobalAveragePooling1D()', 'y = layers.GlobalAveragePooling1D(name="y")(x)'],
  ]);
});

describe('GlobalAveragePooling2D', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['GlobalAveragePooling2D()', 'y = layers.GlobalAveragePooling2D(name="y")(x)'],
    [
      'GlobalAveragePooling2D(keepdims: true)',
      'y = layers.GlobalAveragePooling2D(keepdims=True, name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[3, 28, 28]', [
    [
      'GlobalAveragePooling2D(data_format: channels_first)',
      'y = layers.GlobalAveragePooling2D(data_format="channels_first", name="y")(x)',
    ],
    [
      'GlobalAveragePooling2D(data_format: channels_first, keepdims: true)',
      `
y = layers.GlobalAveragePooling2D(
    data_format="channels_first", keepdims=True, name="y"
)(x)
`,
    ],
  ]);
});

describe('GlobalAveragePooling3D', () => {
  writes(inKeras, 'float32[8, 16, 16, 2]', [
    ['GlobalAveragePooling3D()', 'y = layers.GlobalAveragePooling3D(name="y")(x)'],
  ]);
});

describe('AdaptiveAveragePooling1D', () => {
  writes(inKeras, 'float32[20, 4]', [
    ['AdaptiveAveragePooling1D(5)', 'y = layers.AdaptiveAveragePooling1D(5, name="y")(x)'],
    ['AdaptiveAveragePooling1D(7)', 'y = layers.AdaptiveAveragePooling1D(7, name="y")(x)'],
  ]);
});

describe('AdaptiveAveragePooling2D', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['AdaptiveAveragePooling2D(7)', 'y = layers.AdaptiveAveragePooling2D(7, name="y")(x)'],
    ['AdaptiveAveragePooling2D([7, 5])', 'y = layers.AdaptiveAveragePooling2D((7, 5), name="y")(x)'],
  ]);
  writes(inKeras, 'float32[3, 28, 28]', [
    [
      'AdaptiveAveragePooling2D(7, data_format: channels_first)',
      'y = layers.AdaptiveAveragePooling2D(7, data_format="channels_first", name="y")(x)',
    ],
  ]);
});

describe('AdaptiveAveragePooling3D', () => {
  writes(inKeras, 'float32[8, 16, 16, 2]', [
    ['AdaptiveAveragePooling3D(2)', 'y = layers.AdaptiveAveragePooling3D(2, name="y")(x)'],
    ['AdaptiveAveragePooling3D([2, 3, 4])', 'y = layers.AdaptiveAveragePooling3D((2, 3, 4), name="y")(x)'],
  ]);
});

describe('AdaptiveMaxPooling1D', () => {
  writes(inKeras, 'float32[20, 4]', [
    ['AdaptiveMaxPooling1D(5)', 'y = layers.AdaptiveMaxPooling1D(5, name="y")(x)'],
  ]);
});

describe('AdaptiveMaxPooling2D', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['AdaptiveMaxPooling2D([1, 28])', 'y = layers.AdaptiveMaxPooling2D((1, 28), name="y")(x)'],
  ]);
});

describe('AdaptiveMaxPooling3D', () => {
  writes(inKeras, 'float32[8, 16, 16, 2]', [
    ['AdaptiveMaxPooling3D(2)', 'y = layers.AdaptiveMaxPooling3D(2, name="y")(x)'],
  ]);
});
