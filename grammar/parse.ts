import type { IToken, TokenType } from 'chevrotain';
import type { File, ParseResult, SyntaxProblem, TopLevelDeclaration } from './ast.ts';
import { binaryProblem } from './binary.ts';
import { layOut } from './layout/layout.ts';
import { tokenize } from './lexer.ts';
import { ModelParser } from './parser.ts';
import { readableLength } from './reading-limits.ts';
import { shownProblems } from './recovery.ts';
import type { SourceFile } from './source.ts';
import * as t from './tokens.ts';

let parser: ModelParser | undefined;

/**
 * Reads the text of a `.kmodel` file. Never throws: whatever cannot be read becomes a problem, at most 100 of
 * them, in the order of the text, and the tree holds the rest. The parser is built on the first call (about 20 ms) and kept.
 *
 * @example
 * const { file, problems } = parse(createSourceFile('mnist.kmodel', text));
 */
export function parse(source: SourceFile): ParseResult {
  const { text } = source;
  const span = { start: 0, end: text.length };
  const binary = binaryProblem(text);
  if (binary) return { file: { kind: 'File', span, declarations: [], comments: [] }, problems: [binary] };
  const readable = readableLength(text);
  const lexed = tokenize(readable.length < text.length ? text.slice(0, readable.length) : text);
  const laidOut = layOut(text, lexed, { cutShort: readable.problem });
  const known = [...laidOut.problems].sort(byPlace);
  const tokens = withoutRest(laidOut.tokens, known);
  const { declarations, problems: found } = readTokens(tokens, laidOut.docs, known, text);
  const problems = [...known, ...found].sort(byPlace).slice(0, shownProblems);
  const file: File = { kind: 'File', span, declarations, comments: lexed.comments };
  return { file, problems };
}

/** Words that begin a declaration; the layout pass gives them their role at the top of a file alone. */
export const declarationTokens: ReadonlySet<TokenType> = new Set(t.topLevelWords.values());

/** Leaves out what remains of a broken line at the beginning of a file, which would end the reading at once. */
function withoutRest(tokens: IToken[], known: readonly SyntaxProblem[]): IToken[] {
  if (known.length === 0 || tokens.length === 0 || declarationTokens.has(tokens[0]!.tokenType)) return tokens;
  const first = tokens.findIndex((token) => declarationTokens.has(token.tokenType));
  return first < 0 ? [] : tokens.slice(first);
}

/**
 * The declarations in tokens of the layout pass, in the order of the text, and what the parser finds wrong.
 * @param known problems found before, by place: what follows from them is not reported
 */
export function readTokens(
  tokens: IToken[],
  docs: ReadonlyMap<number, string>,
  known: readonly SyntaxProblem[],
  text: string,
): { readonly declarations: readonly TopLevelDeclaration[]; readonly problems: readonly SyntaxProblem[] } {
  parser ??= new ModelParser();
  parser.recovery.begin(known, text);
  const declarations = [...parser.read(tokens, docs)].sort(byPlace);
  return { declarations, problems: parser.recovery.problems };
}

/** Orders what has a span by its place in the text. */
export function byPlace(a: Pick<SyntaxProblem, 'span'>, b: Pick<SyntaxProblem, 'span'>): number {
  return a.span.start - b.span.start || a.span.end - b.span.end;
}
