import type { IToken } from 'chevrotain';
import type { File, ParseResult, SyntaxProblem, TopLevelDeclaration } from './ast.ts';
import { binaryProblem } from './binary.ts';
import { layOut } from './layout/layout.ts';
import { tokenize } from './lexer.ts';
import { ModelParser } from './parser.ts';
import { readableLength } from './reading-limits.ts';
import { shownProblems } from './recovery.ts';
import type { SourceFile } from './source.ts';

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
  const laidOut = layOut(text, lexed, readable.problem);
  const known = [...laidOut.problems].sort(byPlace);
  const { declarations, problems: found } = readTokens(laidOut.tokens, laidOut.docs, known, text);
  const problems = [...known, ...found].sort(byPlace).slice(0, shownProblems);
  const file: File = { kind: 'File', span, declarations, comments: lexed.comments };
  return { file, problems };
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
