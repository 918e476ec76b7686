import { argument, noneByDefault, requiredInteger, requiredNumber } from '../../declarations/declare.ts';
import type { Tensor } from '../../ops/types.ts';
import type { Size } from '../../shapes/size.ts';
import type { LoweringContext } from '../../declarations/define-layer.ts';

export const rate = requiredNumber('Share of the entries that become zero while training.', {
  minimum: 0,
  maximum: 1,
});

/** Sizes of the drawn mask, batch axis first. */
export const noiseShape = argument<readonly (number | null)[] | null>(
  { kind: 'list', of: { kind: 'integer', minimum: 1 }, nullableEntries: true },
  null,
  'Shape of the drawn mask, batch axis first: 1 shares one draw along an axis, none takes the whole size.',
);

/** Why a `noise_shape` does not fit an input of a shape without the batch axis; undefined where it does. */
export function noiseShapeProblem(
  shape: readonly (number | null)[] | null,
  input: readonly Size[],
): string | undefined {
  if (shape === null) return undefined;
  const rank = input.length + 1;
  if (shape.length === rank) {
    const wrong = input.findIndex((size, axis) => {
      const drawn = shape[axis + 1]!;
      return drawn !== null && drawn !== 1 && typeof size === 'number' && size !== drawn;
    });
    if (wrong < 0) return undefined;
    return `\`noise_shape\` has ${shape[wrong + 1]} for axis ${wrong + 1}, which is ${String(input[wrong])} in {input}: 1 shares one draw along it.`;
  }
  return `\`noise_shape\` needs ${rank} sizes, the batch axis and one for each axis of {input}, but has ${shape.length}.`;
}

export const dropoutSeed = noneByDefault(
  requiredInteger('Makes the layer draw the same numbers in every run; none follows the training seed.', {
    minimum: 0,
  }),
);

/**
 * x with a share of its entries at zero and the others scaled so that the mean stays, while training.
 * @param noiseShape sizes of the drawn mask, with the batch axis; it broadcasts to x.
 */
export function dropEntries(
  context: LoweringContext,
  x: Tensor,
  share: number,
  seed: number | null,
  noiseShape: readonly Size[] = x.shape,
): Tensor {
  const kept = keptEntries(context, share, seed, noiseShape);
  return kept ? context.ops.multiply(x, kept) : x;
}

/** The factors by which `dropEntries` does so: 0 or 1 / (1 − share); undefined where all are 1. */
export function keptEntries(
  context: LoweringContext,
  share: number,
  seed: number | null,
  shape: readonly Size[],
): Tensor | undefined {
  const { ops } = context;
  if (!context.training || share === 0) return undefined;
  if (share === 1) return ops.scalar(0);
  const drawn = ops.randomUniform(context.randomKey(seed), shape);
  const kept = ops.cast(ops.greaterEqual(drawn, share), 'float32');
  return ops.multiply(kept, 1 / (1 - share));
}
