import { dataFormat } from '../../declarations/data-format.ts';
import { boolean, number } from '../../declarations/declare.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineAugmentation } from './augmentation.ts';
import { factor, imageSeed, interpolation, positiveInteger, valueRange } from './arguments.ts';
import { clipToRange } from './colors.ts';
import { drawBeta, drawLogGamma } from './gamma.ts';
import { applyOneOf, imageOperations, placesAndLevels, strengthBounds } from './operations.ts';
import { randomSite } from './random.ts';

/** Hendrycks et al., arXiv:1912.02781. */
export const augMix = defineAugmentation({
  name: 'AugMix',
  summary: 'Mixes images with several versions of themselves, each changed at random, while training.',
  example: 'x -> AugMix()',
  channels: [1, 3],
  arguments: {
    value_range: valueRange,
    num_chains: positiveInteger(3, 'Number of versions.'),
    chain_depth: positiveInteger(3, 'Number of operations of each, of which some do nothing.'),
    factor: factor(
      0.3,
      'Strength of each, drawn from a range, of which one number is the upper end.',
      strengthBounds,
    ),
    alpha: number(1, 'Parameter of the distributions of the shares.', { above: 0 }),
    all_ops: boolean(true, 'Change colours, too, and not places and levels alone.'),
    interpolation,
    seed: imageSeed,
    data_format: dataFormat,
  },
  augment: (context, images, args) => {
    const { ops } = context;
    const site = randomSite(context, args.seed);
    const all = imageOperations(site, args);
    const operations = args.all_ops ? all : all.slice(0, placesAndLevels);
    // Gamma numbers that are divided by their sum are a draw of a Dirichlet distribution.
    const shares = ops.softmax(drawLogGamma(site, args.alpha, [args.num_chains]), 0);
    const versions = Array.from({ length: args.num_chains }, (_, chain): Tensor => {
      let changed = images;
      for (let depth = 0; depth < args.chain_depth; depth++)
        changed = applyOneOf(site, operations, changed, true);
      return ops.multiply(changed, ops.sliceAxis(shares, 0, chain, 1));
    });
    const mixed = versions.reduce((sum, version) => ops.add(sum, version));
    const share = drawBeta(site, args.alpha, [1, 1, 1, 1]);
    const result = ops.add(ops.multiply(images, share), ops.multiply(mixed, ops.subtract(1, share)));
    return clipToRange(ops, result, args.value_range);
  },
});
