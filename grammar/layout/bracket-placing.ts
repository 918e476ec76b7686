import type { IToken, TokenType } from 'chevrotain';
import { setType } from '../token-places.ts';
import * as t from '../tokens.ts';
import { closerOf, type Frame, type FrameKind } from './brackets.ts';
import type { LookAhead } from './look-ahead.ts';
import * as problems from './problems.ts';
import type { TokenWriter } from './token-writer.ts';

/** What ends an operand: a `-` behind it subtracts. */
export const endsOperand: ReadonlySet<TokenType> = new Set([
  t.Name,
  t.Number,
  t.Text,
  t.BooleanWord,
  t.None,
  t.QuestionMark,
  t.CloseParenthesis,
  t.CloseBracket,
  t.CloseBrace,
]);

/** Writes brackets, in pairs, with what they hold. */
export class BracketPlacing {
  readonly #ahead: LookAhead;
  readonly #writer: TokenWriter;

  constructor(ahead: LookAhead, writer: TokenWriter) {
    this.#ahead = ahead;
    this.#writer = writer;
  }

  open(token: IToken): void {
    const writer = this.#writer;
    if (token.tokenType === t.OpenBrace) this.#closeBeforeBrace(token);
    const kind = this.#kindOf(token, writer.brackets.top);
    if (kind === 'stages') setType(token, t.OpenStages);
    writer.emit(token);
    writer.brackets.open(token, kind);
  }

  /** Where no record can begin, a `{` is that of a body, of stages or of settings around the open brackets. */
  #closeBeforeBrace(token: IToken): void {
    const { previous, brackets } = this.#writer;
    if (previous === undefined) return;
    const noRecord = endsOperand.has(previous.tokenType);
    for (;;) {
      const { kind, pending } = brackets.top;
      const isInside = kind === 'arguments' || kind === 'list' || kind === 'group';
      if (kind !== 'parameters' && (!noRecord || !isInside || pending !== undefined)) return;
      this.#writer.closeUnclosed('`{` begins what stands behind it', token);
    }
  }

  #kindOf(token: IToken, frame: Frame): FrameKind {
    const previous = this.#writer.previous?.tokenType;
    if (previous === t.Branch) return 'pattern';
    if (token.tokenType === t.OpenBracket) return 'list';
    if (token.tokenType === t.OpenParenthesis) {
      if (frame.pending === 'body') return 'parameters';
      return previous === t.Name ? 'arguments' : 'group';
    }
    const { pending } = frame;
    if (pending !== 'body' && pending !== 'stages' && pending !== 'for') return 'entries';
    frame.pending = undefined;
    return pending === 'body' ? 'body' : 'stages';
  }

  close(token: IToken, index: number): void {
    const writer = this.#writer;
    const { brackets } = writer;
    const closesLater = (closer: TokenType): boolean => this.#ahead.closesLater(index, closer);
    let verdict = brackets.judge(token, closesLater);
    for (; verdict === 'unclosed'; verdict = brackets.judge(token, closesLater)) {
      writer.closeUnclosed(`\`${token.image}\` closes what is around it`, token);
    }
    if (verdict === 'stray') {
      if (token.tokenType === t.CloseBrace) brackets.excessBraces--;
      if (!writer.isDropping) writer.report(problems.strayCloser(token));
      return;
    }
    if (verdict === 'wrong') {
      const opener = brackets.top.opener!;
      const closer = closerOf(opener.tokenType);
      writer.report(problems.wrongCloser(opener, token, closer));
      setType(token, closer);
    }
    writer.close(token);
  }
}
