import { build } from 'esbuild';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type * as lsp from 'vscode-languageserver-protocol';
import { launchChromium } from '../support/chromium.ts';

const root = resolve(import.meta.dirname, '../..');
let browser: Browser;
let bundle: string;

beforeAll(async () => {
  browser = await launchChromium();
  const result = await build({
    stdin: {
      contents: "import { startServer } from './dist/lsp/browser.js';\nstartServer(self);\n",
      resolveDir: root,
    },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    minify: true,
  });
  bundle = result.outputFiles[0]!.text;
}, 60_000);
afterAll(() => browser?.close());

/** What the page has, which these sources are not compiled for. */
interface PageScope {
  readonly Worker: new (url: string) => {
    onmessage: (event: { data: { id?: number; method?: string; params?: unknown } }) => void;
    postMessage: (message: unknown) => void;
  };
}

/** What the page does: starts the worker, speaks to it, and gives all that it says. */
interface Answers {
  readonly initialize: { readonly result: lsp.InitializeResult };
  readonly completion: { readonly result: lsp.CompletionList };
  readonly diagram: { readonly result: { readonly svg: string } };
  readonly diagnostics: readonly lsp.PublishDiagnosticsParams[];
}

it('serves a page from a web worker: diagnostics, completion, diagrams', { timeout: 60_000 }, async () => {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const text = 'model A {\n  input x: float32[8]\n  head y = x -> Dens(3)\n}\n';
  const fixed = text.replace('Dens(', 'Dense(');
  const answers = (await page.evaluate(
    `(${async ([code, before, after]: readonly [string, string, string]) => {
      const worker = new (globalThis as unknown as PageScope).Worker(
        URL.createObjectURL(new Blob([code], { type: 'text/javascript' })),
      );
      const waiting = new Map<number, (message: unknown) => void>();
      const published: unknown[] = [];
      let onPublished = (): void => {};
      worker.onmessage = ({ data }) => {
        if (data.method === 'textDocument/publishDiagnostics') {
          published.push(data.params);
          onPublished();
        } else if (data.id !== undefined) waiting.get(data.id)?.(data);
      };
      let count = 0;
      const request = (method: string, params: unknown): Promise<unknown> =>
        new Promise((done) => {
          waiting.set(++count, done);
          worker.postMessage({ jsonrpc: '2.0', id: count, method, params });
        });
      const notify = (method: string, params: unknown): void =>
        worker.postMessage({ jsonrpc: '2.0', method, params });
      const nextDiagnostics = (): Promise<void> => new Promise((done) => (onPublished = done));
      const uri = 'inmemory://page/a.kmodel';
      const initialize = await request('initialize', { processId: null, rootUri: null, capabilities: {} });
      notify('initialized', {});
      let next = nextDiagnostics();
      notify('textDocument/didOpen', {
        textDocument: { uri, languageId: 'kmodel', version: 1, text: before },
      });
      await next;
      const completion = await request('textDocument/completion', {
        textDocument: { uri },
        position: { line: 2, character: 16 },
      });
      next = nextDiagnostics();
      notify('textDocument/didChange', {
        textDocument: { uri, version: 2 },
        contentChanges: [{ text: after }],
      });
      await next;
      const diagram = await request('kmodel/diagram', { textDocument: { uri } });
      return { initialize, completion, diagram, diagnostics: published };
    }})(${JSON.stringify([bundle, text, fixed])})`,
  )) as Answers;
  expect(errors).toEqual([]);
  expect(answers.initialize.result.serverInfo?.name).toBe('kmodel');
  expect(answers.diagnostics.map(({ diagnostics }) => diagnostics.map(({ code }) => code))).toEqual([
    ['KM1003'],
    [],
  ]);
  expect(answers.completion.result.items.map(({ label }) => label)).toEqual(
    expect.arrayContaining(['Dense', 'LSTM', 'repeat']),
  );
  expect(answers.diagram.result.svg).toContain('data-node="layer:y"');
});
