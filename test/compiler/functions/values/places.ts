import { x, z } from '../support.ts';
import { rows, rowsOf, samples, type Worth } from './samples.ts';

/** Of each sample [2, 4], its transpose [4, 2]. */
const columns = samples.flatMap((sample) =>
  [0, 1, 2, 3].flatMap((column) => rowsOf(sample).map((row) => row[column]!)),
);
const ascending = (row: readonly number[]): readonly number[] => [...row].sort((a, b) => a - b);
const order = (row: readonly number[]): readonly number[] =>
  [0, 1, 2, 3].sort((a, b) => row[a]! - row[b]! || a - b);

/** Functions that put entries elsewhere, take some, or say where they are. */
export const places: readonly Worth[] = [
  ['swapaxes(x, 1, 2)', columns],
  ['moveaxis(x, 1, -1)', columns],
  ['expand_dims(x, -1)', x],
  ['squeeze(expand_dims(x, 1), axis: 1)', x],
  ['take(x, [2, 0], axis: -1)', rows.flatMap((row) => [row[2]!, row[0]!])],
  ['take_along_axis(x, argsort(x, axis: -1), axis: -1)', rows.flatMap(ascending)],
  ['sort(x, axis: -1)', rows.flatMap(ascending)],
  ['argsort(x, axis: -1)', rows.flatMap(order)],
  ['top_k(x, 2)[0]', rows.flatMap((row) => ascending(row).slice(2).reverse())],
  ['split(x, 2, axis: -1)[1]', rows.flatMap((row) => row.slice(2))],
  ['unstack(x, axis: 1)[1]', samples.flatMap((sample) => rowsOf(sample)[1]!)],
  ['tile(z, [2])', samples.flatMap((s) => [...z.slice(4 * s, 4 * s + 4), ...z.slice(4 * s, 4 * s + 4)])],
  ['repeat(x, 2, axis: -1)', x.flatMap((v) => [v, v])],
  ['roll(x, 1, axis: -1)', rows.flatMap((row) => [row[3]!, ...row.slice(0, 3)])],
  [
    'tril(x)',
    samples.flatMap((sample) => rowsOf(sample).flatMap((row, at) => row.map((v, to) => (to <= at ? v : 0)))),
  ],
  [
    'triu(x)',
    samples.flatMap((sample) => rowsOf(sample).flatMap((row, at) => row.map((v, to) => (to >= at ? v : 0)))),
  ],
];
