import type { SpatialRank } from '../shared/spatial.ts';
import { argument, type ArgumentDeclaration } from '../../declarations/declare.ts';
import type { ArgumentType } from '../../declarations/declare.ts';

/** Amounts in front of and behind each axis, as padding and cropping take them. */
export type Sides = readonly (readonly [low: number, high: number])[];

/** What users write: one number, one per axis, or one per side. */
export type SidesValue = number | readonly number[] | readonly (readonly number[])[];

const amount: ArgumentType = { kind: 'integer', minimum: 0 };
const pair: ArgumentType = { kind: 'list', of: amount, minimumLength: 2, maximumLength: 2 };

/** One axis: a number for both sides, or [front, back]. */
export function sidesOfOne(value: SidesValue, doc: string): ArgumentDeclaration<SidesValue> {
  return argument<SidesValue>({ kind: 'anyOf', of: [amount, pair] }, value, doc);
}

/** Several axes: a number for all sides, one for each axis, or one for each side: [[top, bottom], [left, right]]. */
export function sidesOfEach(rank: 2 | 3, value: SidesValue, doc: string): ArgumentDeclaration<SidesValue> {
  const length = { minimumLength: rank, maximumLength: rank };
  const each: ArgumentType = { kind: 'list', of: amount, ...length };
  const pairs: ArgumentType = { kind: 'list', of: pair, ...length };
  return argument<SidesValue>({ kind: 'anyOf', of: [amount, each, pairs] }, value, doc);
}

/** The amounts at both ends of each axis, whichever way they were written. */
export function sidesOf(value: SidesValue, rank: SpatialRank): Sides {
  if (typeof value === 'number') return Array.from({ length: rank }, () => [value, value]);
  if (rank === 1) return [[value[0] as number, value[1] as number]];
  return value.map((entry) => (typeof entry === 'number' ? [entry, entry] : [entry[0]!, entry[1]!]));
}
