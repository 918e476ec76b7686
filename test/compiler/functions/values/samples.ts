import { x, z } from '../support.ts';

/** An expression of `x` and `z`, and what it is worth: all of its entries, in order. */
export type Worth = readonly [expression: string, entries: readonly number[]];

export const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
export const rows = Array.from({ length: 6 }, (_, row) => x.slice(4 * row, 4 * row + 4));
export const each = (f: (v: number) => number) => x.map(f);
export const eachRow = (f: (row: readonly number[]) => number) => rows.map(f);
export const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
export const mean = (values: readonly number[]) => sum(values) / values.length;
export const variance = (values: readonly number[]) => mean(values.map((v) => (v - mean(values)) ** 2));
/** z beside each entry of x: it has no second axis, so it goes with both rows of its sample. */
export const beside = (f: (a: number, b: number) => number) =>
  x.map((value, index) => f(value, z[4 * Math.floor(index / 8) + (index % 4)]!));
export const samples = [0, 1, 2];
/** The two rows of a sample of x. */
export const rowsOf = (sample: number): readonly (readonly number[])[] =>
  rows.slice(2 * sample, 2 * sample + 2);
