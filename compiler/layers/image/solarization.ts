import { dataFormat } from '../../declarations/data-format.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineAugmentation } from './augmentation.ts';
import { factor, imageSeed, rangeOf, valueRange, type Factor, type ValueRange } from './arguments.ts';
import { toRange } from './colors.ts';
import { drawForImages, type RandomSite, randomSite } from './random.ts';

const bounds = [0, 1] as const;

/** Adds to every value and inverts those from a threshold on; both are drawn, as shares of the range. */
export function solarize(
  site: RandomSite,
  images: Tensor,
  factors: { readonly addition: Factor; readonly threshold: Factor },
  range: ValueRange,
): Tensor {
  const { ops } = site.context;
  const draw = (value: Factor): Tensor => {
    const [low, high] = rangeOf(value, bounds);
    // As in Keras, the lower end counts in values of 0 … 255 and the upper one in shares of them.
    return drawForImages(site, [low, high * 255]);
  };
  const [addition, threshold] = [draw(factors.addition), draw(factors.threshold)];
  const bytes = ops.clip(ops.add(toRange(ops, images, range, [0, 255]), addition), 0, 255);
  const solarized = ops.select(ops.less(bytes, threshold), bytes, ops.subtract(255, bytes));
  return toRange(ops, solarized, [0, 255], range);
}

export const solarization = defineAugmentation({
  name: 'Solarization',
  summary: 'Inverts the bright values of each image while training.',
  example: 'x -> Solarization(threshold_factor: 0.5)',
  arguments: {
    addition_factor: factor(0, 'What is added first at most, as a share of the range.', bounds),
    threshold_factor: factor(
      0,
      'Values from this share of the range on are inverted; drawn up to it.',
      bounds,
    ),
    value_range: valueRange,
    seed: imageSeed,
    data_format: dataFormat,
  },
  augment: (context, images, args) =>
    solarize(
      randomSite(context, args.seed),
      images,
      { addition: args.addition_factor, threshold: args.threshold_factor },
      args.value_range,
    ),
});
