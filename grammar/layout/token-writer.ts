import type { IToken, TokenType } from 'chevrotain';
import type { SyntaxProblem } from '../ast.ts';
import { maximumProblems, type LexedText } from '../lexer.ts';
import { endOf, hasLineBreak, spanOf, virtual } from '../token-places.ts';
import * as t from '../tokens.ts';
import { BracketStack, closerOf, isOpener, type Frame, type FrameKind } from './brackets.ts';
import * as problems from './problems.ts';

/**
 * Writes the tokens that the parser gets, with their brackets in pairs. Lines that are no declarations are left
 * out, and declarations that belong to the top of the file are moved there.
 */
export class TokenWriter {
  readonly text: string;
  readonly brackets: BracketStack;
  readonly problems: SyntaxProblem[];
  /** The token before the current one, in its role; undefined at the start of the text. */
  previous: IToken | undefined;
  #output: IToken[] = [];
  /** Strings and comments without an end. */
  readonly #unclosedTexts: readonly SyntaxProblem[];
  /** The declarations that go to the end of the file, in the order in which they begin. */
  readonly #moved: IToken[][] = [];
  /** The outputs to return to, and the bodies in which moved declarations stand, which may lie in each other. */
  readonly #moves: { readonly output: IToken[]; readonly frame: Frame }[] = [];
  /** The body in which a line is left out. */
  #dropping: Frame | undefined;

  constructor(text: string, lexed: LexedText, balanced: boolean) {
    this.text = text;
    this.problems = [...lexed.problems];
    this.#unclosedTexts = this.problems.filter(({ message }) => message.endsWith('is never closed.'));
    this.brackets = new BracketStack(text, lexed.tokens, balanced);
  }

  /** Where the token before the current one ends. */
  get end(): number {
    return this.previous ? endOf(this.previous) : 0;
  }

  get isDropping(): boolean {
    return this.#dropping !== undefined;
  }

  report(problem: SyntaxProblem): void {
    if (this.problems.length < 3 * maximumProblems) this.problems.push(problem);
  }

  /** Takes back the last problem: a greater one explains it. */
  retract(): void {
    this.problems.pop();
  }

  emit(token: IToken): void {
    if (!this.#dropping) this.#output.push(token);
  }

  /** Puts a token between the one before and the current one. */
  insert(type: TokenType, at: number): void {
    const token = virtual(type, at);
    this.emit(token);
    this.previous = token;
  }

  /** The token that was written `distance` tokens ago. */
  written(distance: number): IToken | undefined {
    return this.#output.at(-distance);
  }

  endLine(): void {
    const last = this.#output.at(-1);
    if (last === undefined || last.tokenType === t.LineEnd) return;
    const frame = this.brackets.top;
    if (frame.kind === 'body' && last === frame.opener) return;
    this.#output.push(virtual(t.LineEnd, this.end));
  }

  /** Opens a bracket that was not written. */
  openMissing(kind: FrameKind): void {
    this.insert(t.OpenBrace, this.end);
    this.brackets.open(this.previous!, kind);
  }

  /** Opens the arguments of a call whose parenthesis was not written. */
  openMissingArguments(): void {
    this.insert(t.OpenParenthesis, this.end);
    this.brackets.open(this.previous!, 'arguments');
  }

  /** Closes the innermost bracket with a token that stands there. */
  close(token: IToken): void {
    this.#leaveFrame();
    this.#dropTrailingComma();
    this.brackets.close(token);
    this.emit(token);
  }

  /**
   * Closes the innermost bracket, whose closing one was not written, behind the token before; says so unless no
   * reason is given.
   */
  closeUnclosed(because: string | undefined, noticed?: IToken): void {
    const opener = this.brackets.top.opener!;
    const closer = closerOf(opener.tokenType);
    if (because !== undefined && opener.image !== '' && !this.#swallowedByString(opener)) {
      this.report(problems.unclosed(opener, closer, this.end, because, noticed));
    }
    this.close(virtual(closer, this.end));
  }

  /** Takes back a `}` that ended a body before the member `token`. */
  reopen(token: IToken): boolean {
    const previous = this.previous;
    if (previous?.tokenType !== t.CloseBrace || this.#output.at(-1) !== previous) return false;
    const frame = this.brackets.reopen(previous);
    if (frame === undefined) return false;
    this.#output.pop();
    this.report(problems.closedTooEarly(previous, spanOf(frame.opener!), token));
    return true;
  }

  /** Leaves out what follows, up to the next declaration of the frame. */
  drop(frame: Frame): void {
    this.#dropping = frame;
  }

  stopDropping(): void {
    this.#dropping = undefined;
  }

  /** Writes what follows to the end of the file, up to the next declaration of the frame. */
  moveToTop(frame: Frame): void {
    this.#moves.push({ output: this.#output, frame });
    this.#output = [virtual(t.LineEnd, this.end)];
    this.#moved.push(this.#output);
  }

  /** Ends a move that began in `frame`, or all. */
  stopMoving(frame?: Frame): void {
    for (let move = this.#moves.at(-1); move && (!frame || move.frame === frame); move = this.#moves.at(-1)) {
      this.#output = move.output;
      this.#moves.pop();
    }
  }

  /** All that was written, what was moved at its end. */
  finish(): IToken[] {
    this.stopMoving();
    for (const tokens of this.#moved) for (const token of tokens) this.#output.push(token);
    return this.#output;
  }

  /** Before a bracket is closed: what was left out or moved inside it ends with it. */
  #leaveFrame(): void {
    const frame = this.brackets.top;
    if (this.#dropping === frame) this.#dropping = undefined;
    this.stopMoving(frame);
  }

  /** The comma of `[a, b,]` is no separator. */
  #dropTrailingComma(): void {
    const before = this.#output.at(-2);
    if (this.#dropping || this.#output.at(-1)?.tokenType !== t.Comma || before === undefined) return;
    if (!isOpener(before.tokenType)) this.#output.pop();
  }

  /** Whether an unclosed string or comment behind the bracket may hold what closes it: that one was reported. */
  #swallowedByString(opener: IToken): boolean {
    return this.#unclosedTexts.some(
      ({ span, message }) =>
        span.start > opener.startOffset &&
        (message.startsWith('This comment') || !hasLineBreak(this.text, opener.startOffset, span.start)),
    );
  }
}
