import type { Member, SyntaxProblem } from '../ast.ts';
import { closesOuterBrace, isBalanced } from '../layout/brackets.ts';
import { tokenize } from '../lexer.ts';
import type { SourceFile, Span } from '../source.ts';
import type { Change, PartChange } from './change.ts';
import { splicedComments } from './comments.ts';
import { isFreeOfBalance } from './free-of-balance.ts';
import { movedProblem, moveNode, spansOf } from './move.ts';
import type { PartedFile, Reading } from './part.ts';
import { withPart } from './read-declaration.ts';
import { readStretch, stretchOf, type Body, type ReadStretch, type Stretch } from './read-stretch.ts';

/** Whether the layout of a file stays the same when a bracket has no partner, for files of which that was asked. */
const freeFiles = new WeakMap<PartedFile, boolean>();

/**
 * Reads a file again after a change within one member of a model or block. All other brackets of the file have to
 * pair up; where one in the member does not, nothing else in the file may depend on that.
 */
export function readMember(
  source: SourceFile,
  previous: PartedFile,
  found: PartChange,
): PartedFile | undefined {
  const { change, old } = found;
  const body = bodyOf(old.part);
  const stretch = body && changedStretch(body, change, old.start);
  if (!stretch || !isRestBalanced(previous, old.part, stretch)) return undefined;
  const { growth } = change;
  const newText = source.text.slice(old.start + stretch.start, old.start + stretch.end + growth);
  const lexed = tokenize(withoutEnd(newText, body, stretch));
  const balanced = isBalanced(lexed);
  if (closesOuterBrace(lexed.tokens)) return undefined;
  if (!balanced && !isRestFree(previous, old.start, stretch)) return undefined;
  const read = readStretch(old.part, body, stretch, newText);
  if (read?.balanced !== balanced) return undefined;
  const part = splicedPart(old.part, body, stretch, read, newText);
  if (!part) return undefined;

  const place = { start: old.start + stretch.start, oldEnd: old.start + stretch.end };
  const file = withPart(source, found, part, {
    comments: splicedComments(previous.comments, read.comments, place.start, place, growth),
    balanced,
    ...(balanced ? {} : { unbalanced: { part, start: stretch.start, end: stretch.end + growth } }),
  });
  if (!file) return undefined;
  read.members.forEach((member) => moveNode(member, stretch.start));
  body.members.slice(stretch.index + 1).forEach((member) => moveNode(member, growth));
  const wasFree = previous.unbalanced !== undefined || freeFiles.get(previous) === true;
  if (balanced && wasFree && isFreeOfBalance(read.excerpt)) freeFiles.set(file, true);
  return file;
}

/** A model or block that is read whole: its body has its braces. */
function bodyOf({ declaration, text, problems }: Reading): Body | undefined {
  if (!declaration || !('members' in declaration)) return undefined;
  // What stands behind `=` has no members.
  if (declaration.kind === 'Component' && declaration.value) return undefined;
  const isWhole = declaration.body.end === text.length && text.endsWith('}');
  return isWhole && problems.every(({ span }) => span.start < text.length) ? declaration : undefined;
}

/** The stretch in which a change lies: its first character stands, and one before the next stretch. */
function changedStretch(body: Body, { start, oldEnd }: Change, partStart: number): Stretch | undefined {
  const index = body.members.findLastIndex(({ span }) => span.start < start - partStart);
  if (index < 0) return undefined;
  const stretch = stretchOf(body, index);
  return oldEnd - partStart < stretch.end ? stretch : undefined;
}

function withoutEnd(text: string, body: Body, { index }: Stretch): string {
  return index === body.members.length - 1 ? text.slice(0, -1) : text;
}

/** Whether all brackets but those of the stretch pair up. */
function isRestBalanced(file: PartedFile, part: Reading, stretch: Stretch): boolean {
  if (!file.balanced) {
    const known = file.unbalanced;
    return known?.part === part && known.start === stretch.start && known.end === stretch.end;
  }
  const body = part.declaration as Body;
  return isBalanced(tokenize(withoutEnd(part.text.slice(stretch.start, stretch.end), body, stretch)));
}

/** Whether it makes no difference to the rest that a bracket in the stretch has no partner. */
function isRestFree(file: PartedFile, partStart: number, { start, end }: Span): boolean {
  const isWithin = ({ span }: SyntaxProblem): boolean =>
    span.start >= partStart + start && span.start < partStart + end;
  if (!file.problems.every(isWithin)) return false;
  if (file.unbalanced) return true;
  let free = freeFiles.get(file);
  if (free === undefined) {
    free = isFreeOfBalance(file.source.text);
    freeFiles.set(file, free);
  }
  return free;
}

/**
 * The part with the new stretch in the place of the old one; undefined where a problem elsewhere refers to it. The
 * members behind it are not moved yet.
 */
function splicedPart(
  old: Reading,
  body: Body,
  stretch: Stretch,
  read: ReadStretch,
  newText: string,
): Reading | undefined {
  const growth = newText.length - (stretch.end - stretch.start);
  const elsewhere = old.problems.filter(({ span }) => !isIn(stretch, span.start));
  if (!elsewhere.every((problem) => staysOnItsSide(problem, stretch))) return undefined;
  const spliced = (
    before: readonly SyntaxProblem[],
    now: readonly SyntaxProblem[],
  ): readonly SyntaxProblem[] => [
    ...before.filter(({ span }) => span.start < stretch.start),
    ...now.map((problem) => movedProblem(problem, stretch.start)),
    ...before.filter(({ span }) => span.start >= stretch.end).map((problem) => movedProblem(problem, growth)),
  ];
  const known = spliced(old.known, read.known);
  const parserProblems = spliced(old.parserProblems, read.parserProblems);
  const members: readonly Member[] = [
    ...body.members.slice(0, stretch.index),
    ...read.members,
    ...body.members.slice(stretch.index + 1),
  ];
  const grown = ({ start, end }: Span): Span => ({ start, end: end + growth });
  return {
    text: old.text.slice(0, stretch.start) + newText + old.text.slice(stretch.end),
    declaration: { ...body, members, span: grown(body.span), body: grown(body.body) },
    layout: undefined,
    docs: old.docs,
    known,
    parserProblems,
    problems: [...known, ...parserProblems],
    last: old.last,
  };
}

function isIn({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset < end;
}

/** Whether all that a problem refers to stands before a stretch, or all of it behind. */
function staysOnItsSide(problem: SyntaxProblem, stretch: Span): boolean {
  const spans = spansOf(problem);
  return spans.every(({ end }) => end <= stretch.start) || spans.every(({ start }) => start >= stretch.end);
}
