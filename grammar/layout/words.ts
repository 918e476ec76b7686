import type { IToken, TokenType } from 'chevrotain';
import * as t from '../tokens.ts';
import type { Frame } from './brackets.ts';
import type { LookAhead } from './look-ahead.ts';

/** Behind these a stage or an operand begins, so `repeat`, `for` and `if` may be forms there. */
const beforeStage: ReadonlySet<TokenType | undefined> = new Set([
  t.Arrow,
  t.Equals,
  t.OpenParenthesis,
  t.OpenBracket,
  t.OpenStages,
  t.Comma,
  t.Colon,
  t.Return,
]);

/** Where a word in the midst of a declaration stands. */
export interface WordPlace {
  readonly token: IToken;
  readonly index: number;
  readonly frame: Frame;
  /** Role of the token before it. */
  readonly previous: TokenType | undefined;
  readonly next: IToken | undefined;
}

/**
 * The role of a word in the midst of a declaration; undefined where it is a name. Notes in the frame which
 * braces the word announces.
 */
export function roleOf(place: WordPlace, ahead: LookAhead): TokenType | undefined {
  const { token, index, frame, previous, next } = place;
  const reserved = t.reservedWords.get(token.image);
  if (reserved) return reserved;
  const type = t.innerWords.get(token.image);
  switch (type) {
    case undefined:
      return undefined;
    case t.Extends:
      return frame.pending === 'body' && (previous === t.Name || previous === t.CloseParenthesis)
        ? type
        : undefined;
    case t.From:
      return frame.pending === 'import' && previous === t.CloseBrace ? type : undefined;
    case t.Else:
      if (previous !== t.CloseBrace || !ahead.isElse(index)) return undefined;
      if (next?.tokenType === t.OpenBrace) frame.pending = 'stages';
      return type;
    case t.In:
      return frame.pending === 'for' && previous === t.Name ? announceStages(frame, type) : undefined;
    case t.For:
      if (!beforeStage.has(previous) || next?.tokenType !== t.Name || ahead.endsLine(index)) return undefined;
      frame.pending = 'for';
      return type;
    case t.If:
      if (previous === t.Else) return announceStages(frame, type);
      break;
    case t.Repeat:
      // `repeat(x, 2, axis: 1)` is a function of tensors.
      if (next?.tokenType === t.OpenParenthesis && !ahead.countsStages(index + 1)) return undefined;
      break;
  }
  if (!beforeStage.has(previous) || ahead.endsLine(index)) return undefined;
  return beginsOperand(place, ahead) ? announceStages(frame, type) : undefined;
}

/** Whether a condition or a number stands behind `if` or `repeat`. */
function beginsOperand({ index, frame, previous, next }: WordPlace, ahead: LookAhead): boolean {
  switch (next?.tokenType) {
    case t.OpenBrace:
      return ahead.opensStages(index + 1);
    case t.Minus:
      return previous === t.Arrow || frame.kind === 'stages';
    case t.Name:
      return next?.image !== 'and' && next?.image !== 'or';
    default:
      return (
        next?.tokenType === t.Number || next?.tokenType === t.Text || next?.tokenType === t.OpenParenthesis
      );
  }
}

function announceStages(frame: Frame, type: TokenType): TokenType {
  frame.pending = 'stages';
  return type;
}
