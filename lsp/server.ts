import { type Connection, type InitializeParams, type InitializeResult } from 'vscode-languageserver';
import { abilitiesOf, serverCapabilities, type ClientAbilities } from './capabilities.ts';
import { chooseEncoding, createPositionConverter } from './convert.ts';
import { OpenDocuments } from './documents.ts';
import { diagram } from './features/diagram.ts';
import { aboutDocuments, answerLanguageRequests, answerTokenRequests, TokenMemory } from './requests.ts';
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
  const tokens = new TokenMemory();

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

  const about = aboutDocuments(service);
  answerLanguageRequests(connection, () => session, about);
  answerTokenRequests(connection, () => session, about, tokens);

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

/** Refreshing is a favour: a client that refuses goes on with what it has. */
function ignored(): void {}
