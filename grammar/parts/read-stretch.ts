import type { Comment, DefiningDeclaration, Member, SyntaxProblem } from '../ast.ts';
import { createSourceFile, type Span } from '../source.ts';
import { isSame, movedComment, movedProblem, moveNode, spansOf } from './move.ts';
import { isReading, type Reading } from './part.ts';
import { readFile } from './read-file.ts';

/** A declaration with members. */
export type Body = DefiningDeclaration;

/** A member with all that is written behind it, up to the next one or through the end of the body. */
export interface Stretch extends Span {
  readonly index: number;
}

/** What a stretch with a new text holds; everything in it counts from its beginning. */
export interface ReadStretch {
  readonly members: readonly Member[];
  readonly comments: readonly Comment[];
  readonly known: readonly SyntaxProblem[];
  readonly parserProblems: readonly SyntaxProblem[];
  /** The text that was read, and whether its brackets pair up. */
  readonly excerpt: string;
  readonly balanced: boolean;
}

export function stretchOf({ members, span }: Body, index: number): Stretch {
  return { index, start: members[index]!.span.start, end: members[index + 1]?.span.start ?? span.end };
}

/** The things that begin in a stretch of text. */
export function startingIn<T extends { readonly span: Span }>(
  things: readonly T[],
  { start, end }: Span,
): readonly T[] {
  return things.filter(({ span }) => start <= span.start && span.start < end);
}

/**
 * Reads a stretch with a new text, in its declaration with all other members left out but its neighbours. What this
 * says of it is what reading the whole declaration says, as long as the neighbours come out as they did.
 *
 * @returns undefined where a neighbour, the head or the end of the declaration comes out differently
 */
export function readStretch(
  old: Reading,
  body: Body,
  { index, start, end }: Stretch,
  newText: string,
): ReadStretch | undefined {
  const before = index > 0 ? stretchOf(body, index - 1) : undefined;
  const after = index + 1 < body.members.length ? stretchOf(body, index + 1) : undefined;
  const textOf = (neighbour: Stretch | undefined): string =>
    neighbour ? old.text.slice(neighbour.start, neighbour.end) : '';
  const head = before ? headBefore(old.text, body, before.start) : old.text.slice(0, start);
  const hasEnd = index + 2 >= body.members.length;
  const tail = hasEnd ? textOf(after) : `${textOf(after).trimEnd()}\n}`;
  const from = head.length + textOf(before).length;
  const place: Span = { start: from, end: from + newText.length };
  const excerpt = head + textOf(before) + newText + tail;

  const file = readFile(createSourceFile('', excerpt), undefined);
  const [placed, ...others] = file.parts;
  if (!placed || others.length > 0 || placed.start !== 0 || !isReading(placed)) return undefined;
  const { part } = placed;
  const { declaration } = part;
  if (declaration?.kind !== body.kind || part.text.length !== excerpt.length) return undefined;
  if (declaration.body.start !== body.body.start || declaration.body.end !== excerpt.length) return undefined;
  // A bracket that is closed because the excerpt ends may stay open in the text.
  if (part.layout?.offsets.at(-1) !== excerpt.length - 1) return undefined;

  const isAsBefore = (was: Span, now: Span, view: (member: Member) => unknown = withDoc): boolean =>
    isSame(membersIn(body, was).map(view), membersIn(declaration, now).map(view), now.start - was.start) &&
    isSame(startingIn(old.problems, was), startingIn(part.problems, now), now.start - was.start);
  const firstKept = before ? body.body.start + 1 : start;
  if (!isAsBefore({ start: 0, end: firstKept }, { start: 0, end: head.length })) return undefined;
  // The comments before it are left out, and its documentation with them.
  if (before && !isAsBefore(before, { start: head.length, end: place.start }, withoutDoc)) return undefined;
  const tailPlace = { start: place.end, end: excerpt.length };
  if (!isAsBefore(after ?? { start: end, end }, tailPlace)) return undefined;

  const members = membersIn(declaration, place);
  if (members[0]?.span.start !== place.start) return undefined;
  // Before it and behind its neighbour, the excerpt is not the text.
  const known = { start: place.start, end: place.end + textOf(after).length };
  if (!startingIn(part.problems, place).every((problem) => staysWithin(problem, known))) return undefined;
  members.forEach((member) => moveNode(member, -place.start));
  const moved = (problem: SyntaxProblem): SyntaxProblem => movedProblem(problem, -place.start);
  return {
    members,
    comments: startingIn(file.comments, place).map((comment) => movedComment(comment, -place.start)),
    known: startingIn(part.known, place).map(moved),
    parserProblems: startingIn(part.parserProblems, place).map(moved),
    excerpt,
    balanced: file.balanced,
  };
}

/** Whether all that a problem refers to lies in a stretch of text. */
function staysWithin(problem: SyntaxProblem, stretch: Span): boolean {
  return spansOf(problem).every(({ start, end }) => start >= stretch.start && end <= stretch.end);
}

/** A declaration up to the first member of an excerpt, which stands in its line as it did. */
function headBefore(text: string, { body }: Body, start: number): string {
  const bodyStart = body.start + 1;
  const lineStart = Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf('\r', start - 1)) + 1;
  const head = text.slice(0, bodyStart);
  return lineStart > bodyStart ? `${head}\n${text.slice(lineStart, start)}` : text.slice(0, start);
}

function membersIn({ members }: Body, stretch: Span): readonly Member[] {
  return startingIn(members, stretch);
}

const withDoc = (member: Member): Member => member;

function withoutDoc({ doc: _, ...rest }: Member): Omit<Member, 'doc'> {
  return rest;
}
