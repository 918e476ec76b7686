import * as vscode from 'vscode';

/** Opens an empty model file and offers the snippet of a whole model in it. */
export async function newModel(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'kmodel' });
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('editor.action.insertSnippet', { langId: 'kmodel', name: 'Model' });
}
