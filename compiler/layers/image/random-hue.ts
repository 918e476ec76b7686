import { dataFormat } from '../../declarations/data-format.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineAugmentation } from './augmentation.ts';
import { imageSeed, rangeOf, requiredFactor, valueRange, type Factor, type ValueRange } from './arguments.ts';
import { toHsv, toRange, toRgb } from './colors.ts';
import { drawForImages, drawSign, type RandomSite, randomSite } from './random.ts';

export const hueBounds = [0, 1] as const;

/** Turns the hue of each image by up to half a circle, to either side. */
export function changeHue(site: RandomSite, images: Tensor, value: Factor, range: ValueRange): Tensor {
  const { ops } = site.context;
  const sign = drawSign(site);
  const turn = ops.multiply(ops.multiply(sign, drawForImages(site, rangeOf(value, hueBounds))), 0.5);
  const [hue, saturation, brightness] = toHsv(ops, toRange(ops, images, range, [0, 1]));
  const turned = toRgb(ops, ops.add(hue, turn), saturation, brightness);
  return toRange(ops, ops.clip(turned, 0, 1), [0, 1], range);
}

export const randomHue = defineAugmentation({
  name: 'RandomHue',
  summary: 'Shifts the colours of each image around the circle of hues while training.',
  example: 'x -> RandomHue(0.1)',
  channels: [3],
  arguments: {
    factor: requiredFactor(
      'How far the hue turns at most: 1 is half a circle; two numbers give the range.',
      hueBounds,
    ),
    value_range: valueRange,
    data_format: dataFormat,
    seed: imageSeed,
  },
  augment: (context, images, { factor, value_range: range, seed }) =>
    changeHue(randomSite(context, seed), images, factor, range),
});
