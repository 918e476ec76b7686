import { tokenize } from './lexer.ts';
import * as t from './tokens.ts';

/** What the canonical form puts in or takes away: commas that line ends replace, brackets of calls and of groups. */
const free = new Set([t.Comma, t.OpenParenthesis, t.CloseParenthesis]);

/**
 * Whether two texts have the same words, signs and comments in the same order. Where a text is formatted, only this
 * may change: white space, commas, parentheses, the quotes of options, and the case of numbers and optimizers
 * (`"adam"` becomes `Adam()`).
 */
export function hasSameTokens(a: string, b: string): boolean {
  const [one, other] = [wordsOf(a), wordsOf(b)];
  return one.length === other.length && one.every((word, index) => word === other[index]);
}

function wordsOf(text: string): readonly string[] {
  const { tokens, comments, problems } = tokenize(text);
  const words = tokens
    .filter(({ tokenType }) => !free.has(tokenType))
    .map(({ startOffset, image, tokenType }) => ({
      at: startOffset,
      word: (tokenType === t.Text ? image.replace(/^"|"$/g, '') : image).toLowerCase(),
    }));
  const strange = problems
    .filter(
      ({ span }) =>
        !tokens.some(
          ({ startOffset, image }) => startOffset <= span.start && span.start < startOffset + image.length,
        ),
    )
    .map(({ span }) => ({ at: span.start, word: text.slice(span.start, span.end) }));
  const all = [...words, ...strange].sort((a, b) => a.at - b.at).map(({ word }) => word);
  return [...all, ...comments.map((comment) => comment.text.replace(/\s+/g, ' ').trim())];
}
