import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  diagramMethod,
  type Diagram,
  type DiagramNode,
  type DiagramParams,
  type DiagramResult,
} from '../../../protocol.ts';
import type { FromPage, ToPage } from './messages.ts';
import { graphPage } from './page.ts';

/** The type of the view, by which the editor restores it. */
export const graphView = 'kmodel.graph';

/** A view that shows one model's graph; a click on a layer selects its text. */
export class GraphPanel {
  private readonly view: vscode.WebviewPanel;
  private readonly client: BaseLanguageClient;
  private shown: { readonly document: vscode.TextDocument; readonly result: Diagram } | undefined;
  private marked: string | null = null;
  private requested = 0;

  /** An empty view beside the text; the text keeps the cursor. */
  static open(): vscode.WebviewPanel {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    return vscode.window.createWebviewPanel(graphView, 'Graph', column, { retainContextWhenHidden: true });
  }

  constructor(view: vscode.WebviewPanel, extensionUri: vscode.Uri, client: BaseLanguageClient) {
    this.view = view;
    this.client = client;
    const assets = vscode.Uri.joinPath(extensionUri, 'dist');
    view.webview.options = { enableScripts: true, localResourceRoots: [assets] };
    view.webview.onDidReceiveMessage((message: FromPage) => this.receive(message));
    const script = view.webview.asWebviewUri(vscode.Uri.joinPath(assets, 'graph-page.js'));
    view.webview.html = graphPage(String(script), view.webview.cspSource);
  }

  reveal(): void {
    this.view.reveal(undefined, true);
  }

  /** Draws the model at a place of a text, and marks the layer there. Keeps the last drawing of a text with errors. */
  async show(document: vscode.TextDocument, position: vscode.Position): Promise<void> {
    const request = ++this.requested;
    const parameters: DiagramParams = {
      textDocument: { uri: this.client.code2ProtocolConverter.asUri(document.uri) },
      position: this.client.code2ProtocolConverter.asPosition(position),
    };
    const result = await this.client.sendRequest<DiagramResult>(diagramMethod, parameters);
    // A newer request is on its way: this drawing is of an older text.
    if (request !== this.requested) return;
    if (!result) {
      if (!this.shown) this.send({ kind: 'empty' });
      return;
    }
    const redraw = this.shown?.result.svg !== result.svg;
    this.shown = { document, result };
    this.view.title = `Graph of ${result.model}`;
    this.marked = this.nodeAt(document, position)?.id ?? null;
    if (redraw) this.send({ kind: 'graph', svg: result.svg });
    this.send({ kind: 'mark', node: this.marked });
  }

  private nodeAt(document: vscode.TextDocument, position: vscode.Position): DiagramNode | undefined {
    const uri = document.uri.toString();
    const places = (this.shown?.result.nodes ?? []).filter(
      (node) =>
        this.client.protocol2CodeConverter.asUri(node.uri).toString() === uri &&
        this.client.protocol2CodeConverter.asRange(node.range).contains(position),
    );
    return places.sort((a, b) => lines(a) - lines(b))[0];
  }

  private async receive(message: FromPage): Promise<void> {
    if (message.kind === 'ready') {
      // What was sent before the page was there is lost.
      if (this.shown) this.send({ kind: 'graph', svg: this.shown.result.svg });
      if (this.shown) this.send({ kind: 'mark', node: this.marked });
      return;
    }
    const node = this.shown?.result.nodes.find(({ id }) => id === message.node);
    if (!node) return;
    const { protocol2CodeConverter } = this.client;
    const selection = protocol2CodeConverter.asRange(node.range);
    const uri = protocol2CodeConverter.asUri(node.uri);
    const open = vscode.window.visibleTextEditors.find(
      (editor) => editor.document.uri.toString() === uri.toString(),
    );
    const viewColumn = open?.viewColumn ?? vscode.ViewColumn.One;
    await vscode.window.showTextDocument(uri, { selection, viewColumn });
  }

  private send(message: ToPage): void {
    void this.view.webview.postMessage(message);
  }
}

function lines({ range }: DiagramNode): number {
  return range.end.line - range.start.line;
}
