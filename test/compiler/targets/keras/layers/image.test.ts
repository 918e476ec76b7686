import { describe } from 'vitest';
import { inKeras, writes } from '../../layer-texts.ts';

describe('Resizing', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['Resizing(14, 14)', 'y = layers.Resizing(14, 14, name="y")(x)'],
    [
      'Resizing(56, 14, interpolation: nearest)',
      'y = layers.Resizing(56, 14, interpolation="nearest", name="y")(x)',
    ],
    [
      'Resizing(14, 14, crop_to_aspect_ratio: true)',
      'y = layers.Resizing(14, 14, crop_to_aspect_ratio=True, name="y")(x)',
    ],
    [
      'Resizing(14, 14, pad_to_aspect_ratio: true, fill_value: 1)',
      'y = layers.Resizing(14, 14, pad_to_aspect_ratio=True, fill_value=1.0, name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[3, 28, 28]', [
    [
      'Resizing(14, 14, data_format: channels_first)',
      'y = layers.Resizing(14, 14, data_format="channels_first", name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[H, W, 3]', [['Resizing(14, 14)', 'y = layers.Resizing(14, 14, name="y")(x)']]);
});

describe('CenterCrop', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['CenterCrop(14, 20)', 'y = layers.CenterCrop(14, 20, name="y")(x)'],
    ['CenterCrop(40, 40)', 'y = layers.CenterCrop(40, 40, name="y")(x)'],
  ]);
  writes(inKeras, 'float32[3, 28, 28]', [
    [
      'CenterCrop(14, 20, data_format: channels_first)',
      'y = layers.CenterCrop(14, 20, data_format="channels_first", name="y")(x)',
    ],
  ]);
});

describe('RandomCrop', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomCrop(14, 20)', 'y = layers.RandomCrop(14, 20, name="y")(x)'],
  ]);
});

describe('RandomFlip', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomFlip()', 'y = layers.RandomFlip(name="y")(x)'],
    ['RandomFlip(horizontal)', 'y = layers.RandomFlip("horizontal", name="y")(x)'],
  ]);
});

describe('RandomRotation', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomRotation(0.2)', 'y = layers.RandomRotation(0.2, name="y")(x)'],
    [
      'RandomRotation([-0.2, 0.3], fill_mode: nearest)',
      'y = layers.RandomRotation((-0.2, 0.3), fill_mode="nearest", name="y")(x)',
    ],
    ['RandomRotation([0.3, -0.2])', 'y = layers.RandomRotation((0.3, -0.2), name="y")(x)'],
  ]);
});

describe('RandomTranslation', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomTranslation(0.2, 0.3)', 'y = layers.RandomTranslation(0.2, 0.3, name="y")(x)'],
    [
      'RandomTranslation([-0.2, 0.3], 0.1, fill_mode: wrap)',
      'y = layers.RandomTranslation((-0.2, 0.3), 0.1, fill_mode="wrap", name="y")(x)',
    ],
  ]);
});

describe('RandomZoom', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomZoom(0.2)', 'y = layers.RandomZoom(0.2, name="y")(x)'],
    ['RandomZoom([-0.2, 0.3], [-0.1, 0.1])', 'y = layers.RandomZoom((-0.2, 0.3), (-0.1, 0.1), name="y")(x)'],
    ['RandomZoom([0.3, -0.2])', 'y = layers.RandomZoom((0.3, -0.2), name="y")(x)'],
  ]);
});

describe('RandomShear', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomShear()', 'y = layers.RandomShear(name="y")(x)'],
    ['RandomShear(0.2, 0.1)', 'y = layers.RandomShear(0.2, 0.1, name="y")(x)'],
  ]);
});

describe('RandomPerspective', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomPerspective()', 'y = layers.RandomPerspective(name="y")(x)'],
    ['RandomPerspective(0.5, scale: 0.3)', 'y = layers.RandomPerspective(0.5, scale=0.3, name="y")(x)'],
  ]);
});

describe('RandomElasticTransform', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomElasticTransform()', 'y = layers.RandomElasticTransform(name="y")(x)'],
  ]);
});

