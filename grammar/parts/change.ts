import type { SyntaxProblem } from '../ast.ts';
import { hasStrangeCharacter } from '../binary.ts';
import { shownProblems } from '../recovery.ts';
import { isReading, type PartedFile, type PlacedReading } from './part.ts';

/** What became of a text: the characters from `start` to `oldEnd` gave way to others. */
export interface Change {
  readonly start: number;
  readonly oldEnd: number;
  /** How much longer the text is now. */
  readonly growth: number;
}

/** A change within one part of a file that was read before; its first and last character are still there. */
export interface PartChange {
  readonly change: Change;
  readonly readings: readonly PlacedReading[];
  readonly index: number;
  readonly old: PlacedReading;
}

/** Texts this long are looked through as a whole: they may pass a limit. */
const longText = 500_000;

/**
 * The one part in which a text has changed, if it is one; undefined also where the parts do not stand one behind the
 * other with all problems inside them, so that reading one again may say something else about its neighbours.
 */
export function changedPart(text: string, previous: PartedFile): PartChange | undefined {
  const { parts, problems } = previous;
  if (text.length > longText || hasStrangeCharacter(text)) return undefined;
  if (problems.length >= shownProblems || !parts.every(isReading)) return undefined;
  const change = changeBetween(previous.source.text, text);
  const index = parts.findLastIndex(({ start }) => start < change.start);
  const old = parts[index];
  if (!old || change.oldEnd >= old.start + old.part.text.length) return undefined;
  if (!parts.every((each, at) => isApart(each, parts[at - 1]))) return undefined;
  const isInParts = ({ span }: SyntaxProblem): boolean =>
    parts.some((each) => span.start >= each.start && span.end < each.start + each.part.text.length);
  return problems.every(isInParts) ? { change, readings: parts, index, old } : undefined;
}

function changeBetween(before: string, text: string): Change {
  const shorter = Math.min(text.length, before.length);
  let start = 0;
  while (start + block <= shorter && isSameAt(text, start, before, start)) start += block;
  while (start < shorter && text.charCodeAt(start) === before.charCodeAt(start)) start++;
  let same = 0;
  while (
    same + block <= shorter - start &&
    isSameAt(text, text.length - same - block, before, before.length - same - block)
  )
    same += block;
  while (
    same < shorter - start &&
    text.charCodeAt(text.length - 1 - same) === before.charCodeAt(before.length - 1 - same)
  )
    same++;
  return { start, oldEnd: before.length - same, growth: text.length - before.length };
}

/** Characters that are compared at once, which takes hardly longer than comparing one. */
const block = 1024;

function isSameAt(a: string, atA: number, b: string, atB: number): boolean {
  return a.slice(atA, atA + block) === b.slice(atB, atB + block);
}

/** Whether a part, if it is not the first, begins behind the one before it. */
function isApart({ start }: PlacedReading, before: PlacedReading | undefined): boolean {
  return before === undefined || start > before.start + before.part.text.length;
}
