/** Boundaries with the weights that stand below each. */
interface Summary {
  readonly boundaries: readonly number[];
  readonly weights: readonly number[];
}

/**
 * The boundaries of bins of about equal counts: Keras's algorithm of `Discretization`, over all values at once.
 * @param epsilon the share by which quantiles may be off
 * @returns one less than the bins; of few values the last one several times
 */
export function binBoundaries(values: Float32Array, bins: number, epsilon: number): Float32Array {
  const summary = compress(summarize(values, epsilon), epsilon);
  const { boundaries } = compress(summary, 1 / bins);
  const found = boundaries.slice(0, -1);
  const last = found.at(-1) ?? boundaries[0] ?? 0;
  return Float32Array.from({ length: bins - 1 }, (_, index) => found[index] ?? last);
}

function summarize(values: Float32Array, epsilon: number): Summary {
  const sorted = values.slice().sort();
  const increment = sorted.length * epsilon;
  const step = Math.max(increment, 1);
  const boundaries: number[] = [];
  for (let at = Math.floor(increment); at < sorted.length; at += Math.floor(step))
    boundaries.push(sorted[at]!);
  return { boundaries, weights: boundaries.map(() => step) };
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