describe('RandomBrightness', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomBrightness(0.2)', 'y = layers.RandomBrightness(0.2, name="y")(x)'],
    [
      'RandomBrightness(factor: 0.2, value_range: [0, 1])',
      'y = layers.RandomBrightness(factor=0.2, value_range=(0.0, 1.0), name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[3, 28, 28]', [
    [
      'RandomBrightness(0.2, data_format: channels_first)',
      'y = layers.RandomBrightness(0.2, data_format="channels_first", name="y")(x)',
    ],
  ]);
});

describe('RandomContrast', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomContrast(0.2)', 'y = layers.RandomContrast(0.2, name="y")(x)'],
    [
      'RandomContrast(factor: 0.2, value_range: [0, 1])',
      'y = layers.RandomContrast(factor=0.2, value_range=(0.0, 1.0), name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[3, 28, 28]', [
    [
      'RandomContrast(0.2, data_format: channels_first)',
      'y = layers.RandomContrast(0.2, data_format="channels_first", name="y")(x)',
    ],
  ]);
});

describe('RandomSaturation', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomSaturation(0.2)', 'y = layers.RandomSaturation(0.2, name="y")(x)'],
    [
      'RandomSaturation(factor: 0.2, value_range: [0, 1])',
      'y = layers.RandomSaturation(factor=0.2, value_range=(0.0, 1.0), name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[3, 28, 28]', [
    [
      'RandomSaturation(0.2, data_format: channels_first)',
      'y = layers.RandomSaturation(0.2, data_format="channels_first", name="y")(x)',
    ],
  ]);
});

describe('RandomHue', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomHue(0.2)', 'y = layers.RandomHue(0.2, name="y")(x)'],
    [
      'RandomHue(factor: 0.2, value_range: [0, 1])',
      'y = layers.RandomHue(factor=0.2, value_range=(0.0, 1.0), name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[3, 28, 28]', [
    [
      'RandomHue(0.2, data_format: channels_first)',
      'y = layers.RandomHue(0.2, data_format="channels_first", name="y")(x)',
    ],
  ]);
});

describe('RandomColorDegeneration', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomColorDegeneration(0.2)', 'y = layers.RandomColorDegeneration(0.2, name="y")(x)'],
    [
      'RandomColorDegeneration(factor: 0.2, value_range: [0, 1])',
      'y = layers.RandomColorDegeneration(factor=0.2, value_range=(0.0, 1.0), name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[3, 28, 28]', [
    [
      'RandomColorDegeneration(0.2, data_format: channels_first)',
      'y = layers.RandomColorDegeneration(0.2, data_format="channels_first", name="y")(x)',
    ],
  ]);
});

describe('RandomSharpness', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomSharpness(0.2)', 'y = layers.RandomSharpness(0.2, name="y")(x)'],
    [
      'RandomSharpness(factor: 0.2, value_range: [0, 1])',
      'y = layers.RandomSharpness(factor=0.2, value_range=(0.0, 1.0), name="y")(x)',
    ],
  ]);
  writes(inKeras, 'float32[3, 28, 28]', [
    [
      'RandomSharpness(0.2, data_format: channels_first)',
      'y = layers.RandomSharpness(0.2, data_format="channels_first", name="y")(x)',
    ],
  ]);
});

describe('RandomColorJitter', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    [
      'RandomColorJitter(brightness_factor: 0.2)',
      'y = layers.RandomColorJitter(brightness_factor=0.2, name="y")(x)',
    ],
    [
      'RandomColorJitter([0, 1], hue_factor: 0.1, contrast_factor: 0.3)',
      `
y = layers.RandomColorJitter(
    (0.0, 1.0), hue_factor=0.1, contrast_factor=0.3, name="y"
)(x)
`,
    ],
  ]);
});

describe('RandomGrayscale', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomGrayscale()', 'y = layers.RandomGrayscale(name="y")(x)'],
    ['RandomGrayscale(1)', 'y = layers.RandomGrayscale(1.0, name="y")(x)'],
  ]);
  writes(inKeras, 'float32[28, 28, 1]', [['RandomGrayscale()', 'y = layers.RandomGrayscale(name="y")(x)']]);
});

