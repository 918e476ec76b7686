/**
 * A cell of a table as a number; `true` and `false`, however they are written, are 1 and 0. NaN where it is none.
 */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return NaN;
  const number = Number(value);
  // What is empty is 0 to JavaScript, and 0x1F is 31, which no table means. Most numbers begin with another digit.
  const first = value.charCodeAt(0);
  if (first >= one && first <= nine) return number;
  if (!Number.isNaN(number) && !/^\s*(?:$|0[xob])/i.test(value)) return number;
  return truthOf(value) ?? NaN;
}

const one = '1'.charCodeAt(0);
const nine = '9'.charCodeAt(0);

/** 1 or 0 for `true` and `false`, however they are written; undefined for other texts. */
export function truthOf(text: string): number | undefined {
  return truths.get(text.trim().toLowerCase());
}

const truths: ReadonlyMap<string, number> = new Map([
  ['true', 1],
  ['false', 0],
]);

/** True for a cell that holds nothing at all. */
export function isEmptyCell(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

/** True for a cell in which a table says, among numbers, that there is no value: empty, `NA`, `nan` and the like. */
export function isMissingNumber(value: unknown): boolean {
  if (typeof value === 'number') return Number.isNaN(value);
  return (
    isEmptyCell(value) || (typeof value === 'string' && missingWords.includes(value.trim().toLowerCase()))
  );
}

/** What stands among numbers for none, in lower case; tables write it in any. */
export const missingWords: readonly string[] = ['nan', 'na', 'n/a', 'null', 'none', '?', '-'];

/** A text that keeps nothing else alive: one that is cut out of a larger one holds all of that. */
export function detached(text: string): string {
  return text.length < shortest ? text : (JSON.parse(JSON.stringify(text)) as string);
}

/** Shorter texts are copied when they are cut out. */
const shortest = 13;

/** What helps where a date stands and a number is needed; undefined for all else. */
export function dateAdvice(cell: unknown): string | undefined {
  return typeof cell === 'string' && /^\s*\d{4}-\d{1,2}-\d{1,2}(?!\d)/.test(cell)
    ? 'Name columns of dates in `data`: `days` makes days since 1970 of them, `date_parts` year, month, day and weekday.'
    : undefined;
}

/** What the commas of a number are: before a fraction, between thousands, or what may be either, as in `1,000`. */
export type CommaUse = 'decimal' | 'thousands' | 'either';

/** What the commas in the text of a number are; undefined where it is no number with commas. */
export function commaUse(text: string): CommaUse | undefined {
  const number = text.trim();
  if (/^[-+]?[1-9]\d{0,2},\d{3}$/.test(number)) return 'either';
  if (/^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(number)) return 'thousands';
  return /^[-+]?\d+,\d+$/.test(number) ? 'decimal' : undefined;
}

/** What helps where commas stand in a cell and a number is needed; undefined for all else. */
export function commaAdvice(cell: unknown): string | undefined {
  const use = typeof cell === 'string' ? commaUse(cell) : undefined;
  return use && commaAdvices[use];
}

const commaAdvices: Readonly<Record<CommaUse, string>> = {
  decimal: 'Say `decimal: ","` in `data` where commas stand before fractions.',
  thousands: 'Take the commas between thousands out.',
  either:
    'Take commas between thousands out, or say `decimal: ","` in `data` where they stand before fractions.',
};
