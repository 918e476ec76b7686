import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as lsp from 'vscode-languageserver-protocol';
import { applyTextEdits, positionOf, startClient, withCursor, type Client } from './support/client.ts';

let client: Client;
let count = 0;

beforeAll(async () => {
  client = await startClient();
});
afterAll(async () => {
  await client.stop();
});

/** Opens a text with a cursor; gives what a request at the cursor needs. */
function open(marked: string) {
  const { text, position } = marked.includes('┆')
    ? withCursor(marked)
    : { text: marked, position: { line: 0, character: 0 } };
  const uri = `file:///connection/${++count}.kmodel`;
  client.open(uri, text);
  return { uri, text, position, textDocument: { uri } };
}

/** The texts that ranges of a document hold. */
function textIn(text: string, range: lsp.Range): string {
  const lines = text.split('\n');
  if (range.start.line !== range.end.line) return `${lines[range.start.line]!.slice(range.start.character)}…`;
  return lines[range.start.line]!.slice(range.start.character, range.end.character);
}

const options = { tabSize: 2, insertSpaces: true };

const residual = `/// Two convolutions.
block Residual(filters: int, strides: int = 1) {
  input x
  branch main = x -> Conv2D(filters, 3, padding: same, strides: strides)
  return main -> ReLU()
}

const width = 4 * 4

model Net(classes: int = 10) {
  input image: float32[32, 32, 3]
  shared stem = Conv2D(width, 3)
  branch features = image -> stem -> Residual(16) -> Residual(32, strides: 2)
  head y = features -> Flatten() -> Dense(classes, activation: softmax) {
    loss: categorical_crossentropy
    metrics: [accuracy]
  }
  train { optimizer: Adam(), epochs: 3 }
}
`;

/** The text with a cursor in front of the n-th place of a piece. */
function at(piece: string, occurrence = 1, text = residual): string {
  let offset = -1;
  for (let index = 0; index < occurrence; index++) offset = text.indexOf(piece, offset + 1);
  return `${text.slice(0, offset)}┆${text.slice(offset)}`;
}

