import * as vscode from 'vscode';
import {
  holdsWeights,
  importingCommand,
  modelEndings,
  offeredTarget,
  weightsBeside,
} from './importing-command.ts';

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
  const hasWeights = holdsWeights(source.fsPath, await jsonText(source));
  const weights = hasWeights ? vscode.Uri.file(weightsBeside(target.fsPath)) : undefined;
  // The dialog has asked about the text alone.
  const replacesWeights = weights !== undefined && (await isThere(weights));
  if (replacesWeights && !(await mayReplace(weights))) return;
  const replaces = replacesWeights || (await isThere(target));
  const ended = await runTask(source, target, { hasWeights, replaces });
  if (ended === 0) await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(target));
}

async function jsonText(source: vscode.Uri): Promise<string | undefined> {
  if (!source.fsPath.endsWith('.json')) return undefined;
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(source));
}

async function isThere(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}

async function mayReplace(file: vscode.Uri): Promise<boolean> {
  const replace = 'Replace';
  const question = `The weights go to ${file.fsPath}, which is there already.`;
  return (await vscode.window.showWarningMessage(question, { modal: true }, replace)) === replace;
}

/** Runs the command line in a terminal, which shows why a file cannot be imported; gives the exit code. */
async function runTask(
  source: vscode.Uri,
  target: vscode.Uri,
  how: { readonly hasWeights: boolean; readonly replaces: boolean },
): Promise<number | undefined> {
  const command = vscode.workspace
    .getConfiguration('kmodel')
    .get<string>('command', 'npx --package kmodel-lang kmodel');
  const [program, ...words] = importingCommand({
    command,
    source: source.fsPath,
    target: target.fsPath,
    ...how,
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
