import { pad, slice } from './movement.ts';
import { positionsOf, type Geometry } from './geometry.ts';
import type { PlanBuilder, Slot } from '../plan-builder.ts';

/**
 * What each position of a window sees: for every position a tensor of the output's spatial size. Kernels that
 * every backend has make any convolution or pool of these.
 */
export function tapsOf(builder: PlanBuilder, x: Slot, geometry: Geometry, value = 0): readonly Slot[] {
  const { window, strides, dilations, output } = geometry;
  const padded = pad(builder, x, [0, ...geometry.low, 0], [0, ...geometry.high, 0], undefined, value);
  return positionsOf(window).map((position) =>
    slice(
      builder,
      padded,
      [0, ...position.map((index, axis) => index * dilations[axis]!), 0],
      [x.shape[0]!, ...output, x.shape.at(-1)!],
      [1, ...strides, 1],
    ),
  );
}

/** The reverse of `tapsOf`: each position's entries go back to where it saw them, and those that meet are added. */
export function sumTaps(builder: PlanBuilder, taps: readonly Slot[], geometry: Geometry): Slot {
  const { window, strides, dilations, low, input, output } = geometry;
  const parts = positionsOf(window).map((position, index) => {
    const before = position.map((at, axis) => at * dilations[axis]! - low[axis]!);
    const after = before.map(
      (start, axis) => input[axis]! - start - ((output[axis]! - 1) * strides[axis]! + 1),
    );
    const interior = strides.map((stride) => stride - 1);
    return pad(builder, taps[index]!, [0, ...before, 0], [0, ...after, 0], [0, ...interior, 0]);
  });
  return addAll(builder, parts);
}

export function addAll(builder: PlanBuilder, parts: readonly Slot[]): Slot {
  return parts.reduce((sum, part) => builder.kernel('Add', { a: sum, b: part }, {}, sum.shape));
}
