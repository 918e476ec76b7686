import { noneByDefault, requiredInteger, requiredNumber } from '../../declarations/declare.ts';
import type { Tensor } from '../../ops/types.ts';
import type { Size } from '../../shapes/size.ts';
import type { LoweringContext } from '../../declarations/define-layer.ts';

export const rate = requiredNumber('Share of the entries that become zero while training.', {
  minimum: 0,
  maximum: 1,
});

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
  const { ops } = context;
  if (!context.training || share === 0) return x;
  if (share === 1) return ops.multiply(x, 0);
  const drawn = ops.randomUniform(context.randomKey(seed), noiseShape);
  const kept = ops.cast(ops.greaterEqual(drawn, share), 'float32');
  return ops.multiply(x, ops.multiply(kept, 1 / (1 - share)));
}
