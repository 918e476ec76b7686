import { dataFormat } from '../../declarations/data-format.ts';
import { defineMix } from './base-mix.ts';
import { factor, imageSeed, rangeOf } from './arguments.ts';
import { drawBox } from './boxes.ts';
import { drawBeta } from './gamma.ts';
import { drawUniform } from './random.ts';

const bounds = [0, 1] as const;

/** Yun et al., arXiv:1905.04899. */
export const cutMix = defineMix({
  name: 'CutMix',
  summary: 'Puts a part of a random other image into each one while training; labels stay as they are.',
  example: 'x -> CutMix()',
  arguments: {
    factor: factor(1, 'Parameter of the beta distribution of the area, drawn from a range up to it.', bounds),
    seed: imageSeed,
    data_format: dataFormat,
  },
  mix: (site, images, others, args) => {
    const { ops, batch } = site.context;
    // A parameter of 1 is taken a little smaller: there the distribution is even all the same.
    const alpha = ops.minimum(ops.add(drawUniform(site, [], rangeOf(args.factor, bounds)), 1e-6), 1 - 1e-6);
    const share = drawBeta(site, alpha, [batch, 1, 1, 1]);
    const side = ops.sqrt(ops.subtract(1, share));
    return ops.select(drawBox(site, images, side, side), others, images);
  },
});
