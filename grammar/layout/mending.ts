import type { IToken, TokenType } from 'chevrotain';
import { setType } from '../token-places.ts';
import * as t from '../tokens.ts';
import type { Frame } from './brackets.ts';
import type { LookAhead } from './look-ahead.ts';
import * as problems from './problems.ts';
import type { TokenWriter } from './token-writer.ts';

/** Mends what stands in the midst of a line where it is clear what was meant, and says so. */
export class Mending {
  readonly #input: readonly IToken[];
  readonly #ahead: LookAhead;
  readonly #writer: TokenWriter;

  constructor(input: readonly IToken[], ahead: LookAhead, writer: TokenWriter) {
    this.#input = input;
    this.#ahead = ahead;
    this.#writer = writer;
  }

  /**
   * A line that cannot stand among the arguments of the call that is open: `-> …` right behind the `(` or a comma, or
   * `name: …` without a comma before it and no further in than the line of the call.
   */
  leavesArguments(token: IToken, index: number): boolean {
    const { brackets, previous } = this.#writer;
    const opener = brackets.top.opener!;
    const atStart = previous === opener || previous!.tokenType === t.Comma;
    if (token.tokenType === t.Arrow) return atStart;
    const isNamed = token.tokenType === t.Name && this.#input[index + 1]?.tokenType === t.Colon;
    if (!isNamed || atStart) return false;
    const { width } = brackets.indentation(token.startOffset);
    return width <= brackets.indentation(opener.startOffset).width;
  }

  /** `input x = float32[3]` */
  isTypeOfInput(): boolean {
    const writer = this.#writer;
    const name = writer.written(1);
    return name !== undefined && name === writer.previous && writer.written(2)?.tokenType === t.Input;
  }

  /** `input x: float32(4)` */
  mendSizes(token: IToken, index: number): void {
    const writer = this.#writer;
    const dtype = writer.written(1);
    if (dtype === undefined || dtype !== writer.previous || writer.written(2)?.tokenType !== t.Colon) return;
    if (writer.written(4)?.tokenType !== t.Input) return;
    const closer = this.#ahead.closer(index);
    if (closer?.tokenType !== t.CloseParenthesis) return;
    writer.report(problems.parenthesesForSizes(dtype, token, closer, writer.text));
    setType(token, t.OpenBracket);
    setType(closer, t.CloseBracket);
  }

  /** `-> Dense 10`, `-> Dense 10)`, `-> Dense units: 10`: arguments without the parenthesis before them. */
  mendArguments(token: IToken, index: number): void {
    const writer = this.#writer;
    const { tokenType } = token;
    if (tokenType === t.Arrow && writer.brackets.top.opener?.image === '') {
      if (writer.brackets.top.kind === 'arguments') writer.closeUnclosed(undefined);
      return;
    }
    const isNamed = tokenType === t.Name && this.#input[index + 1]?.tokenType === t.Colon;
    if (!isNamed && tokenType !== t.Number && tokenType !== t.Text) return;
    const layer = writer.written(1);
    if (layer?.tokenType !== t.Name || layer !== writer.previous) return;
    if (writer.written(2)?.tokenType !== t.Arrow || this.#ahead.endsLine(index - 1)) return;
    writer.report(problems.missingParenthesis(layer, token, this.#ahead.endOfArguments(index), writer.text));
    writer.openMissingArguments();
  }

  /** In the condition of an `if`, `=` is meant as `==`. */
  compare(token: IToken): void {
    this.#writer.report(problems.equalsInCondition(token));
    setType(token, t.BinaryOperatorToken);
    this.#writer.emit({ ...token, image: '==' });
  }

  isClosedByEquals(): boolean {
    const { kind } = this.#writer.brackets.top;
    return kind === 'pattern' || kind === 'list' || kind === 'group';
  }

  /** `import { A from "x"`, `model A(n: int extends B {` */
  endsBracket(token: IToken, next: IToken | undefined, frame: Frame): TokenType | undefined {
    if (frame.kind === 'entries' && token.image === 'from' && next?.tokenType === t.Text) {
      return this.#writer.brackets.frames.at(-2)?.pending === 'import' ? t.From : undefined;
    }
    if (frame.kind !== 'parameters' || token.image !== 'extends') return undefined;
    return next?.tokenType === t.Name ? t.Extends : undefined;
  }

  /** `input x float32[3]`, `branch x float32[3] = …` */
  lacksColon(token: IToken, next: IToken | undefined): boolean {
    const writer = this.#writer;
    const name = writer.written(1);
    if (name?.tokenType !== t.Name || name !== writer.previous || token.image === 'extends') return false;
    const keyword = writer.written(2)?.tokenType;
    if (keyword === t.Input) return true;
    return (keyword === t.Branch || keyword === t.Head) && next?.tokenType === t.OpenBracket;
  }
}
