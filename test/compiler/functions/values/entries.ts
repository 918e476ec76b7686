import { x } from '../support.ts';
import { beside, each, eachRow, rows, sum, type Worth } from './samples.ts';

const truth = (holds: boolean): number => (holds ? 1 : 0);

/** The nearest whole number, and the even one of two that are as near. */
function roundedToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** After Martins and Astudillo, arXiv:1602.02068; where they take the last of the sums, Keras takes all of them. */
function sparsemax(row: readonly number[]): readonly number[] {
  const sorted = [...row].sort((a, b) => b - a);
  const sums = sorted.map((_, last) => sum(sorted.slice(0, last + 1)));
  const kept = sums.filter((total, at) => 1 + (at + 1) * sorted[at]! > total);
  const threshold = (sum(kept) - 1) / kept.length;
  return row.map((value) => Math.max(value - threshold, 0));
}

const [scale, alpha] = [1.0507009873554805, 1.6732632423543772];

/** Functions of one entry, and of an entry and its counterpart. */
export const entries: readonly Worth[] = [
  ['absolute(x)', each(Math.abs)],
  ['round(x)', each(roundedToEven)],
  ['round(x * 1.5)', each((v) => roundedToEven(1.5 * v))],
  ['selu(x)', each((v) => scale * (v > 0 ? v : alpha * Math.expm1(v)))],
  ['log_sigmoid(x)', each((v) => -Math.log1p(Math.exp(-v)))],
  ['hard_sigmoid(x * 1.1)', each((v) => Math.min(Math.max((1.1 * v) / 6 + 0.5, 0), 1))],
  [
    'sparse_plus(x * 0.9)',
    each((v) => {
      const w = 0.9 * v;
      if (w <= -1) return 0;
      return w < 1 ? (w + 1) ** 2 / 4 : w;
    }),
  ],
  ['sparse_sigmoid(x * 0.9)', each((v) => Math.min(Math.max((0.9 * v + 1) / 2, 0), 1))],
  ['sparsemax(x * 0.7)', rows.flatMap((row) => sparsemax(row.map((v) => 0.7 * v)))],
  ['where(isnan(sqrt(x)), 1, 0)', each((v) => truth(v < 0))],
  ['where(isfinite(1 / (x - 0.5)), 1, 0)', each((v) => truth(v !== 0.5))],
  ['where(logical_not(x > 0.6), 1, 0)', each((v) => truth(!(v > 0.6)))],
  ['stop_gradient(x) + 0 * x - stop_gradient(x)', each(() => 0)],
  ['multiply(x, z)', beside((a, b) => a * b)],
  ['true_divide(x, z)', beside((a, b) => a / b)],
  ['power(abs(x), z)', beside((a, b) => Math.abs(a) ** b)],
  ['where(logical_and(x > 0.1, z > 0.1), 1, 0)', beside((a, b) => truth(a > 0.1 && b > 0.1))],
  ['where(logical_or(x > 0.1, z > 0.1), 1, 0)', beside((a, b) => truth(a > 0.1 || b > 0.1))],
  ['norm(x, axis: -1)', eachRow((row) => Math.hypot(...row))],
  ['norm(x, ord: 1, axis: -1)', eachRow((row) => sum(row.map(Math.abs)))],
  ['normalize(x, axis: -1)', rows.flatMap((row) => row.map((v) => v / Math.hypot(...row)))],
  ['average(x, axis: -1)', eachRow((row) => sum(row) / 4)],
  [
    'average(x, axis: -1, weights: [1, 2, 3, 4])',
    eachRow((row) => sum(row.map((v, at) => v * (at + 1))) / 10),
  ],
  [
    'cumprod(x, axis: -1)',
    rows.flatMap((row) => row.map((_, last) => row.slice(0, last + 1).reduce((a, b) => a * b, 1))),
  ],
  ['full_like(x, 3)', each(() => 3)],
  ['cast(x > 0.1, float32)', each((v) => truth(v > 0.1))],
  ['x + arange(4)', x.map((v, index) => v + (index % 4))],
];

/** Comparisons, equal entries among them: they jump there, and have no slope. */
export const comparisons: readonly Worth[] = [
  ['where(equal(x, z), 1, 0)', beside((a, b) => truth(a === b))],
  ['where(not_equal(x, z), 1, 0)', beside((a, b) => truth(a !== b))],
  ['where(less(x, z), 1, 0)', beside((a, b) => truth(a < b))],
  ['where(less_equal(x, z), 1, 0)', beside((a, b) => truth(a <= b))],
  ['where(greater(x, z), 1, 0)', beside((a, b) => truth(a > b))],
  ['where(greater_equal(x, z), 1, 0)', beside((a, b) => truth(a >= b))],
];
