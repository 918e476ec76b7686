import type { IToken, TokenType } from 'chevrotain';
import type { Comment, SyntaxProblem } from '../ast.ts';
import { limits } from '../build-ast.ts';
import type { LexedText } from '../lexer.ts';
import { endOf, hasLineBreak, setType, virtual } from '../token-places.ts';
import * as t from '../tokens.ts';
import { isBalanced, isCloser, isOpener, type Frame } from './brackets.ts';
import { closestWord, wordOfOthers } from './closest-word.ts';
import { docComment } from './doc-comments.ts';
import { levelOf, LookAhead, type Level } from './look-ahead.ts';
import * as problems from './problems.ts';
import { BracketPlacing, endsOperand } from './bracket-placing.ts';
import { Mending } from './mending.ts';
import { TokenWriter } from './token-writer.ts';
import { roleOf } from './words.ts';

/** The tokens as the parser wants them: words in their roles, line ends where they count, brackets in pairs. */
export interface LaidOutText {
  readonly tokens: IToken[];
  /** Doc comments by the offset of the declaration that they belong to. */
  readonly docs: ReadonlyMap<number, string>;
  readonly problems: readonly SyntaxProblem[];
}

/**
 * Gives every word its role and every line its end.
 *
 * The rules, which make the grammar itself free of context:
 * - At the top of a file and in the body of a model or block, a line end separates declarations, unless this
 *   line ends with `->`, `=`, `:`, `,` or an operator, or the next one begins with `->`, `=`, `:`, `,`, `{`, or
 *   with `else` after a `}`. In the braces of settings and records, a line end counts as a comma under the same
 *   conditions. In parentheses, lists and the braces of `repeat`, `for` and `if` it counts as a space.
 * - A comma before a closing bracket is left out.
 * - A word is a keyword only where the keyword can stand: `branch` at the beginning of a declaration, `repeat`
 *   at the beginning of a stage with a count behind it, `in` after `for` and a name.
 * - Brackets are in pairs: where a declaration begins inside an open bracket, or the text ends, the bracket is a
 *   problem and is closed there. So one missing bracket is one problem, and the declarations after it are read.
 *
 * `cutShort` is the problem of a text of which only the beginning was read; brackets open there are no problem.
 * `balanced` tells whether all brackets pair up as they stand; only then is indentation left out of account.
 */
export function layOut(
  text: string,
  lexed: LexedText,
  {
    cutShort,
    balanced = isBalanced(lexed),
  }: { readonly cutShort?: SyntaxProblem; readonly balanced?: boolean } = {},
): LaidOutText {
  return new Layout(text, lexed, balanced).run(cutShort);
}

/**
 * The brackets that are open before the last token of a text, the file itself first; every token before it gets its
 * role. The last one is only looked at from those before it: it stands for what is still to be written.
 */
export function openBrackets(text: string, lexed: LexedText, balanced: boolean): readonly Frame[] {
  return new Layout(text, lexed, balanced).openBeforeLast();
}

const continuesAfter: ReadonlySet<TokenType> = new Set([
  t.Arrow,
  t.Equals,
  t.Colon,
  t.Comma,
  t.BinaryOperatorToken,
  t.PrefixOperator,
]);

const continuesBefore: ReadonlySet<TokenType> = new Set([
  t.Arrow,
  t.Equals,
  t.Colon,
  t.Comma,
  t.OpenBrace,
  t.CloseBrace,
]);

/** What numbers count in an expectation. */
const units: ReadonlySet<string> = new Set(['K', 'M', 'G', 'B', 'KB', 'MB', 'GB', 'KiB', 'MiB', 'GiB']);

class Layout {
  readonly #input: readonly IToken[];
  readonly #comments: readonly Comment[];
  readonly #ahead: LookAhead;
  readonly #writer: TokenWriter;
  readonly #mending: Mending;
  readonly #placing: BracketPlacing;
  readonly #docs = new Map<number, string>();
  /** The first comment that is not yet passed. */
  #comment = 0;
  /** Whether the declaration around is an expectation: numbers may have units. */
  #expects = false;
  /** Whether the declaration around is a component, which may have `=` instead of a body. */
  #inComponent = false;

