import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CancellationTokenSource, type ResponseError } from 'vscode-languageserver-protocol/node';
import type * as lsp from 'vscode-languageserver-protocol';
import { startClient, withCursor, type Client } from './support/client.ts';

let client: Client;
beforeAll(async () => {
  client = await startClient();
});
afterAll(async () => {
  await client.stop();
});

const text = 'const width = 3\n\nmodel A {\n  input x: float32[3]\n  head y = x -> Dense(width)\n}\n';
let count = 0;

function open(content = text): string {
  const uri = `file:///bad/${++count}.kmodel`;
  client.open(uri, content);
  return uri;
}

/** The error that a request ends in. */
async function errorOf(request: Promise<unknown>): Promise<ResponseError<unknown>> {
  return request.then(
    (result) => {
      throw new Error(`there is a result: ${JSON.stringify(result)}`);
    },
    (error: ResponseError<unknown>) => error,
  );
}

/** The server still answers. */
async function expectAlive(): Promise<void> {
  const uri = open();
  expect(await client.diagnostics(uri)).toEqual([]);
}

/** What the server writes, as text, until it holds something. */
function rawAnswer(holds: string): Promise<string> {
  return new Promise((done, fail) => {
    let all = '';
    const timer = setTimeout(() => fail(new Error(`no ${holds} in ${all}`)), 5000);
    const listen = (piece: Buffer): void => {
      all += piece.toString();
      if (!all.includes(holds)) return;
      clearTimeout(timer);
      client.process.stdout.off('data', listen);
      done(all);
    };
    client.process.stdout.on('data', listen);
  });
}

