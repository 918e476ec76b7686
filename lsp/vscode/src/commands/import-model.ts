import * as vscode from 'vscode';
import { holdsWeights, importingCommand, modelEndings, offeredTarget } from './importing-command.ts';

/** Imports a model of another world: asks for its file and the new one, runs the command line, opens the text. */
export async function importModel(): Promise<void> {
  const [source] =
    (await vscode.window.showOpenDialog({
      canSelectMany: false,
      openLabel: 'Import',
      filters: { 'Models of Keras, tfjs and ONNX': [...modelEndings], 'All files': ['*'] },
    })) ?? [];
  if (!source) return;
  if (source.scheme !== 'file') {
    void vscode.window.showErrorMessage('Models are imported from files: save this one to disk first.');
    return;
  }
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(offeredTarget(source.fsPath)),
    filters: { kmodel: ['kmodel'] },
    saveLabel: 'Write',
  });
  if (!target) return;
  const ended = await runTask(source, target);
  if (ended === 0) await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(target));
}

/** Runs the command line in a terminal, which shows why a file cannot be imported; gives the exit code. */
async function runTask(source: vscode.Uri, target: vscode.Uri): Promise<number | undefined> {
  const command = vscode.workspace
    .getConfiguration('kmodel')
    .get<string>('command', 'npx --package kmodel-lang kmodel');
  const text = source.fsPath.endsWith('.json')
    ? new TextDecoder().decode(await vscode.workspace.fs.readFile(source))
    : undefined;
  const [program, ...words] = importingCommand({
    command,
    source: source.fsPath,
    target: target.fsPath,
    hasWeights: holdsWeights(source.fsPath, text),
  });
  const folder = vscode.workspace.getWorkspaceFolder(target);
  const task = new vscode.Task(
    { type: 'kmodel' },
    folder ?? vscode.TaskScope.Workspace,
    'import',
    'kmodel',
    new vscode.ShellExecution(program, words, folder && { cwd: folder.uri.fsPath }),
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Silent, clear: true };
  const execution = await vscode.tasks.executeTask(task);
  return new Promise((done) => {
    const listener = vscode.tasks.onDidEndTaskProcess((ended) => {
      if (ended.execution !== execution) return;
      listener.dispose();
      done(ended.exitCode);
    });
  });
}
