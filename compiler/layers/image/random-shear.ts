import { dataFormat } from '../../declarations/data-format.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineAugmentation } from './augmentation.ts';
import {
  factor,
  fillMode,
  fillValue,
  imageSeed,
  interpolation,
  sortedRange,
  type Factor,
} from './arguments.ts';
import { forMaps, moveImages } from './affine.ts';
import { drawForImages, drawSign, type RandomSite, randomSite } from './random.ts';
import type { Sampling } from './sampling.ts';

const bounds = [0, 1] as const;

/** One number reaches to both sides; two are a range, of which the sign is drawn. */
function range(value: Factor): readonly [number, number] {
  return typeof value === 'number' ? [-value, value] : sortedRange(value);
}

/** Slants each image along both axes by random amounts of one random sign. */
export function shearImages(
  site: RandomSite,
  images: Tensor,
  factors: { readonly x: Factor; readonly y: Factor },
  sampling: Sampling,
): Tensor {
  const { ops } = site.context;
  const sign = forMaps(ops, drawSign(site));
  const draw = (value: Factor): Tensor => ops.multiply(forMaps(ops, drawForImages(site, range(value))), sign);
  const down = draw(factors.y);
  const across = draw(factors.x);
  return moveImages(ops, images, { a: [1, across, 0], b: [down, 1, 0] }, sampling);
}

export const randomShear = defineAugmentation({
  name: 'RandomShear',
  summary: 'Slants each image by a random amount while training.',
  example: 'x -> RandomShear(0.2, 0.2)',
  arguments: {
    x_factor: factor(0, 'How far a row moves to a side at most, for each row further down.', bounds),
    y_factor: factor(0, 'How far a column moves up or down at most, for each column further right.', bounds),
    interpolation,
    fill_mode: fillMode,
    fill_value: fillValue,
    data_format: dataFormat,
    seed: imageSeed,
  },
  augment: (context, images, args) =>
    shearImages(randomSite(context, args.seed), images, { x: args.x_factor, y: args.y_factor }, args),
});
