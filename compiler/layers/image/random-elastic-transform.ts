import { dataFormat } from '../../declarations/data-format.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineAugmentation } from './augmentation.ts';
import { factor, fillMode, fillValue, imageSeed, interpolation, rangeOf, valueRange } from './arguments.ts';
import { clipToRange } from './colors.ts';
import { bell, bellWindow, filterChannels } from './filter.ts';
import { drawChance, drawUniform, randomSite } from './random.ts';
import { pixelGrid, sampleImages } from './sampling.ts';

const bounds = [0, 1] as const;

/**
 * Simard et al., Best Practices for Convolutional Neural Networks, 2003: every pixel is moved by smoothed noise.
 * The window of the smoothing is as large as the strongest one needs, and weaker ones leave its border out.
 */
export const randomElasticTransform = defineAugmentation({
  name: 'RandomElasticTransform',
  summary: 'Bends random images as if they were printed on rubber while training.',
  example: 'x -> RandomElasticTransform(0.5, scale: 0.3)',
  knownSize: true,
  arguments: {
    factor: factor(
      1,
      'Chance of an image; a range of chances, of which one number is the upper end.',
      bounds,
    ),
    scale: factor(1, 'Strength, drawn from a range, of which one number is the upper end.', bounds),
    interpolation,
    fill_mode: fillMode,
    fill_value: fillValue,
    value_range: valueRange,
    seed: imageSeed,
    data_format: dataFormat,
  },
  augment: (context, images, args) => {
    const { ops } = context;
    const scale = rangeOf(args.scale, bounds);
    const chance = rangeOf(args.factor, bounds);
    if (scale[1] === 0 || chance[1] === 0) return images;
    const site = randomSite(context, args.seed);
    const applies = drawChance(site, chance);
    const strength = drawUniform(site, [1], scale);
    const [batch, height, width] = images.shape as readonly [Tensor['shape'][number], number, number];
    const alpha = ops.multiply(strength, 0.1 * Math.max(height, width));
    const sigma = ops.multiply(strength, 0.05 * Math.min(height, width));
    const largest = oddSize(0.05 * Math.min(height, width) * scale[1]);
    const reach = ops.floor(ops.multiply(ops.floor(ops.multiply(sigma, 6)), 0.5));
    const curve = bell(ops, largest, ops.maximum(sigma, 1e-6), reach);
    const window = bellWindow(ops, curve, curve);
    const shift = (): Tensor => {
      const noise = ops.randomNormal(site.key(), [batch, height, width, 1]);
      const smooth = filterChannels(ops, ops.multiply(noise, sigma), window);
      return ops.multiply(ops.squeeze(smooth, [3]), alpha);
    };
    const { x, y } = pixelGrid(ops, height, width);
    const bent = sampleImages(ops, images, ops.add(shift(), x), ops.add(shift(), y), args);
    return clipToRange(ops, ops.select(applies, bent, images), args.value_range);
  },
});

/** The size of a window that holds three sigmas to each side. */
function oddSize(sigma: number): number {
  return 2 * Math.floor(Math.floor(6 * sigma) / 2) + 1;
}
