import type { Ops } from './builder.ts';
import type { Tensor } from './types.ts';

/** The angle of (x, y), in (−π, π]: of two quotients the one that is at most 1, so that no gradient is lost. */
export function arctan2(ops: Ops, y: Tensor, x: Tensor): Tensor {
  const isSteep = ops.greater(ops.multiply(y, y), ops.multiply(x, x));
  const [above, below] = [ops.select(isSteep, x, y), ops.select(isSteep, y, x)];
  const angle = ops.atan(ops.divide(above, ops.select(ops.equal(below, 0), 1, below)));
  const isUp = ops.greaterEqual(y, 0);
  const turn = ops.select(ops.less(x, 0), ops.select(isUp, ops.scalar(Math.PI), -Math.PI), 0);
  const right = ops.select(isUp, ops.scalar(Math.PI / 2), -Math.PI / 2);
  return ops.select(isSteep, ops.subtract(right, angle), ops.add(turn, angle));
}
