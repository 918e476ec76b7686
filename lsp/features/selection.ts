import type { Position, SelectionRange } from 'vscode-languageserver';
import { nodesAround } from '../nodes.ts';
import { inFile } from '../service.ts';
import { spotAt, type Session } from '../session.ts';

/** What "expand selection" goes through at each position: name, argument, stage, pipeline, declaration, file. */
export function selectionRanges(
  session: Session,
  path: string,
  positions: readonly Position[],
): readonly SelectionRange[] {
  return positions.map((position) => selectionRange(session, path, position));
}

function selectionRange(session: Session, path: string, position: Position): SelectionRange {
  const spot = spotAt(session, path, position);
  if (!spot) return { range: { start: position, end: position } };
  const { view, part, inner } = spot;
  let found: SelectionRange = {
    range: session.positions.range(view.source, { start: 0, end: view.source.text.length }),
  };
  let [start, end] = [0, view.source.text.length];
  for (const node of part ? nodesAround(part.declaration, inner) : []) {
    const span = inFile(part!, node.span);
    if (span.start < start || span.end > end || (span.start === start && span.end === end)) continue;
    [start, end] = [span.start, span.end];
    found = { range: session.positions.range(view.source, span), parent: found };
  }
  return found;
}
