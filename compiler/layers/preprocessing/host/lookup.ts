import type { Adaptation, FittedState, Fitter, HostEntries } from '../../../declarations/adaptation.ts';
import type { ShapeProblem } from '../../../declarations/define-layer.ts';
import type { Size } from '../../../shapes/size.ts';
import type { TensorType } from '../../../shapes/types.ts';
import { encode, encodedType, type OutputMode } from './encode.ts';
import {
  lookupSize,
  plainVocabulary,
  unknownVocabulary,
  vocabularyProblem,
  type LookupSizes,
} from './lookup-arguments.ts';
import {
  lookupTable,
  paddedWeights,
  tokenStart,
  TokenCounts,
  unknownToken,
  type SpreadUnknown,
  type Token,
  type VocabularyLayout,
} from './vocabulary.ts';

/** A lookup of strings or whole numbers, as far as its arguments say. */
export interface LookupSettings<T extends Token> extends LookupSizes {
  readonly layout: VocabularyLayout;
  /** The mask, where there is one, and the unknown token: they are in no vocabulary. */
  readonly special: readonly Token[];
  readonly vocabulary: readonly T[] | null;
  readonly spread: SpreadUnknown<T>;
  /** The tokens of one sample or entry. */
  readonly tokens: 'strings' | 'integers';
}

/** What a lookup gives for entries of a shape: their numbers, or vectors as long as its vocabulary. */
export function lookupOutput<T extends Token>(
  settings: LookupSettings<T>,
  shape: readonly Size[],
): TensorType | ShapeProblem {
  const { layout, special } = settings;
  const problem = vocabularyProblem(settings, layout, special);
  if (problem) return problem;
  const size = lookupSize(settings, layout, special);
  if (size === undefined && layout.mode !== 'int') return unknownVocabulary();
  return encodedType(layout.mode, shape, size ?? 1);
}

/** What a lookup learns: its vocabulary, unless the text holds it, and the weights that go with it. */
export function lookupAdaptation<A>(
  settingsOf: (args: A) => LookupSettings<string> | LookupSettings<number>,
): Adaptation<A> {
  return {
    learns: (args) => {
      const { vocabulary, layout, tokens } = settingsOf(args);
      if (vocabulary) return [];
      const words = { name: 'vocabulary', kind: tokens === 'strings' ? 'words' : 'integers' } as const;
      return layout.mode === 'tf_idf' ? [words, { name: 'idf_weights', kind: 'floats' }] : [words];
    },
    given: (args): FittedState => {
      const { vocabulary, special, tokens } = settingsOf(args);
      if (!vocabulary) return {};
      const words = plainVocabulary<Token>(vocabulary, special);
      return {
        vocabulary:
          tokens === 'strings' ? (words as readonly string[]) : Int32Array.from(words as readonly number[]),
      };
    },
    fitter: (args) => {
      const settings = settingsOf(args);
      return settings.tokens === 'strings'
        ? new LookupFitter(settings as LookupSettings<string>, (value) => value as string)
        : new LookupFitter(settings as LookupSettings<number>, Number);
    },
  };
}

/** Counts the entries of samples: each sample is a document. */
export class LookupFitter<T extends Token> implements Fitter {
  private readonly settings: LookupSettings<T>;
  private readonly counts = new TokenCounts<T>();
  private readonly read: (value: string | number) => T;

  constructor(settings: LookupSettings<T>, read: (value: string | number) => T) {
    this.settings = settings;
    this.read = read;
  }

  add({ shape, data }: HostEntries): void {
    const [samples = 0] = shape;
    const width = samples === 0 ? 0 : data.length / samples;
    for (let sample = 0; sample < samples; sample++) {
      const tokens: T[] = [];
      for (let index = sample * width; index < (sample + 1) * width; index++) {
        const value = data[index];
        if (value !== undefined) tokens.push(this.read(value));
      }
      this.counts.addDocument(tokens);
    }
  }

  addTokens(tokens: Iterable<T>): void {
    this.counts.addDocument(tokens);
  }

  finish(): FittedState {
    const { layout, special, max_tokens: limit, tokens } = this.settings;
    const room = limit === null ? Infinity : Math.max(0, limit - tokenStart(layout));
    const words = this.counts.mostFrequent(room, special);
    if (words.length === 0) throw new Error('the data hold no words to learn');
    const vocabulary =
      tokens === 'strings' ? (words as readonly string[]) : Int32Array.from(words as readonly number[]);
    if (layout.mode !== 'tf_idf') return { vocabulary };
    return { vocabulary, idf_weights: this.counts.inverseFrequencies(words) };
  }
}

/** A lookup with its vocabulary: tokens to numbers, and numbers as the output wants them. */
export class Lookup<T extends Token> {
  readonly number: (token: T) => number;
  readonly size: number;
  readonly weights: Float32Array | undefined;
  readonly mode: OutputMode;

  constructor(settings: LookupSettings<T>, state: FittedState) {
    const { layout, special, vocabulary, idf_weights: given } = settings;
    const words = vocabulary ? plainVocabulary(vocabulary, special) : learned<T>(state);
    this.mode = layout.mode;
    this.number = lookupTable(words, layout, settings.spread);
    this.size = sizeOf(settings, words.length);
    const weights = given ?? (state.idf_weights as Float32Array | undefined);
    this.weights = weights && paddedWeights(weights, tokenStart(layout), this.size);
  }

  /**
   * @throws UnknownToken where a token is in no vocabulary and there is no number for such
   */
  numberOf(token: T): number {
    const number = this.number(token);
    if (number === unknownToken) throw new UnknownToken(token);
    return number;
  }

  run({ shape, data }: HostEntries, read: (value: string | number) => T): HostEntries {
    const numbers = new Int32Array(data.length);
    for (let index = 0; index < data.length; index++) numbers[index] = this.numberOf(read(data[index]!));
    return encode(numbers, shape, this.mode, this.size, this.weights);
  }
}

/** What tells the tokens that a vocabulary in the text does not have, where there is no number for unknown ones. */
export function refusedTokens<T extends Token>(
  { layout, special, vocabulary, spread }: LookupSettings<T>,
  read: (entry: string | number) => T,
): ((entry: string | number) => boolean) | undefined {
  if (!vocabulary || layout.unknownCount > 0) return undefined;
  const number = lookupTable(plainVocabulary(vocabulary, special), layout, spread);
  return (entry) => number(read(entry)) === unknownToken;
}

/** A token that a lookup has no number for (`num_oov_indices: 0`). */
export class UnknownToken extends Error {
  readonly token: Token;

  constructor(token: Token) {
    super(`${JSON.stringify(token)} is not in the vocabulary`);
    this.token = token;
  }
}

/** The vocabulary of a state, whose tokens are those that the same settings have learned. */
function learned<T extends Token>({ vocabulary = [] }: FittedState): readonly T[] {
  return Array.from<unknown, T>(vocabulary, (token) => token as T);
}

/** A learned vocabulary that is smaller than `max_tokens` is padded up to it. */
function sizeOf<T extends Token>(
  { vocabulary, max_tokens: limit, pad_to_max_tokens: pads, layout }: LookupSettings<T>,
  words: number,
): number {
  const size = words + tokenStart(layout);
  return limit !== null && (pads || !vocabulary) ? limit : size;
}
