import type { LinkedEditingRanges, Position } from 'vscode-languageserver';
import { occurrenceAt, occurrencesIn } from '../names.ts';
import { rangeIn, spotAt, type Session } from '../session.ts';

/**
 * The loop variable at a position, with its uses: they lie within a few lines and nowhere else, so they can change
 * while one of them is typed. Other names have renaming.
 */
export function linkedEditing(
  session: Session,
  path: string,
  position: Position,
): LinkedEditingRanges | null {
  const spot = spotAt(session, path, position);
  if (!spot?.part) return null;
  const { part } = spot;
  const declared = occurrenceAt(part, spot.inner)?.declared;
  if (declared?.kind !== 'loop') return null;
  const ranges = occurrencesIn(part)
    .filter((each) => each.declared?.identifier === declared.identifier)
    .map(({ identifier }) => rangeIn(session, part, identifier.span));
  return ranges.length > 1 ? { ranges, wordPattern: '[\\p{L}_][\\p{L}\\p{N}_]*' } : null;
}
