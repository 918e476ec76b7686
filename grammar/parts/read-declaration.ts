import { isBalanced } from '../layout/brackets.ts';
import { layOut } from '../layout/layout.ts';
import { tokenize } from '../lexer.ts';
import { byPlace } from '../parse.ts';
import { shownProblems } from '../recovery.ts';
import type { SourceFile } from '../source.ts';
import type { PartChange } from './change.ts';
import { splicedComments } from './comments.ts';
import { movedProblem } from './move.ts';
import type { PartedFile, PlacedReading, Reading } from './part.ts';
import { describe, readSegment, segmentsOf } from './read-file.ts';

/**
 * Reads a file again after a change within one declaration. What the layout pass says of the other declarations
 * stays the same as long as all brackets pair up before and after; where that may not be so, the result is undefined.
 */
export function readDeclaration(
  source: SourceFile,
  previous: PartedFile,
  { change, readings, index, old }: PartChange,
): PartedFile | undefined {
  // All brackets of the file pair up, and those of the piece: so do those of the rest.
  if (!previous.balanced || !isBalanced(tokenize(old.part.text))) return undefined;
  const { start } = old;
  const end = start + old.part.text.length + change.growth;
  const piece = source.text.slice(start, end);
  const lexed = tokenize(piece);
  if (!isBalanced(lexed)) return undefined;
  const laidOut = layOut(piece, lexed, { balanced: true });
  const [segment, ...others] = segmentsOf(laidOut.tokens);
  if (!segment || others.length > 0 || segment.start !== 0 || segment.end !== piece.length) return undefined;
  // Where the layout pass mends a keyword, what it says depends on what stands around.
  const keyword = segment.tokens[0]!.image;
  if (keyword === '' || !old.part.text.startsWith(keyword)) return undefined;
  // A bracket that is closed because the piece ends stays open in the file.
  if (segment.tokens.at(-1)!.image === '') return undefined;
  const known = [...laidOut.problems].sort(byPlace);
  if (known.some(({ span }) => span.end >= piece.length)) return undefined;
  const doc = old.part.docs.get(0);
  const docs = doc === undefined ? laidOut.docs : new Map([...laidOut.docs, [0, doc]]);
  const whole = { ...segment, reach: old.part.last ? Infinity : segment.end };
  const part = readSegment(describe(piece, whole, docs, known, old.part.last), whole);
  const comments = splicedComments(
    previous.comments,
    lexed.comments,
    start,
    { start, oldEnd: end - change.growth },
    change.growth,
  );
  return withPart(source, { change, readings, index, old }, part, { comments, balanced: true });
}

/** The file with another part in the place of the one that has changed. */
export function withPart(
  source: SourceFile,
  { change, readings, index, old }: PartChange,
  part: Reading,
  rest: Pick<PartedFile, 'comments' | 'balanced' | 'unbalanced'>,
): PartedFile | undefined {
  const parts = readings.map((each, at): PlacedReading => {
    if (at === index) return { part, start: old.start };
    return each.start > old.start ? { part: each.part, start: each.start + change.growth } : each;
  });
  const problems = parts
    .flatMap(({ part: each, start }) => each.problems.map((problem) => movedProblem(problem, start)))
    .sort(byPlace);
  return problems.length >= shownProblems ? undefined : { source, parts, problems, ...rest };
}
