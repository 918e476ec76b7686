import { addSizes, floorDivide, shapeText, type Size } from '../shapes/size.ts';
import { OpError } from './definition.ts';
import type { WindowAttributes } from './types.ts';

/** The shape that numpy's broadcasting gives; of two sizes that may be equal, the better known one. */
export function broadcastShapes(...shapes: readonly (readonly Size[])[]): readonly Size[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    let result: Size = 1;
    for (const shape of shapes) {
      const size = shape[axis - rank + shape.length];
      if (size === undefined || size === 1) continue;
      if (result === 1) result = size;
      else if (typeof size === 'number') {
        if (typeof result === 'number' && result !== size) {
          throw new OpError(`Shapes ${shapes.map(shapeText).join(' and ')} do not broadcast.`);
        }
        result = size;
      }
    }
    return result;
  });
}

/** Axes as non-negative numbers in ascending order. */
export function normalizeAxes(axes: number | readonly number[] | undefined, rank: number): number[] {
  const list =
    axes === undefined
      ? Array.from({ length: rank }, (_, axis) => axis)
      : typeof axes === 'number'
        ? [axes]
        : axes;
  return list.map((axis) => normalizeAxis(axis, rank)).sort((a, b) => a - b);
}

export function normalizeAxis(axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (normal < 0 || normal >= rank) throw new OpError(`Axis ${axis} is outside a tensor of rank ${rank}.`);
  return normal;
}

export function reducedShape(
  shape: readonly Size[],
  axes: readonly number[],
  keepDims: boolean,
): readonly Size[] {
  const reduced = new Set(axes);
  return keepDims
    ? shape.map((size, axis) => (reduced.has(axis) ? 1 : size))
    : shape.filter((_, axis) => !reduced.has(axis));
}

/** The number of window positions along each axis. */
export function windowOutput(
  spatial: readonly Size[],
  window: readonly number[],
  { strides, dilations, padding }: WindowAttributes,
): readonly Size[] {
  return spatial.map((size, axis) => {
    const span = (window[axis]! - 1) * dilations[axis]! + 1;
    const [low, high] = padding[axis]!;
    return addSizes(floorDivide(addSizes(size, low, high, -span), strides[axis]!), 1);
  });
}
