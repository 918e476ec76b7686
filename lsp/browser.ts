import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { createEmptyHost, type ServerHost } from './host.ts';
import { createServer } from './server.ts';

export { createEmptyHost, type ServerHost } from './host.ts';
export { createServer, type LanguageServer } from './server.ts';

/** The part of a worker's global scope that messages go through. */
export interface WorkerScope {
  readonly postMessage: (message: unknown) => void;
  readonly addEventListener: (type: 'message', listener: (event: { readonly data: unknown }) => void) => void;
}

/**
 * Serves the page that started this worker. The files are those that the client has opened; texts of the library
 * can be given with the host.
 *
 * @example
 * // worker.ts
 * import { startServer } from 'kmodel-lang/lsp/browser';
 * startServer(self);
 */
export function startServer(scope: WorkerScope, host: ServerHost = createEmptyHost('browser')): void {
  const port = scope as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
  createServer(
    createConnection(new BrowserMessageReader(port), new BrowserMessageWriter(port)),
    host,
  ).listen();
}
