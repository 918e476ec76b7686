import { dataFormat } from '../../declarations/data-format.ts';
import type { Tensor } from '../../ops/types.ts';
import { shapeProblem } from '../../declarations/define-layer.ts';
import { defineAugmentation } from './augmentation.ts';
import {
  fillMode,
  fillValue,
  imageSeed,
  interpolation,
  optionalFactor,
  rangeOf,
  requiredFactor,
  type Factor,
} from './arguments.ts';
import { forMaps, moveImages } from './affine.ts';
import { drawForImages, randomSite } from './random.ts';

const bounds = [-1, 1] as const;

/** The place (x, y) takes its pixel from zoom · (x − middle) + middle: a zoom over 1 shows more around the image. */
export const randomZoom = defineAugmentation({
  name: 'RandomZoom',
  summary: 'Zooms each image in or out by a random factor while training.',
  example: 'x -> RandomZoom(0.2)',
  arguments: {
    height_factor: requiredFactor('How far out at most, as a share of the height; negative is in.', bounds),
    width_factor: optionalFactor('The same for the width; none keeps the proportions.', bounds),
    fill_mode: fillMode,
    interpolation,
    seed: imageSeed,
    fill_value: fillValue,
    data_format: dataFormat,
  },
  problem: (args) => {
    const factors = { height_factor: args.height_factor, width_factor: args.width_factor };
    for (const [argument, value] of Object.entries(factors)) {
      if (value === null || rangeOf(value, bounds)[0] > -1 || typeof value === 'number') continue;
      return shapeProblem(
        'KM2004',
        `\`${argument}\` of {layer} must be above -1, where nothing of the image is left.`,
        {
          argument,
        },
      );
    }
    return undefined;
  },
  augment: (context, images, args) => {
    const { ops } = context;
    const site = randomSite(context, args.seed);
    const draw = (value: Factor): Tensor => {
      const [low, high] = rangeOf(value, bounds);
      return forMaps(ops, drawForImages(site, [1 + low, 1 + high]));
    };
    const down = draw(args.height_factor);
    const across = args.width_factor === null ? down : draw(args.width_factor);
    const shift = (axis: number, zoom: Tensor): Tensor => {
      const middle = ops.multiply(ops.subtract(ops.size(images.shape[axis]!), 1), 0.5);
      return ops.multiply(middle, ops.subtract(1, zoom));
    };
    return moveImages(ops, images, { a: [across, 0, shift(2, across)], b: [0, down, shift(1, down)] }, args);
  },
});
