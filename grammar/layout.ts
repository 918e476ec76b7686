import type { IToken, TokenType } from 'chevrotain';
import type { Comment, SyntaxProblem } from './ast.ts';
import { maximumProblems, type LexedText } from './lexer.ts';
import { docComment } from './doc-comments.ts';
import { BracketStack, closerOf, isCloser, isOpener, type Frame, type FrameKind } from './brackets.ts';
import { limits } from './build-ast.ts';
import { closestWord } from './closest-word.ts';
import * as t from './tokens.ts';

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
 */
export function layOut(text: string, lexed: LexedText, cutShort?: SyntaxProblem): LaidOutText {
  return new Layout(text, lexed).run(cutShort);
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

/** Behind these a stage or an operand begins, so `repeat`, `for` and `if` may be forms there. */
const beforeStage: ReadonlySet<TokenType> = new Set([
  t.Arrow,
  t.Equals,
  t.OpenParenthesis,
  t.OpenBracket,
  t.OpenStages,
  t.Comma,
  t.Colon,
  t.Return,
]);

/** What ends an operand: a `-` behind it subtracts. */
const endsOperand: ReadonlySet<TokenType> = new Set([
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

type Level = 'top' | 'member';

class Layout {
  readonly #text: string;
  readonly #input: IToken[];
  readonly #comments: readonly Comment[];
  readonly #brackets: BracketStack;
  readonly #problems: SyntaxProblem[];
  /** Strings and comments without an end. */
  readonly #unclosedTexts: readonly SyntaxProblem[];
  readonly #docs = new Map<number, string>();
  #output: IToken[] = [];
  /** Declarations that stand inside a model but belong to the top of the file, moved there. */
  readonly #moved: IToken[] = [];
  /** The output to return to, and the body in which the moved declaration stands. */
  #moving: { readonly output: IToken[]; readonly frame: Frame } | undefined;
  #comment = 0;
  /** The token before the current one, in its role; undefined at the start of the text. */
  #previous: IToken | undefined;
  /** The body in which a line is left out because it is no declaration. */
  #dropping: Frame | undefined;

  constructor(text: string, lexed: LexedText) {
    this.#text = text;
    this.#input = lexed.tokens;
    this.#comments = lexed.comments;
    this.#problems = [...lexed.problems];
    this.#unclosedTexts = this.#problems.filter(({ message }) => message.endsWith('is never closed.'));
    this.#brackets = new BracketStack(text, lexed.tokens, lexed.problems);
  }

  run(cutShort: SyntaxProblem | undefined): LaidOutText {
    const input = this.#input;
    for (let index = 0; index < input.length; index++) {
      const token = input[index]!;
      if (isOpener(token.tokenType) && this.#brackets.depth >= limits.nesting) {
        this.#problems.splice(this.#problems.length - (this.#dropping ? 1 : 0), 1);
        this.#report({
          code: 'KM2004',
          message: `Brackets are nested deeper than ${limits.nesting} here.`,
          span: spanOf(token),
          help: 'name the inner parts with `branch`, or move them into a `block`.',
        });
        return this.#finish(true);
      }
      this.#place(token, index);
      this.#previous = token;
    }
    if (cutShort) this.#report(cutShort);
    return this.#finish(cutShort !== undefined);
  }

  #finish(silent: boolean): LaidOutText {
    const end = this.#previous ? endOf(this.#previous) : 0;
    while (this.#brackets.depth > 0) this.#closeUnclosed(end, silent ? undefined : 'the text ends');
    this.#endMoving();
    for (const token of this.#moved) this.#output.push(token);
    return { tokens: this.#output, docs: this.#docs, problems: this.#problems };
  }

  #place(token: IToken, index: number): void {
    const previous = this.#previous;
    const breaks = previous === undefined || hasLineBreak(this.#text, endOf(previous), token.startOffset);
    if (breaks) this.#startLine(token, index);
    else if (this.#atDeclaration()) this.#startDeclaration(token, index);
    else this.#placeInLine(token, index);
  }

  /** Whether the current token is the first one of a body on the line of its `{`. */
  #atDeclaration(): boolean {
    const frame = this.#brackets.top;
    return frame.kind === 'body' && this.#previous === frame.opener;
  }

  #startLine(token: IToken, index: number): void {
    const level = this.#declares(index);
    if (level !== undefined) this.#closeBefore(level, token);
    const frame = this.#brackets.top;
    const separates = level !== undefined || !this.#continues(token, index);
    if (frame.kind === 'file' || frame.kind === 'body') {
      if (separates || this.#atDeclaration()) {
        if (token.tokenType !== t.CloseBrace) return this.#startDeclaration(token, index);
      }
    } else if (frame.kind === 'entries' || frame.kind === 'pattern') {
      const begins = token.tokenType === t.Name && this.#input[index + 1]?.tokenType === t.Colon;
      const last = this.#previous!;
      if ((separates || begins) && last !== frame.opener && last.tokenType !== t.Comma) {
        this.#insert(t.Comma, endOf(last));
      }
    } else if (frame.kind === 'arguments' && this.#leavesArguments(token, index)) {
      return this.#startLine(token, index);
    }
    this.#placeInLine(token, index);
  }

  /**
   * A line that cannot stand among the arguments of the call that is open: `-> …` right behind the `(` or a comma, or
   * `name: …` without a comma before it and no further in than the line of the call.
   */
  #leavesArguments(token: IToken, index: number): boolean {
    const previous = this.#previous!;
    const frame = this.#brackets.top;
    const opens = previous === frame.opener;
    const goesOn = token.tokenType === t.Arrow && (opens || previous.tokenType === t.Comma);
    const named = token.tokenType === t.Name && this.#input[index + 1]?.tokenType === t.Colon;
    const outdented =
      named &&
      !opens &&
      previous.tokenType !== t.Comma &&
      this.#brackets.indentation(token.startOffset).width <=
        this.#brackets.indentation(frame.opener!.startOffset).width;
    if (!goesOn && !outdented) return false;
    this.#closeUnclosed(endOf(previous), `\`${token.image}\` begins something else`, token);
    return true;
  }

  #continues(token: IToken, index: number): boolean {
    const previous = this.#previous;
    if (previous === undefined) return false;
    if (continuesBefore.has(token.tokenType)) return true;
    if (continuesAfter.has(previous.tokenType)) return true;
    if (token.tokenType !== t.Name) return false;
    if (token.image === 'else') return this.#isElse(index);
    return token.image === 'extends' && this.#brackets.top.pending === 'body';
  }

  #isElse(index: number): boolean {
    const next = this.#input[index + 1];
    return (
      this.#previous?.tokenType === t.CloseBrace &&
      next !== undefined &&
      (next.tokenType === t.OpenBrace || next.image === 'if')
    );
  }

  /**
   * Whether the word at the beginning of a line opens a declaration, whatever stands before it: a keyword and
   * behind it, on the same line, what no expression has behind a name.
   */
  #declares(index: number): Level | undefined {
    const token = this.#input[index]!;
    if (token.tokenType !== t.Name) return undefined;
    const level = levelOf(token.image);
    if (level === undefined) return undefined;
    const next = this.#input[index + 1];
    if (next === undefined || hasLineBreak(this.#text, endOf(token), next.startOffset)) return undefined;
    const named = next.tokenType === t.Name && !t.reservedWords.has(next.image) && next.image !== 'in';
    switch (token.image) {
      case 'import':
      case 'train':
        return next.tokenType === t.OpenBrace ? level : undefined;
      case 'return':
        return named ||
          next.tokenType === t.OpenBrace ||
          next.tokenType === t.OpenBracket ||
          next.tokenType === t.OpenParenthesis
          ? level
          : undefined;
      case 'override':
        return named && t.memberWords.has(next.image) ? level : undefined;
      case 'branch':
        return named || next.tokenType === t.OpenBrace || this.#isPattern(index + 1) ? level : undefined;
      default:
        return named ? level : undefined;
    }
  }

  /** Whether a list at `index` is followed by `=`: `branch [a, b] = …`. */
  #isPattern(index: number): boolean {
    if (this.#input[index]?.tokenType !== t.OpenBracket) return false;
    for (let at = index + 1; at < this.#input.length && at < index + 64; at++) {
      const type = this.#input[at]!.tokenType;
      if (type === t.CloseBracket) return this.#input[at + 1]?.tokenType === t.Equals;
      if (type !== t.Name && type !== t.Comma) return false;
    }
    return false;
  }

  /** Closes the brackets that are open where a declaration begins. */
  #closeBefore(level: Level, token: IToken): void {
    const at = this.#previous ? endOf(this.#previous) : 0;
    const brackets = this.#brackets;
    const nested = level === 'top' && brackets.balanced;
    const stopsAt = (kind: FrameKind): boolean =>
      kind === 'file' || (kind === 'body' && (level === 'member' || nested));
    if (brackets.frames.every((frame) => frame.kind !== 'body') && level === 'member' && brackets.depth > 0) {
      while (brackets.depth > 0) this.#closeUnclosed(at, `\`${token.image}\` begins a declaration`, token);
      return;
    }
    while (!stopsAt(brackets.top.kind)) {
      this.#closeUnclosed(at, `\`${token.image}\` begins a declaration`, token);
    }
  }

  #startDeclaration(token: IToken, index: number): void {
    const frame = this.#brackets.top;
    if (token.tokenType === t.CloseBrace) return this.#placeInLine(token, index);
    this.#docComments(token);
    const headless = frame.pending === 'body' && t.memberWords.has(token.image) && this.#declares(index);
    if (headless) this.#openMissingBody(frame);
    frame.pending = undefined;
    if (this.#moving?.frame === frame) this.#endMoving();
    const droppedBefore = this.#dropping !== undefined;
    this.#dropping = undefined;
    const inFile = this.#brackets.top.kind === 'file';
    const words = inFile ? t.topLevelWords : t.memberWords;
    const type = token.tokenType === t.Name ? words.get(token.image) : undefined;
    if (type === undefined) {
      this.#misplaced(token, index, droppedBefore);
      return;
    }
    this.#endLine();
    this.#keyword(token, type, index);
  }

  #keyword(token: IToken, type: TokenType, index: number): void {
    setType(token, type);
    this.#emit(token);
    if (type === t.Model || type === t.Block) this.#brackets.top.pending = 'body';
    if (type === t.Import) this.#brackets.top.pending = 'import';
    if (type === t.Override) {
      const next = this.#input[index + 1];
      const member = next?.tokenType === t.Name ? t.memberWords.get(next.image) : undefined;
      if (next && member && member !== t.Override) setType(next, member);
    }
  }

  #endLine(): void {
    const last = this.#output.at(-1);
    if (last === undefined || last.tokenType === t.LineEnd) return;
    const frame = this.#brackets.top;
    if (frame.kind === 'body' && last === frame.opener) return;
    this.#output.push(virtual(t.LineEnd, this.#previous ? endOf(this.#previous) : 0));
  }

  /** A line that begins with none of the keywords of its place. */
  #misplaced(token: IToken, index: number, droppedBefore: boolean): void {
    const frame = this.#brackets.top;
    const inFile = frame.kind === 'file';
    const level = token.tokenType === t.Name ? levelOf(token.image) : undefined;
    if (inFile && level === 'member' && this.#reopen(token)) {
      return this.#startDeclaration(token, index);
    }
    if (!inFile && level === 'top' && this.#declares(index)) {
      this.#report({
        code: 'KM0002',
        message: `\`${token.image}\` stands at the top of a file, not inside a model or block.`,
        span: spanOf(token),
        help: 'move it out of the braces.',
      });
      this.#moving = { output: this.#output, frame };
      this.#output = this.#moved;
      this.#output.push(virtual(t.LineEnd, endOf(this.#previous!)));
      return this.#keyword(token, t.topLevelWords.get(token.image)!, index);
    }
    const next = this.#input[index + 1];
    const sameLine = next !== undefined && !hasLineBreak(this.#text, endOf(token), next.startOffset);
    const words = inFile ? t.topLevelWords : t.memberWords;
    if (!inFile && next?.tokenType === t.Colon && this.#brackets.excessBraces > 0) {
      return this.#openMissingSettings(token, index);
    }
    if (token.tokenType === t.Name && sameLine) {
      const opensName =
        next.tokenType === t.Name || next.tokenType === t.OpenBrace || next.tokenType === t.OpenBracket;
      const meant = opensName ? closestWord(token.image, [...words.keys()]) : undefined;
      if (meant !== undefined) {
        this.#report({
          code: 'KM0002',
          message: `No declaration begins with \`${token.image}\`. Did you mean \`${meant}\`?`,
          span: spanOf(token),
          fix: { title: `Write \`${meant}\``, span: spanOf(token), newText: meant },
        });
        this.#endLine();
        return this.#keyword(token, words.get(meant)!, index);
      }
      const begins = next.tokenType === t.OpenParenthesis || next.tokenType === t.OpenBrace;
      if (inFile && (begins || next.image === 'extends') && this.#hasBody(index + 1)) {
        this.#report({
          code: 'KM0002',
          message: `Nothing says whether \`${token.image}\` is a model or a block.`,
          span: spanOf(token),
          help: 'begin the line with `model`, or with `block` for a part of one.',
          fix: {
            title: 'Insert `model`',
            span: { start: token.startOffset, end: token.startOffset },
            newText: 'model ',
          },
        });
        this.#endLine();
        this.#output.push(virtual(t.Model, token.startOffset));
        frame.pending = 'body';
        return this.#emit(token);
      }
      if (next.tokenType === t.Equals) {
        const missing = inFile ? 'const' : 'branch';
        this.#report({
          code: 'KM0002',
          message: `\`${token.image}\` has a value here, but nothing says what it is.`,
          span: spanOf(token),
          help: inFile
            ? 'a constant begins with `const`.'
            : 'a tensor begins with `branch`, an output with `head`, a layer with one set of weights with `shared`.',
          fix: {
            title: `Insert \`${missing}\``,
            span: { start: token.startOffset, end: token.startOffset },
            newText: `${missing} `,
          },
        });
        this.#endLine();
        this.#output.push(virtual(words.get(missing)!, token.startOffset));
        return this.#emit(token);
      }
    }
    this.#dropping = frame;
    if (!droppedBefore) this.#report(notADeclaration(token, level, inFile, next));
    this.#placeInLine(token, index);
  }

  /** Whether a `{` at the end of a line follows on the line of `index`. */
  #hasBody(index: number): boolean {
    for (let at = index; at < this.#input.length && at < index + 64; at++) {
      const token = this.#input[at]!;
      const next = this.#input[at + 1];
      if (next === undefined || hasLineBreak(this.#text, endOf(token), next.startOffset)) {
        return token.tokenType === t.OpenBrace;
      }
    }
    return false;
  }

  /** Settings whose `{` is missing: the `}` behind them is there. */
  #openMissingSettings(token: IToken, index: number): void {
    const at = endOf(this.#previous!);
    this.#report({
      code: 'KM0002',
      message: 'Settings stand in braces, but no `{` stands here.',
      span: { start: at, end: at },
      fix: { title: 'Insert `{`', span: { start: at, end: at }, newText: ' {' },
    });
    this.#brackets.excessBraces--;
    const brace = virtual(t.OpenBrace, at);
    this.#emit(brace);
    this.#brackets.open(brace, 'entries');
    this.#previous = brace;
    this.#placeInLine(token, index);
  }

  /**
   * A member after the end of its model: the `}` before it was one too many. It is taken back, so that the
   * member and those after it stay where they belong.
   */
  #reopen(token: IToken): boolean {
    const previous = this.#previous;
    if (previous?.tokenType !== t.CloseBrace || this.#output.at(-1) !== previous) return false;
    const frame = this.#brackets.reopen(previous);
    if (frame === undefined) return false;
    this.#output.pop();
    this.#report({
      code: 'KM0002',
      message: `This \`}\` closes more than was opened: \`${token.image}\` after it belongs inside the braces.`,
      span: spanOf(previous),
      related: [{ span: spanOf(frame.opener!), message: 'the braces begin here' }],
      fix: { title: 'Remove `}`', span: spanOf(previous), newText: '' },
    });
    return true;
  }

  #openMissingBody(frame: Frame): void {
    const at = endOf(this.#previous!);
    this.#report({
      code: 'KM0002',
      message: 'The declarations of a model or block stand in braces, but no `{` stands here.',
      span: { start: at, end: at },
      fix: { title: 'Insert `{`', span: { start: at, end: at }, newText: ' {' },
    });
    frame.pending = undefined;
    const brace = virtual(t.OpenBrace, at);
    this.#output.push(brace);
    this.#brackets.open(brace, 'body');
    this.#previous = brace;
  }

  #endMoving(): void {
    if (this.#moving === undefined) return;
    this.#output = this.#moving.output;
    this.#moving = undefined;
  }

  /** Before a bracket is closed: what was left out or moved inside it ends with it. */
  #leaveFrame(): void {
    const frame = this.#brackets.top;
    if (this.#dropping === frame) this.#dropping = undefined;
    if (this.#moving?.frame === frame) this.#endMoving();
  }

  #placeInLine(token: IToken, index: number): void {
    const type = token.tokenType;
    if (type === t.Name) this.#placeWord(token, index);
    else if (type === t.Minus) {
      const subtracts = this.#previous !== undefined && endsOperand.has(this.#previous.tokenType);
      setType(token, subtracts ? t.BinaryOperatorToken : t.PrefixOperator);
      this.#emit(token);
    } else if (type === t.Equals) {
      while (this.#isClosedByEquals())
        this.#closeUnclosed(endOf(this.#previous!), '`=` stands outside it', token);
      this.#emit(token);
    } else if (isOpener(type)) this.#placeOpener(token);
    else if (isCloser(type)) this.#placeCloser(token, index);
    else this.#emit(token);
  }

  #isClosedByEquals(): boolean {
    const { kind } = this.#brackets.top;
    return kind === 'pattern' || kind === 'list' || kind === 'group';
  }

  #placeWord(token: IToken, index: number): void {
    const frame = this.#brackets.top;
    const previous = this.#previous?.tokenType;
    const next = this.#input[index + 1];
    const starts = previous === t.Comma || this.#previous === frame.opener;
    const named = frame.kind === 'arguments' || frame.kind === 'entries';
    if (starts && named && next?.tokenType === t.Equals) this.#equalsForColon(token, next);
    if (starts && next?.tokenType === t.Colon) {
      if (frame.kind === 'arguments') setType(token, t.ArgumentName);
      if (named) return this.#emit(token);
    }
    if (
      frame.kind === 'entries' &&
      token.image === 'from' &&
      next?.tokenType === t.Text &&
      this.#isImport()
    ) {
      this.#closeUnclosed(endOf(this.#previous!), '`from` ends the names', token);
      setType(token, t.From);
      return this.#emit(token);
    }
    if (frame.kind === 'parameters' && starts) return this.#emit(token);
    if (frame.kind === 'parameters' && token.image === 'extends' && next?.tokenType === t.Name) {
      this.#closeUnclosed(endOf(this.#previous!), '`extends` ends the parameters', token);
      setType(token, t.Extends);
      return this.#emit(token);
    }
    this.#missingColon(token, next);
    const type = t.reservedWords.get(token.image) ?? this.#innerWord(token, index, frame, previous, next);
    if (type !== undefined) setType(token, type);
    this.#emit(token);
  }

  /** `input x float32[3]`, `branch x float32[3] = …` */
  #missingColon(token: IToken, next: IToken | undefined): void {
    const name = this.#output.at(-1);
    const keyword = this.#output.at(-2)?.tokenType;
    if (name?.tokenType !== t.Name || name !== this.#previous) return;
    const typed =
      keyword === t.Branch || keyword === t.Head ? next?.tokenType === t.OpenBracket : keyword === t.Input;
    if (!typed || token.image === 'extends') return;
    const at = endOf(name);
    this.#report({
      code: 'KM0002',
      message: `\`:\` is needed between \`${name.image}\` and its type.`,
      span: spanOf(token),
      fix: { title: 'Insert `:`', span: { start: at, end: at }, newText: ':' },
    });
    this.#insert(t.Colon, at);
  }

  #isImport(): boolean {
    return this.#brackets.frames.at(-2)?.pending === 'import';
  }

  /** `Dense(units=10)`, as Python has it. */
  #equalsForColon(name: IToken, equals: IToken): void {
    this.#report({
      code: 'KM0002',
      message: `\`${name.image}\` gets its value with \`:\`, not with \`=\`.`,
      span: spanOf(equals),
      fix: {
        title: 'Write `:`',
        span: { start: endOf(name), end: endOf(equals) },
        newText: hasSpaceBehind(this.#text, endOf(equals)) ? ':' : ': ',
      },
    });
    setType(equals, t.Colon);
  }

  #innerWord(
    token: IToken,
    index: number,
    frame: Frame,
    previous: TokenType | undefined,
    next: IToken | undefined,
  ): TokenType | undefined {
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
        if (!this.#isElse(index)) return undefined;
        if (next?.tokenType === t.OpenBrace) frame.pending = 'stages';
        return type;
      case t.In:
        return frame.pending === 'for' && previous === t.Name ? this.#expectStages(frame, type) : undefined;
      case t.For:
        if (!this.#beginsStage(previous) || next?.tokenType !== t.Name) return undefined;
        if (this.#isOnNextLine(token, next)) return undefined;
        frame.pending = 'for';
        return type;
      case t.If:
        if (previous === t.Else) return this.#expectStages(frame, type);
        break;
    }
    if (!this.#beginsStage(previous) || next === undefined) return undefined;
    if (this.#isOnNextLine(token, next)) return undefined;
    const operand =
      (next.tokenType === t.OpenBrace && this.#opensStages(index + 1)) ||
      next.tokenType === t.Number ||
      next.tokenType === t.Text ||
      next.tokenType === t.OpenParenthesis ||
      (next.tokenType === t.Minus && (previous === t.Arrow || frame.kind === 'stages')) ||
      (next.tokenType === t.Name && next.image !== 'and' && next.image !== 'or');
    return operand ? this.#expectStages(frame, type) : undefined;
  }

  /** Whether a `{` behind `if` or `repeat`, whose condition or number is missing, holds stages, not settings. */
  #opensStages(index: number): boolean {
    const first = this.#input[index + 1];
    return first?.tokenType === t.Name && this.#input[index + 2]?.tokenType !== t.Colon;
  }

  #isOnNextLine(token: IToken, next: IToken): boolean {
    return hasLineBreak(this.#text, endOf(token), next.startOffset);
  }

  #expectStages(frame: Frame, type: TokenType): TokenType {
    frame.pending = 'stages';
    return type;
  }

  #beginsStage(previous: TokenType | undefined): boolean {
    return previous !== undefined && beforeStage.has(previous);
  }

  #placeOpener(token: IToken): void {
    if (token.tokenType === t.OpenBrace) this.#closeBeforeBrace(token);
    const frame = this.#brackets.top;
    const kind = this.#kindOf(token, frame);
    if (kind === 'stages') setType(token, t.OpenStages);
    this.#emit(token);
    this.#brackets.open(token, kind);
  }

  /** Where no record can begin, a `{` is that of a body, of stages or of settings around the open brackets. */
  #closeBeforeBrace(token: IToken): void {
    const previous = this.#previous;
    if (previous === undefined) return;
    const noRecord = endsOperand.has(previous.tokenType);
    for (;;) {
      const { kind, pending } = this.#brackets.top;
      const inside = kind === 'arguments' || kind === 'list' || kind === 'group';
      if (kind !== 'parameters' && (!noRecord || !inside || pending !== undefined)) return;
      this.#closeUnclosed(endOf(previous), '`{` begins what stands behind it', token);
    }
  }

  #kindOf(token: IToken, frame: Frame): FrameKind {
    const previous = this.#previous?.tokenType;
    if (previous === t.Branch) return 'pattern';
    if (token.tokenType === t.OpenBracket) return 'list';
    if (token.tokenType === t.OpenParenthesis) {
      if (frame.pending === 'body') return 'parameters';
      return previous === t.Name ? 'arguments' : 'group';
    }
    const pending = frame.pending;
    if (pending === 'body' || pending === 'stages' || pending === 'for') {
      frame.pending = undefined;
      return pending === 'body' ? 'body' : 'stages';
    }
    return 'entries';
  }

  #placeCloser(token: IToken, index: number): void {
    const brackets = this.#brackets;
    const end = this.#previous ? endOf(this.#previous) : 0;
    for (;;) {
      const verdict = brackets.judge(token, this.#closesLater(index));
      if (verdict === 'unclosed') {
        this.#closeUnclosed(end, `\`${token.image}\` closes what is around it`, token);
        continue;
      }
      if (verdict === 'wrong') {
        const opener = brackets.top.opener!;
        const closer = closerOf(opener.tokenType);
        this.#report({
          code: 'KM0002',
          message: `\`${opener.image}\` is closed by \`${token.image}\`.`,
          span: spanOf(token),
          related: [{ span: spanOf(opener), message: `\`${opener.image}\` stands here` }],
          fix: { title: `Write \`${closer.LABEL}\``, span: spanOf(token), newText: closer.LABEL! },
        });
        setType(token, closer);
      } else if (verdict === 'stray') {
        if (token.tokenType === t.CloseBrace) brackets.excessBraces--;
        if (this.#dropping) return;
        this.#report({
          code: 'KM0002',
          message: `This \`${token.image}\` closes nothing.`,
          span: spanOf(token),
          fix: { title: `Remove \`${token.image}\``, span: spanOf(token), newText: '' },
        });
        return;
      }
      this.#leaveFrame();
      this.#dropTrailingComma();
      brackets.close(token);
      return this.#emit(token);
    }
  }

  /** Whether the innermost open bracket is closed further on in the line, behind pairs. */
  #closesLater(index: number): boolean {
    const opener = this.#brackets.top.opener;
    if (opener === undefined) return false;
    let open = 0;
    for (let at = index + 1; at < this.#input.length && at < index + 64; at++) {
      const { tokenType, startOffset } = this.#input[at]!;
      if (hasLineBreak(this.#text, endOf(this.#input[at - 1]!), startOffset)) return false;
      if (isOpener(tokenType)) open++;
      else if (isCloser(tokenType) && open-- === 0) return tokenType === closerOf(opener.tokenType);
    }
    return false;
  }

  /** The comma of `[a, b,]` is no separator. */
  #dropTrailingComma(): void {
    const output = this.#output;
    const before = output.at(-2);
    if (this.#dropping || output.at(-1)?.tokenType !== t.Comma || before === undefined) return;
    if (!isOpener(before.tokenType)) output.pop();
  }

  #closeUnclosed(at: number, because: string | undefined, noticed?: IToken): void {
    const opener = this.#brackets.top.opener!;
    const closer = closerOf(opener.tokenType);
    if (because !== undefined && opener.image !== '' && !this.#swallowedByString(opener)) {
      this.#report({
        code: 'KM0002',
        message: `This \`${opener.image}\` is never closed.`,
        span: spanOf(opener),
        help: `close it with \`${closer.LABEL}\`.`,
        fix: {
          title: `Insert \`${closer.LABEL}\``,
          span: { start: at, end: at },
          newText: closer === t.CloseBrace ? ` ${closer.LABEL}` : closer.LABEL!,
        },
        ...(noticed ? { related: [{ span: spanOf(noticed), message: because }] } : {}),
      });
    }
    this.#leaveFrame();
    this.#dropTrailingComma();
    const token = virtual(closer, at);
    this.#brackets.close(token);
    this.#emit(token);
  }

  /** Whether an unclosed string or comment behind the bracket may hold what closes it: that one was reported. */
  #swallowedByString(opener: IToken): boolean {
    return this.#unclosedTexts.some(
      ({ span, message }) =>
        span.start > opener.startOffset &&
        (message.startsWith('This comment') || !hasLineBreak(this.#text, opener.startOffset, span.start)),
    );
  }

  #insert(type: TokenType, at: number): void {
    const token = virtual(type, at);
    this.#emit(token);
    this.#previous = token;
  }

  #report(problem: SyntaxProblem): void {
    if (this.#problems.length < 3 * maximumProblems) this.#problems.push(problem);
  }

  #emit(token: IToken): void {
    if (!this.#dropping) this.#output.push(token);
  }

  #docComments(token: IToken): void {
    const comments = this.#comments;
    const from = this.#previous ? endOf(this.#previous) : 0;
    while (this.#comment < comments.length && comments[this.#comment]!.span.start < from) this.#comment++;
    const first = this.#comment;
    while (this.#comment < comments.length && comments[this.#comment]!.span.start < token.startOffset) {
      this.#comment++;
    }
    if (first === this.#comment) return;
    const doc = docComment(this.#text, comments.slice(first, this.#comment), this.#previous && from);
    if (doc !== undefined) this.#docs.set(token.startOffset, doc);
  }
}

function notADeclaration(
  token: IToken,
  level: Level | undefined,
  inFile: boolean,
  next: IToken | undefined,
): SyntaxProblem {
  const shown = `\`${token.image}\``;
  const place = { code: 'KM0002', span: spanOf(token) } as const;
  if (inFile && level === 'member') {
    return {
      ...place,
      message: `${shown} stands inside a model or block, not at the top of a file.`,
      help: 'move it into the braces of `model Name { … }`.',
    };
  }
  if (!inFile && level === 'top') {
    return { ...place, message: `${shown} stands at the top of a file, not inside a model or block.` };
  }
  if (inFile) {
    return {
      ...place,
      message: `${shown} begins no declaration.`,
      help: 'at the top of a file stand `import`, `const`, `block` and `model`.',
    };
  }
  if (next?.tokenType === t.Arrow) {
    return {
      ...place,
      message: `This pipeline has no name.`,
      help: `begin it with \`branch name =\`, or with \`head name =\` if it is an output.`,
    };
  }
  return {
    ...place,
    message: `${shown} begins no declaration.`,
    help: 'in a model stand `input`, `branch`, `shared`, `head` and `train`; a block has `return` too.',
  };
}

function levelOf(word: string): Level | undefined {
  if (t.memberWords.has(word)) return 'member';
  return t.topLevelWords.has(word) ? 'top' : undefined;
}

/** Offset behind a token; those of the lexer know only where they begin. */
export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}

function spanOf(token: IToken): { start: number; end: number } {
  return { start: token.startOffset, end: endOf(token) };
}

function setType(token: IToken, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx!;
}

/** A token that nobody wrote. */
export function virtual(type: TokenType, at: number): IToken {
  return { image: '', startOffset: at, tokenTypeIdx: type.tokenTypeIdx!, tokenType: type };
}

function hasSpaceBehind(text: string, offset: number): boolean {
  return /\s/.test(text.charAt(offset));
}

function hasLineBreak(text: string, start: number, end: number): boolean {
  for (let offset = start; offset < end; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 10 || code === 13) return true;
  }
  return false;
}
