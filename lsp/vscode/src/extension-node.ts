import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { start, stop } from './extension.ts';

/** The entry on a desktop: the server is a process that speaks over standard input and output. */
export function activate(context: ExtensionContext): Promise<void> {
  const module = context.asAbsolutePath('dist/server-node.cjs');
  const server = { module, transport: TransportKind.stdio };
  return start(
    context,
    (options) =>
      new LanguageClient(
        'kmodel',
        'kmodel',
        { run: server, debug: { ...server, options: { execArgv: ['--nolazy', '--inspect=6019'] } } },
        options,
      ),
  );
}

export function deactivate(): Promise<void> {
  return stop();
}
