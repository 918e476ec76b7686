import type { PlanBuilder, Slot } from '../plan-builder.ts';
import { sizeOf } from '../value.ts';
import { forEachTap } from './for-each-tap.ts';
import { type Geometry } from './geometry.ts';
import { concat, slice } from './movement.ts';
import { reduceAxes } from './reductions.ts';
import { addAll, sumTaps, tapsOf } from './taps.ts';

/**
 * Convolutions whose groups have one input channel each: channel c of the input makes channels c · m … c · m + m − 1
 * of the output. The kernel is [...window, 1, channels · m].
 */
export function depthwise(builder: PlanBuilder, x: Slot, kernel: Slot, geometry: Geometry): Slot {
  const channels = x.shape.at(-1)!;
  const filters = kernel.shape.at(-1)!;
  const shape = [x.shape[0]!, ...geometry.output, filters];
  if (builder.device.sharesMemory) {
    return builder.host('depthwise', [x, kernel], shape, 'float32', ([result], [image, weights]) => {
      const [y, from, by] = [result as Float32Array, image as Float32Array, weights as Float32Array];
      y.fill(0);
      forEachTap(geometry, shape[0]!, (source, tap, place) =>
        multiplyAdd(
          y,
          place * filters,
          from,
          source * channels,
          by,
          tap * filters,
          channels,
          filters / channels,
        ),
      );
    });
  }
  const wide = [...shape.slice(0, -1), channels, filters / channels];
  const products = tapsOf(builder, x, geometry).map((tap, index) => {
    const inputs = {
      a: builder.view(tap, [...tap.shape, 1]),
      b: weightsAt(builder, kernel, index, channels),
    };
    return builder.kernel('Multiply', inputs, {}, wide);
  });
  return builder.view(addAll(builder, products), shape);
}

/** y[c · m + k] += x[c] · w[c · m + k] */
function multiplyAdd(
  y: Float32Array,
  yStart: number,
  x: Float32Array,
  xStart: number,
  w: Float32Array,
  wStart: number,
  channels: number,
  multiplier: number,
): void {
  if (multiplier === 1) {
    for (let c = 0; c < channels; c++) y[yStart + c]! += x[xStart + c]! * w[wStart + c]!;
    return;
  }
  for (let c = 0, f = 0; c < channels; c++) {
    const value = x[xStart + c]!;
    for (let k = 0; k < multiplier; k++, f++) y[yStart + f]! += value * w[wStart + f]!;
  }
}

/** @param shape of the input */
export function depthwiseInputGradient(
  builder: PlanBuilder,
  dy: Slot,
  kernel: Slot,
  shape: readonly number[],
  geometry: Geometry,
): Slot {
  const filters = kernel.shape.at(-1)!;
  const channels = shape.at(-1)!;
  const multiplier = filters / channels;
  if (builder.device.sharesMemory) {
    return builder.host(
      'depthwiseInputGradient',
      [dy, kernel],
      shape,
      'float32',
      ([result], [gradient, weights]) => {
        const [x, from, by] = [result as Float32Array, gradient as Float32Array, weights as Float32Array];
        x.fill(0);
        if (multiplier === 1) {
          forEachTap(geometry, shape[0]!, (source, tap, place) =>
            multiplyAdd(x, source * channels, from, place * channels, by, tap * channels, channels, 1),
          );
          return;
        }
        forEachTap(geometry, shape[0]!, (source, tap, place) => {
          let f = place * filters;
          let w = tap * filters;
          for (let c = source * channels, end = c + channels; c < end; c++) {
            for (let k = 0; k < multiplier; k++) x[c]! += from[f++]! * by[w++]!;
          }
        });
      },
    );
  }
  const wide = [...dy.shape.slice(0, -1), channels, multiplier];
  const gradient = builder.view(dy, wide);
  const taps = Array.from({ length: sizeOf(geometry.window) }, (_, index) => {
    const inputs = { a: gradient, b: weightsAt(builder, kernel, index, channels) };
    const product = builder.kernel('Multiply', inputs, {}, wide);
    return reduceAxes(builder, 'Sum', product, [wide.length - 1], wide.slice(0, -1));
  });
  return sumTaps(builder, taps, geometry);
}

/** @param shape of the kernel */
export function depthwiseKernelGradient(
  builder: PlanBuilder,
  x: Slot,
  dy: Slot,
  shape: readonly number[],
  geometry: Geometry,
): Slot {
  const channels = x.shape.at(-1)!;
  const filters = shape.at(-1)!;
  const multiplier = filters / channels;
  if (builder.device.sharesMemory) {
    return builder.host(
      'depthwiseKernelGradient',
      [x, dy],
      shape,
      'float32',
      ([result], [image, gradient]) => {
        const [from, by] = [image as Float32Array, gradient as Float32Array];
        // Sums over many places are kept in double precision.
        const sums = new Float64Array(result!.length);
        forEachTap(geometry, x.shape[0]!, (source, tap, place) => {
          const [s, w, f] = [source * channels, tap * filters, place * filters];
          if (multiplier === 1) {
            for (let c = 0; c < channels; c++) sums[w + c]! += from[s + c]! * by[f + c]!;
            return;
          }
          for (let c = 0, at = 0; c < channels; c++) {
            for (let k = 0; k < multiplier; k++, at++) sums[w + at]! += from[s + c]! * by[f + at]!;
          }
        });
        result!.set(sums);
      },
    );
  }
  const wide = [...dy.shape.slice(0, -1), channels, multiplier];
  const seen = builder.view(dy, wide);
  const axes = Array.from({ length: wide.length - 2 }, (_, axis) => axis);
  const parts = tapsOf(builder, x, geometry).map((tap) => {
    const product = builder.kernel(
      'Multiply',
      { a: builder.view(tap, [...tap.shape, 1]), b: seen },
      {},
      wide,
    );
    return reduceAxes(builder, 'Sum', product, axes, [1, filters]);
  });
  return builder.view(concat(builder, parts, 0), shape);
}

/** One position's weights, [channels, multiplier]. */
function weightsAt(builder: PlanBuilder, kernel: Slot, index: number, channels: number): Slot {
  const filters = kernel.shape.at(-1)!;
  const rows = builder.view(kernel, [sizeOf(kernel.shape) / filters, filters]);
  return builder.view(slice(builder, rows, [index, 0], [1, filters]), [channels, filters / channels]);
}
