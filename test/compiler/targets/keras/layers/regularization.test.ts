import { describe } from 'vitest';
import { inKeras, writes } from '../../layer-texts.ts';

describe('Dropout', () => {
  writes(inKeras, 'float32[10, 8]', [
    ['Dropout(0.5)', 'y = layers.Dropout(0.5, name="y")(x)'],
    ['Dropout(0)', 'y = layers.Dropout(0.0, name="y")(x)'],
    [
      'Dropout(0.5, noise_shape: [none, 1, none])',
      'y = layers.Dropout(0.5, noise_shape=(None, 1, None), name="y")(x)',
    ],
    ['Dropout(0.5, seed: 3)', 'y = layers.Dropout(0.5, seed=3, name="y")(x)'],
  ]);
});

describe('SpatialDropout1D', () => {
  writes(inKeras, 'float32[10, 8]', [
    ['SpatialDropout1D(0.5)', 'y = layers.SpatialDropout1D(0.5, name="y")(x)'],
  ]);
});

describe('SpatialDropout2D', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['SpatialDropout2D(0.5)', 'y = layers.SpatialDropout2D(0.5, name="y")(x)'],
    [
      'SpatialDropout2D(0.5, data_format: channels_first)',
      'y = layers.SpatialDropout2D(0.5, data_format="channels_first", name="y")(x)',
    ],
  ]);
});

describe('SpatialDropout3D', () => {
  writes(inKeras, 'float32[4, 28, 28, 3]', [
    ['SpatialDropout3D(0.5)', 'y = layers.SpatialDropout3D(0.5, name="y")(x)'],
  ]);
});

describe('GaussianNoise', () => {
  writes(inKeras, 'float32[8]', [['GaussianNoise(0.1)', 'y = layers.GaussianNoise(0.1, name="y")(x)']]);
});

describe('GaussianDropout', () => {
  writes(inKeras, 'float32[8]', [['GaussianDropout(0.1)', 'y = layers.GaussianDropout(0.1, name="y")(x)']]);
});

describe('AlphaDropout', () => {
  writes(inKeras, 'float32[8]', [
    ['AlphaDropout(0.1)', 'y = layers.AlphaDropout(0.1, name="y")(x)'],
    [
      'AlphaDropout(0.1, noise_shape: [none, 1])',
      'y = layers.AlphaDropout(0.1, noise_shape=(None, 1), name="y")(x)',
    ],
  ]);
});

describe('ActivityRegularization', () => {
  writes(inKeras, 'float32[8]', [
    ['ActivityRegularization(l1: 0.1)', 'y = layers.ActivityRegularization(l1=0.1, name="y")(x)'],
    ['ActivityRegularization(l2: 0.1)', 'y = layers.ActivityRegularization(l2=0.1, name="y")(x)'],
    ['ActivityRegularization(0.1, 0.2)', 'y = layers.ActivityRegularization(0.1, 0.2, name="y")(x)'],
  ]);
});
