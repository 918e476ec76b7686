import type { LoweringContext } from '../../declarations/define-layer.ts';
import type { Tensor } from '../../ops/types.ts';
import type { Size } from '../../shapes/size.ts';

/** Where the random numbers of one use of a layer come from. */
export interface RandomSite {
  readonly context: LoweringContext;
  /** An int32 scalar for the next draw: all differ, also where the layer has a seed of its own. */
  readonly key: () => Tensor;
}

export function randomSite(context: LoweringContext, seed: number | null): RandomSite {
  return { context, key: () => context.randomKey(seed) };
}

/** float32 of a shape, uniform between two numbers; the same number everywhere where both are one. */
export function drawUniform(
  { context, key }: RandomSite,
  shape: readonly Size[],
  [low, high]: readonly [low: number, high: number] = [0, 1],
): Tensor {
  const { ops } = context;
  if (low === high) return ops.fill(low, shape);
  const drawn = ops.randomUniform(key(), shape);
  return ops.add(ops.multiply(drawn, high - low), low);
}

/** One number for each image, [batch, 1, 1, 1]. */
export function drawForImages(site: RandomSite, range?: readonly [low: number, high: number]): Tensor {
  return drawUniform(site, [site.context.batch, 1, 1, 1], range);
}

/** bool [batch, 1, 1, 1]: true with a chance that is itself drawn from a range, one for each image. */
export function drawChance(site: RandomSite, range: readonly [low: number, high: number]): Tensor {
  const { ops } = site.context;
  return ops.less(drawForImages(site), drawForImages(site, range));
}

/** 1 or −1 for each image, [batch, 1, 1, 1]. */
export function drawSign(site: RandomSite): Tensor {
  const { ops } = site.context;
  return ops.select(ops.greater(drawForImages(site), 0.5), -1, 1);
}

/**
 * The places 0 … batch − 1 in random order, int32 [batch]: the ranks of random numbers. Equal ones, of which there
 * are few, keep their order.
 */
export function drawOrder(site: RandomSite): Tensor {
  const { ops, batch } = site.context;
  const drawn = drawUniform(site, [batch]);
  const [rows, columns] = [ops.reshape(drawn, [batch, 1]), ops.reshape(drawn, [1, batch])];
  const earlier = ops.less(ops.iota([1, batch], 1), ops.iota([batch, 1], 0));
  const before = ops.or(ops.less(columns, rows), ops.and(ops.equal(columns, rows), earlier));
  return ops.cast(ops.sum(ops.cast(before, 'float32'), [1]), 'int32');
}
