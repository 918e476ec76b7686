import { dataFormat } from '../../declarations/data-format.ts';
import { number } from '../../declarations/declare.ts';
import { defineMix } from './base-mix.ts';
import { imageSeed } from './arguments.ts';
import { drawBeta } from './gamma.ts';

/** Zhang et al., arXiv:1710.09412. */
export const mixUp = defineMix({
  name: 'MixUp',
  summary: 'Blends each image with a random other one while training; labels stay as they are.',
  example: 'x -> MixUp(0.2)',
  arguments: {
    alpha: number(0.2, 'Both parameters of the beta distribution of the share; near 0 one image prevails.', {
      above: 0,
    }),
    data_format: dataFormat,
    seed: imageSeed,
  },
  mix: (site, images, others, { alpha }) => {
    const { ops, batch } = site.context;
    const share = drawBeta(site, alpha, [batch, 1, 1, 1]);
    return ops.add(ops.multiply(images, share), ops.multiply(others, ops.subtract(1, share)));
  },
});