  constructor(text: string, lexed: LexedText, balanced: boolean) {
    this.#input = lexed.tokens;
    this.#comments = lexed.comments;
    this.#ahead = new LookAhead(text, lexed.tokens);
    this.#writer = new TokenWriter(text, lexed, balanced);
    this.#placing = new BracketPlacing(this.#ahead, this.#writer);
    this.#mending = new Mending(lexed.tokens, this.#ahead, this.#writer);
  }

  run(cutShort: SyntaxProblem | undefined): LaidOutText {
    const writer = this.#writer;
    // `entries()` would make a pair for every token of the text.
    for (let index = 0; index < this.#input.length; index++) {
      const token = this.#input[index]!;
      if (isOpener(token.tokenType) && writer.brackets.depth >= limits.nesting) {
        if (writer.isDropping) writer.retract();
        writer.report(problems.tooDeepBrackets(token));
        return this.#finish(true);
      }
      this.#place(token, index);
      writer.previous = token;
    }
    if (cutShort) writer.report(cutShort);
    return this.#finish(cutShort !== undefined);
  }

  openBeforeLast(): readonly Frame[] {
    const writer = this.#writer;
    for (const [index, token] of this.#input.slice(0, -1).entries()) {
      if (isOpener(token.tokenType) && writer.brackets.depth >= limits.nesting) break;
      this.#place(token, index);
      writer.previous = token;
    }
    return writer.brackets.frames;
  }

  #finish(silent: boolean): LaidOutText {
    const writer = this.#writer;
    while (writer.brackets.depth > 0) writer.closeUnclosed(silent ? undefined : 'the text ends');
    return { tokens: writer.finish(), docs: this.#docs, problems: writer.problems };
  }

  #place(token: IToken, index: number): void {
    const { previous, text } = this.#writer;
    if (previous === undefined || hasLineBreak(text, endOf(previous), token.startOffset)) {
      this.#startLine(token, index);
    } else if (this.#isFirstInBody()) this.#startDeclaration(token, index);
    else this.#placeInLine(token, index);
  }

