import {
  DocumentHighlightKind,
  type DocumentHighlight,
  type Location,
  type Position,
} from 'vscode-languageserver';
import { occurrenceAt, occurrencesIn, type DeclaredName, type Occurrence } from '../names.ts';
import { partsOf, type PartView } from '../service.ts';
import { rangeIn, spotAt, uriFor, type Session } from '../session.ts';

/** One place where a declared name stands. */
export interface Reference {
  readonly part: PartView;
  readonly occurrence: Occurrence;
}

/** The declared name at a position. */
export function declaredAt(session: Session, path: string, position: Position): DeclaredName | undefined {
  const spot = spotAt(session, path, position);
  return spot?.part && occurrenceAt(spot.part, spot.inner)?.declared;
}

/** Every place in the workspace where a declared name stands, file by file. */
export function referencesTo(
  { service }: Session,
  { identifier, module }: DeclaredName,
): readonly Reference[] {
  const found: Reference[] = [];
  const files = new Set([module.origin, ...service.files]);
  for (const path of files) {
    // Most files don't have the word at all and need no check.
    if (!service.read(path)?.normalize('NFC').includes(identifier.key)) continue;
    const view = service.view(path);
    if (!view?.check.files.has(module.origin)) continue;
    for (const part of partsOf(view)) {
      for (const occurrence of occurrencesIn(part)) {
        if (occurrence.declared?.identifier === identifier) found.push({ part, occurrence });
      }
    }
  }
  return found;
}

/** Every place where the name at a position stands. */
export function references(
  session: Session,
  path: string,
  position: Position,
  includeDeclaration: boolean,
): readonly Location[] | null {
  const declared = declaredAt(session, path, position);
  if (!declared) return null;
  return referencesTo(session, declared)
    .filter(({ occurrence }) => includeDeclaration || !occurrence.declares)
    .map(({ part, occurrence }) => ({
      uri: uriFor(session, part.view.path),
      range: rangeIn(session, part, occurrence.identifier.span),
    }));
}

/** The places in one document where the name at a position stands, or the same layer or option. */
export function documentHighlight(
  session: Session,
  path: string,
  position: Position,
): readonly DocumentHighlight[] | null {
  const spot = spotAt(session, path, position);
  if (!spot?.part) return null;
  const here = occurrenceAt(spot.part, spot.inner);
  if (!here) return null;
  const isSame = ({ declared, builtIn, identifier }: Occurrence): boolean =>
    here.declared
      ? declared?.identifier === here.declared.identifier
      : builtIn?.kind === here.builtIn?.kind && !declared && identifier.key === here.identifier.key;
  return partsOf(spot.view).flatMap((part) =>
    occurrencesIn(part)
      .filter(isSame)
      .map((occurrence) => ({
        range: rangeIn(session, part, occurrence.identifier.span),
        kind: occurrence.declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      })),
  );
}
