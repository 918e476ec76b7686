import { forEachIndex, offsetOf, sizeOf, type NumberArray } from './array.ts';

/** Geometry with numbers in place of sizes. */
export interface Geometry {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly low: readonly number[];
}

/** Visits every pair of an output place and a window place that lies inside the input. */
function forEachTap(
  output: readonly number[],
  window: readonly number[],
  input: readonly number[],
  { strides, dilations, low }: Geometry,
  visit: (place: readonly number[], tap: readonly number[], source: readonly number[]) => void,
): void {
  forEachIndex(output, (place) => {
    forEachIndex(window, (tap) => {
      const source = place.map(
        (at, axis) => at * strides[axis]! + tap[axis]! * dilations[axis]! - low[axis]!,
      );
      if (source.every((at, axis) => at >= 0 && at < input[axis]!)) visit([...place], [...tap], source);
    });
  });
}

interface Convolution {
  readonly geometry: Geometry;
  readonly groups: number;
  /** Shapes of input, kernel and output. */
  readonly x: readonly number[];
  readonly kernel: readonly number[];
  readonly y: readonly number[];
}

/**
 * The three products of a convolution (its value and its two gradients) are sums over the same triples of
 * entries; this visits them by their places in the three arrays.
 */
function forEachProduct(c: Convolution, visit: (x: number, kernel: number, y: number) => void): void {
  const spatial = (shape: readonly number[]) => shape.slice(1, -1);
  const [inGroup, out] = c.kernel.slice(-2) as [number, number];
  const outGroup = out / c.groups;
  forEachTap(spatial(c.y), c.kernel.slice(0, -2), spatial(c.x), c.geometry, (place, tap, source) => {
    for (let batch = 0; batch < c.x[0]!; batch++) {
      for (let o = 0; o < out; o++) {
        const y = offsetOf(c.y, [batch, ...place, o]);
        const first = Math.floor(o / outGroup) * inGroup;
        for (let i = 0; i < inGroup; i++) {
          visit(offsetOf(c.x, [batch, ...source, first + i]), offsetOf(c.kernel, [...tap, i, o]), y);
        }
      }
    }
  });
}

/** The value of a convolution. */
export function convolve(
  x: NumberArray,
  kernel: NumberArray,
  shape: readonly number[],
  geometry: Geometry,
  groups: number,
): NumberArray {
  const data = new Float64Array(sizeOf(shape));
  forEachProduct({ geometry, groups, x: x.shape, kernel: kernel.shape, y: shape }, (from, by, to) => {
    data[to]! += x.data[from]! * kernel.data[by]!;
  });
  return { shape, data };
}

/** Its gradient with respect to the input. */
export function convolveToInput(
  dy: NumberArray,
  kernel: NumberArray,
  shape: readonly number[],
  geometry: Geometry,
  groups: number,
): NumberArray {
  const data = new Float64Array(sizeOf(shape));
  forEachProduct({ geometry, groups, x: shape, kernel: kernel.shape, y: dy.shape }, (to, by, from) => {
    data[to]! += dy.data[from]! * kernel.data[by]!;
  });
  return { shape, data };
}

/** Its gradient with respect to the kernel. */
export function convolveToKernel(
  x: NumberArray,
  dy: NumberArray,
  shape: readonly number[],
  geometry: Geometry,
  groups: number,
): NumberArray {
  const data = new Float64Array(sizeOf(shape));
  forEachProduct({ geometry, groups, x: x.shape, kernel: shape, y: dy.shape }, (from, to, by) => {
    data[to]! += x.data[from]! * dy.data[by]!;
  });
  return { shape, data };
}

/** For every output entry the places of the input entries in its window. */
export function windowsOf(
  input: readonly number[],
  output: readonly number[],
  window: readonly number[],
  geometry: Geometry,
): readonly (readonly number[])[] {
  const windows = Array.from({ length: sizeOf(output) }, (): number[] => []);
  const spatial = (shape: readonly number[]) => shape.slice(1, -1);
  forEachTap(spatial(output), window, spatial(input), geometry, (place, _, source) => {
    for (let batch = 0; batch < input[0]!; batch++) {
      for (let channel = 0; channel < input.at(-1)!; channel++) {
        windows[offsetOf(output, [batch, ...place, channel])]!.push(
          offsetOf(input, [batch, ...source, channel]),
        );
      }
    }
  });
  return windows;
}
