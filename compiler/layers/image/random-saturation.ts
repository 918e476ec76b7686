import { dataFormat } from '../../declarations/data-format.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineAugmentation } from './augmentation.ts';
import { imageSeed, rangeOf, requiredFactor, valueRange, type Factor, type ValueRange } from './arguments.ts';
import { clipToRange, toHsv, toRgb } from './colors.ts';
import { drawForImages, type RandomSite, randomSite } from './random.ts';

/** Keras takes the bounds of its base class; below 0 there is no colour, as at 0. */
export const saturationBounds = [-1, 1] as const;

/** Multiplies the saturation by f / (1 − f) for a random f: 0.5 leaves it as it is, 0 takes all colour. */
export function changeSaturation(site: RandomSite, images: Tensor, value: Factor, range: ValueRange): Tensor {
  const { ops } = site.context;
  const drawn = drawForImages(site, rangeOf(value, saturationBounds));
  const strength = ops.divide(drawn, ops.subtract(1 + 1e-7, drawn));
  const [hue, saturation, brightness] = toHsv(ops, images);
  return toRgb(ops, hue, clipToRange(ops, ops.multiply(saturation, strength), range), brightness);
}

export const randomSaturation = defineAugmentation({
  name: 'RandomSaturation',
  summary: 'Makes the colours of each image stronger or weaker by a random factor while training.',
  example: 'x -> RandomSaturation([0.3, 0.7], value_range: [0, 1])',
  channels: [3],
  arguments: {
    factor: requiredFactor(
      '0 takes all colour, 0.5 changes nothing, up to 1 strengthens; a range.',
      saturationBounds,
    ),
    value_range: valueRange,
    data_format: dataFormat,
    seed: imageSeed,
  },
  augment: (context, images, { factor, value_range: range, seed }) =>
    changeSaturation(randomSite(context, seed), images, factor, range),
});
