/** How a text is cleaned up before it is split, by Keras's names; null leaves it as it is. */
export type Standardize = 'lower_and_strip_punctuation' | 'lower' | 'strip_punctuation' | null;

/** What a text is split into, by Keras's names; null takes it as one token. */
export type Split = 'whitespace' | 'character' | null;

export interface TokenSettings {
  readonly standardize: Standardize;
  readonly split: Split;
  /** Groups of so many tokens side by side; null for single ones. */
  readonly ngrams: number | readonly number[] | null;
}

/** Keras's punctuation: all of ASCII's. */
const punctuation = /[!-/:-@[-`{-~]/g;

/** The tokens of one text, cleaned up, split and grouped. */
export function tokensOf(text: string, settings: TokenSettings): readonly string[] {
  return grouped(splitText(standardized(text, settings.standardize), settings.split), settings.ngrams);
}

/** Lower case is that of ASCII alone, as in Keras. */
export function standardized(text: string, how: Standardize): string {
  const lower =
    how === 'lower' || how === 'lower_and_strip_punctuation'
      ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
      : text;
  return how === 'strip_punctuation' || how === 'lower_and_strip_punctuation'
    ? lower.replace(punctuation, '')
    : lower;
}

function splitText(text: string, split: Split): readonly string[] {
  switch (split) {
    case 'whitespace':
      return text.split(/[ \t\n\v\f\r]+/).filter((token) => token !== '');
    case 'character':
      return [...text];
    case null:
      return [text];
  }
}

/** All groups of one width, then those of the next. */
export function grouped(
  tokens: readonly string[],
  ngrams: number | readonly number[] | null,
): readonly string[] {
  if (ngrams === null) return tokens;
  const widths =
    typeof ngrams === 'number' ? Array.from({ length: ngrams }, (_, index) => index + 1) : ngrams;
  return widths.flatMap((width) =>
    Array.from({ length: Math.max(0, tokens.length - width + 1) }, (_, start) =>
      tokens.slice(start, start + width).join(' '),
    ),
  );
}
