import type { Comment } from '../ast.ts';
import { movedComment } from './move.ts';

/**
 * The comments of a text of which one stretch has changed: those before it, those in it now (`found`, which count
 * from `base` on), and those behind it.
 */
export function splicedComments(
  before: readonly Comment[],
  found: readonly Comment[],
  base: number,
  stretch: { readonly start: number; readonly oldEnd: number },
  growth: number,
): readonly Comment[] {
  return [
    ...before.filter(({ span }) => span.end <= stretch.start),
    ...found.map((comment) => movedComment(comment, base)),
    ...before
      .filter(({ span }) => span.start >= stretch.oldEnd)
      .map((comment) => movedComment(comment, growth)),
  ];
}
