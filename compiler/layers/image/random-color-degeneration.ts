import { dataFormat } from '../../declarations/data-format.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineAugmentation } from './augmentation.ts';
import { imageSeed, rangeOf, requiredFactor, valueRange, type Factor, type ValueRange } from './arguments.ts';
import { clipToRange, toGray } from './colors.ts';
import { drawForImages, type RandomSite, randomSite } from './random.ts';

/** Keras takes the bounds of its base class, though only 0 … 1 lies between the image and grey. */
export const degenerationBounds = [-1, 1] as const;

/** Mixes each image with its grey version, by a random share. */
export function takeColor(site: RandomSite, images: Tensor, value: Factor, range: ValueRange): Tensor {
  const { ops } = site.context;
  const share = drawForImages(site, rangeOf(value, degenerationBounds));
  const mixed = ops.add(images, ops.multiply(share, ops.subtract(toGray(ops, images), images)));
  return clipToRange(ops, mixed, range);
}

export const randomColorDegeneration = defineAugmentation({
  name: 'RandomColorDegeneration',
  summary: 'Mixes each image with its grey version by a random share while training.',
  example: 'x -> RandomColorDegeneration([0, 0.5])',
  channels: [1, 3],
  arguments: {
    factor: requiredFactor(
      'The share of grey: 1 takes all colour; one number reaches to both sides of 0.',
      degenerationBounds,
    ),
    value_range: valueRange,
    data_format: dataFormat,
    seed: imageSeed,
  },
  augment: (context, images, { factor, value_range: range, seed }) =>
    takeColor(randomSite(context, seed), images, factor, range),
});
