import { describe } from 'vitest';
import { inKeras, writes } from '../../layer-texts.ts';

describe('Activation', () => {
  writes(inKeras, 'float32[3, 8]', [
    ['Activation(relu)', 'y = layers.Activation("relu", name="y")(x)'],
    ['Activation(softmax)', 'y = layers.Activation("softmax", name="y")(x)'],
    ['Activation(glu)', 'y = layers.Activation("glu", name="y")(x)'],
    ['Activation("tanh")', 'y = layers.Activation("tanh", name="y")(x)'],
    [
      'Activation(softmax(axis: 1))',
      'y = layers.Activation(lambda x: keras.activations.softmax(x, axis=1), name="y")(x)',
    ],
  ]);
});

describe('ReLU', () => {
  writes(inKeras, 'float32[3, 8]', [
    ['ReLU()', 'y = layers.ReLU(name="y")(x)'],
    ['ReLU(6)', 'y = layers.ReLU(6.0, name="y")(x)'],
    [
      'ReLU(max_value: 6, negative_slope: 0.1, threshold: 0.5)',
      'y = layers.ReLU(max_value=6.0, negative_slope=0.1, threshold=0.5, name="y")(x)',
    ],
  ]);
});

describe('LeakyReLU', () => {
  writes(inKeras, 'float32[3, 8]', [
    ['LeakyReLU()', 'y = layers.LeakyReLU(name="y")(x)'],
    ['LeakyReLU(0.1)', 'y = layers.LeakyReLU(0.1, name="y")(x)'],
  ]);
});

describe('ELU', () => {
  writes(inKeras, 'float32[3, 8]', [
    ['ELU()', 'y = layers.ELU(name="y")(x)'],
    ['ELU(0.5)', 'y = layers.ELU(0.5, name="y")(x)'],
  ]);
});

describe('PReLU', () => {
  writes(inKeras, 'float32[3, 8]', [
    ['PReLU()', 'y = layers.PReLU(name="y")(x)'],
    ['PReLU(shared_axes: [1])', 'y = layers.PReLU(shared_axes=(1,), name="y")(x)'],
    ['PReLU(shared_axes: [1, 2])', 'y = layers.PReLU(shared_axes=(1, 2), name="y")(x)'],
  ]);
  writes(inKeras, 'float32[28, 28, 16]', [
    ['PReLU(shared_axes: [1, 2])', 'y = layers.PReLU(shared_axes=(1, 2), name="y")(x)'],
  ]);
  writes(inKeras, 'float32[T, 8]', [
    ['PReLU(shared_axes: [1])', 'y = layers.PReLU(shared_axes=(1,), name="y")(x)'],
  ]);
});

describe('Softmax', () => {
  writes(inKeras, 'float32[3, 8]', [
    ['Softmax()', 'y = layers.Softmax(name="y")(x)'],
    ['Softmax(1)', 'y = layers.Softmax(1, name="y")(x)'],
    ['Softmax(axis: [1, 2])', 'y = layers.Softmax(axis=(1, 2), name="y")(x)'],
    ['Softmax(axis: -2)', 'y = layers.Softmax(axis=-2, name="y")(x)'],
  ]);
});
