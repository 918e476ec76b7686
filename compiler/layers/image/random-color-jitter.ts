import { dataFormat } from '../../declarations/data-format.ts';
import { defineAugmentation } from './augmentation.ts';
import { imageSeed, optionalFactor, valueRange } from './arguments.ts';
import { brightnessBounds, changeBrightness } from './random-brightness.ts';
import { changeContrast, contrastBounds } from './random-contrast.ts';
import { changeHue, hueBounds } from './random-hue.ts';
import { changeSaturation, saturationBounds } from './random-saturation.ts';
import { randomSite } from './random.ts';

export const randomColorJitter = defineAugmentation({
  name: 'RandomColorJitter',
  summary: 'Changes brightness, contrast, saturation and hue of each image by random amounts while training.',
  example: 'x -> RandomColorJitter(brightness_factor: 0.2, contrast_factor: 0.2)',
  channels: [3],
  arguments: {
    value_range: valueRange,
    brightness_factor: optionalFactor(
      'As of RandomBrightness; none leaves the brightness.',
      brightnessBounds,
    ),
    contrast_factor: optionalFactor('As of RandomContrast; none leaves the contrast.', contrastBounds),
    saturation_factor: optionalFactor(
      'As of RandomSaturation; none leaves the saturation.',
      saturationBounds,
    ),
    hue_factor: optionalFactor('As of RandomHue; none leaves the hue.', hueBounds),
    seed: imageSeed,
    data_format: dataFormat,
  },
  augment: (context, images, args) => {
    const site = randomSite(context, args.seed);
    const changes = [
      [args.brightness_factor, changeBrightness],
      [args.contrast_factor, changeContrast],
      [args.saturation_factor, changeSaturation],
      [args.hue_factor, changeHue],
    ] as const;
    return changes.reduce(
      (changed, [value, change]) =>
        value === null ? changed : change(site, changed, value, args.value_range),
      images,
    );
  },
});
