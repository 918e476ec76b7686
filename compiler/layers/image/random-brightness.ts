import { dataFormat } from '../../declarations/data-format.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineAugmentation } from './augmentation.ts';
import { imageSeed, rangeOf, requiredFactor, valueRange, type Factor, type ValueRange } from './arguments.ts';
import { clipToRange } from './colors.ts';
import { drawForImages, type RandomSite, randomSite } from './random.ts';

export const brightnessBounds = [-1, 1] as const;

/** Adds a random share of the range to each image. */
export function changeBrightness(site: RandomSite, images: Tensor, value: Factor, range: ValueRange): Tensor {
  const { ops } = site.context;
  const share = drawForImages(site, rangeOf(value, brightnessBounds));
  const width = Math.abs(range[1]! - range[0]!);
  return clipToRange(ops, ops.add(images, ops.multiply(share, width)), range);
}

export const randomBrightness = defineAugmentation({
  name: 'RandomBrightness',
  summary: 'Makes each image brighter or darker by a random amount while training.',
  example: 'x -> RandomBrightness(0.2)',
  arguments: {
    factor: requiredFactor(
      'What is added at most, as a share of `value_range`; negative is darker.',
      brightnessBounds,
    ),
    value_range: valueRange,
    seed: imageSeed,
    data_format: dataFormat,
  },
  augment: (context, images, { factor, value_range: range, seed }) =>
    changeBrightness(randomSite(context, seed), images, factor, range),
});
