import {
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type Connection,
  type TextDocumentIdentifier,
} from 'vscode-languageserver';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from './features/call-hierarchy.ts';
import { codeActions } from './features/code-actions.ts';
import { codeLenses } from './features/code-lens.ts';
import { completionDetails } from './features/completion-details.ts';
import { completion } from './features/completion.ts';
import { definition, implementation, typeDefinition } from './features/definition.ts';
import { foldingRanges } from './features/folding.ts';
import { formatDocument, formatOnType, formatRange } from './features/formatting.ts';
import { hover } from './features/hover.ts';
import { inlayHints } from './features/inlay-hints.ts';
import { linkedEditing } from './features/linked-editing.ts';
import { documentLinks } from './features/links.ts';
import { documentHighlight, references } from './features/references.ts';
import { prepareRename, rename } from './features/rename.ts';
import { selectionRanges } from './features/selection.ts';
import { semanticTokens, tokenEdits } from './features/semantic-tokens.ts';
import { signatureHelp } from './features/signature-help.ts';
import { documentSymbols, workspaceSymbols } from './features/symbols.ts';
import type { LanguageService } from './service.ts';
import type { Session } from './session.ts';
import { pathOf } from './uri.ts';

/** Makes the answer to a request about a document of an answer about its path. */
export type AboutDocuments = <P extends { readonly textDocument: TextDocumentIdentifier }, R>(
  answer: (path: string, params: P, token: CancellationToken) => R,
) => (params: P, token: CancellationToken) => R;

/** Answers about documents that can be read; others are an error of the request. */
export function aboutDocuments(service: LanguageService): AboutDocuments {
  return (answer) => (params, token) => {
    const uri: unknown = params.textDocument?.uri;
    if (typeof uri !== 'string')
      throw new ResponseError(ErrorCodes.InvalidParams, 'The request names no document.');
    const path = pathOf(uri);
    if (service.read(path) === undefined && !service.isTooLong(path))
      throw new ResponseError(LSPErrorCodes.RequestFailed, `There is no document ${uri}.`);
    return answer(path, params, token);
  };
}

/**
 * Answers what the text at a place is and what could be done to it: a line for each feature.
 * @param session as it is at the time of a request
 */
export function answerLanguageRequests(
  connection: Connection,
  session: () => Session,
  about: AboutDocuments,
): void {
  connection.onCompletion(
    about((path, { position }) => ({
      isIncomplete: false,
      items: [...completion(session(), path, position)],
    })),
  );
  connection.onCompletionResolve((item) => completionDetails(session(), item));
  connection.onHover(about((path, { position }) => hover(session(), path, position)));
  connection.onSignatureHelp(about((path, { position }) => signatureHelp(session(), path, position)));
  connection.onDefinition(about((path, { position }) => mutable(definition(session(), path, position))));
  connection.onTypeDefinition(
    about((path, { position }) => mutable(typeDefinition(session(), path, position))),
  );
  connection.onImplementation(
    about((path, { position }) => mutable(implementation(session(), path, position))),
  );
  connection.onReferences(
    about((path, { position, context }) =>
      mutable(references(session(), path, position, context.includeDeclaration)),
    ),
  );
  connection.onDocumentHighlight(
    about((path, { position }) => mutable(documentHighlight(session(), path, position))),
  );
  connection.onDocumentSymbol(about((path) => mutable(documentSymbols(session(), path))));
  connection.onWorkspaceSymbol(({ query }) => mutable(workspaceSymbols(session(), query)));
  connection.onCodeAction(
    about((path, { range, context }) => codeActions(session(), path, { range, only: context.only })),
  );
  connection.onCodeLens(about((path) => mutable(codeLenses(session(), path))));
  connection.onDocumentLinks(about((path) => mutable(documentLinks(session(), path))));
  connection.onDocumentFormatting(
    about(async (path, { options }) => mutable(await formatDocument(session(), path, options))),
  );
  connection.onDocumentRangeFormatting(
    about(async (path, { range, options }) => mutable(await formatRange(session(), path, range, options))),
  );
  connection.onDocumentOnTypeFormatting(
    about(async (path, { position, ch, options }) =>
      mutable(await formatOnType(session(), path, position, ch, options)),
    ),
  );
  connection.onPrepareRename(about((path, { position }) => prepareRename(session(), path, position)));
  connection.onRenameRequest(
    about((path, { position, newName }) => rename(session(), path, position, newName)),
  );
  connection.onFoldingRanges(about((path) => mutable(foldingRanges(session(), path))));
  connection.onSelectionRanges(
    about((path, { positions }) => mutable(selectionRanges(session(), path, positions))),
  );
  connection.languages.onLinkedEditingRange(
    about((path, { position }) => linkedEditing(session(), path, position)),
  );
  connection.languages.callHierarchy.onPrepare(
    about((path, { position }) => mutable(prepareCallHierarchy(session(), path, position))),
  );
  connection.languages.callHierarchy.onIncomingCalls(({ item }) => mutable(incomingCalls(session(), item)));
  connection.languages.callHierarchy.onOutgoingCalls(({ item }) => mutable(outgoingCalls(session(), item)));
  connection.languages.inlayHint.on(about((path, { range }) => mutable(inlayHints(session(), path, range))));
}

/** The tokens that a client has, to tell it only what has changed. */
export class TokenMemory {
  readonly #known = new Map<string, { readonly resultId: string; readonly data: readonly number[] }>();
  #results = 0;

  get(path: string): { readonly resultId: string; readonly data: readonly number[] } | undefined {
    return this.#known.get(path);
  }

  keep(path: string, data: number[]): { resultId: string; data: number[] } {
    const result = { resultId: String(++this.#results), data };
    this.#known.set(path, result);
    return result;
  }

  delete(path: string): void {
    this.#known.delete(path);
  }
}

/** Answers with the colours of a text: all of it, a part, or what has changed since. */
export function answerTokenRequests(
  connection: Connection,
  session: () => Session,
  about: AboutDocuments,
  tokens: TokenMemory,
): void {
  const fullTokens = (path: string) => tokens.keep(path, semanticTokens(session(), path));
  connection.languages.semanticTokens.on(about(fullTokens));
  connection.languages.semanticTokens.onDelta(
    about((path, { previousResultId }) => {
      const before = tokens.get(path);
      const after = fullTokens(path);
      if (before?.resultId !== previousResultId) return after;
      return { resultId: after.resultId, edits: [...tokenEdits(before.data, after.data)] };
    }),
  );
  connection.languages.semanticTokens.onRange(
    about((path, { range }) => ({ data: semanticTokens(session(), path, range) })),
  );
}

/** The protocol's types are those of arrays that may be written to. */
function mutable<T>(list: readonly T[] | null): T[] | null {
  return list && [...list];
}
