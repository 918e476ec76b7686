import { dataFormat } from '../../declarations/data-format.ts';
import { requiredArgument } from '../../declarations/declare.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineAugmentation } from './augmentation.ts';
import { imageSeed, rangeOf, valueRange, type Factor, type ValueRange } from './arguments.ts';
import { toRange } from './colors.ts';
import { drawForImages, type RandomSite, randomSite } from './random.ts';

const bounds = [1, 8] as const;
const bits = { kind: 'integer', minimum: bounds[0], maximum: bounds[1] } as const;

/** Keeps the highest bits of each value: a number of them from the lower end of a range up to below the upper one. */
export function posterize(site: RandomSite, images: Tensor, value: Factor, range: ValueRange): Tensor {
  const { ops } = site.context;
  const [low, high] = rangeOf(value, bounds);
  const kept = low === high ? drawForImages(site, [low, low]) : ops.floor(drawForImages(site, [low, high]));
  const step = ops.power(2, ops.subtract(8, kept));
  const bytes = ops.modulo(ops.floor(toRange(ops, images, range, [0, 255])), 256);
  const coarse = ops.multiply(ops.floor(ops.divide(bytes, step)), step);
  return toRange(ops, coarse, [0, 255], range);
}

export const randomPosterization = defineAugmentation({
  name: 'RandomPosterization',
  summary: 'Leaves few levels of each colour while training, as a poster has them.',
  example: 'x -> RandomPosterization(4)',
  arguments: {
    factor: requiredArgument<Factor>(
      { kind: 'anyOf', of: [bits, { kind: 'list', of: bits, minimumLength: 2, maximumLength: 2 }] },
      'Bits of each value that stay: from the first number, or 1, up to below the last; equal ones are exact.',
    ),
    value_range: valueRange,
    data_format: dataFormat,
    seed: imageSeed,
  },
  augment: (context, images, { factor, value_range: range, seed }) =>
    posterize(randomSite(context, seed), images, factor, range),
});
