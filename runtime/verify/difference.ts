import type { HostTensor } from '../engines/engine.ts';

/**
 * How far two tensors are apart: the largest |a - b| of two entries, divided by the largest |a| where that is above 1.
 * So small values are held to the tolerance itself, and large ones to the same share of their scale. NaN where shapes
 * differ, or where an entry is not finite and the other is not the same; infinities that agree count as equal.
 */
export function difference(a: HostTensor, b: HostTensor): number {
  if (a.shape.join() !== b.shape.join()) return NaN;
  let largest = 0;
  let scale = 1;
  for (let index = 0; index < a.data.length; index++) {
    const [left, right] = [a.data[index]!, b.data[index]!];
    if (left === right) {
      if (Number.isFinite(left)) scale = Math.max(scale, Math.abs(left));
      continue;
    }
    const distance = Math.abs(left - right);
    if (!Number.isFinite(distance)) return NaN;
    largest = Math.max(largest, distance);
    scale = Math.max(scale, Math.abs(left));
  }
  return largest / scale;
}

/** The distance of two float32 side by side, as a share of their size. */
const spacing = 2 ** -23;

/**
 * How far two updates of a weight are apart: the largest distance of two new entries beyond rounding, as a share of the
 * largest change. NaN as in {@link difference}.
 * @param before the weight before both
 * @param counts whether an entry is compared
 */
export function updateDifference(
  before: HostTensor,
  a: HostTensor,
  b: HostTensor,
  counts: (index: number) => boolean,
): number {
  if (a.shape.join() !== b.shape.join()) return NaN;
  let [largest, change] = [0, 0];
  for (let index = 0; index < a.data.length; index++) {
    const [left, right] = [a.data[index]!, b.data[index]!];
    change = Math.max(change, Math.abs(left - before.data[index]!));
    if (left === right || !counts(index)) continue;
    const distance = Math.abs(left - right);
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
