import { dataFormat } from '../../declarations/data-format.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineAugmentation } from './augmentation.ts';
import { imageSeed, rangeOf, requiredFactor, valueRange, type Factor, type ValueRange } from './arguments.ts';
import { clipToRange } from './colors.ts';
import { filterChannels } from './filter.ts';
import { drawForImages, type RandomSite, randomSite } from './random.ts';

export const sharpnessBounds = [0, 1] as const;

/** Mixes each image with a smoothed one: all of it at 0, none at 0.5, and beyond that the other way. */
export function changeSharpness(site: RandomSite, images: Tensor, value: Factor, range: ValueRange): Tensor {
  const { ops } = site.context;
  const strength = ops.multiply(drawForImages(site, rangeOf(value, sharpnessBounds)), 2);
  const [outer, inner] = [1 / 13, 5 / 13];
  const window = [outer, outer, outer, outer, inner, outer, outer, outer, outer];
  const smooth = filterChannels(ops, images, ops.constant(window, [3, 3]));
  const mixed = ops.add(images, ops.multiply(ops.subtract(1, strength), ops.subtract(smooth, images)));
  return clipToRange(ops, mixed, range);
}

export const randomSharpness = defineAugmentation({
  name: 'RandomSharpness',
  summary: 'Makes each image sharper or softer by a random amount while training.',
  example: 'x -> RandomSharpness([0.3, 0.7])',
  arguments: {
    factor: requiredFactor(
      '0 is smooth, 0.5 as it is, 1 sharp; two numbers give the range.',
      sharpnessBounds,
    ),
    value_range: valueRange,
    data_format: dataFormat,
    seed: imageSeed,
  },
  augment: (context, images, { factor, value_range: range, seed }) =>
    changeSharpness(randomSite(context, seed), images, factor, range),
});
