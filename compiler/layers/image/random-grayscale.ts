import { dataFormat } from '../../declarations/data-format.ts';
import { number } from '../../declarations/declare.ts';
import { defineAugmentation } from './augmentation.ts';
import { imageSeed } from './arguments.ts';
import { toGray } from './colors.ts';
import { drawForImages, randomSite } from './random.ts';

export const randomGrayscale = defineAugmentation({
  name: 'RandomGrayscale',
  summary: 'Takes the colour of random images while training; they keep their channels.',
  example: 'x -> RandomGrayscale(0.3)',
  channels: [1, 3],
  arguments: {
    factor: number(0.5, 'Chance that an image loses its colour.', { minimum: 0, maximum: 1 }),
    data_format: dataFormat,
    seed: imageSeed,
  },
  augment: (context, images, { factor, seed }) => {
    const { ops } = context;
    const applies = ops.less(drawForImages(randomSite(context, seed)), factor);
    return ops.select(applies, toGray(ops, images), images);
  },
});
