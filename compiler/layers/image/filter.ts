import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { multiplySizes, type Size } from '../../shapes/size.ts';

/**
 * Each channel of images [batch, height, width, channels] under one window [rows, columns] of odd sizes, with zeros
 * around the image. Channels become images of their own, so that their number need not be known.
 */
export function filterChannels(ops: Ops, images: Tensor, window: Tensor): Tensor {
  const [batch, height, width, channels] = images.shape as readonly [Size, Size, Size, Size];
  const [rows, columns] = window.shape as readonly [number, number];
  const apart = ops.reshape(ops.transpose(images, [0, 3, 1, 2]), [
    multiplySizes(batch, channels),
    height,
    width,
    1,
  ]);
  const filtered = ops.convolution(apart, ops.reshape(window, [rows, columns, 1, 1]), {
    strides: [1, 1],
    dilations: [1, 1],
    groups: 1,
    padding: [rows, columns].map((size) => [(size - 1) / 2, (size - 1) / 2] as const),
  });
  return ops.transpose(ops.reshape(filtered, [batch, channels, height, width]), [0, 2, 3, 1]);
}

/** A bell curve over `size` places, which sums to 1; `reach` leaves out what is further away from the middle. */
export function bell(ops: Ops, size: number, sigma: Tensor, reach?: Tensor): Tensor {
  const places = ops.subtract(ops.cast(ops.iota([size], 0), 'float32'), (size - 1) / 2);
  const heights = ops.exp(ops.multiply(ops.square(ops.divide(places, sigma)), -0.5));
  const seen = reach
    ? ops.multiply(heights, ops.cast(ops.lessEqual(ops.absolute(places), reach), 'float32'))
    : heights;
  return ops.divide(seen, ops.sum(seen));
}

/** The window of two bell curves, [rows, columns]. */
export function bellWindow(ops: Ops, rows: Tensor, columns: Tensor): Tensor {
  return ops.multiply(ops.expandDims(rows, 1), ops.expandDims(columns, 0));
}
