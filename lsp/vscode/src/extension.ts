import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { commandNames, settingsSection } from '../../protocol.ts';
import { ownCommands } from './commands/names.ts';
import { checkWorkspace } from './commands/check-workspace.ts';
import { importModel } from './commands/import-model.ts';
import { newModel } from './commands/new-model.ts';
import { train } from './commands/train.ts';
import { registerGraph } from './graph/register-graph.ts';

/** Starts a server, in a process or in a worker, and connects to it. */
export type CreateClient = (options: LanguageClientOptions) => BaseLanguageClient;

let client: BaseLanguageClient | undefined;

/** What both entries share: the client, the commands, the graph. */
export async function start(context: vscode.ExtensionContext, createClient: CreateClient): Promise<void> {
  const started = createClient({
    documentSelector: [{ language: 'kmodel' }],
    synchronize: { configurationSection: settingsSection },
    outputChannelName: 'kmodel',
  });
  client = started;
  context.subscriptions.push(
    vscode.commands.registerCommand(ownCommands.checkWorkspace, () => checkWorkspace(started)),
    vscode.commands.registerCommand(commandNames.train, train),
    vscode.commands.registerCommand(ownCommands.importModel, importModel),
    vscode.commands.registerCommand(ownCommands.newModel, newModel),
    vscode.commands.registerCommand(ownCommands.restartServer, () => restart(started)),
    ...registerGraph(context.extensionUri, started),
  );
  await started.start();
}

async function restart(running: BaseLanguageClient): Promise<void> {
  await running.stop();
  await running.start();
}

/** Ends the server with the editor. */
export async function stop(): Promise<void> {
  await client?.dispose();
  client = undefined;
}
