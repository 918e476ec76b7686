#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import {
  createConnection,
  ErrorCodes,
  StreamMessageReader,
  StreamMessageWriter,
  type Connection,
  type Message,
} from 'vscode-languageserver/node';
import { createNodeHost } from './node-host.ts';
import { createServer } from './server.ts';

export { createNodeHost } from './node-host.ts';
export { createServer, type LanguageServer } from './server.ts';
export type { ServerHost } from './host.ts';
export type { DiagramNode, DiagramParams, DiagramResult, KmodelSettings } from './protocol.ts';
export { commandNames, diagramMethod, languageId } from './protocol.ts';

/**
 * Serves one client as the program's arguments say: over standard input and output (`--stdio`, also where nothing
 * is said), a socket (`--socket=PORT`), a pipe (`--pipe=NAME`) or Node's channel (`--node-ipc`).
 */
export function startServer(): void {
  const other = process.argv.some((argument) => /^--(?:socket|pipe|node-ipc)/.test(argument));
  const connection = other ? createConnection() : stdioConnection();
  // Requests and timers have guards of their own: this is for what no guard is around, such as a library's callback.
  const report = (error: unknown): void => connection.console.error(`Internal error: ${String(error)}`);
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
  createServer(connection, createNodeHost()).listen();
}

/** What is no message gets the answer that JSON-RPC has for it, and the next one is read. */
function stdioConnection(): Connection {
  const reader = new StreamMessageReader(process.stdin);
  const writer = new StreamMessageWriter(process.stdout);
  reader.onError((error) => {
    const answer = {
      jsonrpc: '2.0',
      id: null,
      error: { code: ErrorCodes.ParseError, message: `This is no message: ${error.message}` },
    };
    void writer.write(answer as Message);
    // The reader stops at a broken header; what stands behind it is looked at with the next piece, be it empty.
    setImmediate(() => process.stdin.emit('data', Buffer.alloc(0)));
  });
  // A client that goes away without a word takes the server with it.
  process.stdin.on('end', () => process.exit(1));
  process.stdin.on('close', () => process.exit(1));
  process.stdout.on('error', () => process.exit(1));
  return createConnection(reader, writer);
}

/** Whether this module is the program that was started, links followed. */
function isProgram(): boolean {
  const [, script] = process.argv;
  if (script === undefined) return false;
  try {
    return pathToFileURL(realpathSync(script)).href === import.meta.url;
  } catch {
    return false;
  }
}

if (isProgram()) startServer();
