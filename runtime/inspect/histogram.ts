/** How numbers are spread. */
export interface Histogram {
  /** Of all numbers, those that are not finite aside; 0 where there are none. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Standard deviation. */
  readonly std: number;
  /** How many numbers there are. */
  readonly count: number;
  /** Of them, zeros, and such as are not finite. */
  readonly zeros: number;
  readonly bad: number;
  /** How many lie in each of equally wide ranges from `min` to `max`; one range where all are the same. */
  readonly buckets: readonly number[];
}

/** As many as Keras's summaries have. */
const bucketCount = 30;

/** How numbers are spread, in ranges of one width; numbers that are not finite are counted apart. */
export function histogramOf(values: ArrayLike<number>): Histogram {
  let [min, max, sum, sumSquares, zeros, bad] = [Infinity, -Infinity, 0, 0, 0, 0];
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) {
      bad++;
      continue;
    }
    if (value < min) min = value;
    if (value > max) max = value;
    if (value === 0) zeros++;
    sum += value;
    sumSquares += value * value;
  }
  const count = values.length;
  const finite = count - bad;
  if (finite === 0) return { min: 0, max: 0, mean: 0, std: 0, count, zeros, bad, buckets: [0] };
  const mean = sum / finite;
  const std = Math.sqrt(Math.max(0, sumSquares / finite - mean * mean));
  const width = (max - min) / bucketCount;
  if (width === 0) return { min, max, mean, std, count, zeros, bad, buckets: [finite] };
  const buckets = Array<number>(bucketCount).fill(0);
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (Number.isFinite(value)) buckets[Math.min(bucketCount - 1, Math.floor((value - min) / width))]!++;
  }
  return { min, max, mean, std, count, zeros, bad, buckets };
}

/** The square root of the sum of squares. */
export function normOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]! * values[index]!;
  return Math.sqrt(sum);
}
