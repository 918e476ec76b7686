import { dataFormat } from '../../declarations/data-format.ts';
import { option } from '../../declarations/declare.ts';
import { defineAugmentation } from './augmentation.ts';
import { imageSeed } from './arguments.ts';
import { drawForImages, randomSite } from './random.ts';

export const randomFlip = defineAugmentation({
  name: 'RandomFlip',
  summary: 'Mirrors half of the images while training.',
  example: 'x -> RandomFlip(horizontal)',
  arguments: {
    mode: option(
      ['horizontal', 'vertical', 'horizontal_and_vertical'],
      'horizontal_and_vertical',
      'Left and right change places, top and bottom, or both at once.',
    ),
    seed: imageSeed,
    data_format: dataFormat,
  },
  augment: (context, images, { mode, seed }) => {
    const { ops } = context;
    const axes = { horizontal: [2], vertical: [1], horizontal_and_vertical: [1, 2] }[mode];
    const flips = ops.lessEqual(drawForImages(randomSite(context, seed)), 0.5);
    return ops.select(flips, ops.reverse(images, axes), images);
  },
});
