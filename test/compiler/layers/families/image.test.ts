import { describe } from 'vitest';
import { right, wrong } from './uses.ts';

describe('Resizing', () => {
  right('float32[28, 28, 3]', [
    ['Resizing(14, 14)', 'float32[14, 14, 3]'],
    ['Resizing(56, 14, interpolation: nearest)', 'float32[56, 14, 3]'],
    ['Resizing(14, 14, crop_to_aspect_ratio: true)', 'float32[14, 14, 3]'],
    ['Resizing(14, 14, pad_to_aspect_ratio: true, fill_value: 1)', 'float32[14, 14, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'Resizing(14)',
      'KM2002 Resizing',
      'Resizing needs `width`: width of the result in pixels.',
      'for example `Resizing(width: …)`.',
    ],
    ['Resizing(0, 14)', 'KM2004 0', '`height` of Resizing must be at least 1, but it is 0.'],
    [
      'Resizing(14, 14, interpolation: linear)',
      'KM2006 linear',
      '`interpolation` of Resizing has no option `linear`. Did you mean `bilinear`?',
    ],
    [
      'Resizing(14, 14, crop_to_aspect_ratio: true, pad_to_aspect_ratio: true)',
      'KM2004 true',
      'Resizing either cuts off or adds a border, and cannot do both.',
    ],
  ]);
  right('float32[3, 28, 28]', [['Resizing(14, 14, data_format: channels_first)', 'float32[3, 14, 14]']]);
  right('float32[H, W, 3]', [['Resizing(14, 14)', 'float32[14, 14, 3]']]);
  wrong('float32[28, 28]', [
    [
      'Resizing(14, 14)',
      'KM3001 Resizing(14, 14)',
      'Resizing takes an image, float32[batch, height, width, channels], but `x` is float32[batch, 28, 28].',
      '`Reshape([28, 28, 1])` adds an axis of one channel.',
    ],
  ]);
});

describe('CenterCrop', () => {
  right('float32[28, 28, 3]', [
    ['CenterCrop(14, 20)', 'float32[14, 20, 3]'],
    ['CenterCrop(40, 40)', 'float32[40, 40, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'CenterCrop(14)',
      'KM2002 CenterCrop',
      'CenterCrop needs `width`: width of the result in pixels.',
      'for example `CenterCrop(width: …)`.',
    ],
    ['CenterCrop(0, 3)', 'KM2004 0', '`height` of CenterCrop must be at least 1, but it is 0.'],
  ]);
  right('float32[3, 28, 28]', [['CenterCrop(14, 20, data_format: channels_first)', 'float32[3, 14, 20]']]);
});

describe('RandomCrop', () => {
  right('float32[28, 28, 3]', [['RandomCrop(14, 20)', 'float32[14, 20, 3]']]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomCrop(14)',
      'KM2002 RandomCrop',
      'RandomCrop needs `width`: width of the result in pixels.',
      'for example `RandomCrop(width: …)`.',
    ],
    ['RandomCrop(-1, 3)', 'KM2004 -1', '`height` of RandomCrop must be at least 1, but it is -1.'],
  ]);
  wrong('float32[784]', [
    [
      'RandomCrop(14, 20)',
      'KM3001 RandomCrop(14, 20)',
      'RandomCrop takes an image, float32[batch, height, width, channels], but `x` is float32[batch, 784].',
    ],
  ]);
});

describe('RandomFlip', () => {
  right('float32[28, 28, 3]', [
    ['RandomFlip()', 'float32[28, 28, 3]'],
    ['RandomFlip(horizontal)', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomFlip(sideways)',
      'KM2006 sideways',
      '`mode` of RandomFlip has no option `sideways`. It takes `horizontal`, `vertical` or `horizontal_and_vertical`.',
    ],
    [
      'RandomFlip(1)',
      'KM2003 1',
      '`mode` of RandomFlip takes `horizontal`, `vertical` or `horizontal_and_vertical`, but `1` is an integer.',
    ],
  ]);
});

