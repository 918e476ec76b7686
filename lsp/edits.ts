import type { TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { Edit } from '../compiler/index.ts';
import { locationOf, type Session } from './session.ts';

/** Edits of the compiler, document by document. */
export function toWorkspaceEdit(session: Session, edits: readonly Edit[]): WorkspaceEdit {
  const byUri = new Map<string, { readonly path: string; readonly edits: TextEdit[] }>();
  for (const { place, newText } of edits) {
    const location = locationOf(session, place);
    if (!location) continue;
    const { uri, range } = location;
    const known = byUri.get(uri);
    if (known) known.edits.push({ range, newText });
    else byUri.set(uri, { path: place.file, edits: [{ range, newText }] });
  }
  if (!session.documentChanges)
    return { changes: Object.fromEntries([...byUri].map(([uri, { edits: list }]) => [uri, list])) };
  const documentChanges = [...byUri].map(([uri, { path, edits: list }]): TextDocumentEdit => {
    const version = session.service.documents.get(path)?.version ?? null;
    return { textDocument: { uri, version }, edits: list };
  });
  return { documentChanges };
}