describe('the server', () => {
  it('tells what it can do', () => {
    const { capabilities, serverInfo } = client.initialized;
    expect(serverInfo?.name).toBe('kmodel');
    expect(capabilities.positionEncoding).toBe('utf-16');
    expect(capabilities.completionProvider?.resolveProvider).toBe(true);
    expect(capabilities.semanticTokensProvider).toMatchObject({ full: { delta: true }, range: true });
  });

  it('publishes what is wrong, with code, page, related places and tags', async () => {
    const { uri, text } = open(
      'model A {\n  input x: float32[8]\n  branch unused = x -> Dense(2)\n  head y = x -> Dens(3)\n}\n',
    );
    const found = await client.diagnostics(uri);
    expect(found.map(({ code, severity, source }) => [code, severity, source])).toEqual([
      ['KM4004', 2, 'kmodel'],
      ['KM1003', 1, 'kmodel'],
    ]);
    expect(found[0]!.tags).toEqual([1]);
    expect(textIn(text, found[1]!.range)).toBe('Dens');
    expect(found[1]!.codeDescription?.href).toMatch(/^file:.*KM1003-unknown-layer\.md$/);
    expect(found[1]!.message).toBe('There is no layer or block `Dens`. Did you mean `Dense`?');
  });

  it('publishes again after every change', async () => {
    const { uri } = open('model A {\n  input x: float32[8]\n  head y = x -> Dens(3)\n}\n');
    expect(await client.diagnostics(uri)).toHaveLength(1);
    const at = client.textOf(uri).indexOf('Dens') + 4;
    client.edit(uri, at, at, 'e');
    expect(await client.diagnostics(uri)).toEqual([]);
  });

  it('gives related places with their documents', async () => {
    const { uri } = open(
      'model A {\n  input a: float32[8]\n  input b: float32[9]\n  head y = a + b -> Dense(1)\n}\n',
    );
    const [found] = await client.diagnostics(uri);
    expect(found!.code).toBe('KM3003');
    expect(found!.relatedInformation!.every(({ location }) => location.uri === uri)).toBe(true);
    expect(found!.relatedInformation!.length).toBeGreaterThan(1);
  });

  it('gives diagnostics on request, and says when nothing has changed', async () => {
    const { textDocument } = open('model A {\n  input x: float32[8]\n  head y = x -> Dens(3)\n}\n');
    const full = await client.request<lsp.RelatedFullDocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument,
    });
    expect(full.kind).toBe('full');
    expect(full.items.map(({ code }) => code)).toEqual(['KM1003']);
    const again = await client.request<lsp.DocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument,
      previousResultId: full.resultId,
    });
    expect(again).toEqual({ kind: 'unchanged', resultId: full.resultId });
  });

  it('gives the diagnostics of the whole workspace', async () => {
    const { uri } = open('model A {\n  input x: float32[8]\n  head y = x -> Dens(3)\n}\n');
    const { items } = await client.request<lsp.WorkspaceDiagnosticReport>('workspace/diagnostic', {
      previousResultIds: [],
    });
    const own = items.find((item) => item.uri === uri) as lsp.WorkspaceFullDocumentDiagnosticReport;
    expect(own.items.map(({ code }) => code)).toEqual(['KM1003']);
  });

  it('offers fixes, and one action that fixes all', async () => {
    const { textDocument, text, uri } = open(
      'model A {\n  input x: float32[8]\n  head y = x -> Dens(3, activatoin: relu)\n  head z = x -> Dense(3, unit_s: 2)\n}\n',
    );
    const start = positionOf(text, text.indexOf('Dens('));
    const actions = await client.request<lsp.CodeAction[]>('textDocument/codeAction', {
      textDocument,
      range: { start, end: start },
      context: { diagnostics: [] },
    });
    const fix = actions.find(({ kind }) => kind === 'quickfix')!;
    expect(fix).toMatchObject({ title: 'Change to `Dense`', isPreferred: true });
    const whole = { start: { line: 0, character: 0 }, end: positionOf(text, text.length) };
    const [all] = await client.request<lsp.CodeAction[]>('textDocument/codeAction', {
      textDocument,
      range: whole,
      context: { diagnostics: [], only: ['source.fixAll'] },
    });
    const [change] = all!.edit!.documentChanges as lsp.TextDocumentEdit[];
    expect(change!.textDocument).toEqual({ uri, version: 1 });
    expect(applyTextEdits(text, change!.edits as lsp.TextEdit[])).toContain(
      'x -> Dense(3, activatoin: relu)',
    );
  });

  it('completes layers with a snippet and documentation', async () => {
    const { textDocument, position } = open(at('Flatten()'));
    const list = await client.request<lsp.CompletionList>('textDocument/completion', {
      textDocument,
      position,
    });
    const item = list.items.find(({ label }) => label === 'Conv2D')!;
    expect(item).toMatchObject({
      insertText: 'Conv2D(${1:filters}, ${2:kernel_size})$0',
      insertTextFormat: 2,
    });
    expect(item.documentation).toBeUndefined();
    const resolved = await client.request<lsp.CompletionItem>('completionItem/resolve', item);
    expect((resolved.documentation as lsp.MarkupContent).value).toContain('`filters`');
    expect(list.items.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['stem', 'Residual', 'repeat']),
    );
  });

  it('shows what stands under the pointer', async () => {
    const { textDocument, position, text } = open(at('features ->'));
    const hover = await client.request<lsp.Hover>('textDocument/hover', { textDocument, position });
    expect((hover.contents as lsp.MarkupContent).value).toContain(
      'branch features: float32[batch, 15, 15, 32]',
    );
    expect(textIn(text, hover.range!)).toBe('features');
  });

  it('shows shapes, argument names and parameters in the text', async () => {
    const { textDocument, text } = open(residual);
    const range = { start: { line: 0, character: 0 }, end: positionOf(text, text.length) };
    const hints = await client.request<lsp.InlayHint[]>('textDocument/inlayHint', { textDocument, range });
    const shown = hints.map(({ label }) => label);
    expect(shown).toEqual(
      expect.arrayContaining(['float32[30, 30, 16]', 'float32[10]', 'filters:', 'units:']),
    );
    expect(shown.some((label) => /^[\d,]+ params$/.test(label as string))).toBe(true);
  });

  it('shows the signature of the call that is being written', async () => {
    const { textDocument, position } = open(at('3, padding'));
    const help = await client.request<lsp.SignatureHelp>('textDocument/signatureHelp', {
      textDocument,
      position,
    });
    expect(help.signatures[0]!.label).toMatch(/^Conv2D\(filters, kernel_size, strides: /);
    expect(help.activeParameter).toBe(1);
    const own = open(at('strides: 2)'));
    const ofBlock = await client.request<lsp.SignatureHelp>('textDocument/signatureHelp', own);
    expect(ofBlock.signatures[0]!.label).toBe('Residual(filters: int, strides: int = 1)');
    expect(ofBlock.activeParameter).toBe(1);
  });

  it('goes to definitions', async () => {
    const { textDocument, position, text } = open(at('Residual(32'));
    const [link] = await client.request<lsp.LocationLink[]>('textDocument/definition', {
      textDocument,
      position,
    });
    expect(textIn(text, link!.targetSelectionRange)).toBe('Residual');
    expect(link!.targetSelectionRange.start.line).toBe(1);
    expect(textIn(text, link!.originSelectionRange!)).toBe('Residual');
  });

  it('goes from a tensor to what made it, and from a model to those that extend it', async () => {
    const typed = open(at('features ->'));
    const [made] = await client.request<lsp.Location[]>('textDocument/typeDefinition', typed);
    expect(textIn(typed.text, made!.range)).toBe('Residual(32, strides: 2)');
    const extended = open(
      'model ┆A {\n  input x: float32[3]\n  head y = x -> Dense(1)\n}\nmodel B extends A {\n}\n',
    );
    const found = await client.request<lsp.Location[]>('textDocument/implementation', extended);
    expect(found.map(({ range }) => textIn(extended.text, range))).toEqual(['B']);
  });

  it('finds references and highlights them', async () => {
    const { textDocument, position, text } = open(at('filters: int'));
    const found = await client.request<lsp.Location[]>('textDocument/references', {
      textDocument,
      position,
      context: { includeDeclaration: true },
    });
    expect(found.map(({ range }) => [textIn(text, range), range.start.line])).toEqual([
      ['filters', 1],
      ['filters', 3],
    ]);
    const without = await client.request<lsp.Location[]>('textDocument/references', {
      textDocument,
      position,
      context: { includeDeclaration: false },
    });
    expect(without).toHaveLength(1);
    const highlights = await client.request<lsp.DocumentHighlight[]>('textDocument/documentHighlight', {
      textDocument,
      position,
    });
    expect(highlights.map(({ kind }) => kind)).toEqual([3, 2]);
  });

  it('renames a parameter at its declaration, its uses and its named arguments', async () => {
    const { textDocument, position, text } = open(at('strides: int'));
    const prepared = await client.request<{ placeholder: string }>('textDocument/prepareRename', {
      textDocument,
      position,
    });
    expect(prepared.placeholder).toBe('strides');
    const edit = await client.request<lsp.WorkspaceEdit>('textDocument/rename', {
      textDocument,
      position,
      newName: 'step',
    });
    const [change] = edit.documentChanges as lsp.TextDocumentEdit[];
    const renamed = applyTextEdits(text, change!.edits as lsp.TextEdit[]);
    expect(renamed).toContain('step: int = 1');
    expect(renamed).toContain('strides: step)');
    expect(renamed).toContain('Residual(32, step: 2)');
  });

  it('outlines a document, and finds names in the workspace', async () => {
    const { textDocument } = open(residual);
    const symbols = await client.request<lsp.DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument,
    });
    expect(symbols.map(({ name, children }) => [name, children?.map((child) => child.name)])).toEqual([
      ['Residual', ['x', 'main', 'return']],
      ['width', undefined],
      ['Net', ['image', 'stem', 'features', 'y', 'train']],
    ]);
    const found = await client.request<lsp.WorkspaceSymbol[]>('workspace/symbol', { query: 'rsdl' });
    expect(found.map(({ name }) => name)).toContain('Residual');
  });

  it('folds bodies and comments', async () => {
    const { textDocument } = open(residual);
    const ranges = await client.request<lsp.FoldingRange[]>('textDocument/foldingRange', { textDocument });
    expect(ranges).toEqual(expect.arrayContaining([expect.objectContaining({ startLine: 1, endLine: 4 })]));
  });

  it('widens selections step by step', async () => {
    const { textDocument, position, text } = open(at('softmax'));
    const [range] = await client.request<lsp.SelectionRange[]>('textDocument/selectionRange', {
      textDocument,
      positions: [position],
    });
    const texts: string[] = [];
    for (let each: lsp.SelectionRange | undefined = range; each; each = each.parent)
      texts.push(textIn(text, each.range));
    expect(texts.slice(0, 3)).toEqual([
      'softmax',
      'activation: softmax',
      'Dense(classes, activation: softmax)',
    ]);
    expect(texts.length).toBeGreaterThan(5);
  });

  it('gives semantic tokens whole, as a difference and of a range', async () => {
    const { textDocument, uri, text } = open(residual);
    const full = await client.request<lsp.SemanticTokens>('textDocument/semanticTokens/full', {
      textDocument,
    });
    expect(full.data.length % 5).toBe(0);
    const at = text.indexOf('epochs: 3');
    client.edit(uri, at, at, 'seed: 1, ');
    const delta = await client.request<lsp.SemanticTokensDelta>('textDocument/semanticTokens/full/delta', {
      textDocument,
      previousResultId: full.resultId,
    });
    const data = [...full.data];
    for (const { start, deleteCount, data: inserted } of delta.edits)
      data.splice(start, deleteCount, ...(inserted ?? []));
    const fresh = await client.request<lsp.SemanticTokens>('textDocument/semanticTokens/full', {
      textDocument,
    });
    expect(data).toEqual(fresh.data);
    const range = { start: { line: 0, character: 0 }, end: { line: 5, character: 0 } };
    const part = await client.request<lsp.SemanticTokens>('textDocument/semanticTokens/range', {
      textDocument,
      range,
    });
    expect(fresh.data.slice(0, part.data.length)).toEqual(part.data);
    expect(part.data.length).toBeGreaterThan(0);
  });

  it('shows parameters, memory and commands above a model', async () => {
    const { textDocument, uri } = open(residual);
    const lenses = await client.request<lsp.CodeLens[]>('textDocument/codeLens', { textDocument });
    expect(lenses.map(({ command }) => command!.command)).toEqual(['', 'kmodel.showGraph', 'kmodel.train']);
    expect(lenses[0]!.command!.title).toMatch(/^[\d,]+ parameters, [\d.]+ KB$/);
    expect(lenses[1]!.command!.arguments).toEqual([uri, 'Net']);
  });

  it('knows which blocks use which', async () => {
    const { textDocument, position } = open(at('Residual(filters'));
    const [item] = await client.request<lsp.CallHierarchyItem[]>('textDocument/prepareCallHierarchy', {
      textDocument,
      position,
    });
    const incoming = await client.request<lsp.CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', {
      item,
    });
    expect(incoming.map(({ from, fromRanges }) => [from.name, fromRanges.length])).toEqual([['Net', 2]]);
    const outgoing = await client.request<lsp.CallHierarchyOutgoingCall[]>('callHierarchy/outgoingCalls', {
      item: incoming[0]!.from,
    });
    expect(outgoing.map(({ to }) => to.name)).toEqual(['Residual']);
  });

  it('lets the uses of a loop variable change with it', async () => {
    const marked = 'model A {\n  input x: float32[3]\n  head y = x -> for ┆u in [4, 5] { Dense(u) }\n}\n';
    const { textDocument, position, text } = open(marked);
    const linked = await client.request<lsp.LinkedEditingRanges>('textDocument/linkedEditingRange', {
      textDocument,
      position,
    });
    expect(linked.ranges.map((range) => textIn(text, range))).toEqual(['u', 'u']);
  });

  it('formats a document, a range and what a brace closes', async () => {
    const messy = 'const a=1\nmodel A {\ninput x:float32[3]\nhead y=x->Dense(1)\n}\n';
    const { textDocument } = open(messy);
    const edits = await client.request<lsp.TextEdit[]>('textDocument/formatting', { textDocument, options });
    const formatted = applyTextEdits(messy, edits);
    expect(formatted).toBe('const a = 1\n\nmodel A {\n  input x: float32[3]\n  head y = x -> Dense(1)\n}\n');
    const range = { start: { line: 3, character: 0 }, end: { line: 3, character: 5 } };
    const part = await client.request<lsp.TextEdit[]>('textDocument/rangeFormatting', {
      textDocument,
      range,
      options,
    });
    expect(applyTextEdits(messy, part)).toContain('  head y = x -> Dense(1)\n');
    const typed = await client.request<lsp.TextEdit[]>('textDocument/onTypeFormatting', {
      textDocument,
      position: { line: 4, character: 1 },
      ch: '}',
      options,
    });
    expect(applyTextEdits(messy, typed)).toContain('const a=1\nmodel A {\n  input x: float32[3]\n');
  });

  it('draws the model under the cursor, with where each box stands', async () => {
    const { textDocument, position, text, uri } = open(at('features ->'));
    const diagram = await client.request<{
      model: string;
      version: number;
      svg: string;
      nodes: { id: string; uri: string; range: lsp.Range }[];
    }>('kmodel/diagram', { textDocument, position });
    expect(diagram.model).toBe('Net');
    expect(diagram.version).toBe(1);
    const ids = [...diagram.svg.matchAll(/data-node="([^"]+)"/g)].map(([, id]) => id);
    expect(diagram.nodes.map(({ id }) => id)).toEqual(ids);
    const texts = Object.fromEntries(diagram.nodes.map(({ id, range }) => [id, textIn(text, range)]));
    expect(texts['layer:y']).toBe('Dense(classes, activation: softmax)');
    expect(texts['input:image']).toContain('input image');
    expect(diagram.nodes.every((node) => node.uri === uri)).toBe(true);
  });

  it('says nothing is wrong with any example', async () => {
    const folder = resolve(import.meta.dirname, '../../examples');
    for (const name of ['digits', 'tickets', 'unet', 'transformer']) {
      const uri = `file://${folder}/${name}.kmodel`;
      client.open(uri, readFileSync(`${folder}/${name}.kmodel`, 'utf8'));
      expect(await client.diagnostics(uri)).toEqual([]);
    }
  });
});
