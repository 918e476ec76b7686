import { forEachIndex, generate, offsetOf, type NumberArray } from './array.ts';

/** Folds the entries along axes, which vanish or stay with size 1. */
export function reduce(
  x: NumberArray,
  axes: readonly number[],
  keepDims: boolean,
  start: number,
  fold: (sum: number, entry: number) => number,
): NumberArray {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const data = new Float64Array(kept.reduce((product, size) => product * size, 1)).fill(start);
  let position = 0;
  forEachIndex(x.shape, (index) => {
    const place = offsetOf(
      kept,
      index.map((at, axis) => (axes.includes(axis) ? 0 : at)),
    );
    data[place] = fold(data[place]!, x.data[position++]!);
  });
  return { shape: keepDims ? kept : x.shape.filter((_, axis) => !axes.includes(axis)), data };
}

/** Treats every row along an axis by itself; rows may change their length. */
export function mapRows(
  x: NumberArray,
  axis: number,
  length: number,
  row: (entries: readonly number[]) => readonly number[],
): NumberArray {
  const shape = x.shape.with(axis, length);
  const results = new Map<number, readonly number[]>();
  const rowShape = x.shape.with(axis, 1);
  return generate(shape, (index) => {
    const first = index.with(axis, 0);
    const key = offsetOf(rowShape, first);
    let result = results.get(key);
    if (!result) {
      const entries = Array.from(
        { length: x.shape[axis]! },
        (_, at) => x.data[offsetOf(x.shape, first.with(axis, at))]!,
      );
      results.set(key, (result = row(entries)));
    }
    return result[index[axis]!]!;
  });
}

/** Exponentials of one row that add up to one. */
export function softmaxRow(row: readonly number[]): readonly number[] {
  const greatest = Math.max(...row);
  const powers = row.map((entry) => Math.exp(entry - greatest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Their logarithms. */
export function logSoftmaxRow(row: readonly number[]): readonly number[] {
  const greatest = Math.max(...row);
  const sum = row.reduce((total, entry) => total + Math.exp(entry - greatest), 0);
  return row.map((entry) => entry - greatest - Math.log(sum));
}

/** Running sums of one row, from either end. */
export function cumulativeRow(row: readonly number[], reverse: boolean): readonly number[] {
  const ordered = reverse ? [...row].reverse() : row;
  let sum = 0;
  const sums = ordered.map((entry) => (sum += entry));
  return reverse ? sums.reverse() : sums;
}

/** Positions of the k greatest entries, the first of equal ones first. */
export function greatest(row: readonly number[], k: number): readonly number[] {
  return row
    .map((_, index) => index)
    .sort((a, b) => row[b]! - row[a]! || a - b)
    .slice(0, k);
}

/** Matrices in the last two axes; leading axes broadcast. */
export function matmul(
  a: NumberArray,
  b: NumberArray,
  transposeA: boolean,
  transposeB: boolean,
): NumberArray {
  const [rows, inner] = lastTwo(a, transposeA);
  const [, columns] = lastTwo(b, transposeB);
  const lead = Math.max(a.shape.length, b.shape.length) - 2;
  const leading = Array.from({ length: lead }, (_, axis) =>
    Math.max(a.shape[axis - lead + a.shape.length - 2] ?? 1, b.shape[axis - lead + b.shape.length - 2] ?? 1),
  );
  const matrixOf = (x: NumberArray, index: readonly number[]) => {
    const own = x.shape.slice(0, -2);
    const at = own.map((size, axis) => (size === 1 ? 0 : index[axis + lead - own.length]!));
    return offsetOf(own, at) * x.shape.at(-1)! * x.shape.at(-2)!;
  };
  return generate([...leading, rows, columns], (index) => {
    const [i, j] = index.slice(-2) as [number, number];
    const [startA, startB] = [matrixOf(a, index), matrixOf(b, index)];
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      const left = a.data[startA + (transposeA ? k * rows + i : i * inner + k)]!;
      sum += left * b.data[startB + (transposeB ? j * inner + k : k * columns + j)]!;
    }
    return sum;
  });
}

function lastTwo(x: NumberArray, transposed: boolean): readonly [number, number] {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}
