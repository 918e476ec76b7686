import { describe } from 'vitest';
import { inKeras, writes } from '../../layer-texts.ts';

describe('BatchNormalization', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['BatchNormalization()', 'y = layers.BatchNormalization(name="y")(x)'],
    ['BatchNormalization(axis: 1)', 'y = layers.BatchNormalization(axis=1, name="y")(x)'],
    ['BatchNormalization(center: false)', 'y = layers.BatchNormalization(center=False, name="y")(x)'],
    ['BatchNormalization(scale: false)', 'y = layers.BatchNormalization(scale=False, name="y")(x)'],
    [
      'BatchNormalization(center: false, scale: false)',
      'y = layers.BatchNormalization(center=False, scale=False, name="y")(x)',
    ],
    ['BatchNormalization(renorm: true)', 'y = layers.BatchNormalization(renorm=True, name="y")(x)'],
  ]);
  writes(inKeras, 'float32[T, 8]', [['BatchNormalization()', 'y = layers.BatchNormalization(name="y")(x)']]);
});

describe('LayerNormalization', () => {
  writes(inKeras, 'float32[10, 8]', [
    ['LayerNormalization()', 'y = layers.LayerNormalization(name="y")(x)'],
    ['LayerNormalization(axis: 1)', 'y = layers.LayerNormalization(axis=1, name="y")(x)'],
    ['LayerNormalization(axis: [1, 2])', 'y = layers.LayerNormalization(axis=(1, 2), name="y")(x)'],
    ['LayerNormalization(axis: -2)', 'y = layers.LayerNormalization(axis=-2, name="y")(x)'],
    ['LayerNormalization(center: false)', 'y = layers.LayerNormalization(center=False, name="y")(x)'],
    ['LayerNormalization(scale: false)', 'y = layers.LayerNormalization(scale=False, name="y")(x)'],
    [
      'LayerNormalization(center: false, scale: false)',
      'y = layers.LayerNormalization(center=False, scale=False, name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[T, 8]', [['LayerNormalization()', 'y = layers.LayerNormalization(name="y")(x)']]);
});

describe('GroupNormalization', () => {
  writes(inKeras, 'float32[28, 28, 6]', [
    ['GroupNormalization(3)', 'y = layers.GroupNormalization(3, name="y")(x)'],
    ['GroupNormalization(-1)', 'y = layers.GroupNormalization(-1, name="y")(x)'],
    [
      'GroupNormalization(groups: 6, axis: -1)',
      'y = layers.GroupNormalization(groups=6, axis=-1, name="y")(x)',
    ],
    ['GroupNormalization(4, axis: 1)', 'y = layers.GroupNormalization(4, axis=1, name="y")(x)'],
    ['GroupNormalization(3, center: false)', 'y = layers.GroupNormalization(3, center=False, name="y")(x)'],
  ]);
});

describe('RMSNormalization', () => {
  writes(inKeras, 'float32[10, 8]', [
    ['RMSNormalization()', 'y = layers.RMSNormalization(name="y")(x)'],
    ['RMSNormalization(axis: [1, 2])', 'y = layers.RMSNormalization(axis=(1, 2), name="y")(x)'],
  ]);
});

describe('UnitNormalization', () => {
  writes(inKeras, 'float32[10, 8]', [
    ['UnitNormalization()', 'y = layers.UnitNormalization(name="y")(x)'],
    ['UnitNormalization(axis: [1, 2])', 'y = layers.UnitNormalization(axis=(1, 2), name="y")(x)'],
  ]);
});