describe('RandomRotation', () => {
  right('float32[28, 28, 3]', [
    ['RandomRotation(0.2)', 'float32[28, 28, 3]'],
    ['RandomRotation([-0.2, 0.3], fill_mode: nearest)', 'float32[28, 28, 3]'],
    ['RandomRotation([0.3, -0.2])', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomRotation()',
      'KM2002 RandomRotation',
      'RandomRotation needs `factor`: the greatest turn, as a share of a full one; two numbers give the range.',
      'for example `RandomRotation(factor: …)`.',
    ],
    [
      'RandomRotation([0.1, 0.2, 0.3])',
      'KM2004 [0.1, 0.2, 0.3]',
      '`factor` of RandomRotation must be a list of 2, but it is a list of 3.',
    ],
    [
      'RandomRotation(0.2, fill_mode: mirror)',
      'KM2006 mirror',
      '`fill_mode` of RandomRotation has no option `mirror`. It takes `reflect`, `wrap`, `constant` or `nearest`.',
    ],
  ]);
});

describe('RandomTranslation', () => {
  right('float32[28, 28, 3]', [
    ['RandomTranslation(0.2, 0.3)', 'float32[28, 28, 3]'],
    ['RandomTranslation([-0.2, 0.3], 0.1, fill_mode: wrap)', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomTranslation(0.2)',
      'KM2002 RandomTranslation',
      'RandomTranslation needs `width_factor`: how far to the right at most, as a share of the width; negative is left.',
      'for example `RandomTranslation(width_factor: …)`.',
    ],
    [
      'RandomTranslation(2, 0.1)',
      'KM2004 2',
      '`height_factor` of RandomTranslation must be between -1 and 1, but it is 2.',
    ],
  ]);
});

describe('RandomZoom', () => {
  right('float32[28, 28, 3]', [
    ['RandomZoom(0.2)', 'float32[28, 28, 3]'],
    ['RandomZoom([-0.2, 0.3], [-0.1, 0.1])', 'float32[28, 28, 3]'],
    ['RandomZoom([0.3, -0.2])', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomZoom()',
      'KM2002 RandomZoom',
      'RandomZoom needs `height_factor`: how far out at most, as a share of the height; negative is in.',
      'for example `RandomZoom(height_factor: …)`.',
    ],
  ]);
});

describe('RandomShear', () => {
  right('float32[28, 28, 3]', [
    ['RandomShear()', 'float32[28, 28, 3]'],
    ['RandomShear(0.2, 0.1)', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomShear(-0.2)',
      'KM2004 -0.2',
      '`x_factor` of RandomShear must be between 0 and 1, but it is -0.2.',
    ],
    ['RandomShear(2)', 'KM2004 2', '`x_factor` of RandomShear must be between 0 and 1, but it is 2.'],
  ]);
});

describe('RandomPerspective', () => {
  right('float32[28, 28, 3]', [
    ['RandomPerspective()', 'float32[28, 28, 3]'],
    ['RandomPerspective(0.5, scale: 0.3)', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomPerspective(interpolation: cubic)',
      'KM2006 cubic',
      '`interpolation` of RandomPerspective has no option `cubic`. It takes `nearest` or `bilinear`.',
    ],
  ]);
});

describe('RandomElasticTransform', () => {
  right('float32[28, 28, 3]', [['RandomElasticTransform()', 'float32[28, 28, 3]']]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomElasticTransform(fill_mode: none)',
      'KM2003 none',
      '`fill_mode` of RandomElasticTransform takes `reflect`, `wrap`, `constant` or `nearest`, but it is `none`.',
    ],
  ]);
});

