import { dataFormat } from '../../declarations/data-format.ts';
import { defineLayer } from '../../declarations/define.ts';
import { asFloat } from '../shared/apply-component.ts';
import { floats } from '../shared/results.ts';
import { spatialInput, spatialThing, type SpatialRank } from '../shared/spatial.ts';
import { dropEntries, dropoutSeed, rate } from './base-dropout.ts';

/** Whole channels at zero: one draw for all places of a channel. */
export function defineSpatialDropout(rank: SpatialRank) {
  const what = spatialThing(rank);
  return defineLayer({
    name: `SpatialDropout${rank}D`,
    family: 'regularization',
    summary: `Sets random channels of ${what} to zero while training, each as a whole.`,
    example: `x -> SpatialDropout${rank}D(0.5)`,
    // A sequence has its channels last in Keras, too.
    arguments: { rate, ...(rank === 1 ? {} : { data_format: dataFormat }), seed: dropoutSeed },
    input: { ...spatialInput(rank), dtype: 'float' },
    output: ({ inputs }) => floats(inputs[0]!.shape),
    lower: (context, { args, inputs }) => {
      const x = asFloat(context.ops, inputs[0]!);
      const noise = x.shape.map((size, axis) => (axis === 0 || axis === rank + 1 ? size : 1));
      return dropEntries(context, x, args.rate, args.seed, noise);
    },
    penalty: 'none',
    mask: 'pass',
  });
}
