import type { ComposedStage, Composition } from './stage.ts';

/*
 * tfjs's dropout draws a mask of any shape, in which null is the whole size of an axis. Its types know numbers alone,
 * so that generated TypeScript has a class instead.
 */

/** `Dropout` with a `noise_shape`. */
export const composedDropout: Composition = ({ layer: { args } }) => [
  dropout(args.rate as number, args.noise_shape as readonly (number | null)[] | null, args.seed),
];

/** `SpatialDropout2D` and `SpatialDropout3D`: one draw for all places of a channel. */
export const composedSpatialDropout: Composition = ({ layer: { args }, input }) => {
  const places = input.shape.slice(1).map(() => 1);
  const noise = args.data_format === 'channels_first' ? [null, null, ...places] : [null, ...places, null];
  return [dropout(args.rate as number, noise, args.seed)];
};

function dropout(rate: number, noiseShape: readonly (number | null)[] | null, seed: unknown): ComposedStage {
  return { factory: 'dropout', config: { rate, noiseShape, ...(typeof seed === 'number' && { seed }) } };
}