describe('RandomBrightness', () => {
  right('float32[28, 28, 3]', [
    ['RandomBrightness(0.2)', 'float32[28, 28, 3]'],
    ['RandomBrightness(factor: 0.2, value_range: [0, 1])', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomBrightness()',
      'KM2002 RandomBrightness',
      'RandomBrightness needs `factor`: what is added at most, as a share of `value_range`; negative is darker.',
      'for example `RandomBrightness(factor: …)`.',
    ],
    [
      'RandomBrightness("much")',
      'KM2003 "much"',
      '`factor` of RandomBrightness takes a number or a list of numbers, but `"much"` is a string.',
    ],
    [
      'RandomBrightness(0.2, value_range: [0, 1, 2])',
      'KM2004 [0, 1, 2]',
      '`value_range` of RandomBrightness must be a list of 2, but it is a list of 3.',
    ],
  ]);
  right('float32[3, 28, 28]', [['RandomBrightness(0.2, data_format: channels_first)', 'float32[3, 28, 28]']]);
  wrong('float32[28, 28]', [
    [
      'RandomBrightness(0.2)',
      'KM3001 RandomBrightness(0.2)',
      'RandomBrightness takes an image, float32[batch, height, width, channels], but `x` is float32[batch, 28, 28].',
      '`Reshape([28, 28, 1])` adds an axis of one channel.',
    ],
  ]);
});

describe('RandomContrast', () => {
  right('float32[28, 28, 3]', [
    ['RandomContrast(0.2)', 'float32[28, 28, 3]'],
    ['RandomContrast(factor: 0.2, value_range: [0, 1])', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomContrast()',
      'KM2002 RandomContrast',
      'RandomContrast needs `factor`: the contrast grows by this share at most; of two numbers the first is how far it falls.',
      'for example `RandomContrast(factor: …)`.',
    ],
    [
      'RandomContrast("much")',
      'KM2003 "much"',
      '`factor` of RandomContrast takes a number or a list of numbers, but `"much"` is a string.',
    ],
    [
      'RandomContrast(0.2, value_range: [0, 1, 2])',
      'KM2004 [0, 1, 2]',
      '`value_range` of RandomContrast must be a list of 2, but it is a list of 3.',
    ],
  ]);
  right('float32[3, 28, 28]', [['RandomContrast(0.2, data_format: channels_first)', 'float32[3, 28, 28]']]);
  wrong('float32[28, 28]', [
    [
      'RandomContrast(0.2)',
      'KM3001 RandomContrast(0.2)',
      'RandomContrast takes an image, float32[batch, height, width, channels], but `x` is float32[batch, 28, 28].',
      '`Reshape([28, 28, 1])` adds an axis of one channel.',
    ],
  ]);
});

describe('RandomSaturation', () => {
  right('float32[28, 28, 3]', [
    ['RandomSaturation(0.2)', 'float32[28, 28, 3]'],
    ['RandomSaturation(factor: 0.2, value_range: [0, 1])', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomSaturation()',
      'KM2002 RandomSaturation',
      'RandomSaturation needs `factor`: 0 takes all colour, 0.5 changes nothing, up to 1 strengthens; a range.',
      'for example `RandomSaturation(factor: …)`.',
    ],
    [
      'RandomSaturation("much")',
      'KM2003 "much"',
      '`factor` of RandomSaturation takes a number or a list of numbers, but `"much"` is a string.',
    ],
    [
      'RandomSaturation(0.2, value_range: [0, 1, 2])',
      'KM2004 [0, 1, 2]',
      '`value_range` of RandomSaturation must be a list of 2, but it is a list of 3.',
    ],
  ]);
  right('float32[3, 28, 28]', [['RandomSaturation(0.2, data_format: channels_first)', 'float32[3, 28, 28]']]);
  wrong('float32[28, 28]', [
    [
      'RandomSaturation(0.2)',
      'KM3001 RandomSaturation(0.2)',
      'RandomSaturation takes an image, float32[batch, height, width, channels], but `x` is float32[batch, 28, 28].',
      '`Reshape([28, 28, 1])` adds an axis of one channel.',
    ],
  ]);
});

