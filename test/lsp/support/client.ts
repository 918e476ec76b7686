import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  PublishDiagnosticsNotification,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver-protocol/node';

/** The built server. */
export const serverScript = resolve(import.meta.dirname, '../../../dist/lsp/node.js');

/** A client on a server process of its own, as an editor is one. */
export interface Client {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcessWithoutNullStreams;
  readonly initialized: InitializeResult;
  readonly open: (uri: string, text: string) => void;
  /** Replaces a piece of an open document by offsets of its current text. */
  readonly edit: (uri: string, start: number, end: number, newText: string) => void;
  readonly replace: (uri: string, text: string) => void;
  readonly close: (uri: string) => void;
  readonly textOf: (uri: string) => string;
  readonly request: <R>(method: string, params: unknown) => Promise<R>;
  /** The diagnostics that were published for the current version of a document. */
  readonly diagnostics: (uri: string) => Promise<readonly Diagnostic[]>;
  readonly stop: () => Promise<void>;
}

export interface ClientOptions {
  readonly folders?: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** Answers requests of the server: `workspace/configuration`, `client/registerCapability`. */
  readonly answers?: Readonly<Record<string, (params: never) => unknown>>;
  readonly command?: readonly string[];
}

/** Everything that the server's answers depend on, as editors declare it. */
export const fullCapabilities: ClientCapabilities = {
  textDocument: { completion: { completionItem: { snippetSupport: true } } },
  workspace: { workspaceEdit: { documentChanges: true }, workspaceFolders: true },
};

/** Starts the built server and says hello. */
export async function startClient(options: ClientOptions = {}): Promise<Client> {
  const [command, ...args] = options.command ?? [process.execPath, serverScript, '--stdio'];
  const server = spawn(command!, args);
  let complaint = '';
  server.stderr.on('data', (piece: Buffer) => (complaint += piece.toString()));
  const reader = new StreamMessageReader(server.stdout);
  const connection = createProtocolConnection(reader, new StreamMessageWriter(server.stdin));
  const published = new Map<string, PublishDiagnosticsParams>();
  const listeners = new Set<() => void>();
  connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
    published.set(params.uri, params);
    listeners.forEach((listener) => listener());
  });
  for (const [method, answer] of Object.entries(options.answers ?? {})) connection.onRequest(method, answer);
  connection.onError(() => {});
  connection.listen();
  let stopping = false;
  server.on('exit', (code) => {
    if (stopping) return;
    // Requests that wait would wait for ever.
    connection.dispose();
    throw new Error(`the server ended with ${code}: ${complaint}`);
  });
  const params: InitializeParams = {
    processId: process.pid,
    rootUri: null,
    capabilities: options.capabilities ?? fullCapabilities,
    workspaceFolders: (options.folders ?? []).map((folder) => ({
      uri: pathToFileURL(folder).href,
      name: folder,
    })),
    ...(options.initializationOptions === undefined
      ? {}
      : { initializationOptions: options.initializationOptions }),
  };
  const initialized = await connection.sendRequest<InitializeResult>('initialize', params);
  await connection.sendNotification('initialized', {});
  const documents = new Map<string, { version: number; text: string }>();

  const change = (uri: string, text: string, contentChanges: readonly unknown[]): void => {
    const document = documents.get(uri)!;
    document.text = text;
    document.version++;
    void connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: document.version },
      contentChanges,
    });
  };
  return {
    connection,
    process: server,
    initialized,
    open(uri, text) {
      documents.set(uri, { version: 1, text });
      void connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'kmodel', version: 1, text },
      });
    },
    edit(uri, start, end, newText) {
      const { text } = documents.get(uri)!;
      const range = { start: positionOf(text, start), end: positionOf(text, end) };
      change(uri, text.slice(0, start) + newText + text.slice(end), [{ range, text: newText }]);
    },
    replace: (uri, text) => change(uri, text, [{ text }]),
    close(uri) {
      documents.delete(uri);
      void connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    },
    textOf: (uri) => documents.get(uri)!.text,
    request: (method, given) => connection.sendRequest(method, given),
    diagnostics: (uri) =>
      new Promise((done, fail) => {
        const timer = setTimeout(() => fail(new Error(`nothing was published for ${uri}`)), 10_000);
        const look = (): void => {
          const found = published.get(uri);
          if (!found || found.version !== documents.get(uri)?.version) return;
          clearTimeout(timer);
          listeners.delete(look);
          done(found.diagnostics);
        };
        listeners.add(look);
        look();
      }),
    async stop() {
      stopping = true;
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await new Promise((done) => (server.exitCode === null ? server.on('exit', done) : done(undefined)));
      connection.dispose();
    },
  };
}

/** Line and character of an offset. */
export function positionOf(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length - 1, character: before.at(-1)!.length };
}

/** A text with one or several `┆` taken out, and where they stood. */
export function withCursors(marked: string): { readonly text: string; readonly offsets: readonly number[] } {
  const pieces = marked.split('┆');
  const offsets: number[] = [];
  let length = 0;
  for (const piece of pieces.slice(0, -1)) offsets.push((length += piece.length));
  return { text: pieces.join(''), offsets };
}

/** A text with one `┆` taken out, and the position where it stood. */
export function withCursor(marked: string): {
  readonly text: string;
  readonly position: { line: number; character: number };
} {
  const { text, offsets } = withCursors(marked);
  return { text, position: positionOf(text, offsets[0]!) };
}

/** A text after edits of the protocol, which are given for the same version and don't overlap. */
export function applyTextEdits(
  text: string,
  edits: readonly {
    readonly range: { start: { line: number; character: number }; end: { line: number; character: number } };
    readonly newText: string;
  }[],
): string {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  const offset = ({ line, character }: { line: number; character: number }): number =>
    Math.min((starts[line] ?? text.length) + character, text.length);
  return [...edits]
    .sort(
      (a, b) => offset(b.range.start) - offset(a.range.start) || offset(b.range.end) - offset(a.range.end),
    )
    .reduce(
      (result, { range, newText }) =>
        result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end)),
      text,
    );
}