  #isFirstInBody(): boolean {
    const frame = this.#writer.brackets.top;
    return frame.kind === 'body' && this.#writer.previous === frame.opener;
  }

  #startLine(token: IToken, index: number): void {
    const writer = this.#writer;
    const level = this.#ahead.declares(index);
    if (level !== undefined) this.#closeBefore(level, token);
    const frame = writer.brackets.top;
    const separates = level !== undefined || !this.#continues(token, index);
    if (frame.kind === 'file' || frame.kind === 'body') {
      if ((separates || this.#isFirstInBody()) && token.tokenType !== t.CloseBrace) {
        return this.#startDeclaration(token, index);
      }
    } else if (frame.kind === 'entries' || frame.kind === 'pattern') {
      const begins = token.tokenType === t.Name && this.#input[index + 1]?.tokenType === t.Colon;
      const last = writer.previous!;
      if ((separates || begins) && last !== frame.opener && last.tokenType !== t.Comma) {
        writer.insert(t.Comma, endOf(last));
      }
    } else if (frame.kind === 'arguments' && this.#mending.leavesArguments(token, index)) {
      writer.closeUnclosed(`\`${token.image}\` begins something else`, token);
      return this.#startLine(token, index);
    }
    this.#placeInLine(token, index);
  }

  #continues(token: IToken, index: number): boolean {
    const { previous, brackets } = this.#writer;
    if (previous === undefined) return false;
    if (continuesBefore.has(token.tokenType) || continuesAfter.has(previous.tokenType)) return true;
    if (token.tokenType !== t.Name) return false;
    if (token.image === 'else') return previous.tokenType === t.CloseBrace && this.#ahead.isElse(index);
    return token.image === 'extends' && brackets.top.pending === 'body';
  }

  /** Closes the brackets that are open where a declaration begins. */
  #closeBefore(level: Level, token: IToken): void {
    const { brackets } = this.#writer;
    const isInBody = brackets.frames.some((frame) => frame.kind === 'body');
    const staysInBody = isInBody && (level === 'member' || brackets.balanced);
    while (brackets.top.kind !== 'file' && !(staysInBody && brackets.top.kind === 'body')) {
      this.#writer.closeUnclosed(`\`${token.image}\` begins a declaration`, token);
    }
  }

  #startDeclaration(token: IToken, index: number): void {
    const writer = this.#writer;
    if (token.tokenType === t.CloseBrace) return this.#placeInLine(token, index);
    this.#docComments(token);
    const header = writer.brackets.top;
    if (header.pending === 'body' && t.memberWords.has(token.image) && this.#ahead.declares(index)) {
      writer.report(problems.missingBrace('The declarations of a model or block stand', writer.end));
      header.pending = undefined;
      writer.openMissing('body');
    }
    const frame = writer.brackets.top;
    frame.pending = undefined;
    writer.stopMoving(frame);
    const follows = writer.isDropping;
    writer.stopDropping();
    const isWord = token.tokenType === t.Name && !this.#isSettingAtTop(index);
    const type = isWord ? this.#wordsHere().get(token.image) : undefined;
    if (type === undefined) return this.#misplaced(token, index, follows);
    writer.endLine();
    this.#keyword(token, type, index);
  }

  #wordsHere(): ReadonlyMap<string, TokenType> {
    return this.#writer.brackets.top.kind === 'file' ? t.topLevelWords : t.memberWords;
  }

  /** A `loss: mse` that a lost brace has left at the top of a file begins nothing, as an `optimizer: Adam()` there. */
  #isSettingAtTop(index: number): boolean {
    return this.#writer.brackets.top.kind === 'file' && this.#input[index + 1]?.tokenType === t.Colon;
  }

  #keyword(token: IToken, type: TokenType, index: number): void {
    const frame = this.#writer.brackets.top;
    setType(token, type);
    this.#writer.emit(token);
    if (type === t.Model || type === t.Block || type === t.Layer || type === t.Component)
      frame.pending = 'body';
    this.#expects = type === t.Expect;
    this.#inComponent = type === t.Component;
    if (type === t.Import) frame.pending = 'import';
    if (type !== t.Override) return;
    const next = this.#input[index + 1];
    const member = next?.tokenType === t.Name ? t.memberWords.get(next.image) : undefined;
    if (next && member && member !== t.Override) setType(next, member);
  }

  /**
   * A line that begins with none of the keywords of its place: it is mended where it is clear what was meant, else
   * it is left out. Of several such lines the first is a problem; `follows` tells that this one is a later one.
   */
  #misplaced(token: IToken, index: number, follows: boolean): void {
    const writer = this.#writer;
    const frame = writer.brackets.top;
    const inFile = frame.kind === 'file';
    const level = token.tokenType === t.Name ? levelOf(token.image) : undefined;
    if (inFile && level === 'member' && writer.reopen(token)) return this.#startDeclaration(token, index);
    if (!inFile && level === 'top' && this.#ahead.declares(index)) {
      writer.report(problems.belongsAtTop(token));
      writer.moveToTop(frame);
      return this.#keyword(token, t.topLevelWords.get(token.image)!, index);
    }
    const next = this.#input[index + 1];
    if (!inFile && next?.tokenType === t.Colon && writer.brackets.excessBraces > 0) {
      writer.report(problems.missingBrace('Settings stand', writer.end));
      writer.brackets.excessBraces--;
      writer.openMissing('entries');
      return this.#placeInLine(token, index);
    }
    if (token.tokenType === t.Name && this.#mendWord(token, index, frame)) return;
    writer.drop(frame);
    if (!follows) writer.report(problems.notADeclaration(token, next, level, inFile));
    this.#placeInLine(token, index);
  }

  /** Mends a declaration whose first word is misspelled or missing. */
  #mendWord(token: IToken, index: number, frame: Frame): boolean {
    if (this.#ahead.endsLine(index)) return false;
    const writer = this.#writer;
    const next = this.#input[index + 1]!;
    const inFile = frame.kind === 'file';
    const words = this.#wordsHere();
    const type = next.tokenType;
    const isNamed = type === t.Name || type === t.OpenBrace || type === t.OpenBracket;
    const meant = isNamed
      ? (closestWord(token.image, [...words.keys()]) ?? wordOfOthers(token.image, words))
      : undefined;
    if (meant !== undefined) {
      writer.report(problems.misspelled(token, meant));
      writer.endLine();
      this.#keyword(token, words.get(meant)!, index);
      return true;
    }
    const isHeader = type === t.OpenParenthesis || type === t.OpenBrace || next.image === 'extends';
    if (inFile && isHeader && this.#ahead.hasBody(index + 1)) {
      writer.report(problems.modelOrBlock(token));
      writer.endLine();
      writer.emit(virtual(t.Model, token.startOffset));
      frame.pending = 'body';
      writer.emit(token);
      return true;
    }
    if (type !== t.Equals) return false;
    const missing = inFile ? 'const' : 'branch';
    writer.report(problems.undeclared(token, missing));
    writer.endLine();
    writer.emit(virtual(words.get(missing)!, token.startOffset));
    writer.emit(token);
    return true;
  }

  #placeInLine(token: IToken, index: number): void {
    const writer = this.#writer;
    const type = token.tokenType;
    this.#mending.mendArguments(token, index);
    if (type === t.OpenParenthesis) this.#mending.mendSizes(token, index);
    if (isOpener(type)) return this.#placing.open(token);
    if (isCloser(type)) return this.#placing.close(token, index);
    if (type === t.Name) this.#placeWord(token, index);
    else if (type === t.Equals) {
      while (this.#mending.isClosedByEquals()) writer.closeUnclosed('`=` stands outside it', token);
      if (writer.brackets.top.pending === 'stages') return this.#mending.compare(token);
      if (this.#mending.isTypeOfInput()) {
        writer.report(problems.equalsForType(writer.previous!, token, writer.text));
        setType(token, t.Colon);
      }
      // `loss l(a, b) = …` has no body.
      if (this.#inComponent && writer.brackets.top.pending === 'body')
        writer.brackets.top.pending = undefined;
    } else if (type === t.Minus) {
      const subtracts = writer.previous !== undefined && endsOperand.has(writer.previous.tokenType);
      setType(token, subtracts ? t.BinaryOperatorToken : t.PrefixOperator);
    }
    writer.emit(token);
  }

  /** Gives a word in the midst of a declaration its role. */
  #placeWord(token: IToken, index: number): void {
    const writer = this.#writer;
    const frame = writer.brackets.top;
    const next = this.#input[index + 1];
    const starts = writer.previous?.tokenType === t.Comma || writer.previous === frame.opener;
    if (starts && (frame.kind === 'arguments' || frame.kind === 'entries')) {
      if (next?.tokenType === t.Equals) {
        writer.report(problems.equalsForColon(token, next, writer.text));
        setType(next, t.Colon);
      }
      if (next?.tokenType === t.Colon) {
        if (frame.kind === 'arguments') setType(token, t.ArgumentName);
        return;
      }
    }
    if (
      starts &&
      frame.kind === 'entries' &&
      token.image === 'step' &&
      this.#ahead.names(index, t.OpenBrace)
    ) {
      return setType(token, t.Step);
    }
    if (this.#expects && writer.previous?.tokenType === t.Number && units.has(token.image)) {
      return setType(token, t.Unit);
    }
    if (frame.kind === 'parameters' && starts) return;
    const ending = this.#mending.endsBracket(token, next, frame);
    if (ending !== undefined) {
      writer.closeUnclosed(`\`${token.image}\` stands outside it`, token);
      return setType(token, ending);
    }
    if (this.#mending.lacksColon(token, next)) {
      writer.report(problems.missingColon(writer.previous!, token));
      writer.insert(t.Colon, writer.end);
    }
    const previous = writer.previous?.tokenType;
    const type = roleOf({ token, index, frame, previous, next }, this.#ahead);
    if (type !== undefined) setType(token, type);
    else if (token.image === 'else' && next?.tokenType === t.OpenBrace && !writer.isDropping) {
      writer.report(problems.elseWithoutIf(token));
      // What stands behind it is read no further than its line.
      if (frame.kind === 'body') writer.drop(frame);
    }
  }

  #docComments(token: IToken): void {
    const comments = this.#comments;
    const { previous, text, end } = this.#writer;
    while (this.#comment < comments.length && comments[this.#comment]!.span.start < end) this.#comment++;
    const first = this.#comment;
    while (this.#comment < comments.length && comments[this.#comment]!.span.start < token.startOffset) {
      this.#comment++;
    }
    if (first === this.#comment) return;
    const doc = docComment(text, comments.slice(first, this.#comment), previous && end);
    if (doc !== undefined) this.#docs.set(token.startOffset, doc);
  }
}
