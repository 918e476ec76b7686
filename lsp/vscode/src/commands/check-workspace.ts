import * as vscode from 'vscode';
import {
  DiagnosticSeverity,
  WorkspaceDiagnosticRequest,
  type BaseLanguageClient,
} from 'vscode-languageclient';

/** Checks every model file of the workspace, also those that no editor shows, and tells how many mistakes there are. */
export async function checkWorkspace(client: BaseLanguageClient): Promise<void> {
  const report = await client.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds: [] });
  const diagnostics = report.items.flatMap((item) => (item.kind === 'full' ? item.items : []));
  const errors = diagnostics.filter(({ severity }) => severity === DiagnosticSeverity.Error).length;
  const warnings = diagnostics.filter(({ severity }) => severity === DiagnosticSeverity.Warning).length;
  const files = count(report.items.length, 'file');
  if (errors + warnings === 0) {
    void vscode.window.showInformationMessage(`kmodel found nothing wrong in ${files}.`);
    return;
  }
  await vscode.commands.executeCommand('workbench.actions.view.problems');
  void vscode.window.showWarningMessage(
    `kmodel found ${count(errors, 'error')} and ${count(warnings, 'warning')} in ${files}.`,
  );
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
