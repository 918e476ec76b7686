/** Boundaries with the weights that stand below each. */
interface Summary {
  readonly boundaries: readonly number[];
  readonly weights: readonly number[];
}

/**
 * The ranks of the values that Keras's algorithm of `Discretization` looks at, of so many in their order.
 * @param epsilon the share by which quantiles may be off
 */
export function summaryRanks(count: number, epsilon: number): readonly number[] {
  const ranks: number[] = [];
  for (let at = Math.floor(count * epsilon); at < count; at += Math.floor(summaryStep(count, epsilon)))
    ranks.push(at);
  return ranks;
}

function summaryStep(count: number, epsilon: number): number {
  return Math.max(count * epsilon, 1);
}

/**
 * The boundaries of bins of about equal counts: Keras's algorithm of `Discretization`, over all values at once.
 * @param boundaries the values of the ranks that {@link summaryRanks} names
 * @param count of all values
 * @returns one less than the bins; of few values the last one several times
 */
export function binBoundaries(
  boundaries: readonly number[],
  count: number,
  bins: number,
  epsilon: number,
): Float32Array {
  const step = summaryStep(count, epsilon);
  return boundariesOf(compress({ boundaries, weights: boundaries.map(() => step) }, epsilon), bins);
}

function boundariesOf(summary: Summary, bins: number): Float32Array {
  const { boundaries } = compress(summary, 1 / bins);
  const found = boundaries.slice(0, -1);
  const last = found.at(-1) ?? boundaries[0] ?? 0;
  return Float32Array.from({ length: bins - 1 }, (_, index) => found[index] ?? last);
}

function compress({ boundaries, weights }: Summary, epsilon: number): Summary {
  if (boundaries.length * epsilon < 1) return { boundaries, weights };
  let sum = 0;
  const cumulated = weights.map((weight) => (sum += weight));
  const shares = cumulated.map((weight) => weight / sum);
  const percents = Array.from({ length: Math.ceil(1 / epsilon) }, (_, index) => epsilon + index * epsilon);
  const below = percents.map((percent) => interpolate(percent, shares, cumulated));
  return {
    boundaries: percents.map((percent) => Math.fround(interpolate(percent, shares, boundaries))),
    weights: below.map((weight, index) => Math.fround(weight - (below[index - 1] ?? 0))),
  };
}

/** The value at a place between known ones, which ascend; beyond them, that of the nearest. */
function interpolate(x: number, places: readonly number[], values: readonly number[]): number {
  const after = places.findIndex((place) => place >= x);
  if (after < 0) return values.at(-1)!;
  if (after === 0) return values[0]!;
  const [left, right] = [places[after - 1]!, places[after]!];
  return values[after - 1]! + ((values[after]! - values[after - 1]!) * (x - left)) / (right - left);
}
