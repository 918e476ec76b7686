import {
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  type TextDocumentIdentifier,
} from 'vscode-languageserver';
import { abilitiesOf, serverCapabilities, type ClientAbilities } from './capabilities.ts';
import { chooseEncoding, createPositionConverter } from './convert.ts';
import { OpenDocuments } from './documents.ts';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from './features/call-hierarchy.ts';
import { codeActions } from './features/code-actions.ts';
import { codeLenses } from './features/code-lens.ts';
import { completionDetails } from './features/completion-details.ts';
import { completion } from './features/completion.ts';
import { definition, implementation, typeDefinition } from './features/definition.ts';
import { diagram } from './features/diagram.ts';
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
import { Guard, guarded } from './guard.ts';
import type { ServerHost } from './host.ts';
import { diagramMethod, type DiagramParams, type InitializationOptions } from './protocol.ts';
import { DiagnosticPublisher, pullDocument, pullWorkspace } from './publishing.ts';
import { LanguageService } from './service.ts';
import type { Session } from './session.ts';
import { resolveSettings } from './settings.ts';
import { pathOf } from './uri.ts';
import { foldersOf, followWorkspace } from './workspace.ts';

/** A language server on a connection; it answers once it is told to listen. */
export interface LanguageServer {
  readonly listen: () => void;
}

/**
 * Makes a language server.
 * @param given connection to one client, from `vscode-languageserver`
 * @param host the machine around the server: `createNodeHost()`, or `createEmptyHost()` in a browser
 */
