import { describe } from 'vitest';
import { inKeras, writes } from '../../layer-texts.ts';

describe('Add', () => {
  writes(inKeras, 'float32[4, 8] and float32[4, 8]', [['Add()', 'y = layers.Add(name="y")([x, z])']]);
  writes(inKeras, 'float32[4, 8] and float32[8]', [['Add()', 'y = layers.Add(name="y")([x, z])']]);
  writes(inKeras, 'float32[4, 8] and float32[1, 8]', [['Add()', 'y = layers.Add(name="y")([x, z])']]);
  writes(inKeras, 'float32[T, 8] and float32[T, 8]', [['Add()', 'y = layers.Add(name="y")([x, z])']]);
  writes(inKeras, 'float32[T, 8] and float32[S, 8]', [['Add()', 'y = layers.Add(name="y")([x, z])']]);
  writes(inKeras, 'float32[4] and float32[4] and float32[4]', [
    ['Add()', 'y = layers.Add(name="y")([x, z, w])'],
  ]);
  writes(inKeras, 'int32[4] and int32[4]', [['Add()', 'y = layers.Add(name="y")([x, z])']]);
});

describe('Subtract', () => {
  writes(inKeras, 'float32[4, 8] and float32[4, 8]', [
    ['Subtract()', 'y = layers.Subtract(name="y")([x, z])'],
  ]);
});

describe('Multiply', () => {
  writes(inKeras, 'float32[28, 28, 3] and float32[1, 1, 3]', [
    ['Multiply()', 'y = layers.Multiply(name="y")([x, z])'],
  ]);
  writes(inKeras, 'float32[28, 28, 3] and float32[3]', [
    ['Multiply()', 'y = layers.Multiply(name="y")([x, z])'],
  ]);
});

describe('Average', () => {
  writes(inKeras, 'float32[4] and float32[4] and float32[4]', [
    ['Average()', 'y = layers.Average(name="y")([x, z, w])'],
  ]);
});

describe('Maximum', () => {
  writes(inKeras, 'float32[4] and float32[4]', [['Maximum()', 'y = layers.Maximum(name="y")([x, z])']]);
  writes(inKeras, 'float32[4, 1] and float32[1, 4]', [['Maximum()', 'y = layers.Maximum(name="y")([x, z])']]);
});

describe('Minimum', () => {
  writes(inKeras, 'float32[4] and float32[4]', [['Minimum()', 'y = layers.Minimum(name="y")([x, z])']]);
  writes(inKeras, 'int32[4] and int32[4]', [['Minimum()', 'y = layers.Minimum(name="y")([x, z])']]);
});

describe('Concatenate', () => {
  writes(inKeras, 'float32[4, 8] and float32[4, 3]', [
    ['Concatenate()', 'y = layers.Concatenate(name="y")([x, z])'],
    ['Concatenate(axis: -1)', 'y = layers.Concatenate(axis=-1, name="y")([x, z])'],
    ['Concatenate(axis: 2)', 'y = layers.Concatenate(axis=2, name="y")([x, z])'],
  ]);
  writes(inKeras, 'float32[T, 8] and float32[S, 8]', [
    ['Concatenate(axis: 1)', 'y = layers.Concatenate(axis=1, name="y")([x, z])'],
    ['Concatenate()', 'y = layers.Concatenate(name="y")([x, z])'],
  ]);
});

describe('Dot', () => {
  writes(inKeras, 'float32[4, 8] and float32[5, 8]', [
    ['Dot(2)', 'y = layers.Dot(2, name="y")([x, z])'],
    ['Dot([2, 2])', 'y = layers.Dot((2, 2), name="y")([x, z])'],
    ['Dot(-1, normalize: true)', 'y = layers.Dot(-1, normalize=True, name="y")([x, z])'],
  ]);
  writes(inKeras, 'float32[8] and float32[8]', [['Dot(1)', 'y = layers.Dot(1, name="y")([x, z])']]);
});
