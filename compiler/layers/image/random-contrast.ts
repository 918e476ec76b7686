import { dataFormat } from '../../declarations/data-format.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineAugmentation } from './augmentation.ts';
import { imageSeed, rangeOf, requiredFactor, valueRange, type Factor, type ValueRange } from './arguments.ts';
import { clipToRange } from './colors.ts';
import { drawForImages, type RandomSite, randomSite } from './random.ts';

export const contrastBounds = [0, 1] as const;

/** Brings the values of each channel away from its mean, or closer, by a factor between 1 − low and 1 + high. */
export function changeContrast(site: RandomSite, images: Tensor, value: Factor, range: ValueRange): Tensor {
  const { ops } = site.context;
  const [low, high] = rangeOf(value, contrastBounds);
  const strength = drawForImages(site, [1 - low, 1 + high]);
  const mean = ops.mean(images, [1, 2], true);
  const changed = ops.add(ops.multiply(ops.subtract(images, mean), strength), mean);
  return clipToRange(ops, changed, range);
}

export const randomContrast = defineAugmentation({
  name: 'RandomContrast',
  summary: 'Strengthens or weakens the contrast of each image by a random factor while training.',
  example: 'x -> RandomContrast(0.2)',
  arguments: {
    factor: requiredFactor(
      'The contrast grows by this share at most; of two numbers the first is how far it falls.',
      contrastBounds,
    ),
    value_range: valueRange,
    seed: imageSeed,
    data_format: dataFormat,
  },
  augment: (context, images, { factor, value_range: range, seed }) =>
    changeContrast(randomSite(context, seed), images, factor, range),
});
