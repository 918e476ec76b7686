import type { TokenType } from 'chevrotain';
import type { Comment, DefiningDeclaration, File, Member, SyntaxProblem } from '../ast.ts';
import { tokenize } from '../lexer.ts';
import type { Span } from '../source.ts';
import * as t from '../tokens.ts';
import { isMissingName, visit, type Node } from '../walk.ts';

/** What the formatter leaves as it was written: a declaration or member that cannot be read. */
export interface AsWritten {
  readonly asWritten?: true;
}

/** What stands between the pieces of a head. */
const punctuation: ReadonlySet<TokenType> = new Set([
  t.OpenParenthesis,
  t.CloseParenthesis,
  t.OpenBrace,
  t.Comma,
]);

type Declaration = File['declarations'][number];

/** What is wrong in a file, and what its text holds. */
interface Text {
  readonly text: string;
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
}

/**
 * The tree of a file with mistakes, for the printer: members, or else whole declarations, that cannot be read are
 * marked and reach to the last character that belongs to them. Undefined where not even declarations can be told
 * apart.
 */
export function keepUnreadable(
  file: File,
  problems: readonly SyntaxProblem[],
  text: string,
): File | undefined {
  if (problems.length === 0) return file;
  const last = file.comments.at(-1);
  // A comment that is never closed swallows what was meant to stand behind it.
  if (last && problems.some(({ code, span }) => code === 'KM0001' && span.start === last.span.start))
    return undefined;
  const whole: Text = { text, comments: file.comments, problems };
  const [first] = file.declarations;
  if (!first || lastOffset({ start: 0, end: 0 }, first.span.start, whole) > 0) return undefined;
  const { outer, broken } = withoutNested(file.declarations);
  const declarations = keepEach(outer, text.length, whole, (declaration, end) =>
    broken.has(declaration) ? undefined : keepMembers(declaration, end, whole),
  );
  return { ...file, declarations };
}

/**
 * Declarations that begin inside another one are part of its text.
 * @returns the others, those that have one inside being broken
 */
function withoutNested(declarations: readonly Declaration[]): {
  readonly outer: readonly Declaration[];
  readonly broken: ReadonlySet<Declaration>;
} {
  const outer: Declaration[] = [];
  const broken = new Set<Declaration>();
  for (const declaration of declarations) {
    const around = outer.at(-1);
    if (!around || declaration.span.start >= around.span.end) {
      outer.push(declaration);
      continue;
    }
    const end = Math.max(around.span.end, declaration.span.end);
    const whole: Declaration = { ...around, span: { start: around.span.start, end } };
    outer[outer.length - 1] = whole;
    broken.add(whole);
  }
  return { outer, broken };
}

/** Marks those of some neighbours that are broken; `repair` may find a smaller part to blame. */
function keepEach<T extends Declaration | Member>(
  nodes: readonly T[],
  end: number,
  whole: Text,
  repair?: (node: T, end: number) => T | undefined,
): T[] {
  return nodes.map((node, index) => {
    const limit = nodes[index + 1]?.span.start ?? end;
    const broken = whole.problems.some(({ span }) => isWithin(span, node.span.start, limit, end));
    if (!broken && !isIncomplete(node)) return node;
    const last = lastOffset(node.span, limit, whole);
    return (
      repair?.(node, last) ?? {
        ...node,
        span: { start: node.span.start, end: last },
        asWritten: true as const,
      }
    );
  });
}

/** Whether a problem begins in a stretch of text; one behind everything belongs to the last stretch. */
function isWithin({ start }: Span, from: number, limit: number, end: number): boolean {
  return start >= from && (start < limit || limit === end);
}

/** A block or model whose mistakes all lie in members of it, with these marked. */
function keepMembers(node: Declaration, end: number, whole: Text): Declaration | undefined {
  if (node.kind === 'Import' || node.kind === 'Const') return undefined;
  const [first] = node.members;
  const brace = node.span.end - 1;
  if (!first || node.span.end !== end || whole.text[brace] !== '}') return undefined;
  const outside = whole.problems.some(
    ({ span }) =>
      span.start >= node.span.start &&
      span.start <= end &&
      (span.start < first.span.start || span.start >= brace),
  );
  if (outside || headIsIncomplete(node, whole)) return undefined;
  return { ...node, members: keepEach(node.members, brace, whole) };
}

/** Whether the text up to the first member lacks a piece, or holds one that the tree does not. */
function headIsIncomplete(node: DefiningDeclaration, { text }: Text): boolean {
  const { name, parameters = [] } = node;
  if (isMissingName(name) || parameters.some(isIncomplete)) return true;
  const known = [name, ...parameters, ...(node.kind === 'Model' && node.base ? [node.base] : [])];
  const head = text.slice(node.span.start, node.members[0]!.span.start);
  const words = tokenize(head).tokens.filter(({ tokenType }) => !punctuation.has(tokenType));
  const inTree = ({ startOffset }: { readonly startOffset: number }): boolean => {
    const offset = node.span.start + startOffset;
    return known.some(({ span }) => span.start <= offset && offset < span.end);
  };
  const keywords = [
    'block',
    'model',
    'layer',
    'extends',
    ...(node.kind === 'Component' ? [node.category] : []),
  ];
  return !words.every((word) => inTree(word) || keywords.includes(word.image));
}

/** Whether recovery had to fill something in. */
function isIncomplete(node: Node): boolean {
  let incomplete = false;
  visit(node, (inner) => {
    incomplete ||= inner.kind === 'Missing' || (inner.kind === 'Identifier' && isMissingName(inner));
  });
  return incomplete;
}

/** Where the text of a node ends: whatever stands behind it, up to a limit, is its own, but for comments. */
function lastOffset(span: Span, limit: number, { text, comments }: Text): number {
  let end = limit;
  for (;;) {
    end = span.end + text.slice(span.end, end).trimEnd().length;
    const comment = comments.find((each) => each.span.end === end && each.span.start >= span.end);
    if (!comment) return end;
    end = comment.span.start;
  }
}
