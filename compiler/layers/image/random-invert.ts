import { dataFormat } from '../../declarations/data-format.ts';
import { defineAugmentation } from './augmentation.ts';
import { factor, imageSeed, rangeOf, valueRange } from './arguments.ts';
import { drawChance, randomSite } from './random.ts';

const bounds = [0, 1] as const;

export const randomInvert = defineAugmentation({
  name: 'RandomInvert',
  summary: 'Turns random images into their negatives while training.',
  example: 'x -> RandomInvert(0.2)',
  arguments: {
    factor: factor(
      1,
      'Chance of an image; a range of chances, of which one number is the upper end.',
      bounds,
    ),
    value_range: valueRange,
    seed: imageSeed,
    data_format: dataFormat,
  },
  augment: (context, images, args) => {
    const { ops } = context;
    const applies = drawChance(randomSite(context, args.seed), rangeOf(args.factor, bounds));
    return ops.select(applies, ops.subtract(args.value_range[1]!, images), images);
  },
});
