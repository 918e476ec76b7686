import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { multiplySizes } from '../../shapes/size.ts';

/** Every entry of an axis `factor` times in a row. */
export function repeatNearest(ops: Ops, x: Tensor, factor: number, axis: number): Tensor {
  return factor === 1 ? x : ops.repeat(x, factor, axis);
}

/**
 * Linear interpolation along an axis, to `factor` times its size. New entry i·factor + r has its centre at
 * i + (r + ½) / factor − ½ of the old ones; beyond the ends the last entry goes on.
 */
export function repeatLinear(ops: Ops, x: Tensor, factor: number, axis: number): Tensor {
  if (factor === 1) return x;
  const size = x.shape[axis]!;
  const first = ops.sliceAxis(x, axis, 0, 1);
  const last = ops.reverse(ops.sliceAxis(ops.reverse(x, axis), axis, 0, 1), axis);
  const extended = ops.concat([first, x, last], axis);
  const [before, after] = [ops.sliceAxis(extended, axis, 0, size), ops.sliceAxis(extended, axis, 2, size)];
  const parts = Array.from({ length: factor }, (_, r) => {
    const offset = (r + 0.5) / factor - 0.5;
    const neighbour = offset < 0 ? before : after;
    const share = Math.abs(offset);
    return share === 0 ? x : ops.add(ops.multiply(x, 1 - share), ops.multiply(neighbour, share));
  });
  const merged = x.shape.map((entry, index) => (index === axis ? multiplySizes(entry, factor) : entry));
  return ops.reshape(ops.stack(parts, axis + 1), merged);
}
