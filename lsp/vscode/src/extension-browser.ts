import { Uri, type ExtensionContext } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { start, stop } from './extension.ts';

/** The entry in a browser: the server is a web worker. */
export function activate(context: ExtensionContext): Promise<void> {
  const module = Uri.joinPath(context.extensionUri, 'dist/server-browser.js').toString(true);
  return start(context, (options) => new LanguageClient('kmodel', 'kmodel', new Worker(module), options));
}

export function deactivate(): Promise<void> {
  return stop();
}
