import type { HostArray } from '../../engine.ts';

/** The step in the data from one entry of each axis to the next. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** The steps with which an operand is read as if it had the whole shape: 0 where it broadcasts. */
export function broadcastStrides(operand: readonly number[], shape: readonly number[]): number[] {
  const own = stridesOf(operand);
  const missing = shape.length - operand.length;
  return shape.map((_, axis) => (axis < missing || operand[axis - missing] === 1 ? 0 : own[axis - missing]!));
}

/** A walk over entries: where it starts, and the steps for each axis. */
export interface Walk {
  readonly start: number;
  readonly strides: readonly number[];
}

/**
 * Copies entries between two arrays that walk over the same shape each in its own steps: slices, transpositions,
 * reversals, broadcasts, paddings and concatenations are all this.
 */
export function createCopy(
  shape: readonly number[],
  to: Walk,
  from: Walk,
): (target: HostArray, source: HostArray) => void {
  const axes = mergeAxes(shape, to.strides, from.strides);
  const inner = axes.at(-1) ?? { size: 1, to: 1, from: 1 };
  const outer = axes.slice(0, -1);
  const isRun = inner.to === 1 && inner.from === 1 && inner.size >= 32;
  const place = new Int32Array(outer.length);
  let rows = 1;
  for (const { size } of outer) rows *= size;
  if (inner.size === 0) rows = 0;
  return (target, source) => {
    place.fill(0);
    let t = to.start;
    let s = from.start;
    for (let row = 0; row < rows; row++) {
      if (isRun) target.set(source.subarray(s, s + inner.size), t);
      else copyRow(target, t, inner.to, source, s, inner.from, inner.size);
      for (let axis = outer.length - 1; axis >= 0; axis--) {
        const step = outer[axis]!;
        t += step.to;
        s += step.from;
        if (++place[axis]! < step.size) break;
        t -= step.size * step.to;
        s -= step.size * step.from;
        place[axis] = 0;
      }
    }
  };
}

function copyRow(
  target: HostArray,
  t: number,
  targetStep: number,
  source: HostArray,
  s: number,
  sourceStep: number,
  count: number,
): void {
  if (target instanceof Float32Array) {
    const floats = source as Float32Array;
    for (let index = 0; index < count; index++, t += targetStep, s += sourceStep) target[t] = floats[s]!;
  } else {
    for (let index = 0; index < count; index++, t += targetStep, s += sourceStep) target[t] = source[s]!;
  }
}

interface Axis {
  size: number;
  to: number;
  from: number;
}

/** Axes of one entry vanish; neighbours that both walks pass in one even step become one. */
function mergeAxes(
  shape: readonly number[],
  to: readonly number[],
  from: readonly number[],
): readonly Axis[] {
  const axes: Axis[] = [];
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const next = { size, to: to[axis]!, from: from[axis]! };
    const last = axes.at(-1);
    if (last && last.to === next.to * size && last.from === next.from * size) {
      axes[axes.length - 1] = { size: last.size * size, to: next.to, from: next.from };
    } else axes.push(next);
  });
  return axes;
}
