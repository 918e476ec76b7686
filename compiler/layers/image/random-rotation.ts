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

/** Turns each image by a random angle around its middle; a positive one is counter-clockwise. */
export function rotateImages(site: RandomSite, images: Tensor, factor: Factor, sampling: Sampling): Tensor {
  const { ops } = site.context;
  const turns = forMaps(ops, drawForImages(site, rangeOf(factor, bounds)));
  const angle = ops.multiply(turns, 2 * Math.PI);
  const [cos, sin] = [ops.cos(angle), ops.sin(angle)];
  const middle = (axis: number): Tensor => ops.multiply(ops.subtract(ops.size(images.shape[axis]!), 1), 0.5);
  const [x, y] = [middle(2), middle(1)];
  const moved = ops.subtract(x, ops.subtract(ops.multiply(x, cos), ops.multiply(y, sin)));
  const lifted = ops.subtract(y, ops.add(ops.multiply(x, sin), ops.multiply(y, cos)));
  return moveImages(ops, images, { a: [cos, ops.negate(sin), moved], b: [sin, cos, lifted] }, sampling);
}

export const randomRotation = defineAugmentation({
  name: 'RandomRotation',
  summary: 'Turns each image by a random angle while training.',
  example: 'x -> RandomRotation(0.1)',
  arguments: {
    factor: requiredFactor(
      'The greatest turn, as a share of a full one; two numbers give the range.',
      bounds,
    ),
    fill_mode: fillMode,
    interpolation,
    seed: imageSeed,
    fill_value: fillValue,
    data_format: dataFormat,
  },
  augment: (context, images, args) => rotateImages(randomSite(context, args.seed), images, args.factor, args),
});
