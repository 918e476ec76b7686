import type { IToken, TokenType } from 'chevrotain';
import type { Span } from './source.ts';

/** Offset behind a token; those of the lexer know only where they begin. */
export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}

export function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: endOf(token) };
}

/** A span without length. */
export function spanAt(offset: number): Span {
  return { start: offset, end: offset };
}

/** Gives a word or sign another role. */
export function setType(token: IToken, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx!;
}

/** A token that nobody wrote: a line end, or what mends a mistake. */
export function virtual(type: TokenType, at: number): IToken {
  return { image: '', startOffset: at, tokenTypeIdx: type.tokenTypeIdx!, tokenType: type };
}

export function hasLineBreak(text: string, start: number, end: number): boolean {
  for (let offset = start; offset < end; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 10 || code === 13) return true;
  }
  return false;
}
