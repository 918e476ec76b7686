import type { HostTensor } from '../engines/engine.ts';

/**
 * How far two tensors are apart: the largest |a - b| of two entries, as a share of the largest entry of both. NaN where
 * shapes differ, or where an entry is not finite and the other is not the same; infinities that agree count as equal.
 * @param scale what the distance is a share of where no entry is as large
 */
export function difference(a: HostTensor, b: HostTensor, scale = 0): number {
  if (a.shape.join() !== b.shape.join()) return NaN;
  // One kind of array in one loop: a hundred million entries are compared in a fraction of a second.
  const isFloat = a.data instanceof Float32Array && b.data instanceof Float32Array;
  const { distance, size } = isFloat
    ? floatDistance(a.data as Float32Array, b.data as Float32Array)
    : distanceOf(a.data, b.data);
  return distance === 0 ? 0 : distance / Math.max(size, scale);
}

/** The largest entry of a tensor, without its sign; infinities do not count. */
export function largestEntry({ data }: HostTensor): number {
  return distanceOf(data, data).size;
}

interface Distance {
  /** NaN where an entry is no number or infinite, and its counterpart is another. */
  readonly distance: number;
  /** The largest finite entry of both. */
  readonly size: number;
}

function floatDistance(a: Float32Array, b: Float32Array): Distance {
  let [distance, size] = [0, 0];
  for (let index = 0; index < a.length; index++) {
    const left = Math.abs(a[index]!);
    const right = Math.abs(b[index]!);
    const apart = Math.abs(a[index]! - b[index]!);
    if (apart > distance) distance = apart;
    if (left > size) size = left;
    if (right > size) size = right;
    // Infinities and NaN make an infinite or undefined sum.
    if (!(left + right < Infinity)) return distanceOf(a, b);
  }
  return { distance, size };
}

function distanceOf(a: ArrayLike<number>, b: ArrayLike<number>): Distance {
  let [distance, size] = [0, 0];
  for (let index = 0; index < a.length; index++) {
    const [left, right] = [a[index]!, b[index]!];
    if (Number.isFinite(left)) size = Math.max(size, Math.abs(left));
    if (left === right) continue;
    const apart = Math.abs(left - right);
    if (!Number.isFinite(apart)) return { distance: NaN, size };
    distance = Math.max(distance, apart);
    size = Math.max(size, Math.abs(right));
  }
  return { distance, size };
}

/** The distance of two float32 side by side, as a share of their size. */
const spacing = 2 ** -23;

/** A weight before a step and after it. */
export interface Update {
  readonly before: HostTensor;
  readonly after: HostTensor;
}

/**
 * How far two updates of a weight are apart: the largest distance of what two entries change, beyond rounding, as a
 * share of the largest change. NaN as in {@link difference}.
 * @param counts whether an entry is compared
 */
export function updateDifference(a: Update, b: Update, counts: (index: number) => boolean): number {
  if (a.after.shape.join() !== b.after.shape.join()) return NaN;
  let [largest, change] = [0, 0];
  for (let index = 0; index < a.after.data.length; index++) {
    const left = a.after.data[index]!;
    const one = left - a.before.data[index]!;
    const two = b.after.data[index]! - b.before.data[index]!;
    change = Math.max(change, Math.abs(one));
    if (one === two || !counts(index)) continue;
    const distance = Math.abs(one - two);
    if (!Number.isFinite(distance)) return NaN;
    largest = Math.max(largest, distance - 2 * spacing * Math.abs(left));
  }
  return largest === 0 ? 0 : largest / change;
}

/** The larger of two differences; NaN is larger than any number, and undefined is none. */
export function larger(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  return Number.isNaN(a) || Number.isNaN(b) ? NaN : Math.max(a, b);
}
