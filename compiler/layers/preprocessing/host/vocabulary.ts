import type { FittedState } from '../../../declarations/adaptation.ts';
import type { OutputMode } from './encode.ts';

/** A word, or a whole number that stands for one. */
export type Token = string | number;

/** How a vocabulary is laid out among the numbers: the mask, then what is unknown, then its words. */
export interface VocabularyLayout {
  readonly mask: Token | null;
  readonly unknownCount: number;
  readonly mode: OutputMode;
}

/** The number of the first unknown: the mask comes before it where numbers themselves come out. */
export function unknownStart({ mask, mode }: VocabularyLayout): number {
  return mask !== null && mode === 'int' ? 1 : 0;
}

/** The number of the first word. */
export function tokenStart(layout: VocabularyLayout): number {
  return unknownStart(layout) + layout.unknownCount;
}

/** Which number a token that is in no vocabulary gets, counted from the first unknown. */
export type SpreadUnknown<T extends Token> = (token: T) => number;

/**
 * A function from tokens to their numbers, as Keras's lookups: the mask is 0, or nothing (-1) in vectors; what is
 * unknown gets the number that `spread` says, or -2 where there is none for it.
 */
export function lookupTable<T extends Token>(
  words: readonly T[],
  layout: VocabularyLayout,
  spread: SpreadUnknown<T>,
): (token: T) => number {
  const start = tokenStart(layout);
  const first = unknownStart(layout);
  const numbers = new Map<Token, number>();
  words.forEach((word, index) => numbers.set(word, start + index));
  const { mask, unknownCount, mode } = layout;
  if (mask !== null) numbers.set(mask, mode === 'int' ? 0 : -1);
  return (token) => {
    const known = numbers.get(token);
    if (known !== undefined) return known;
    if (unknownCount === 0) return unknownToken;
    return first + (unknownCount === 1 ? 0 : spread(token));
  };
}

/** What a lookup without numbers for unknown tokens gives for one. */
export const unknownToken = -2;

/** Counts tokens, and the documents that they occur in. */
export class TokenCounts<T extends Token> {
  private readonly counts = new Map<T, { total: number; documents: number; last: number }>();
  private documents = 0;

  addDocument(tokens: Iterable<T>): void {
    const document = this.documents++;
    for (const token of tokens) {
      const known = this.counts.get(token);
      if (!known) this.counts.set(token, { total: 1, documents: 1, last: document });
      else {
        known.total++;
        if (known.last !== document) known.documents++;
        known.last = document;
      }
    }
  }

  /**
   * The most frequent tokens, by falling count, ties in falling order: of words, that of their UTF-8 bytes, which is
   * that of their code points.
   * @param except tokens that stand for something else
   */
  mostFrequent(limit: number, except: readonly (Token | null)[]): readonly T[] {
    return [...this.counts]
      .filter(([token]) => !except.includes(token))
      .sort(([a, { total: m }], [b, { total: n }]) => n - m || compareTokens(b, a))
      .slice(0, limit)
      .map(([token]) => token);
  }

  /** log(1 + documents / (1 + documents with the token)), as Keras weighs tokens. */
  inverseFrequencies(tokens: readonly T[]): Float32Array {
    return Float32Array.from(tokens, (token) =>
      Math.log(1 + this.documents / (1 + (this.counts.get(token)?.documents ?? 0))),
    );
  }
}

function compareTokens(a: Token, b: Token): number {
  if (typeof a === 'number' || typeof b === 'number') return Number(a) - Number(b);
  return compareCodePoints(a, b);
}

/** UTF-16 puts characters beyond U+FFFF before those from U+E000 on; code points and UTF-8 do not. */
function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}

/**
 * The weights of all numbers, for `tf_idf`: unknown tokens weigh as the mean of the others.
 * @param size with padding, which weighs nothing
 */
export function paddedWeights(weights: ArrayLike<number>, start: number, size: number): Float32Array {
  const all = new Float32Array(size);
  let sum = 0;
  for (let index = 0; index < weights.length; index++) sum += weights[index]!;
  all.fill(weights.length > 0 ? sum / weights.length : 0, 0, start);
  for (let index = 0; index < weights.length && start + index < size; index++)
    all[start + index] = weights[index]!;
  return all;
}

/** The words of a state. */
export function wordsOf(state: FittedState): readonly string[] {
  const { vocabulary } = state;
  return Array.isArray(vocabulary) ? (vocabulary as readonly string[]) : [];
}