describe('RandomHue', () => {
  right('float32[28, 28, 3]', [
    ['RandomHue(0.2)', 'float32[28, 28, 3]'],
    ['RandomHue(factor: 0.2, value_range: [0, 1])', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomHue()',
      'KM2002 RandomHue',
      'RandomHue needs `factor`: how far the hue turns at most: 1 is half a circle; two numbers give the range.',
      'for example `RandomHue(factor: …)`.',
    ],
    [
      'RandomHue("much")',
      'KM2003 "much"',
      '`factor` of RandomHue takes a number or a list of numbers, but `"much"` is a string.',
    ],
    [
      'RandomHue(0.2, value_range: [0, 1, 2])',
      'KM2004 [0, 1, 2]',
      '`value_range` of RandomHue must be a list of 2, but it is a list of 3.',
    ],
  ]);
  right('float32[3, 28, 28]', [['RandomHue(0.2, data_format: channels_first)', 'float32[3, 28, 28]']]);
  wrong('float32[28, 28]', [
    [
      'RandomHue(0.2)',
      'KM3001 RandomHue(0.2)',
      'RandomHue takes an image, float32[batch, height, width, channels], but `x` is float32[batch, 28, 28].',
      '`Reshape([28, 28, 1])` adds an axis of one channel.',
    ],
  ]);
});

describe('RandomColorDegeneration', () => {
  right('float32[28, 28, 3]', [
    ['RandomColorDegeneration(0.2)', 'float32[28, 28, 3]'],
    ['RandomColorDegeneration(factor: 0.2, value_range: [0, 1])', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomColorDegeneration()',
      'KM2002 RandomColorDegeneration',
      'RandomColorDegeneration needs `factor`: the share of grey: 1 takes all colour; one number reaches to both sides of 0.',
      'for example `RandomColorDegeneration(factor: …)`.',
    ],
    [
      'RandomColorDegeneration("much")',
      'KM2003 "much"',
      '`factor` of RandomColorDegeneration takes a number or a list of numbers, but `"much"` is a string.',
    ],
    [
      'RandomColorDegeneration(0.2, value_range: [0, 1, 2])',
      'KM2004 [0, 1, 2]',
      '`value_range` of RandomColorDegeneration must be a list of 2, but it is a list of 3.',
    ],
  ]);
  right('float32[3, 28, 28]', [
    ['RandomColorDegeneration(0.2, data_format: channels_first)', 'float32[3, 28, 28]'],
  ]);
  wrong('float32[28, 28]', [
    [
      'RandomColorDegeneration(0.2)',
      'KM3001 RandomColorDegeneration(0.2)',
      'RandomColorDegeneration takes an image, float32[batch, height, width, channels], but `x` is float32[batch, 28, 28].',
      '`Reshape([28, 28, 1])` adds an axis of one channel.',
    ],
  ]);
});

describe('RandomSharpness', () => {
  right('float32[28, 28, 3]', [
    ['RandomSharpness(0.2)', 'float32[28, 28, 3]'],
    ['RandomSharpness(factor: 0.2, value_range: [0, 1])', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomSharpness()',
      'KM2002 RandomSharpness',
      'RandomSharpness needs `factor`: 0 is smooth, 0.5 as it is, 1 sharp; two numbers give the range.',
      'for example `RandomSharpness(factor: …)`.',
    ],
    [
      'RandomSharpness("much")',
      'KM2003 "much"',
      '`factor` of RandomSharpness takes a number or a list of numbers, but `"much"` is a string.',
    ],
    [
      'RandomSharpness(0.2, value_range: [0, 1, 2])',
      'KM2004 [0, 1, 2]',
      '`value_range` of RandomSharpness must be a list of 2, but it is a list of 3.',
    ],
  ]);
  right('float32[3, 28, 28]', [['RandomSharpness(0.2, data_format: channels_first)', 'float32[3, 28, 28]']]);
  wrong('float32[28, 28]', [
    [
      'RandomSharpness(0.2)',
      'KM3001 RandomSharpness(0.2)',
      'RandomSharpness takes an image, float32[batch, height, width, channels], but `x` is float32[batch, 28, 28].',
      '`Reshape([28, 28, 1])` adds an axis of one channel.',
    ],
  ]);
});

