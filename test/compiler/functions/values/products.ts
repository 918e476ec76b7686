import { z } from '../support.ts';
import { rows, rowsOf, samples, sum, type Worth } from './samples.ts';

const inner = (a: readonly number[], b: readonly number[]): number => sum(a.map((v, at) => v * b[at]!));

function cross([a1, a2, a3]: readonly number[], [b1, b2, b3]: readonly number[]): readonly number[] {
  return [a2! * b3! - a3! * b2!, a3! * b1! - a1! * b3!, a1! * b2! - a2! * b1!];
}

/** Functions that sum products. */
export const products: readonly Worth[] = [
  ['dot(x, [1, 0.5, -2, 3])', rows.map((row) => inner(row, [1, 0.5, -2, 3]))],
  ['tensordot(x, arange(4), axes: 1)', rows.map((row) => inner(row, [0, 1, 2, 3]))],
  ['x[0] * 0 + outer([2], arange(4))[0]', samples.flatMap(() => [0, 2, 4, 6])],
  ['z + vdot(arange(3), arange(3))', z.map((v) => v + 5)],
  ['cross(x[:, 0:3], x[:, 1:4])', rows.flatMap((row) => cross(row.slice(0, 3), row.slice(1)))],
  [
    'einsum("btd,bsd->bts", x, x)',
    samples.flatMap((sample) => rowsOf(sample).flatMap((a) => rowsOf(sample).map((b) => inner(a, b)))),
  ],
  ['einsum("btd->bt", x * 2)', rows.map((row) => 2 * sum(row))],
];
