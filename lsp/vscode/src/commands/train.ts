import * as vscode from 'vscode';
import { trainingCommand } from './training-command.ts';

const dataFiles = '**/*.{npz,csv,tsv,jsonl}';

/**
 * Trains a model in a terminal: asks for the data, saves the file, runs the command line.
 * @param uri the file, the active one by default
 * @param model which of its models, the only one by default
 */
export async function train(uri?: string, model?: string): Promise<void> {
  const file = typeof uri === 'string' ? vscode.Uri.parse(uri) : activeModelFile();
  if (!file) {
    void vscode.window.showErrorMessage('Open the model file to train first.');
    return;
  }
  if (file.scheme !== 'file') {
    void vscode.window.showErrorMessage('Training runs on files: save this model to disk first.');
    return;
  }
  const data = await chooseData();
  if (!data) return;
  await vscode.workspace.textDocuments
    .find((document) => document.uri.toString() === file.toString())
    ?.save();

  const configured = vscode.workspace
    .getConfiguration('kmodel')
    .get<string>('command', 'npx --package kmodel-lang kmodel');
  const folder = vscode.workspace.getWorkspaceFolder(file);
  const [command, ...words] = trainingCommand(configured, file.fsPath, data.fsPath, model);
  const task = new vscode.Task(
    { type: 'kmodel' },
    folder ?? vscode.TaskScope.Workspace,
    model ? `train ${model}` : 'train',
    'kmodel',
    new vscode.ShellExecution(command, words, folder && { cwd: folder.uri.fsPath }),
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, focus: true, clear: true };
  await vscode.tasks.executeTask(task);
}

function activeModelFile(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === 'kmodel' ? document.uri : undefined;
}

async function chooseData(): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles(dataFiles, '**/node_modules/**', 200);
  const browse = { label: '$(folder-opened) Browse…', uri: undefined };
  const files = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const choice = await vscode.window.showQuickPick([...files, browse], {
    placeHolder: 'Data with one array for each input and head',
  });
  if (!choice) return undefined;
  if (choice.uri) return choice.uri;
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: true,
      canSelectFolders: true,
      openLabel: 'Train',
      filters: { Data: ['npz', 'csv', 'tsv', 'jsonl'], 'All files': ['*'] },
    })) ?? [];
  return chosen;
}