describe('RandomColorJitter', () => {
  right('float32[28, 28, 3]', [
    ['RandomColorJitter(brightness_factor: 0.2)', 'float32[28, 28, 3]'],
    ['RandomColorJitter([0, 1], hue_factor: 0.1, contrast_factor: 0.3)', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomColorJitter(hue_factor: "red")',
      'KM2003 "red"',
      '`hue_factor` of RandomColorJitter takes a number or a list of numbers, but `"red"` is a string.',
    ],
    [
      'RandomColorJitter(brightness: 0.2)',
      'KM2001 brightness',
      'RandomColorJitter has no argument `brightness`.',
    ],
  ]);
});

describe('RandomGrayscale', () => {
  right('float32[28, 28, 3]', [
    ['RandomGrayscale()', 'float32[28, 28, 3]'],
    ['RandomGrayscale(1)', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomGrayscale(1.5)',
      'KM2004 1.5',
      '`factor` of RandomGrayscale must be between 0 and 1, but it is 1.5.',
    ],
    [
      'RandomGrayscale(-0.5)',
      'KM2004 -0.5',
      '`factor` of RandomGrayscale must be between 0 and 1, but it is -0.5.',
    ],
  ]);
  right('float32[28, 28, 1]', [['RandomGrayscale()', 'float32[28, 28, 1]']]);
  wrong('float32[28, 28, 4]', [
    [
      'RandomGrayscale()',
      'KM3002 RandomGrayscale()',
      'RandomGrayscale takes images of 1 or 3 channels, but `x` has 4.',
    ],
  ]);
});

describe('RandomInvert', () => {
  right('float32[28, 28, 3]', [
    ['RandomInvert()', 'float32[28, 28, 3]'],
    ['RandomInvert(0.5, value_range: [0, 1])', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomInvert("all")',
      'KM2003 "all"',
      '`factor` of RandomInvert takes a number or a list of numbers, but `"all"` is a string.',
    ],
  ]);
});

describe('RandomPosterization', () => {
  right('float32[28, 28, 3]', [['RandomPosterization(4)', 'float32[28, 28, 3]']]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomPosterization()',
      'KM2002 RandomPosterization',
      'RandomPosterization needs `factor`: bits of each value that stay: from the first number, or 1, up to below the last; equal ones are exact.',
      'for example `RandomPosterization(factor: …)`.',
    ],
    [
      'RandomPosterization(9)',
      'KM2004 9',
      '`factor` of RandomPosterization must be between 1 and 8, but it is 9.',
    ],
    [
      'RandomPosterization(0)',
      'KM2004 0',
      '`factor` of RandomPosterization must be between 1 and 8, but it is 0.',
    ],
  ]);
});

describe('RandomGaussianBlur', () => {
  right('float32[28, 28, 3]', [
    ['RandomGaussianBlur()', 'float32[28, 28, 3]'],
    ['RandomGaussianBlur(kernel_size: 5, sigma: 0.5)', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomGaussianBlur(kernel_size: 0)',
      'KM2004 0',
      '`kernel_size` of RandomGaussianBlur must be at least 1, but it is 0.',
    ],
    [
      'RandomGaussianBlur(kernel_size: 4)',
      'KM2004 4',
      '`kernel_size` of RandomGaussianBlur must be odd, so that the window has a middle.',
    ],
  ]);
});

describe('RandomErasing', () => {
  right('float32[28, 28, 3]', [
    ['RandomErasing()', 'float32[28, 28, 3]'],
    ['RandomErasing(0.5, scale: [0.1, 0.2], fill_value: 0)', 'float32[28, 28, 3]'],
    ['RandomErasing(scale: [0.4, 0.2])', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'RandomErasing(scale: [0.1])',
      'KM2004 [0.1]',
      '`scale` of RandomErasing must be a list of 2, but it is a list of 1.',
    ],
  ]);
});

describe('Solarization', () => {
  right('float32[28, 28, 3]', [
    ['Solarization()', 'float32[28, 28, 3]'],
    ['Solarization(0.1, threshold_factor: 0.2)', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'Solarization(10)',
      'KM2004 10',
      '`addition_factor` of Solarization must be between 0 and 1, but it is 10.',
    ],
    [
      'Solarization("bright")',
      'KM2003 "bright"',
      '`addition_factor` of Solarization takes a number or a list of numbers, but `"bright"` is a string.',
    ],
  ]);
});

