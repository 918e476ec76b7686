import type { IToken, TokenType } from 'chevrotain';
import type { LexedText } from '../lexer.ts';
import * as t from '../tokens.ts';

/** What a pair of brackets holds; the file itself counts as the outermost. */
export type FrameKind =
  'file' | 'body' | 'parameters' | 'arguments' | 'group' | 'list' | 'pattern' | 'entries' | 'stages';

/** One open bracket. */
export interface Frame {
  readonly kind: FrameKind;
  readonly opener: IToken | undefined;
  /** What the next `{` on this level opens, where a keyword before it has settled that. */
  pending: 'body' | 'stages' | 'import' | 'for' | undefined;
}

export function isOpener(type: TokenType): boolean {
  return (
    type === t.OpenParenthesis || type === t.OpenBracket || type === t.OpenBrace || type === t.OpenStages
  );
}

export function isCloser(type: TokenType): boolean {
  return type === t.CloseParenthesis || type === t.CloseBracket || type === t.CloseBrace;
}

export function closerOf(opener: TokenType): TokenType {
  if (opener === t.OpenParenthesis) return t.CloseParenthesis;
  return opener === t.OpenBracket ? t.CloseBracket : t.CloseBrace;
}

/** How far back a line's beginning is looked for; a line with more before its bracket tells nothing. */
const widestIndentation = 1000;

/** The brackets that are open at one point of the text, and the judgement over closing ones. */
export class BracketStack {
  readonly frames: Frame[] = [{ kind: 'file', opener: undefined, pending: undefined }];
  /** Whether all brackets of the text pair up as they stand. */
  readonly balanced: boolean;
  /** How many more `}` than `{` are still to be accounted for. */
  excessBraces: number;
  readonly #text: string;
  #lastClosed: { frame: Frame; closer: IToken } | undefined;

  /** @param balanced whether all brackets of the text pair up, or are to be taken as if they did not */
  constructor(text: string, tokens: readonly IToken[], balanced: boolean) {
    this.#text = text;
    this.balanced = balanced;
    this.excessBraces = balanced ? 0 : excessBraces(tokens);
  }

  get top(): Frame {
    return this.frames[this.frames.length - 1]!;
  }

  get depth(): number {
    return this.frames.length - 1;
  }

  open(opener: IToken, kind: FrameKind): void {
    this.frames.push({ kind, opener, pending: undefined });
  }

  close(closer: IToken): void {
    const frame = this.frames.pop()!;
    if (frame.kind === 'body') this.#lastClosed = { frame, closer };
  }

  /** Takes back the end of the last body, if `closer` was that end. */
  reopen(closer: IToken): Frame | undefined {
    if (this.#lastClosed?.closer !== closer) return undefined;
    this.frames.push(this.#lastClosed.frame);
    return this.#lastClosed.frame;
  }

  /**
   * What a closing bracket does: it `closes` the innermost open bracket; that one is `unclosed`, because the
   * closing one belongs further out; it is the `wrong` one for it; or it is `stray`. `closesLater` tells whether the
   * right one for it stands further on in the line.
   */
  judge(
    closer: IToken,
    closesLater: (closer: TokenType) => boolean,
  ): 'closes' | 'unclosed' | 'wrong' | 'stray' {
    const opener = this.top.opener;
    if (opener === undefined) return 'stray';
    const type = closer.tokenType;
    if (closerOf(opener.tokenType) === type) {
      if (this.#isInExcess(closer)) return 'stray';
      return this.#belongsFurtherOut(closer) ? 'unclosed' : 'closes';
    }
    for (let index = this.frames.length - 2; index > 0; index--) {
      const frame = this.frames[index]!;
      if (closerOf(frame.opener!.tokenType) === type) return 'unclosed';
      if (frame.kind === 'body' || frame.kind === 'stages') break;
    }
    const right = closerOf(opener.tokenType);
    return right === t.CloseBrace || closesLater(right) ? 'stray' : 'wrong';
  }

  /**
   * Where a `{` is missing, a `}` in the midst of a line would end the whole body; a body ends on a line of its
   * own, or on the line on which it began.
   */
  #isInExcess(closer: IToken): boolean {
    const { kind, opener } = this.top;
    if (this.excessBraces <= 0 || kind !== 'body' || closer.image === '') return false;
    if (this.indentation(closer.startOffset).first === closer.startOffset) return false;
    return /[\r\n]/.test(this.#text.slice(opener!.startOffset, closer.startOffset));
  }

  /**
   * In a text whose brackets don't pair up, indentation tells which one is missing: a `}` that opens its line
   * belongs to the bracket whose line is indented like it.
   */
  #belongsFurtherOut(closer: IToken): boolean {
    if (this.balanced || closer.tokenType !== t.CloseBrace || this.frames.length < 3) return false;
    const own = this.indentation(closer.startOffset);
    if (own.first !== closer.startOffset) return false;
    if (this.indentation(this.top.opener!.startOffset).width <= own.width) return false;
    return this.frames
      .slice(1, -1)
      .some(
        ({ opener }) =>
          opener!.tokenType === t.OpenBrace && this.indentation(opener!.startOffset).width === own.width,
      );
  }

  /** Width of the white space that begins the line of an offset, and where it ends. */
  indentation(offset: number): { width: number; first: number } {
    let start = offset;
    const limit = Math.max(0, offset - widestIndentation);
    while (start > limit && !isLineBreak(this.#text.charCodeAt(start - 1))) start--;
    let first = start;
    while (first < offset && /\s/.test(this.#text.charAt(first))) first++;
    return { width: first - start, first };
  }
}

/** Whether every bracket of a text has its partner, and every character a meaning. */
export function isBalanced({ tokens, problems }: LexedText): boolean {
  return problems.length === 0 && pairsUp(tokens);
}

function pairsUp(tokens: readonly IToken[]): boolean {
  const open: TokenType[] = [];
  for (const { tokenType } of tokens) {
    if (isOpener(tokenType)) open.push(closerOf(tokenType));
    else if (isCloser(tokenType) && open.pop() !== tokenType) return false;
  }
  return open.length === 0;
}

function excessBraces(tokens: readonly IToken[]): number {
  let count = 0;
  for (const { tokenType } of tokens) {
    if (tokenType === t.OpenBrace) count--;
    else if (tokenType === t.CloseBrace) count++;
  }
  return count;
}

/** Whether a `}` closes a brace that was opened before these tokens. */
export function closesOuterBrace(tokens: readonly IToken[]): boolean {
  let open = 0;
  return tokens.some(({ tokenType }) => {
    if (tokenType === t.OpenBrace) open++;
    return tokenType === t.CloseBrace && open-- === 0;
  });
}

function isLineBreak(code: number): boolean {
  return code === 10 || code === 13;
}
