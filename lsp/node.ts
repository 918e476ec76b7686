#!/usr/bin/env node
import { createConnection } from 'vscode-languageserver/node';
import { createNodeHost } from './node-host.ts';
import { createServer } from './server.ts';

/** Serves one client over standard input and output (`--stdio`), a socket or Node's IPC, as the arguments say. */
export function startServer(): void {
  createServer(createConnection(), createNodeHost()).listen();
}

if (import.meta.url === (await mainModule())) startServer();

/** The module that the program began with, as a URL with links followed. */
async function mainModule(): Promise<string | undefined> {
  const [{ realpathSync }, { pathToFileURL }] = await Promise.all([import('node:fs'), import('node:url')]);
  const script = process.argv[1];
  if (script === undefined) return undefined;
  try {
    return pathToFileURL(realpathSync(script)).href;
  } catch {
    return undefined;
  }
}
