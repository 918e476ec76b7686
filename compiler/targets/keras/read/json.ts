import { ReadProblem } from '../../read/source.ts';

/** JSON of a file that nobody needs to trust: only own keys are looked at. */
export type Json = number | string | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** What an object itself holds under a key. */
export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** @throws ReadProblem where it is missing or something else */
export function objectAt(object: JsonObject, key: string, where: string): JsonObject {
  const value = own(object, key);
  if (isObject(value)) return value;
  throw new ReadProblem(`${where} has no \`${key}\`: this is no model of Keras.`);
}

/** @throws ReadProblem where it is missing or something else */
export function listAt(object: JsonObject, key: string, where: string): readonly Json[] {
  const value = own(object, key);
  if (isList(value)) return value;
  throw new ReadProblem(`${where} has no list \`${key}\`: this is no model of Keras.`);
}

/** @throws ReadProblem where it is missing or something else */
export function textAt(object: JsonObject, key: string, where: string): string {
  const value = own(object, key);
  if (typeof value === 'string') return value;
  throw new ReadProblem(`${where} has no text \`${key}\`: this is no model of Keras.`);
}

/**
 * A number as it was meant: what was kept in single precision, 0.0010000000474974513, is the shortest number that
 * it stands for, 0.001.
 */
export function meantNumber(value: number): number {
  if (Number.isInteger(value) || Math.fround(value) !== value) return value;
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
