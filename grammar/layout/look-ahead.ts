import type { IToken, TokenType } from 'chevrotain';
import { endOf, hasLineBreak } from '../token-places.ts';
import * as t from '../tokens.ts';
import { isCloser, isOpener } from './brackets.ts';

/** Where a declaration can stand. */
export type Level = 'top' | 'member';

/** The level of the declarations that a word begins, if it begins any. */
export function levelOf(word: string): Level | undefined {
  if (t.memberWords.has(word)) return 'member';
  return t.topLevelWords.has(word) ? 'top' : undefined;
}

/** Furthest look along a line. */
const farthest = 64;

/** Furthest look through the parameters of a component. */
const longestParameters = 512;

/** Questions about the tokens further on, as the lexer left them. */
export class LookAhead {
  readonly #text: string;
  readonly #tokens: readonly IToken[];

  constructor(text: string, tokens: readonly IToken[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  /** Whether a line ends between the token at `index` and the next, or the text does. */
  endsLine(index: number): boolean {
    const next = this.#tokens[index + 1];
    return next === undefined || hasLineBreak(this.#text, endOf(this.#tokens[index]!), next.startOffset);
  }

  /**
   * Whether the word at the beginning of a line opens a declaration, whatever stands before it: a keyword and
   * behind it, on the same line, what no expression has behind a name.
   */
  declares(index: number): Level | undefined {
    const token = this.#tokens[index]!;
    if (token.tokenType !== t.Name) return undefined;
    const level = levelOf(token.image);
    if (level === undefined || this.endsLine(index)) return undefined;
    const next = this.#tokens[index + 1]!;
    const type = next.tokenType;
    const named = type === t.Name && !t.reservedWords.has(next.image) && next.image !== 'in';
    switch (token.image) {
      case 'import':
      case 'train':
      case 'data':
        return type === t.OpenBrace ? level : undefined;
      case 'return':
        return named || isOpener(type) ? level : undefined;
      case 'override':
        return named && t.memberWords.has(next.image) ? level : undefined;
      case 'layer':
        return named && this.#isHeader(index + 2) ? level : undefined;
      case 'activation':
      case 'loss':
      case 'metric':
      case 'regularizer':
      case 'constraint':
      case 'schedule':
        return named && this.#isComponent(index + 2) ? level : undefined;
      case 'weight':
        return named && this.#tokens[index + 2]?.tokenType === t.Colon ? level : undefined;
      case 'update':
      case 'objective':
        return named && this.#tokens[index + 2]?.tokenType === t.Equals ? level : undefined;
      case 'expect':
        return named || type === t.Number ? level : undefined;
      case 'branch':
        return named || type === t.OpenBrace || this.#isPattern(index + 1) ? level : undefined;
      default:
        return named ? level : undefined;
    }
  }

  /** Whether a name stands behind the word at `index`, and a token of a type behind that. */
  names(index: number, type: TokenType): boolean {
    return this.#tokens[index + 1]?.tokenType === t.Name && this.#tokens[index + 2]?.tokenType === type;
  }

  /** Whether parameters or a body begin at `index`. */
  #isHeader(index: number): boolean {
    const type = this.#tokens[index]?.tokenType;
    return type === t.OpenParenthesis || type === t.OpenBrace;
  }

  /** Whether parameters open at `index`, and what a component is stands behind them: `loss l(a, b) = …`. */
  #isComponent(index: number): boolean {
    if (this.#tokens[index]?.tokenType !== t.OpenParenthesis) return false;
    let open = 0;
    for (let at = index; at < this.#tokens.length && at < index + longestParameters; at++) {
      const { tokenType } = this.#tokens[at]!;
      if (isOpener(tokenType)) open++;
      else if (isCloser(tokenType) && --open === 0) {
        const behind = this.#tokens[at + 1]?.tokenType;
        return behind === t.Equals || behind === t.OpenBrace;
      }
    }
    return false;
  }

  /** Whether the parentheses that open at `index` are followed by the braces of stages: `repeat (n) { … }`. */
  countsStages(index: number): boolean {
    let open = 0;
    for (let at = index; at < this.#tokens.length && at < index + farthest; at++) {
      const { tokenType } = this.#tokens[at]!;
      if (isOpener(tokenType)) open++;
      else if (isCloser(tokenType) && --open === 0)
        return this.#tokens[at + 1]?.tokenType === t.OpenBrace && this.opensStages(at + 1);
    }
    return false;
  }

  /** Whether a list at `index` is followed by `=`: `branch [a, b] = …`. */
  #isPattern(index: number): boolean {
    if (this.#tokens[index]?.tokenType !== t.OpenBracket) return false;
    for (let at = index + 1; at < this.#tokens.length && at < index + farthest; at++) {
      const type = this.#tokens[at]!.tokenType;
      if (type === t.CloseBracket) return this.#tokens[at + 1]?.tokenType === t.Equals;
      if (type !== t.Name && type !== t.Comma) return false;
    }
    return false;
  }

  /** Whether `else` at `index`, behind a `}`, goes on with an `if`. */
  isElse(index: number): boolean {
    const next = this.#tokens[index + 1];
    return next !== undefined && (next.tokenType === t.OpenBrace || next.image === 'if');
  }

  /** Whether the line of `index` ends with a `{`. */
  hasBody(index: number): boolean {
    for (let at = index; at < this.#tokens.length && at < index + farthest; at++) {
      if (this.endsLine(at)) return this.#tokens[at]!.tokenType === t.OpenBrace;
    }
    return false;
  }

  /** Whether a `{` behind `if` or `repeat`, whose condition or number is missing, holds stages, not settings. */
  opensStages(index: number): boolean {
    const first = this.#tokens[index + 1];
    return first?.tokenType === t.Name && this.#tokens[index + 2]?.tokenType !== t.Colon;
  }

  /**
   * Where the arguments end that begin at `index` without a parenthesis: before the next `->`, `{` or bracket that is
   * not theirs, or at the end of the line. `isClosed` tells that a parenthesis stands there.
   */
  endOfArguments(index: number): { readonly end: number; readonly isClosed: boolean } {
    let open = 0;
    let at = index;
    for (; at < this.#tokens.length && at < index + farthest; at++) {
      const { tokenType } = this.#tokens[at]!;
      if (open === 0 && (tokenType === t.Arrow || tokenType === t.OpenBrace)) break;
      if (isOpener(tokenType)) open++;
      else if (isCloser(tokenType) && open-- === 0) {
        return { end: endOf(this.#tokens[at - 1]!), isClosed: tokenType === t.CloseParenthesis };
      }
      if (this.endsLine(at)) return { end: endOf(this.#tokens[at]!), isClosed: false };
    }
    return { end: endOf(this.#tokens[at - 1]!), isClosed: false };
  }

  /** Whether an open bracket is closed by a `closer` further on in the line, behind pairs. */
  closesLater(index: number, closer: TokenType): boolean {
    return this.closer(index)?.tokenType === closer;
  }

  /** What closes, further on in the line and behind pairs, the bracket that is open behind `index`. */
  closer(index: number): IToken | undefined {
    let open = 0;
    for (let at = index + 1; at < this.#tokens.length && at < index + farthest; at++) {
      if (this.endsLine(at - 1)) return undefined;
      const token = this.#tokens[at]!;
      if (isOpener(token.tokenType)) open++;
      else if (isCloser(token.tokenType) && open-- === 0) return token;
    }
    return undefined;
  }
}
