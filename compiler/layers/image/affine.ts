import type { Ops } from '../../ops/builder.ts';
import type { Operand } from '../../ops/ops.ts';
import type { Tensor } from '../../ops/types.ts';
import { pixelGrid, sampleImages, type Sampling } from './sampling.ts';

/** Where the pixel that comes to (x, y) is taken from: (a0 x + a1 y + a2, b0 x + b1 y + b2), [batch, 1, 1] each. */
export interface AffineMap {
  readonly a: readonly [Operand, Operand, Operand];
  readonly b: readonly [Operand, Operand, Operand];
}

/** Images, each moved by a map of its own. */
export function moveImages(ops: Ops, images: Tensor, { a, b }: AffineMap, sampling: Sampling): Tensor {
  const [batch, height, width] = images.shape;
  const { x, y } = pixelGrid(ops, height!, width!);
  const from = ([first, second, shift]: AffineMap['a']): Tensor => {
    const place = ops.add(ops.add(ops.multiply(x, first), ops.multiply(y, second)), shift);
    return ops.expand(place, [batch!, height!, width!]);
  };
  return sampleImages(ops, images, from(a), from(b), sampling);
}

/** One number for each image, [batch, 1, 1, 1], as maps hold them: [batch, 1, 1]. */
export function forMaps(ops: Ops, drawn: Tensor): Tensor {
  return ops.squeeze(drawn, [3]);
}
