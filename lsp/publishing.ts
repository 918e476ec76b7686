import {
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type Connection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { Debounce } from './documents.ts';
import { diagnostics } from './features/diagnostics.ts';
import type { Guard } from './guard.ts';
import { uriFor, type Session } from './session.ts';
import { pathOf } from './uri.ts';

/** Brings diagnostics to the client: pushed when texts have changed, or given when it asks. */
export class DiagnosticPublisher {
  readonly #connection: Connection;
  readonly #session: () => Session;
  readonly #guard: Guard;
  readonly #debounce = new Debounce(() => this.#guard.run('publishing diagnostics', () => this.#publish()));
  /** What the client has been sent, by path. */
  readonly #sent = new Map<string, string>();
  pushes = true;

  constructor(connection: Connection, session: () => Session, guard: Guard) {
    this.#connection = connection;
    this.#session = session;
    this.#guard = guard;
  }

  /** Texts have changed: what is wrong with them now goes out when no further change comes at once. */
  trigger(): void {
    if (this.pushes) this.#debounce.trigger();
  }

  /** The client asks for diagnostics from now on: what was pushed is taken back. */
  stopPushing(): void {
    if (!this.pushes) return;
    this.pushes = false;
    this.#debounce.stop();
    for (const path of this.#sent.keys()) this.#send(path, []);
    this.#sent.clear();
  }

  /** A document is closed: the client shows nothing for it any more. */
  closed(uri: string): void {
    if (!this.#sent.delete(pathOf(uri))) return;
    this.#guard.run('sending diagnostics', () => this.#connection.sendDiagnostics({ uri, diagnostics: [] }));
  }

  stop(): void {
    this.#debounce.stop();
  }

  #publish(): void {
    const session = this.#session();
    const { documents } = session.service;
    // What is wrong with a block may come out in a file that uses it.
    for (const path of documents.paths()) session.service.check(path);
    for (const path of documents.paths()) {
      const found = diagnostics(session, path);
      const content = `${documents.get(path)!.version} ${JSON.stringify(found)}`;
      if (this.#sent.get(path) === content) continue;
      this.#sent.set(path, content);
      this.#send(path, found);
    }
  }

  #send(path: string, found: Diagnostic[]): void {
    const document = this.#session().service.documents.get(path);
    const uri = uriFor(this.#session(), path);
    const version = document ? { version: document.version } : {};
    this.#guard.run('sending diagnostics', () =>
      this.#connection.sendDiagnostics({ uri, ...version, diagnostics: found }),
    );
  }
}

/** `textDocument/diagnostic`: everything in one document, or that nothing has changed since the client asked last. */
export function pullDocument(
  session: Session,
  path: string,
  previous: string | undefined,
): DocumentDiagnosticReport {
  const items = diagnostics(session, path);
  const resultId = resultIdOf(items);
  return resultId === previous
    ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
    : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
}

/** Files checked before messages are looked at again. */
const filesAtOnce = 8;

/** `workspace/diagnostic`: every file of the workspace, open or not. */
export async function pullWorkspace(
  session: Session,
  { previousResultIds }: WorkspaceDiagnosticParams,
  token: CancellationToken,
): Promise<WorkspaceDiagnosticReport> {
  const previous = new Map(previousResultIds.map(({ uri, value }) => [pathOf(uri), value]));
  const items: WorkspaceDocumentDiagnosticReport[] = [];
  // Files that others import first have to be checked, as what is found in them by others counts, too.
  const files = session.service.files;
  for (const report of [false, true]) {
    for (const [index, path] of files.entries()) {
      if (index % filesAtOnce === 0) await new Promise((resume) => setTimeout(resume, 0));
      if (token.isCancellationRequested)
        throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
      if (!report) {
        session.service.check(path);
        continue;
      }
      const uri = uriFor(session, path);
      const version = session.service.documents.get(path)?.version ?? null;
      items.push({ ...pullDocument(session, path, previous.get(path)), uri, version });
    }
  }
  return { items };
}

/** A short name for what was found: the same findings, the same name. */
function resultIdOf(items: readonly Diagnostic[]): string {
  let hash = 0;
  const text = JSON.stringify(items);
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return `${items.length}-${(hash >>> 0).toString(36)}-${text.length}`;
}
