import type { IToken, TokenType } from 'chevrotain';
import { endsOperand } from './layout/bracket-placing.ts';
import { openBrackets } from './layout/layout.ts';
import type { Frame, FrameKind } from './layout/brackets.ts';
import { tokenize, type LexedText } from './lexer.ts';
import { endOf, hasLineBreak, virtual } from './token-places.ts';
import * as t from './tokens.ts';

/** What a word or sign of a text is, where it stands. */
export type WordRole = 'declaration' | 'step' | 'name' | 'number' | 'string' | 'operator' | 'sign';

/** A word, number, string or sign. */
export interface Word {
  readonly role: WordRole;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Whether a line begins before it. */
  readonly firstInLine: boolean;
}

/** What an open bracket holds; the file counts as the outermost. `dims` are the sizes of a type. */
export type OpenKind =
  'file' | 'body' | 'imports' | 'settings' | 'stages' | 'pattern' | 'record' | 'call' | 'parameters' | 'group' | 'list' | 'dims'; // prettier-ignore

export interface OpenFrame {
  readonly kind: OpenKind;
  /** The callee of a call, the keyword of a body, the member or step of settings; else empty. */
  readonly of: string;
  /** Where its first word stands among the words. */
  readonly first: number;
  /** The word that began the declaration, entry or argument that is being written in it. */
  readonly statement: number;
  /** What waits for its brace: the number, list or condition of stages, the variable of a `for`, the head of a body. */
  readonly pending: 'stages' | 'variable' | 'body' | undefined;
}

/** A text that is still being written: its words, and the brackets that are open where it ends. */
export interface OpenText {
  readonly words: readonly Word[];
  readonly frames: readonly [OpenFrame, ...OpenFrame[]];
  /** Where the word begins that is being written at its end; the end where none is. */
  readonly wordStart: number;
  /** Whether a line begins before that word. */
  readonly firstInLine: boolean;
  readonly inComment: boolean;
  /** Whether it ends within a string: the last word. */
  readonly inString: boolean;
}

/**
 * Reads the beginning of a text, up to where somebody writes. It is read as the parser reads it, with a name where
 * the word stands that is being written.
 * @param balanced whether the whole text has its brackets in pairs
 */
export function readOpenText(text: string, balanced: boolean): OpenText {
  const { tokens, comments, problems } = tokenize(text);
  const last = tokens.at(-1);
  const isWriting = last?.tokenType === t.Name && endOf(last) === text.length;
  const before = isWriting ? tokens.slice(0, -1) : tokens;
  const wordStart = isWriting ? last.startOffset : text.length;
  const lexed: LexedText = { tokens: [...before, placeholder(wordStart)], comments, problems };
  const brackets = openBrackets(text, lexed, balanced);
  const words = wordsOf(text, before);
  const comment = comments.at(-1);
  const isOpenComment =
    comment?.kind === 'BlockComment' ? !/^\/\*[^]*\*\/$/.test(comment.text) : comment !== undefined;
  const string = before.at(-1);
  return {
    words,
    frames: framesOf(brackets, before, words),
    wordStart,
    firstInLine: before.length === 0 || hasLineBreak(text, endOf(before.at(-1)!), wordStart),
    inComment: isOpenComment && comment!.span.end === text.length,
    inString: string?.tokenType === t.Text && endOf(string) === text.length && !isClosed(string.image),
  };
}

/** The words of a text up to the bracket that ends what is open before it, and that bracket, where there is one. */
export function restOfBracket(text: string): {
  readonly words: readonly Word[];
  readonly closer: Word | undefined;
} {
  const words = wordsOf(text, tokenize(text).tokens);
  let depth = 0;
  const end = words.findIndex((word) => {
    if (isOpening(word)) depth++;
    return isClosing(word) && depth-- === 0;
  });
  return end < 0 ? { words, closer: undefined } : { words: words.slice(0, end), closer: words[end] };
}

/** The words of a text, as far as the lexer alone can tell what they are. */
export function wordsIn(text: string): readonly Word[] {
  return wordsOf(text, tokenize(text).tokens);
}

function isOpening({ text }: Word): boolean {
  return text === '(' || text === '[' || text === '{';
}

function isClosing({ text }: Word): boolean {
  return text === ')' || text === ']' || text === '}';
}

function placeholder(at: number): IToken {
  return { ...virtual(t.Name, at), image: '_' };
}

function isClosed(image: string): boolean {
  return image.length > 1 && image.endsWith(image.charAt(0));
}

const declarationTypes: ReadonlySet<TokenType> = new Set([
  ...t.topLevelWords.values(),
  ...t.memberWords.values(),
]);
const operators: ReadonlySet<TokenType> = new Set([t.BinaryOperatorToken, t.PrefixOperator, t.Minus]);

function roleOf({ tokenType, image }: IToken): WordRole {
  if (declarationTypes.has(tokenType)) return 'declaration';
  if (tokenType === t.Step) return 'step';
  if (operators.has(tokenType)) return 'operator';
  if (tokenType === t.Text) return 'string';
  if (tokenType === t.Number) return 'number';
  return /^[\p{L}_]/u.test(image) ? 'name' : 'sign';
}