describe('bad input', () => {
  it('that is no JSON gets the answer of JSON-RPC', async () => {
    const answer = rawAnswer('-32700');
    client.process.stdin.write('Content-Length: 9\r\n\r\n{"broken"');
    expect(await answer).toContain('"id":null');
    await expectAlive();
  });

  it('that has no length is passed over', async () => {
    client.process.stdin.write('Nothing: here\r\n\r\n');
    await expectAlive();
  });

  it('that is an unknown request, or one without a document, gets an error', async () => {
    expect((await errorOf(client.request('kmodel/unknown', {}))).code).toBe(-32601);
    expect((await errorOf(client.request('textDocument/hover', {}))).code).toBe(-32602);
    expect((await errorOf(client.request('textDocument/hover', { textDocument: { uri: 5 } }))).code).toBe(
      -32602,
    );
    await expectAlive();
  });

  it('that names a document which is not there gets an error', async () => {
    const error = await errorOf(
      client.request('textDocument/hover', {
        textDocument: { uri: 'file:///nowhere/a.kmodel' },
        position: { line: 0, character: 0 },
      }),
    );
    expect(error.message).toBe('There is no document file:///nowhere/a.kmodel.');
    await expectAlive();
  });

  it('that is a position outside of the text gets what is at its end', async () => {
    const uri = open();
    for (const position of [
      { line: 1000, character: 0 },
      { line: 0, character: 1000 },
    ]) {
      expect(await client.request('textDocument/hover', { textDocument: { uri }, position })).toBeNull();
      const list = await client.request<lsp.CompletionList>('textDocument/completion', {
        textDocument: { uri },
        position,
      });
      expect(Array.isArray(list.items)).toBe(true);
    }
  });

  it('that is a file which vanishes while it is open elsewhere is reported where it is imported', async () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'kmodel-lsp-')));
    const path = join(root, 'blocks.kmodel');
    writeFileSync(path, 'const size = 4\n');
    const uri = pathToFileURL(join(root, 'a.kmodel')).href;
    client.open(uri, 'import { size } from "./blocks.kmodel"\nconst twice = size * 2\n');
    expect(await client.diagnostics(uri)).toEqual([]);
    rmSync(path);
    client.edit(uri, 0, 0, '\n');
    expect((await client.diagnostics(uri)).map(({ code }) => code)).toEqual(['KM1004']);
    const gone = await errorOf(
      client.request('textDocument/documentSymbol', { textDocument: { uri: pathToFileURL(path).href } }),
    );
    expect(gone.code).toBe(-32803);
    await expectAlive();
  });

  it('that is a file of 10 MB gets one diagnostic, at once', async () => {
    const start = Date.now();
    const uri = open('const a = 1 // filler\n'.repeat(460_000));
    const found = await client.diagnostics(uri);
    expect(found).toHaveLength(1);
    expect(found[0]!.message).toContain('is not checked');
    const position = { line: 3, character: 2 };
    expect(await client.request('textDocument/hover', { textDocument: { uri }, position })).toBeNull();
    expect(await client.request('textDocument/documentSymbol', { textDocument: { uri } })).toEqual([]);
    expect(Date.now() - start).toBeLessThan(5000);
    client.close(uri);
    await expectAlive();
  });

  it.each([
    ['a word of the language', 'branch', '`branch` is a word of the language.'],
    ['a literal', 'none', '`none` is a word of the language.'],
    ['a name that is taken', 'A', '`A` is declared already.'],
    ['no name', '3d', '`3d` is no name: names consist of letters, digits and `_`, and begin with no digit.'],
    ['nothing', '', '`` is no name: names consist of letters, digits and `_`, and begin with no digit.'],
  ])('that is a rename onto %s gets an error', async (_, newName, message) => {
    const uri = open();
    const params = { textDocument: { uri }, position: { line: 0, character: 7 }, newName };
    const error = await errorOf(client.request('textDocument/rename', params));
    expect(error.code).toBe(-32803);
    expect(error.message).toBe(message);
    await expectAlive();
  });

  it('that is a rename of a layer, or of nothing, gets an error', async () => {
    const marked = withCursor(text.replace('Dense', 'Den┆se'));
    const uri = open(marked.text);
    const prepare = (position: lsp.Position): Promise<ResponseError<unknown>> =>
      errorOf(client.request('textDocument/prepareRename', { textDocument: { uri }, position }));
    expect((await prepare(marked.position)).message).toBe(
      '`Dense` comes with the language and keeps its name.',
    );
    expect((await prepare({ line: 1, character: 0 })).message).toBe(
      'There is no name here that could be renamed.',
    );
  });

  it('that is a rename of a member onto one of the same model gets an error', async () => {
    const uri = open();
    const params = { textDocument: { uri }, position: { line: 3, character: 8 }, newName: 'y' };
    expect((await errorOf(client.request('textDocument/rename', params))).message).toBe(
      '`y` is declared already.',
    );
  });

  it('that is cancelled ends as cancelled', async () => {
    for (let index = 0; index < 30; index++) open(text.replace('A', `A${index}`));
    const source = new CancellationTokenSource();
    const asked = client.connection.sendRequest(
      'workspace/diagnostic',
      { previousResultIds: [] },
      source.token,
    );
    source.cancel();
    expect((await errorOf(asked)).code).toBe(-32800);
    await expectAlive();
  });

  it('that changes a text while it is formatted ends as such', async () => {
    const uri = open(`${text}// ${'x'.repeat(50)}\n`.repeat(1) + 'const b=2\n'.repeat(1));
    const asked = client.request('textDocument/formatting', {
      textDocument: { uri },
      options: { tabSize: 2, insertSpaces: true },
    });
    client.edit(uri, 0, 0, '\n');
    const outcome = await asked.then(
      () => 0,
      (error: ResponseError<unknown>) => error.code,
    );
    // Formatting may have been done before the change was read.
    expect([0, -32801]).toContain(outcome);
    await expectAlive();
  });

  it('that is a text which is edited at places that it lacks is taken as far as it goes', async () => {
    const uri = open();
    await client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [
        {
          range: { start: { line: 99, character: 0 }, end: { line: 100, character: 5 } },
          text: '\nconst b = 1\n',
        },
      ],
    });
    await client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: 'file:///never/opened.kmodel', version: 2 },
      contentChanges: [{ text: 'x' }],
    });
    const symbols = await client.request<lsp.DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument: { uri },
    });
    expect(symbols.map(({ name }) => name)).toEqual(['width', 'A', 'b']);
  });
});
