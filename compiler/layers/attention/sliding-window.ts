import { noneByDefault, requiredInteger } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import type { Size } from '../../shapes/size.ts';

export const slidingWindow = noneByDefault(
  requiredInteger('Each step sees only steps closer than this; none lets it see all.', { minimum: 1 }),
);

/** Where |query step − value step| < window: bool [query steps, value steps]. */
export function withinWindow(ops: Ops, queries: Size, values: Size, window: number): Tensor {
  const distance = ops.absolute(ops.subtract(ops.iota([queries, 1], 0), ops.iota([1, values], 1)));
  return ops.less(distance, window);
}