describe('RandomInvert', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomInvert()', 'y = layers.RandomInvert(name="y")(x)'],
    [
      'RandomInvert(0.5, value_range: [0, 1])',
      'y = layers.RandomInvert(0.5, value_range=(0.0, 1.0), name="y")(x)',
    ],
  ]);
});

describe('RandomPosterization', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomPosterization(4)', 'y = layers.RandomPosterization(4, name="y")(x)'],
  ]);
});

describe('RandomGaussianBlur', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomGaussianBlur()', 'y = layers.RandomGaussianBlur(name="y")(x)'],
    [
      'RandomGaussianBlur(kernel_size: 5, sigma: 0.5)',
      'y = layers.RandomGaussianBlur(kernel_size=5, sigma=0.5, name="y")(x)',
    ],
  ]);
});

describe('RandomErasing', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandomErasing()', 'y = layers.RandomErasing(name="y")(x)'],
    [
      'RandomErasing(0.5, scale: [0.1, 0.2], fill_value: 0)',
      'y = layers.RandomErasing(0.5, scale=(0.1, 0.2), fill_value=0.0, name="y")(x)',
    ],
    ['RandomErasing(scale: [0.4, 0.2])', 'y = layers.RandomErasing(scale=(0.4, 0.2), name="y")(x)'],
  ]);
});

describe('Solarization', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['Solarization()', 'y = layers.Solarization(name="y")(x)'],
    [
      'Solarization(0.1, threshold_factor: 0.2)',
      'y = layers.Solarization(0.1, threshold_factor=0.2, name="y")(x)',
    ],
  ]);
});

describe('AutoContrast', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['AutoContrast()', 'y = layers.AutoContrast(name="y")(x)'],
    ['AutoContrast(value_range: [0, 1])', 'y = layers.AutoContrast(value_range=(0.0, 1.0), name="y")(x)'],
    ['AutoContrast(value_range: [1, 0])', 'y = layers.AutoContrast(value_range=(1.0, 0.0), name="y")(x)'],
  ]);
});

describe('Equalization', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['Equalization()', 'y = layers.Equalization(name="y")(x)'],
    [
      'Equalization(value_range: [0, 1], bins: 16)',
      'y = layers.Equalization(value_range=(0.0, 1.0), bins=16, name="y")(x)',
    ],
  ]);
});

describe('ContrastLimitedAdaptiveHistogramEqualization', () => {
  writes(inKeras, 'float32[16, 16, 3]', [
    [
      'ContrastLimitedAdaptiveHistogramEqualization()',
      'y = layers.ContrastLimitedAdaptiveHistogramEqualization(name="y")(x)',
    ],
    [
      'ContrastLimitedAdaptiveHistogramEqualization(tile_grid_size: [4, 4])',
      `
y = layers.ContrastLimitedAdaptiveHistogramEqualization(
    tile_grid_size=(4, 4), name="y"
)(x)
`,
    ],
  ]);
});

describe('MixUp', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['MixUp()', 'y = layers.MixUp(name="y")(x)'],
    ['MixUp(0.5)', 'y = layers.MixUp(0.5, name="y")(x)'],
  ]);
});

describe('CutMix', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['CutMix()', 'y = layers.CutMix(name="y")(x)'],
    ['CutMix(0.5)', 'y = layers.CutMix(0.5, name="y")(x)'],
  ]);
});

describe('RandAugment', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['RandAugment()', 'y = layers.RandAugment(name="y")(x)'],
    [
      'RandAugment(value_range: [0, 1], num_ops: 3, factor: 0.2)',
      'y = layers.RandAugment(value_range=(0.0, 1.0), num_ops=3, factor=0.2, name="y")(x)',
    ],
  ]);
});

describe('AugMix', () => {
  writes(inKeras, 'float32[28, 28, 3]', [
    ['AugMix()', 'y = layers.AugMix(name="y")(x)'],
    [
      'AugMix(value_range: [0, 1], num_chains: 2, chain_depth: 2)',
      'y = layers.AugMix(value_range=(0.0, 1.0), num_chains=2, chain_depth=2, name="y")(x)',
    ],
  ]);
});
