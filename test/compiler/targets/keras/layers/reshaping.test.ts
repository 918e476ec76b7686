import { describe } from 'vitest';
import { inKeras, writes } from '../../layer-texts.ts';

describe('Flatten', () => {
  writes(inKeras, 'float32[4, 8]', [['Flatten()', 'y = layers.Flatten(name="y")(x)']]);
  writes(inKeras, 'float32[3, 4, 8]', [
    ['Flatten()', 'y = layers.Flatten(name="y")(x)'],
    ['Flatten(data_format: channels_first)', 'y = layers.Flatten(data_format="channels_first", name="y")(x)'],
  ]);
  writes(inKeras, 'float32[]', [['Flatten()', 'y = layers.Flatten(name="y")(x)']]);
  writes(inKeras, 'float32[T, 8]', [['Flatten()', 'y = layers.Flatten(name="y")(x)']]);
});

describe('Reshape', () => {
  writes(inKeras, 'float32[4, 6]', [
    ['Reshape([24])', 'y = layers.Reshape((24,), name="y")(x)'],
    ['Reshape([2, 12])', 'y = layers.Reshape((2, 12), name="y")(x)'],
    ['Reshape([-1, 3])', 'y = layers.Reshape((-1, 3), name="y")(x)'],
    ['Reshape([2, -1, 3])', 'y = layers.Reshape((2, -1, 3), name="y")(x)'],
  ]);
  writes(inKeras, 'float32[T, 6]', [
    ['Reshape([-1, 3])', 'y = layers.Reshape((-1, 3), name="y")(x)'],
    ['Reshape([6])', 'y = layers.Reshape((6,), name="y")(x)'],
  ]);
});

describe('Permute', () => {
  writes(inKeras, 'float32[4, 6, 2]', [
    ['Permute([2, 1, 3])', 'y = layers.Permute((2, 1, 3), name="y")(x)'],
    ['Permute([3, 2, 1])', 'y = layers.Permute((3, 2, 1), name="y")(x)'],
    ['Permute([1, 2, 3])', 'y = layers.Permute((1, 2, 3), name="y")(x)'],
  ]);
});

describe('RepeatVector', () => {
  writes(inKeras, 'float32[8]', [['RepeatVector(5)', 'y = layers.RepeatVector(5, name="y")(x)']]);
  writes(inKeras, 'float32[N]', [['RepeatVector(5)', 'y = layers.RepeatVector(5, name="y")(x)']]);
});

describe('ZeroPadding1D', () => {
  writes(inKeras, 'float32[10, 8]', [
    ['ZeroPadding1D()', 'y = layers.ZeroPadding1D(name="y")(x)'],
    ['ZeroPadding1D(2)', 'y = layers.ZeroPadding1D(2, name="y")(x)'],
    ['ZeroPadding1D([1, 3])', 'y = layers.ZeroPadding1D((1, 3), name="y")(x)'],
  ]);
  writes(inKeras, 'float32[T, 8]', [['ZeroPadding1D(2)', 'y = layers.ZeroPadding1D(2, name="y")(x)']]);
});

describe('ZeroPadding2D', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['ZeroPadding2D()', 'y = layers.ZeroPadding2D(name="y")(x)'],
    ['ZeroPadding2D(2)', 'y = layers.ZeroPadding2D(2, name="y")(x)'],
    ['ZeroPadding2D([1, 3])', 'y = layers.ZeroPadding2D((1, 3), name="y")(x)'],
    ['ZeroPadding2D([[1, 0], [2, 3]])', 'y = layers.ZeroPadding2D(((1, 0), (2, 3)), name="y")(x)'],
  ]);
  writes(inKeras, 'float32[3, 28, 28]', [
    [
      'ZeroPadding2D([1, 3], data_format: channels_first)',
      'y = layers.ZeroPadding2D((1, 3), data_format="channels_first", name="y")(x)',
    ],
  ]);
});

describe('ZeroPadding3D', () => {
  writes(inKeras, 'float32[4, 6, 8, 2]', [
    ['ZeroPadding3D()', 'y = layers.ZeroPadding3D(name="y")(x)'],
    ['ZeroPadding3D([1, 0, 2])', 'y = layers.ZeroPadding3D((1, 0, 2), name="y")(x)'],
    [
      'ZeroPadding3D([[1, 0], [0, 2], [3, 3]])',
      'y = layers.ZeroPadding3D(((1, 0), (0, 2), (3, 3)), name="y")(x)',
    ],
  ]);
});

describe('Cropping1D', () => {
  writes(inKeras, 'float32[10, 8]', [
    ['Cropping1D()', 'y = layers.Cropping1D(name="y")(x)'],
    ['Cropping1D(2)', 'y = layers.Cropping1D(2, name="y")(x)'],
    ['Cropping1D([1, 3])', 'y = layers.Cropping1D((1, 3), name="y")(x)'],
  ]);
  writes(inKeras, 'float32[T, 8]', [['Cropping1D(2)', 'y = layers.Cropping1D(2, name="y")(x)']]);
});

describe('Cropping2D', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['Cropping2D(2)', 'y = layers.Cropping2D(2, name="y")(x)'],
    ['Cropping2D([1, 3])', 'y = layers.Cropping2D((1, 3), name="y")(x)'],
    ['Cropping2D([[1, 0], [2, 3]])', 'y = layers.Cropping2D(((1, 0), (2, 3)), name="y")(x)'],
  ]);
  writes(inKeras, 'float32[3, 28, 28]', [
    [
      'Cropping2D([1, 3], data_format: channels_first)',
      'y = layers.Cropping2D((1, 3), data_format="channels_first", name="y")(x)',
    ],
  ]);
});

describe('Cropping3D', () => {
  writes(inKeras, 'float32[4, 6, 8, 2]', [
    ['Cropping3D()', 'y = layers.Cropping3D(name="y")(x)'],
    ['Cropping3D([1, 0, 2])', 'y = layers.Cropping3D((1, 0, 2), name="y")(x)'],
  ]);
});

describe('UpSampling1D', () => {
  writes(inKeras, 'float32[10, 8]', [
    ['UpSampling1D()', 'y = layers.UpSampling1D(name="y")(x)'],
    ['UpSampling1D(3)', 'y = layers.UpSampling1D(3, name="y")(x)'],
  ]);
  writes(inKeras, 'float32[T, 8]', [['UpSampling1D(2)', 'y = layers.UpSampling1D(2, name="y")(x)']]);
});

describe('UpSampling2D', () => {
  writes(inKeras, 'float32[7, 7, 3]', [
    ['UpSampling2D()', 'y = layers.UpSampling2D(name="y")(x)'],
    ['UpSampling2D(3)', 'y = layers.UpSampling2D(3, name="y")(x)'],
    [
      'UpSampling2D([2, 3], interpolation: bilinear)',
      'y = layers.UpSampling2D((2, 3), interpolation="bilinear", name="y")(x)',
    ],
    [
      'UpSampling2D(2, interpolation: bicubic)',
      'y = layers.UpSampling2D(2, interpolation="bicubic", name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[3, 7, 7]', [
    [
      'UpSampling2D(2, data_format: channels_first)',
      'y = layers.UpSampling2D(2, data_format="channels_first", name="y")(x)',
    ],
  ]);
});

describe('UpSampling3D', () => {
  writes(inKeras, 'float32[4, 6, 8, 2]', [
    ['UpSampling3D()', 'y = layers.UpSampling3D(name="y")(x)'],
    ['UpSampling3D([1, 2, 3])', 'y = layers.UpSampling3D((1, 2, 3), name="y")(x)'],
  ]);
});