function wordsOf(text: string, tokens: readonly IToken[]): readonly Word[] {
  return tokens.map((token, index) => ({
    role: roleOf(token),
    text: token.image,
    start: token.startOffset,
    end: endOf(token),
    firstInLine: index === 0 || hasLineBreak(text, endOf(tokens[index - 1]!), token.startOffset),
  }));
}

const kinds: Readonly<Record<Exclude<FrameKind, 'entries' | 'list'>, OpenKind>> = {
  file: 'file',
  body: 'body',
  parameters: 'parameters',
  arguments: 'call',
  group: 'group',
  pattern: 'pattern',
  stages: 'stages',
};

/** What has settings in braces behind its value, and what before them. */
const settled: ReadonlySet<string> = new Set(['input', 'head', 'shared', 'objective', 'weight', 'return']);

function framesOf(
  brackets: readonly Frame[],
  tokens: readonly IToken[],
  words: readonly Word[],
): [OpenFrame, ...OpenFrame[]] {
  const frames: OpenFrame[] = [];
  for (const [depth, { kind, opener, pending }] of brackets.entries()) {
    const first = opener ? firstBehind(tokens, opener) : 0;
    const outer = frames.at(-1);
    const own = outer
      ? kindOf(kind, outer, brackets[depth - 1]!, first, tokens, words)
      : { kind: 'file' as const, of: '' };
    const end = brackets[depth + 1]?.opener
      ? firstBehind(tokens, brackets[depth + 1]!.opener!)
      : words.length;
    frames.push({
      ...own,
      first,
      statement: statementOf(own.kind, words, first, end),
      pending: pending === 'for' ? 'variable' : pending === 'import' ? undefined : pending,
    });
  }
  return frames as [OpenFrame, ...OpenFrame[]];
}

/** The index of the first token behind a bracket, which may be one that nobody wrote. */
function firstBehind(tokens: readonly IToken[], opener: IToken): number {
  const end = endOf(opener);
  const found = tokens.findIndex(({ startOffset }) => startOffset >= end);
  return found < 0 ? tokens.length : found;
}

function kindOf(
  kind: FrameKind,
  outer: OpenFrame,
  { pending }: Frame,
  first: number,
  tokens: readonly IToken[],
  words: readonly Word[],
): Pick<OpenFrame, 'kind' | 'of'> {
  // A bracket that nobody wrote has no token.
  const before = tokens[first - 1]?.tokenType;
  const opener =
    before === t.OpenBrace ||
    before === t.OpenParenthesis ||
    before === t.OpenBracket ||
    before === t.OpenStages
      ? first - 1
      : first;
  const keyword = words[outer.statement]?.text ?? '';
  const previous = tokens[opener - 1];
  if (kind === 'list') {
    const isType =
      outer.kind === 'body' && previous?.tokenType === t.Name && tokens[opener - 2]?.tokenType === t.Colon;
    return { kind: isType ? 'dims' : 'list', of: '' };
  }
  if (kind === 'body') return { kind, of: keyword };
  if (kind === 'arguments') return { kind: 'call', of: previous?.image ?? '' };
  if (kind !== 'entries') return { kind: kinds[kind], of: '' };
  if (pending === 'import' || outer.kind === 'file') return { kind: 'imports', of: '' };
  if (outer.kind === 'settings' && keyword === 'step') return { kind: 'settings', of: 'step' };
  const isSettings =
    outer.kind === 'body' &&
    (keyword === 'train' ||
      keyword === 'data' ||
      (settled.has(keyword) && endsOperand.has(previous!.tokenType)));
  return isSettings ? { kind: 'settings', of: keyword } : { kind: 'record', of: '' };
}

/** Where what is being written in a bracket began, which ends at `end` as far as it is written. */
function statementOf(kind: OpenKind, words: readonly Word[], first: number, end: number): number {
  if (kind === 'file' || kind === 'body') {
    const own = kind === 'file' ? t.topLevelWords : t.memberWords;
    const found = words
      .slice(first, end)
      .findLastIndex(({ role, text }) => role === 'declaration' && own.has(text));
    return first + Math.max(found, 0);
  }
  const lines = kind === 'settings' || kind === 'record';
  let statement = first;
  for (const at of directWords(words, first, end)) {
    if (words[at]!.text === ',') statement = at + 1;
    else if (lines && words[at]!.firstInLine && at > first && !continuesLine(words[at - 1]!)) statement = at;
  }
  return statement;
}

/** The indexes of the words of a bracket that lie in no further one. */
export function directWords(words: readonly Word[], first: number, end = words.length): readonly number[] {
  const direct: number[] = [];
  let depth = 0;
  for (let at = first; at < end; at++) {
    const word = words[at]!;
    if (isClosing(word)) depth--;
    if (depth === 0) direct.push(at);
    if (isOpening(word)) depth++;
  }
  return direct;
}

/** Whether a line that begins behind this word goes on with what stands there. */
export function continuesLine({ text, role }: Word): boolean {
  return role === 'operator' || text === '->' || text === '=' || text === ':' || text === ',';
}
