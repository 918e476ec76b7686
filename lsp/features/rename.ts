import {
  LSPErrorCodes,
  ResponseError,
  type Position,
  type Range,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { constantFunctions } from '../../compiler/bind/functions.ts';
import { findLayer } from '../../compiler/layers/registry.ts';
import { isDeclarationWord, isReservedWord } from '../../grammar/index.ts';
import { occurrenceAt, occurrencesIn, type DeclaredName } from '../names.ts';
import { partsOf } from '../service.ts';
import { rangeIn, spotAt, uriFor, type Session } from '../session.ts';
import { referencesTo } from './references.ts';

/** The range that a rename at a position would change; an error where nothing can be renamed. */
export function prepareRename(
  session: Session,
  path: string,
  position: Position,
): { readonly range: Range; readonly placeholder: string } {
  const spot = spotAt(session, path, position);
  const occurrence = spot?.part && occurrenceAt(spot.part, spot.inner);
  if (!spot?.part || !occurrence) throw refusal('There is no name here that could be renamed.');
  if (!occurrence.declared) {
    const name = occurrence.identifier.text;
    throw refusal(
      occurrence.builtIn
        ? `\`${name}\` comes with the language and keeps its name.`
        : `\`${name}\` is declared nowhere.`,
    );
  }
  if (occurrence.declared.module.library)
    throw refusal(`\`${occurrence.identifier.text}\` belongs to the library and keeps its name.`);
  return {
    range: rangeIn(session, spot.part, occurrence.identifier.span),
    placeholder: occurrence.identifier.text,
  };
}

/** Renames the name at a position everywhere in the workspace. */
export function rename(session: Session, path: string, position: Position, newName: string): WorkspaceEdit {
  prepareRename(session, path, position);
  const spot = spotAt(session, path, position)!;
  const declared = occurrenceAt(spot.part!, spot.inner)!.declared!;
  checkName(session, declared, newName);
  const edits = new Map<string, TextDocumentEdit>();
  for (const { part, occurrence } of referencesTo(session, declared)) {
    const uri = uriFor(session, part.view.path);
    const version = session.service.documents.get(part.view.path)?.version ?? null;
    let document = edits.get(uri);
    if (!document) edits.set(uri, (document = { textDocument: { uri, version }, edits: [] }));
    const { identifier, shorthand } = occurrence;
    // In `{age}` the key stays, and the new name stands behind it.
    const newText = shorthand ? `${identifier.text}: ${newName}` : newName;
    document.edits.push({ range: rangeIn(session, part, identifier.span), newText });
  }
  return session.documentChanges
    ? { documentChanges: [...edits.values()] }
    : {
        changes: Object.fromEntries(
          [...edits].map(([uri, { edits: list }]) => [uri, list.filter((edit) => 'newText' in edit)]),
        ),
      };
}

function checkName(session: Session, declared: DeclaredName, newName: string): void {
  if (!/^[\p{L}_][\p{L}\p{N}\p{M}_]*$/u.test(newName))
    throw refusal(
      `\`${newName}\` is no name: names consist of letters, digits and \`_\`, and begin with no digit.`,
    );
  if (isReservedWord(newName) || isDeclarationWord(newName))
    throw refusal(`\`${newName}\` is a word of the language.`);
  const { identifier, module, kind } = declared;
  const key = newName.normalize('NFC');
  if (key === identifier.key) return;
  const isDefinition = kind === 'block' || kind === 'model';
  if (isDefinition && (findLayer(key)?.name === key || constantFunctions.has(key)))
    throw refusal(`\`${newName}\` is the name of a layer.`);
  for (const { part } of referencesTo(session, declared)) {
    const taken = occurrencesIn(part).find(
      ({ declared: other, identifier: name }) => other && name.key === key && other.identifier !== identifier,
    );
    if (taken) throw refusal(`\`${newName}\` is declared already.`);
    if (isTopLevel(declared) && part.module.names.has(key))
      throw refusal(`\`${newName}\` is declared already.`);
  }
  const view = session.service.view(module.origin);
  for (const part of view ? partsOf(view) : []) {
    if (part.module !== module) continue;
    const hidden = part.state?.definition?.names.has(key) || part.module.names.has(key);
    if (hidden) throw refusal(`\`${newName}\` is declared already.`);
  }
}

function isTopLevel({ kind }: DeclaredName): boolean {
  return kind === 'const' || kind === 'block' || kind === 'model';
}

function refusal(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
