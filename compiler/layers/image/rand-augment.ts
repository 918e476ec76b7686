import { dataFormat } from '../../declarations/data-format.ts';
import { defineAugmentation } from './augmentation.ts';
import { factor, imageSeed, interpolation, positiveInteger, valueRange } from './arguments.ts';
import { applyOneOf, imageOperations, strengthBounds } from './operations.ts';
import { randomSite } from './random.ts';

/** Cubuk et al., arXiv:1909.13719. */
export const randAugment = defineAugmentation({
  name: 'RandAugment',
  summary: 'Changes images by a few random operations of one strength while training.',
  example: 'x -> RandAugment(num_ops: 2, factor: 0.3)',
  channels: [1, 3],
  arguments: {
    value_range: valueRange,
    num_ops: positiveInteger(2, 'Number of operations, one after the other.'),
    factor: factor(
      0.5,
      'Strength of each, drawn from a range, of which one number is the upper end.',
      strengthBounds,
    ),
    interpolation,
    seed: imageSeed,
    data_format: dataFormat,
  },
  augment: (context, images, args) => {
    const site = randomSite(context, args.seed);
    const operations = imageOperations(site, args);
    let changed = images;
    for (let round = 0; round < args.num_ops; round++) changed = applyOneOf(site, operations, changed, false);
    return changed;
  },
});
