import {
  commaUse,
  detached,
  isEmptyCell,
  isMissingNumber,
  toNumber,
  truthOf,
  type CommaUse,
} from './cells.ts';
import { Frequencies } from './frequencies.ts';
import { Sample } from './histogram.ts';
import type { RowChunk } from './row-chunk.ts';

/** What a column holds, told by all of its values. */
export type ColumnType = 'float' | 'int' | 'bool' | 'string';

/** What is known of one column of a table. */
export interface ColumnProfile {
  readonly name: string;
  readonly type: ColumnType;
  /** Rows without a value. */
  readonly missing: number;
  /** Different values; estimated where there are very many. */
  readonly distinct: number;
  /** The least, the greatest, the mean and the standard deviation of numbers; null for words and without values. */
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly std: number | null;
  /** The values that occur most often, at most ten, most often first. */
  readonly frequent: readonly { readonly value: string | number | boolean; readonly count: number }[];
}

/** A column with what a person wants to see beside it. */
export interface ColumnView extends ColumnProfile {
  /** How many values of a sample fall into equal parts of the range; empty for words. */
  readonly histogram: readonly number[];
  /** The most frequent words, at most a hundred; empty for numbers. */
  readonly words: readonly string[];
  /** The first word in a column that holds almost only numbers. */
  readonly odd: { readonly line: number; readonly value: string } | undefined;
  /** What the commas are, where every word is a number with commas; undefined elsewhere. */
  readonly commas: CommaUse | undefined;
}

/** Different values that all columns of a table together remember. */
const mostValues = 1_000_000;
const mostFrequent = 10;
const mostWords = 100;
/** A column of numbers in which fewer values are words has a mistake in it; where more are, it holds words. */
const oddShare = 0.05;

/** Looks at rows as they come; what stays in memory does not grow with them. */
export class TableProfile {
  readonly #columns: readonly ColumnCounter[];
  #rows = 0;

  /** @param hasEmptyStrings true for a table in which an empty string is a string like others */
  constructor(names: readonly string[], hasEmptyStrings = false) {
    const most = Math.max(64, Math.min(100_000, Math.floor(mostValues / Math.max(1, names.length))));
    this.#columns = names.map((name) => new ColumnCounter(name, most, hasEmptyStrings));
  }

  get rows(): number {
    return this.#rows;
  }

  add({ rows, lines }: RowChunk): void {
    this.#rows += rows.length;
    for (const [column, counter] of this.#columns.entries())
      for (let row = 0; row < rows.length; row++) counter.add(rows[row]![column], lines[row]!);
  }

  /** @param bins how many parts a histogram has */
  finish(bins = 16): readonly ColumnView[] {
    return this.#columns.map((column) => column.finish(bins));
  }
}

class ColumnCounter {
  readonly #name: string;
  readonly #values: Frequencies;
  readonly #sample = new Sample();
  #empty = 0;
  #missingWords = 0;
  readonly #hasEmptyStrings: boolean;
  /** Empty strings, where they are strings: among numbers they are missing. */
  #emptyStrings = 0;
  #truths = 0;
  #whole = 0;
  #broken = 0;
  #words = 0;
  /** Words that are numbers with commas, by what these are. */
  readonly #commas: Record<CommaUse, number> = { decimal: 0, thousands: 0, either: 0 };
  #firstWord: { readonly line: number; readonly value: string } | undefined;
  #min = Infinity;
  #max = -Infinity;
  #mean = 0;
  #squares = 0;

  constructor(name: string, most: number, hasEmptyStrings: boolean) {
    this.#name = name;
    this.#hasEmptyStrings = hasEmptyStrings;
    this.#values = new Frequencies(most);
  }

  add(cell: unknown, line: number): void {
    if (cell === '' && this.#hasEmptyStrings) {
      this.#emptyStrings++;
      this.#values.add('');
      return;
    }
    if (isEmptyCell(cell)) {
      this.#empty++;
      return;
    }
    const text =
      typeof cell === 'string' ? cell : typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
    this.#values.add(text);
    const number = toNumber(cell);
    if (Number.isNaN(number)) this.#addWord(cell, text, line);
    else this.#addNumber(cell, number);
  }

  #addWord(cell: unknown, text: string, line: number): void {
    if (isMissingNumber(cell)) {
      this.#missingWords++;
      return;
    }
    this.#words++;
    const use = commaUse(text);
    if (use) this.#commas[use]++;
    this.#firstWord ??= { line, value: detached(text) };
  }

  #addNumber(cell: unknown, number: number): void {
    if (typeof cell === 'boolean' || (typeof cell === 'string' && truthOf(cell) !== undefined))
      this.#truths++;
    else if (Number.isInteger(number)) this.#whole++;
    else this.#broken++;
    this.#sample.add(number);
    if (number < this.#min) this.#min = number;
    if (number > this.#max) this.#max = number;
    // Welford 1962: no sum of squares that grows until it swallows the differences.
    const count = this.#truths + this.#whole + this.#broken;
    const difference = number - this.#mean;
    this.#mean += difference / count;
    this.#squares += difference * (number - this.#mean);
  }

  finish(bins: number): ColumnView {
    const numbers = this.#truths + this.#whole + this.#broken;
    const type = this.#type(numbers);
    const isNumeric = type !== 'string' && numbers > 0;
    const counts = this.#counts(type);
    return {
      name: this.#name,
      type,
      missing: this.#empty + (type === 'string' ? 0 : this.#missingWords + this.#emptyStrings),
      distinct: this.#values.isExact ? counts.length : this.#values.distinct,
      min: isNumeric ? this.#min : null,
      max: isNumeric ? this.#max : null,
      mean: isNumeric ? this.#mean : null,
      std: isNumeric ? Math.sqrt(this.#squares / numbers) : null,
      words: type === 'string' ? counts.slice(0, mostWords).map(([value]) => String(value)) : [],
      frequent: counts.slice(0, mostFrequent).map(([value, count]) => ({ value, count })),
      histogram: isNumeric ? this.#sample.histogram(bins, this.#min, this.#max) : [],
      odd: type === 'string' && this.#words <= oddShare * numbers ? this.#firstWord : undefined,
      commas: this.#commaUse(),
    };
  }

  /** Of all words together: one that tells what its commas are tells it of those that may be either. */
  #commaUse(): CommaUse | undefined {
    const { decimal, thousands, either } = this.#commas;
    if (this.#words === 0 || decimal + thousands + either < this.#words) return undefined;
    if (decimal > 0) return thousands > 0 ? undefined : 'decimal';
    // A point before a fraction, in another cell, says as much.
    return thousands > 0 || this.#broken > 0 ? 'thousands' : 'either';
  }

  #type(numbers: number): ColumnType {
    if (this.#words > 0) return 'string';
    if (numbers === 0) return this.#missingWords > 0 && this.#emptyStrings === 0 ? 'float' : 'string';
    if (this.#truths === numbers) return 'bool';
    return this.#broken > 0 ? 'float' : 'int';
  }

  /** Values with how often they occur, most often first, then in the order of letters or numbers. */
  #counts(type: ColumnType): readonly (readonly [string | number | boolean, number])[] {
    const counts = new Map<string | number | boolean, number>();
    for (const [text, count] of this.#values.entries()) {
      if (type !== 'string' && (text === '' || isMissingNumber(text))) continue;
      const value = type === 'string' ? text : type === 'bool' ? toNumber(text) === 1 : toNumber(text);
      counts.set(value, (counts.get(value) ?? 0) + count);
    }
    return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  }
}
