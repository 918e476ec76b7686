import type { Comment, SyntaxProblem } from '../ast.ts';
import type { Span } from '../source.ts';
import type { Node } from '../walk.ts';

export function movedSpan({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

export function movedComment(comment: Comment, by: number): Comment {
  return by === 0 ? comment : { ...comment, span: movedSpan(comment.span, by) };
}

/** A problem, with what it refers to and its fix, so many characters further on. */
export function movedProblem(problem: SyntaxProblem, by: number): SyntaxProblem {
  if (by === 0) return problem;
  const { fix, related } = problem;
  return {
    ...problem,
    span: movedSpan(problem.span, by),
    ...(fix ? { fix: { ...fix, span: movedSpan(fix.span, by) } } : {}),
    ...(related ? { related: related.map((each) => ({ ...each, span: movedSpan(each.span, by) })) } : {}),
  };
}

/** Every stretch of the text that a problem speaks of. */
export function spansOf({ span, fix, related = [] }: SyntaxProblem): readonly Span[] {
  return [span, ...(fix ? [fix.span] : []), ...related.map((each) => each.span)];
}

type Movable = { start: number; end: number };

const spansOfNodes = new WeakMap<Node, readonly Movable[]>();

/**
 * Moves a node and everything under it in place, so that what is known about it stays known. Whoever does so owns
 * the tree: the text that it was read from is no more.
 */
export function moveNode(node: Node, by: number): void {
  if (by === 0) return;
  let spans = spansOfNodes.get(node);
  if (!spans) {
    const found: Movable[] = [];
    collectSpans(node, found);
    spans = found;
    spansOfNodes.set(node, spans);
  }
  for (const span of spans) {
    span.start += by;
    span.end += by;
  }
}

/** Everything in a tree is a node, a list of nodes or a span; one node under two names stands in neighbouring fields. */
function collectSpans(value: object, found: Movable[]): void {
  let last: unknown;
  for (const key in value) {
    const field = (value as Record<string, unknown>)[key];
    if (typeof field !== 'object' || field === null || field === last) continue;
    last = field;
    if ('kind' in field || Array.isArray(field)) collectSpans(field, found);
    else found.push(field as Movable);
  }
}

/** Whether two values are the same but for the place in the text. */
export function isSame(a: unknown, b: unknown, by: number): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  if (isSpan(left) && isSpan(right)) return left.start + by === right.start && left.end + by === right.end;
  return keys.every((key) => isSame(left[key], right[key], by));
}

function isSpan(value: object): value is Span {
  return 'start' in value && 'end' in value;
}
