import type { Location, LocationLink, Position } from 'vscode-languageserver';
import type { Place } from '../../compiler/index.ts';
import { occurrenceAt, type DeclaredName } from '../names.ts';
import { nodesAround } from '../nodes.ts';
import { flowOf, modelsAround } from '../flows.ts';
import { locationOf, rangeIn, spotAt, uriFor, type Session, type Spot } from '../session.ts';

/** Where the name at a position is declared; for the path of an import, the beginning of that file. */
export function definition(
  session: Session,
  path: string,
  position: Position,
): readonly LocationLink[] | null {
  const spot = spotAt(session, path, position);
  if (!spot?.part) return null;
  const imported = importedFile(session, spot);
  if (imported) return [imported];
  const occurrence = occurrenceAt(spot.part, spot.inner);
  if (!occurrence?.declared) return null;
  const target = targetOf(session, occurrence.declared);
  if (!target) return null;
  const origin = rangeIn(session, spot.part, occurrence.identifier.span);
  return [{ ...target, originSelectionRange: origin }];
}

/**
 * What the thing at a position is an instance of: for a tensor, the layer, block or model that made it; for a
 * shared name, the block or model that it is a use of.
 */
export function typeDefinition(
  session: Session,
  path: string,
  position: Position,
): readonly Location[] | null {
  const spot = spotAt(session, path, position);
  if (!spot?.part) return null;
  const declared = occurrenceAt(spot.part, spot.inner)?.declared;
  if (!declared) return null;
  if (declared.kind === 'block' || declared.kind === 'model' || declared.kind === 'layer')
    return locations(session, placeOf(declared));
  const models = modelsAround(session.service, spot.part);
  const node = nodesAround(spot.part.declaration, spot.inner).at(-1);
  const flow = node?.kind === 'Identifier' ? flowOf(models, node)?.flow : undefined;
  const tensor =
    models[0]?.frame.tensors.get(declared.identifier.key) ??
    (flow?.kind === 'tensor' ? flow.tensor : undefined);
  const producer = tensor && models[0]?.frame.builder.tensors[tensor.index]?.producer;
  if (producer) return locations(session, producer.uses[0] ?? producer.place);
  const member = spot.part.state?.definition?.names.get(declared.identifier.key)?.member;
  return member && 'value' in member && member.value
    ? locations(session, { file: declared.module.path, span: member.value.span })
    : null;
}

/** Everything that makes a declaration real: the models that extend a model, the overrides of a member, the uses of a block. */
export function implementation(
  session: Session,
  path: string,
  position: Position,
): readonly Location[] | null {
  const spot = spotAt(session, path, position);
  if (!spot?.part) return null;
  const declared = occurrenceAt(spot.part, spot.inner)?.declared;
  if (!declared) return null;
  const { kind, identifier } = declared;
  const found: Location[] = [];
  const seen = new Set<object>();
  for (const file of session.service.files) {
    for (const { definition: each } of session.service.check(file)?.states.values() ?? []) {
      if (!each || seen.has(each.declaration)) continue;
      seen.add(each.declaration);
      const extended = each.base?.declaration.name === identifier;
      const overrides = each.base?.names.get(identifier.key)?.names.includes(identifier);
      const own = each.names.get(identifier.key);
      if (kind === 'model' && extended)
        found.push(...locations(session, { file: each.module.path, span: each.declaration.name.span }));
      else if (overrides && own && !own.names.includes(identifier))
        found.push(...locations(session, { file: own.module.path, span: own.names[0]!.span }));
    }
  }
  return found.length > 0 ? found : locations(session, placeOf(declared));
}

/** Where a declared name stands, with its whole declaration. */
export function targetOf(session: Session, declared: DeclaredName): LocationLink | undefined {
  const location = locationOf(session, placeOf(declared));
  if (!location) return undefined;
  const whole = declared.module.file.declarations[0];
  const outer =
    whole && 'name' in whole && whole.name === declared.identifier
      ? locationOf(session, { file: declared.module.path, span: whole.span })
      : undefined;
  return {
    targetUri: location.uri,
    targetRange: outer?.range ?? location.range,
    targetSelectionRange: location.range,
  };
}

function placeOf({ identifier, module }: DeclaredName): Place {
  return { file: module.path, span: identifier.span };
}

function locations(session: Session, place: Place): readonly Location[] {
  const location = locationOf(session, place);
  return location ? [location] : [];
}

function importedFile(session: Session, { part, inner, view }: Spot): LocationLink | undefined {
  if (part?.declaration.kind !== 'Import') return undefined;
  const { path } = part.declaration;
  if (path.kind !== 'String' || inner < path.span.start || inner > path.span.end) return undefined;
  const target = session.service.importsOf(view).find((each) => each.declaration === part.declaration)?.path;
  if (target === undefined || target.startsWith('kmodel:')) return undefined;
  const start = { line: 0, character: 0 };
  const range = { start, end: start };
  return {
    originSelectionRange: rangeIn(session, part, path.span),
    targetUri: uriFor(session, target),
    targetRange: range,
    targetSelectionRange: range,
  };
}
