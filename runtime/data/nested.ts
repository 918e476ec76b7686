import { DataError } from '../errors.ts';
import { quoted } from './quoted.ts';
import type { ArrayData, NestedArray, StringData } from './tensor-like.ts';

/**
 * Nested arrays as a shape and flat data: strings where the first entry that is there is one.
 * @throws DataError where rows of a level differ in length, and for numbers and strings mixed
 */
export function flattenNested(rows: readonly NestedArray[], name: string): ArrayData | StringData {
  const shape: number[] = [];
  for (let level: NestedArray = rows; Array.isArray(level); level = level[0] as NestedArray) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const entries = nestedEntries(rows, shape.length);
  const length = shape.reduce((product, size) => product * size, 1);
  const target = entries === 'strings' ? new StringEntries(shape) : new NumberEntries(shape, length);
  const visit = (value: NestedArray, depth: number, path: readonly number[]): void => {
    if (depth === shape.length) {
      if (typeof value === 'object' && value !== null) throw ragged(name, path);
      if (!target.add(value)) throw mixed(name, value, entries, path);
      return;
    }
    if (!Array.isArray(value) || value.length !== shape[depth]) throw ragged(name, path);
    value.forEach((item: NestedArray, index) => visit(item, depth + 1, [...path, index]));
  };
  visit(rows, 0, []);
  return target.finish();
}

type Entry = Exclude<NestedArray, readonly NestedArray[]>;

/** What the first entry that is there says of all of them. */
function nestedEntries(value: NestedArray, depth: number): 'strings' | 'numbers' | undefined {
  if (depth > 0 && Array.isArray(value)) {
    for (const item of value as readonly NestedArray[]) {
      const found = nestedEntries(item, depth - 1);
      if (found) return found;
    }
    return undefined;
  }
  if (value === null || value === undefined) return undefined;
  return typeof value === 'string' ? 'strings' : 'numbers';
}

class StringEntries {
  private readonly data: (string | undefined)[] = [];
  private readonly shape: readonly number[];

  constructor(shape: readonly number[]) {
    this.shape = shape;
  }

  /** False for what is no string. */
  add(value: Entry): boolean {
    const isEntry = value === null || value === undefined || typeof value === 'string';
    if (isEntry) this.data.push(value ?? undefined);
    return isEntry;
  }

  finish(): StringData {
    return { shape: this.shape, data: this.data };
  }
}

class NumberEntries {
  private readonly data: Float64Array;
  private readonly shape: readonly number[];
  private missing: Uint8Array | undefined;
  private next = 0;

  constructor(shape: readonly number[], length: number) {
    this.shape = shape;
    this.data = new Float64Array(length);
  }

  /** False for what is no number. */
  add(value: Entry): boolean {
    if (isNumber(value)) this.data[this.next] = Number(value);
    else if (value === null || value === undefined)
      (this.missing ??= new Uint8Array(this.data.length))[this.next] = 1;
    else return false;
    this.next++;
    return true;
  }

  finish(): ArrayData {
    const { shape, data, missing } = this;
    return missing ? { shape, data, missing } : { shape, data };
  }
}

/** Truth values count as 0 and 1; a BigInt is taken where a float64 holds it. */
function isNumber(value: unknown): boolean {
  if (typeof value === 'bigint') return BigInt(Number(value)) === value;
  return typeof value === 'number' || typeof value === 'boolean';
}

function mixed(
  name: string,
  value: Entry,
  entries: 'strings' | 'numbers' | undefined,
  path: readonly number[],
): DataError {
  return new DataError(
    `\`${name}\` holds ${quoted(value)} at [${path.join('][')}], where all others are ${entries ?? 'numbers'}.`,
    'Give numbers alone, or strings alone.',
  );
}

function ragged(name: string, path: readonly number[]): DataError {
  return new DataError(
    `\`${name}\` is ragged: entry [${path.join('][')}] has another shape than the first one.`,
  );
}
