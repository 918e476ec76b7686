import {
  SymbolKind,
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type Position,
} from 'vscode-languageserver';
import { occurrenceAt, occurrencesIn, type DeclaredName } from '../names.ts';
import type { PartView } from '../service.ts';
import { locationOf, rangeIn, spotAt, uriFor, type Session } from '../session.ts';
import { pathOf } from '../uri.ts';
import { referencesTo, type Reference } from './references.ts';

/** The block or model at a position. */
export function prepareCallHierarchy(
  session: Session,
  path: string,
  position: Position,
): readonly CallHierarchyItem[] | null {
  const declared = definitionAt(session, path, position);
  const item = declared && itemOf(session, declared);
  return item ? [item] : null;
}

/** Which blocks and models use one, or extend it. */
export function incomingCalls(
  session: Session,
  item: CallHierarchyItem,
): readonly CallHierarchyIncomingCall[] | null {
  const declared = definitionAt(session, pathOf(item.uri), item.selectionRange.start);
  if (!declared) return null;
  const byUser = new Map<PartView['declaration'], Reference[]>();
  for (const reference of referencesTo(session, declared)) {
    const { declaration } = reference.part;
    if (reference.occurrence.declares || declaration.kind === 'Import') continue;
    const known = byUser.get(declaration);
    if (known) known.push(reference);
    else byUser.set(declaration, [reference]);
  }
  return [...byUser.values()].flatMap((references) => {
    const { part } = references[0]!;
    const from = itemOfPart(session, part);
    if (!from) return [];
    const fromRanges = references.map(({ occurrence }) => rangeIn(session, part, occurrence.identifier.span));
    return [{ from, fromRanges }];
  });
}

/** Which blocks and models one uses. */
export function outgoingCalls(
  session: Session,
  item: CallHierarchyItem,
): readonly CallHierarchyOutgoingCall[] | null {
  const spot = spotAt(session, pathOf(item.uri), item.selectionRange.start);
  if (!spot?.part) return null;
  const { part } = spot;
  const byTarget = new Map<
    object,
    { readonly to: CallHierarchyItem; readonly fromRanges: CallHierarchyOutgoingCall['fromRanges'] }
  >();
  for (const { declared, declares, identifier } of occurrencesIn(part)) {
    if (declares || !declared || !isDefinition(declared)) continue;
    const known = byTarget.get(declared.identifier);
    const range = rangeIn(session, part, identifier.span);
    if (known) known.fromRanges.push(range);
    else {
      const to = itemOf(session, declared);
      if (to) byTarget.set(declared.identifier, { to, fromRanges: [range] });
    }
  }
  return [...byTarget.values()];
}

function definitionAt(session: Session, path: string, position: Position): DeclaredName | undefined {
  const spot = spotAt(session, path, position);
  const declared = spot?.part && occurrenceAt(spot.part, spot.inner)?.declared;
  return declared && isDefinition(declared) ? declared : undefined;
}

function isDefinition({ kind }: DeclaredName): boolean {
  return kind === 'block' || kind === 'model' || kind === 'layer';
}

function itemOf(session: Session, { identifier, module, kind }: DeclaredName): CallHierarchyItem | undefined {
  const selection = locationOf(session, { file: module.path, span: identifier.span });
  const [declaration] = module.file.declarations;
  const whole = declaration && locationOf(session, { file: module.path, span: declaration.span });
  if (!selection || !whole) return undefined;
  return {
    name: identifier.text,
    kind: kind === 'model' ? SymbolKind.Module : SymbolKind.Class,
    uri: selection.uri,
    range: whole.range,
    selectionRange: selection.range,
  };
}

function itemOfPart(session: Session, part: PartView): CallHierarchyItem | undefined {
  const { declaration } = part;
  if (declaration.kind === 'Import' || declaration.kind === 'Const' || declaration.kind === 'Component')
    return undefined;
  return {
    name: declaration.name.text,
    kind: declaration.kind === 'Model' ? SymbolKind.Module : SymbolKind.Class,
    uri: uriFor(session, part.view.path),
    range: rangeIn(session, part, declaration.span),
    selectionRange: rangeIn(session, part, declaration.name.span),
  };
}
