import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { multiplySizes, type Size } from '../../shapes/size.ts';

/** How pixels between and beyond those of an image are made. */
export interface Sampling {
  readonly interpolation: 'nearest' | 'bilinear';
  readonly fill_mode: 'reflect' | 'wrap' | 'constant' | 'nearest';
  readonly fill_value: number;
}

/**
 * The pixels of images [batch, height, width, channels] at any places.
 * @param x columns of the places, float32 [batch, rows, columns]
 * @param y their rows
 * @returns [batch, rows, columns, channels]
 */
export function sampleImages(ops: Ops, images: Tensor, x: Tensor, y: Tensor, sampling: Sampling): Tensor {
  const pixels = pixelsOf(ops, images, sampling);
  if (sampling.interpolation === 'nearest') return pixels(ops.round(x), ops.round(y));
  const [left, top] = [ops.floor(x), ops.floor(y)];
  const across = ops.expandDims(ops.subtract(x, left), 3);
  const down = ops.expandDims(ops.subtract(y, top), 3);
  const [right, bottom] = [ops.add(left, 1), ops.add(top, 1)];
  const mix = (a: Tensor, b: Tensor, share: Tensor): Tensor =>
    ops.add(ops.multiply(a, ops.subtract(1, share)), ops.multiply(b, share));
  const above = mix(pixels(left, top), pixels(right, top), across);
  return mix(above, mix(pixels(left, bottom), pixels(right, bottom), across), down);
}

/** Pixels at whole places, which may lie outside. */
function pixelsOf(ops: Ops, images: Tensor, { fill_mode: mode, fill_value: value }: Sampling) {
  const [batch, height, width, channels] = images.shape as readonly [Size, Size, Size, Size];
  const flat = ops.reshape(images, [multiplySizes(batch, height, width), channels]);
  const count = ops.cast(ops.multiply(ops.size(height), ops.size(width)), 'int32');
  const first = ops.multiply(ops.iota([batch, 1, 1], 0), count);
  const [rows, columns] = [ops.size(height), ops.size(width)];
  return (x: Tensor, y: Tensor): Tensor => {
    const place = ops.add(ops.multiply(inside(ops, y, rows, mode), columns), inside(ops, x, columns, mode));
    const found = ops.gather(flat, ops.add(ops.cast(place, 'int32'), first));
    if (mode !== 'constant') return found;
    const isInside = ops.and(isWithin(ops, x, columns), isWithin(ops, y, rows));
    return ops.select(ops.expandDims(isInside, 3), found, value);
  };
}

function isWithin(ops: Ops, place: Tensor, size: Tensor): Tensor {
  return ops.and(ops.greaterEqual(place, 0), ops.less(place, size));
}

/** The place within 0 … size − 1 whose pixel stands for one beyond. */
function inside(ops: Ops, place: Tensor, size: Tensor, mode: Sampling['fill_mode']): Tensor {
  const last = ops.subtract(size, 1);
  switch (mode) {
    case 'constant':
    case 'nearest':
      return ops.minimum(ops.maximum(place, 0), last);
    case 'wrap':
      return ops.modulo(place, size);
    case 'reflect': {
      // The image and its mirror image in turn: each border pixel comes twice.
      const turn = ops.multiply(size, 2);
      const within = ops.modulo(place, turn);
      return ops.minimum(within, ops.subtract(ops.subtract(turn, 1), within));
    }
  }
}

/** Columns and rows of all pixels of images of a size, float32 [1, 1, width] and [1, height, 1]. */
export function pixelGrid(ops: Ops, height: Size, width: Size): { readonly x: Tensor; readonly y: Tensor } {
  return {
    x: ops.cast(ops.iota([1, 1, width], 2), 'float32'),
    y: ops.cast(ops.iota([1, height, 1], 1), 'float32'),
  };
}
