import { readFileSync } from 'node:fs';
import { libraryTexts } from '../support/library.ts';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type * as lsp from 'vscode-languageserver-protocol';
import { check, createMemoryHost } from '../../compiler/index.ts';
import { positionOf, startClient, type Client } from './support/client.ts';
import { applyEdit, randomEdit, randomNumbers } from './support/random-edits.ts';

const examples = resolve(import.meta.dirname, '../../examples');
const edits = 5000;
const names = ['tickets', 'ticket-difficulty', 'residual', 'siamese', 'digits'];
const texts = names.map((name) => readFileSync(join(examples, `${name}.kmodel`), 'utf8'));
const uris = names.map((name) => `file:///session/${name}.kmodel`);

/** Requests that an editor makes at a cursor, by what they are called. */
const atCursor = [
  'textDocument/hover',
  'textDocument/completion',
  'textDocument/signatureHelp',
  'textDocument/definition',
  'textDocument/typeDefinition',
  'textDocument/implementation',
  'textDocument/documentHighlight',
  'textDocument/linkedEditingRange',
  'textDocument/prepareCallHierarchy',
];
const ofDocument = [
  'textDocument/documentSymbol',
  'textDocument/foldingRange',
  'textDocument/semanticTokens/full',
  'textDocument/codeLens',
  'textDocument/documentLink',
  'textDocument/diagnostic',
];

/** Everything that a server says about its documents in the end. */
async function stateOf(client: Client): Promise<unknown> {
  const state: unknown[] = [];
  for (const uri of uris) {
    const textDocument = { uri };
    const end = positionOf(client.textOf(uri), client.textOf(uri).length);
    const range = { start: { line: 0, character: 0 }, end };
    const report = await client.request<lsp.RelatedFullDocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument,
    });
    const tokens = await client.request<lsp.SemanticTokens>('textDocument/semanticTokens/full', {
      textDocument,
    });
    state.push(report.items, tokens.data);
    for (const method of [
      'textDocument/documentSymbol',
      'textDocument/codeLens',
      'textDocument/foldingRange',
    ])
      state.push(await client.request(method, { textDocument }));
    state.push(await client.request('textDocument/inlayHint', { textDocument, range }));
  }
  return state;
}

/** Codes and places of what a fresh check finds in a text. */
function freshFindings(uri: string, current: ReadonlyMap<string, string>): readonly string[] {
  const files = Object.fromEntries([...current].map(([name, text]) => [name.slice('file://'.length), text]));
  const path = uri.slice('file://'.length);
  const host = { ...createMemoryHost(files, libraryTexts), workspaceRoot: () => '/session' };
  const found = new Set<string>();
  const order = [path, ...Object.keys(files).filter((each) => each !== path)];
  for (const entry of order) {
    for (const { code, place } of check(entry, host).diagnostics) {
      if (place.file === path)
        found.add(`${code} ${JSON.stringify(positionOf(files[path]!, place.span.start))}`);
    }
  }
  return [...found].sort();
}

describe('a session', () => {
  it(
    `of ${edits} random edits ends as a fresh server would begin, and nothing throws or is stale`,
    { timeout: 300_000 },
    async () => {
      const random = randomNumbers(20260101);
      const pick = (length: number): number => Math.floor(random() * length);
      const client = await startClient();
      const current = new Map(uris.map((uri, index) => [uri, texts[index]!]));
      const errors: string[] = [];
      uris.forEach((uri, index) => client.open(uri, texts[index]!));
      let waiting: Promise<unknown>[] = [];
      for (let step = 1; step <= edits; step++) {
        const index = pick(uris.length);
        const uri = uris[index]!;
        const text = current.get(uri)!;
        if (step % 25 === 0) {
          client.replace(uri, texts[index]!);
          current.set(uri, texts[index]!);
        } else {
          const edit = randomEdit(text, random);
          client.edit(uri, edit.start, edit.end, edit.newText);
          current.set(uri, applyEdit(text, edit));
        }
        const kinds = random() < 0.75 ? atCursor : ofDocument;
        // A diagram takes longer than all other answers together, and is asked for less often.
        const method = step % 50 === 0 ? 'kmodel/diagram' : kinds[pick(kinds.length)]!;
        const position = positionOf(current.get(uri)!, pick(current.get(uri)!.length + 1));
        waiting.push(
          client
            .request(method, { textDocument: { uri }, position })
            .catch((error: Error) => errors.push(`${step} ${method}: ${error.message}`)),
        );
        if (step % 20 === 0) {
          await Promise.all(waiting);
          waiting = [];
        }
        if (step % 500 === 0) {
          const found = await client.diagnostics(uri);
          const shown = found.map(({ code, range }) => `${code} ${JSON.stringify(range.start)}`);
          expect([...new Set(shown)].sort()).toEqual(freshFindings(uri, current));
        }
      }
      expect(errors).toEqual([]);
      const fresh = await startClient();
      for (const [uri, text] of current) fresh.open(uri, text);
      expect(await stateOf(client)).toEqual(await stateOf(fresh));
      await client.stop();
      await fresh.stop();
    },
  );
});
