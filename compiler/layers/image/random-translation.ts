import { dataFormat } from '../../declarations/data-format.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineAugmentation } from './augmentation.ts';
import {
  fillMode,
  fillValue,
  imageSeed,
  interpolation,
  rangeOf,
  requiredFactor,
  type Factor,
} from './arguments.ts';
import { forMaps, moveImages } from './affine.ts';
import { drawForImages, type RandomSite, randomSite } from './random.ts';
import type { Sampling } from './sampling.ts';

const bounds = [-1, 1] as const;

/** Moves each image down and to the right by random shares of its size. */
export function translateImages(
  site: RandomSite,
  images: Tensor,
  factors: { readonly height: Factor; readonly width: Factor },
  sampling: Sampling,
): Tensor {
  const { ops } = site.context;
  const [, height, width] = images.shape;
  const draw = (value: Factor): Tensor => forMaps(ops, drawForImages(site, rangeOf(value, bounds)));
  const down = ops.multiply(draw(factors.height), ops.size(height!));
  const right = ops.multiply(draw(factors.width), ops.size(width!));
  return moveImages(ops, images, { a: [1, 0, ops.negate(right)], b: [0, 1, ops.negate(down)] }, sampling);
}

export const randomTranslation = defineAugmentation({
  name: 'RandomTranslation',
  summary: 'Moves each image up or down and to a side by random shares of its size while training.',
  example: 'x -> RandomTranslation(0.1, 0.1)',
  arguments: {
    height_factor: requiredFactor('How far down at most, as a share of the height; negative is up.', bounds),
    width_factor: requiredFactor(
      'How far to the right at most, as a share of the width; negative is left.',
      bounds,
    ),
    fill_mode: fillMode,
    interpolation,
    seed: imageSeed,
    fill_value: fillValue,
    data_format: dataFormat,
  },
  augment: (context, images, args) =>
    translateImages(
      randomSite(context, args.seed),
      images,
      { height: args.height_factor, width: args.width_factor },
      args,
    ),
});
