import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { commandNames } from '../../../protocol.ts';
import { GraphPanel, graphView } from './graph-panel.ts';

/** Time without a keystroke or a move of the cursor after which the graph is drawn, in milliseconds. */
const pause = 120;

/** The command that shows the graph, and what keeps it true: it follows the cursor and the text. */
export function registerGraph(extensionUri: vscode.Uri, client: BaseLanguageClient): vscode.Disposable[] {
  let panel: GraphPanel | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const adopt = (view: vscode.WebviewPanel): void => {
    const adopted = new GraphPanel(view, extensionUri, client);
    panel = adopted;
    view.onDidDispose(() => {
      if (panel === adopted) panel = undefined;
    });
  };
  const follow = (editor: vscode.TextEditor | undefined): void => {
    if (!panel || editor?.document.languageId !== 'kmodel') return;
    clearTimeout(timer);
    timer = setTimeout(() => void panel?.show(editor.document, editor.selection.active), pause);
  };

  return [
    vscode.commands.registerCommand(commandNames.showGraph, async (uri?: unknown, model?: unknown) => {
      const place = await placeOf(client, uri, model);
      if (!place) {
        void vscode.window.showErrorMessage('Open a model file to see its graph.');
        return;
      }
      if (!panel) adopt(GraphPanel.open());
      panel!.reveal();
      await panel!.show(place.document, place.position);
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => follow(textEditor)),
    vscode.window.onDidChangeActiveTextEditor(follow),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      const editor = vscode.window.activeTextEditor;
      if (editor?.document === document) follow(editor);
    }),
    vscode.window.registerWebviewPanelSerializer(graphView, {
      deserializeWebviewPanel: async (view) => {
        adopt(view);
        follow(vscode.window.activeTextEditor);
      },
    }),
    { dispose: () => clearTimeout(timer) },
  ];
}

/** The model that a code lens names, else the cursor of the active editor. */
async function placeOf(
  client: BaseLanguageClient,
  uri: unknown,
  model: unknown,
): Promise<{ document: vscode.TextDocument; position: vscode.Position } | undefined> {
  if (typeof uri !== 'string') {
    const editor = vscode.window.activeTextEditor;
    return editor?.document.languageId === 'kmodel'
      ? { document: editor.document, position: editor.selection.active }
      : undefined;
  }
  const document = await vscode.workspace.openTextDocument(client.protocol2CodeConverter.asUri(uri));
  const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
    'vscode.executeDocumentSymbolProvider',
    document.uri,
  );
  const symbol = symbols?.find(({ name }) => name === model);
  return { document, position: symbol?.selectionRange.start ?? new vscode.Position(0, 0) };
}