describe('AutoContrast', () => {
  right('float32[28, 28, 3]', [
    ['AutoContrast()', 'float32[28, 28, 3]'],
    ['AutoContrast(value_range: [0, 1])', 'float32[28, 28, 3]'],
    ['AutoContrast(value_range: [1, 0])', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'AutoContrast(value_range: [0])',
      'KM2004 [0]',
      '`value_range` of AutoContrast must be a list of 2, but it is a list of 1.',
    ],
  ]);
  wrong('float32[28]', [
    [
      'AutoContrast()',
      'KM3001 AutoContrast()',
      'AutoContrast takes an image, float32[batch, height, width, channels], but `x` is float32[batch, 28].',
    ],
  ]);
});

describe('Equalization', () => {
  right('float32[28, 28, 3]', [
    ['Equalization()', 'float32[28, 28, 3]'],
    ['Equalization(value_range: [0, 1], bins: 16)', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    ['Equalization(bins: 0)', 'KM2004 0', '`bins` of Equalization must be at least 1, but it is 0.'],
  ]);
});

describe('ContrastLimitedAdaptiveHistogramEqualization', () => {
  right('float32[16, 16, 3]', [
    ['ContrastLimitedAdaptiveHistogramEqualization()', 'float32[16, 16, 3]'],
    ['ContrastLimitedAdaptiveHistogramEqualization(tile_grid_size: [4, 4])', 'float32[16, 16, 3]'],
  ]);
  wrong('float32[16, 16, 3]', [
    [
      'ContrastLimitedAdaptiveHistogramEqualization(tile_grid_size: [4])',
      'KM2004 [4]',
      '`tile_grid_size` of ContrastLimitedAdaptiveHistogramEqualization must be a list of 2, but it is a list of 1.',
    ],
    [
      'ContrastLimitedAdaptiveHistogramEqualization(clip_limit: "low")',
      'KM2003 "low"',
      '`clip_limit` of ContrastLimitedAdaptiveHistogramEqualization takes a number, but `"low"` is a string.',
    ],
  ]);
});

describe('MixUp', () => {
  right('float32[28, 28, 3]', [
    ['MixUp()', 'float32[28, 28, 3]'],
    ['MixUp(0.5)', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    ['MixUp("half")', 'KM2003 "half"', '`alpha` of MixUp takes a number, but `"half"` is a string.'],
  ]);
});

describe('CutMix', () => {
  right('float32[28, 28, 3]', [
    ['CutMix()', 'float32[28, 28, 3]'],
    ['CutMix(0.5)', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    [
      'CutMix("half")',
      'KM2003 "half"',
      '`factor` of CutMix takes a number or a list of numbers, but `"half"` is a string.',
    ],
  ]);
});

describe('RandAugment', () => {
  right('float32[28, 28, 3]', [
    ['RandAugment()', 'float32[28, 28, 3]'],
    ['RandAugment(value_range: [0, 1], num_ops: 3, factor: 0.2)', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    ['RandAugment(num_ops: 0)', 'KM2004 0', '`num_ops` of RandAugment must be at least 1, but it is 0.'],
    ['RandAugment(operations: 2)', 'KM2001 operations', 'RandAugment has no argument `operations`.'],
  ]);
});

describe('AugMix', () => {
  right('float32[28, 28, 3]', [
    ['AugMix()', 'float32[28, 28, 3]'],
    ['AugMix(value_range: [0, 1], num_chains: 2, chain_depth: 2)', 'float32[28, 28, 3]'],
  ]);
  wrong('float32[28, 28, 3]', [
    ['AugMix(num_chains: 0)', 'KM2004 0', '`num_chains` of AugMix must be at least 1, but it is 0.'],
    ['AugMix(chain_depth: 0)', 'KM2004 0', '`chain_depth` of AugMix must be at least 1, but it is 0.'],
  ]);
});