export function createServer(given: Connection, host: ServerHost): LanguageServer {
  const guard = new Guard(given);
  const connection = guarded(given, guard);
  const documents = new OpenDocuments();
  const service = new LanguageService(host, documents, (error) => guard.report('a check', error));
  let abilities: ClientAbilities = abilitiesOf({});
  let mayPush: boolean | undefined;
  let session: Session = {
    service,
    positions: createPositionConverter('utf-16'),
    settings: resolveSettings(undefined),
    documentChanges: false,
    snippets: false,
  };
  const publisher = new DiagnosticPublisher(connection, () => session, guard);
  const tokens = new Map<string, { readonly resultId: string; readonly data: readonly number[] }>();
  let tokenResults = 0;

  connection.onInitialize((params) => guard.start(() => initialize(params)));

  function initialize(params: InitializeParams): InitializeResult {
    const options = (params.initializationOptions ?? {}) as InitializationOptions;
    const encoding = chooseEncoding(params.capabilities.general?.positionEncodings);
    const positions = createPositionConverter(encoding);
    documents.countWith(encoding === 'utf-16' ? undefined : positions);
    abilities = abilitiesOf(params.capabilities);
    const { documentChanges, snippets } = abilities;
    session = { service, positions, settings: resolveSettings(options.settings), documentChanges, snippets };
    service.folders = foldersOf(params);
    mayPush = options.diagnostics === undefined ? undefined : options.diagnostics === 'push';
    publisher.pushes = mayPush ?? true;
    return {
      capabilities: serverCapabilities(encoding, mayPush !== true),
      serverInfo: { name: 'kmodel', version: host.version },
    };
  }

  connection.onInitialized(() => {
    const events = {
      filesChanged: () => textsChanged(),
      settingsChanged: (given: InitializationOptions['settings'] | null) => {
        session = { ...session, settings: resolveSettings(given) };
        if (abilities.refreshes.inlayHints) void connection.languages.inlayHint.refresh().catch(ignored);
        if (abilities.refreshes.codeLens)
          void connection.sendRequest('workspace/codeLens/refresh').catch(ignored);
      },
    };
    guard.run('reading the workspace', () => followWorkspace(connection, service, abilities, events, guard));
  });

  function textsChanged(): void {
    publisher.trigger();
    if (!publisher.pushes && abilities.refreshes.diagnostics)
      void connection.languages.diagnostics.refresh().catch(ignored);
  }

  connection.onDidOpenTextDocument(({ textDocument }) => {
    documents.open(textDocument);
    service.changed(pathOf(textDocument.uri), { created: true });
    publisher.trigger();
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    if (!documents.change(textDocument.uri, textDocument.version, contentChanges)) return;
    service.changed(pathOf(textDocument.uri));
    publisher.trigger();
  });
  connection.onDidSaveTextDocument(({ textDocument }) => {
    service.changed(pathOf(textDocument.uri), { onDisk: true });
    publisher.trigger();
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    documents.close(uri);
    tokens.delete(pathOf(uri));
    service.changed(pathOf(uri), { onDisk: true, created: true });
    publisher.closed(uri);
    publisher.trigger();
  });

  /** Answers a request about a document that can be read. */
  function about<P extends { readonly textDocument: TextDocumentIdentifier }, R>(
    answer: (path: string, params: P, token: CancellationToken) => R,
  ): (params: P, token: CancellationToken) => R {
    return (params, token) => {
      const uri: unknown = params.textDocument?.uri;
      if (typeof uri !== 'string')
        throw new ResponseError(ErrorCodes.InvalidParams, 'The request names no document.');
      const path = pathOf(uri);
      if (service.read(path) === undefined && !service.isTooLong(path))
        throw new ResponseError(LSPErrorCodes.RequestFailed, `There is no document ${uri}.`);
      return answer(path, params, token);
    };
  }

  connection.onCompletion(
    about((path, { position }) => ({ isIncomplete: false, items: [...completion(session, path, position)] })),
  );
  connection.onCompletionResolve((item) => completionDetails(session, item));
  connection.onHover(about((path, { position }) => hover(session, path, position)));
  connection.onSignatureHelp(about((path, { position }) => signatureHelp(session, path, position)));
  connection.onDefinition(about((path, { position }) => mutable(definition(session, path, position))));
  connection.onTypeDefinition(
    about((path, { position }) => mutable(typeDefinition(session, path, position))),
  );
  connection.onImplementation(
    about((path, { position }) => mutable(implementation(session, path, position))),
  );
  connection.onReferences(
    about((path, { position, context }) =>
      mutable(references(session, path, position, context.includeDeclaration)),
    ),
  );
  connection.onDocumentHighlight(
    about((path, { position }) => mutable(documentHighlight(session, path, position))),
  );
  connection.onDocumentSymbol(about((path) => mutable(documentSymbols(session, path))));
  connection.onWorkspaceSymbol(({ query }) => mutable(workspaceSymbols(session, query)));
  connection.onCodeAction(
    about((path, { range, context }) => codeActions(session, path, { range, only: context.only })),
  );
  connection.onCodeLens(about((path) => mutable(codeLenses(session, path))));
  connection.onDocumentLinks(about((path) => mutable(documentLinks(session, path))));
  connection.onDocumentFormatting(
    about(async (path, { options }) => mutable(await formatDocument(session, path, options))),
  );
  connection.onDocumentRangeFormatting(
    about(async (path, { range, options }) => mutable(await formatRange(session, path, range, options))),
  );
  connection.onDocumentOnTypeFormatting(
    about(async (path, { position, ch, options }) =>
      mutable(await formatOnType(session, path, position, ch, options)),
    ),
  );
  connection.onPrepareRename(about((path, { position }) => prepareRename(session, path, position)));
  connection.onRenameRequest(
    about((path, { position, newName }) => rename(session, path, position, newName)),
  );
  connection.onFoldingRanges(about((path) => mutable(foldingRanges(session, path))));
  connection.onSelectionRanges(
    about((path, { positions }) => mutable(selectionRanges(session, path, positions))),
  );
  connection.languages.onLinkedEditingRange(
    about((path, { position }) => linkedEditing(session, path, position)),
  );
  connection.languages.callHierarchy.onPrepare(
    about((path, { position }) => mutable(prepareCallHierarchy(session, path, position))),
  );
  connection.languages.callHierarchy.onIncomingCalls(({ item }) => mutable(incomingCalls(session, item)));
  connection.languages.callHierarchy.onOutgoingCalls(({ item }) => mutable(outgoingCalls(session, item)));
  connection.languages.inlayHint.on(about((path, { range }) => mutable(inlayHints(session, path, range))));

  const fullTokens = (path: string): { resultId: string; data: number[] } => {
    const result = { resultId: String(++tokenResults), data: semanticTokens(session, path) };
    tokens.set(path, result);
    return result;
  };
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
    about((path, { range }) => ({ data: semanticTokens(session, path, range) })),
  );

  /** A client that can ask, and does, needs nothing pushed; one that was told how it is done keeps that way. */
  function asked(): void {
    if (abilities.pulls && mayPush === undefined) publisher.stopPushing();
  }
  connection.languages.diagnostics.on(
    about((path, { previousResultId }) => {
      asked();
      return pullDocument(session, path, previousResultId);
    }),
  );
  connection.languages.diagnostics.onWorkspace((params, token) => {
    asked();
    return pullWorkspace(session, params, token);
  });
  connection.onRequest(
    diagramMethod,
    about((path, { position }: DiagramParams) => diagram(session, path, position)),
  );
  connection.onRequest((method) => guard.refuse(method));
  connection.onShutdown(() => guard.end(() => publisher.stop()));
  return { listen: () => connection.listen() };
}

/** The protocol's types are those of arrays that may be written to. */
function mutable<T>(list: readonly T[] | null): T[] | null {
  return list && [...list];
}

/** Refreshing is a favour: a client that refuses goes on with what it has. */
function ignored(): void {}
