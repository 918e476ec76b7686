import { DataError } from '../../errors.ts';
import { quoted } from '../quoted.ts';

/** A cell of a table as a number; `true` and `false`, however they are written, are 1 and 0. NaN where it is none. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') return NaN;
  const number = Number(value);
  // What is empty is 0 to JavaScript, and 0x1F is 31, which no table means. Most numbers begin with another digit.
  const first = value.charCodeAt(0);
  if (first >= one && first <= nine) return number;
  if (!Number.isNaN(number) && !/^\s*(?:$|0[xob])/i.test(value)) return number;
  return truths.get(value.trim().toLowerCase()) ?? NaN;
}

const one = '1'.charCodeAt(0);
const nine = '9'.charCodeAt(0);

const truths: ReadonlyMap<string, number> = new Map([
  ['true', 1],
  ['false', 0],
]);

/** Why a cell is no number, with its place. */
export function misfit(value: unknown, place: string): DataError {
  if (isEmpty(value)) return missing(`${place}: the value is missing.`);
  const shown = quoted(value);
  if (isMissing(value)) return missing(`${place}: ${shown} stands for a missing value.`);
  return new DataError(`${place}: ${shown} is no number.`, adviceFor(value));
}

function adviceFor(value: unknown): string {
  if (typeof value !== 'string') return 'Write one number, or a list of numbers.';
  if (/^\s*[-+]?\d{1,3}(,\d+)+\s*$|^\s*[-+]?\d+,\d+\s*$/.test(value))
    return 'Write numbers with a decimal point, and nothing between thousands.';
  return 'Turn words into numbers before training.';
}

/** The error for an entry that is not there. */
export function missing(message: string): DataError {
  return new DataError(message, 'Fill in or drop rows with missing values.');
}

/** True for a cell in which a table says that there is no number. */
export function isMissing(value: unknown): boolean {
  if (isEmpty(value)) return true;
  return typeof value === 'string' && /^(nan|na|n\/a|null|none|\?|-)$/i.test(value.trim());
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}
