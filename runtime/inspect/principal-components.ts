import { createRandom } from '../random.ts';

/** Rows seen along the axes on which they differ most. */
export interface Components {
  /** By row: where it lies along each axis. */
  readonly points: readonly (readonly number[])[];
  /** The share of the whole variance along each axis. */
  readonly shares: readonly number[];
}

/** The axes turn no further than this can show. */
const rounds = 100;

/**
 * The first principal components of rows (Pearson 1901), by orthogonal iteration: directions are multiplied by the
 * covariance, which is never written out, and made orthogonal again. The greatest part of each axis is positive, so
 * that the same rows give the same picture.
 * @param data row by row, `width` numbers each
 */
export function principalComponents(data: ArrayLike<number>, width: number, count: number): Components {
  const rows = width === 0 ? 0 : data.length / width;
  const centered = withoutMeans(data, width, rows);
  const total = centered.reduce((sum, value) => sum + value * value, 0);
  const random = createRandom(1, 'axes');
  let axes = Array.from({ length: Math.min(count, width) }, () =>
    Float64Array.from({ length: width }, random.normal),
  );
  orthonormalize(axes);
  for (let round = 0; round < rounds; round++) {
    axes = axes.map((axis) => timesCovariance(centered, width, axis));
    orthonormalize(axes);
  }
  for (const axis of axes) pointUp(axis);
  const along = axes.map((axis) => project(centered, width, axis));
  const none = Array<number>(count - axes.length).fill(0);
  return {
    points: Array.from({ length: rows }, (_, row) => [...along.map((values) => values[row]!), ...none]),
    shares: [
      ...along.map((values) =>
        total === 0 ? 0 : values.reduce((sum, value) => sum + value * value, 0) / total,
      ),
      ...none,
    ],
  };
}

function withoutMeans(data: ArrayLike<number>, width: number, rows: number): Float64Array {
  const means = new Float64Array(width);
  for (let index = 0; index < data.length; index++) means[index % width]! += data[index]! / rows;
  return Float64Array.from({ length: data.length }, (_, index) => data[index]! - means[index % width]!);
}

/** Where each row lies along an axis. */
function project(rows: Float64Array, width: number, axis: Float64Array): Float64Array {
  return Float64Array.from({ length: rows.length / width }, (_, row) => {
    let sum = 0;
    for (let column = 0; column < width; column++) sum += rows[row * width + column]! * axis[column]!;
    return sum;
  });
}

function timesCovariance(rows: Float64Array, width: number, axis: Float64Array): Float64Array<ArrayBuffer> {
  const result = new Float64Array(width);
  project(rows, width, axis).forEach((place, row) => {
    for (let column = 0; column < width; column++) result[column]! += place * rows[row * width + column]!;
  });
  return result;
}

/** In place, by Gram and Schmidt; what is left of an axis without any length is nothing. */
function orthonormalize(axes: readonly Float64Array[]): void {
  axes.forEach((axis, index) => {
    const before = length(axis);
    for (const other of axes.slice(0, index)) {
      const shared = axis.reduce((sum, value, place) => sum + value * other[place]!, 0);
      axis.forEach((value, place) => (axis[place] = value - shared * other[place]!));
    }
    const left = length(axis);
    // Less than rounding leaves no direction.
    const scale = left > 1e-9 * before ? 1 / left : 0;
    axis.forEach((value, place) => (axis[place] = value * scale));
  });
}

function length(axis: Float64Array): number {
  return Math.sqrt(axis.reduce((sum, value) => sum + value * value, 0));
}

function pointUp(axis: Float64Array): void {
  const greatest = axis.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  if (greatest < 0) axis.forEach((value, place) => (axis[place] = -value));
}
