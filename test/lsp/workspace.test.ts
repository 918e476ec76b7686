import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type * as lsp from 'vscode-languageserver-protocol';
import {
  applyTextEdits,
  fullCapabilities,
  positionOf,
  startClient,
  withCursor,
  type Client,
  type ClientOptions,
} from './support/client.ts';

const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
});

/** A folder with files, as URIs by name. */
function folder(files: Readonly<Record<string, string>>) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'kmodel-lsp-')));
  const uris: Record<string, string> = {};
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
    uris[name] = pathToFileURL(join(root, name)).href;
  }
  return { root, uris };
}

async function start(options: ClientOptions): Promise<Client> {
  const client = await startClient(options);
  clients.push(client);
  return client;
}

const blocks = 'block Small(units: int = 4) {\n  input x\n  return x -> Dense(units)\n}\n';
const user =
  'import { Small } from "./blocks.kmodel"\n\nmodel A {\n  input x: float32[3]\n  head y = x -> Small()\n}\n';

async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let round = 0; ; round++) {
    const value = await read();
    if (holds(value)) return value;
    if (round > 100) throw new Error(`it stays ${JSON.stringify(value)}`);
    await new Promise((done) => setTimeout(done, 30));
  }
}

describe('a workspace', () => {
  it('is seen with its unsaved texts: an open document counts before the disk', async () => {
    const { root, uris } = folder({ 'blocks.kmodel': blocks, 'a.kmodel': user, 'package.json': '{}' });
    const client = await start({ folders: [root] });
    client.open(uris['a.kmodel']!, user);
    expect(await client.diagnostics(uris['a.kmodel']!)).toEqual([]);
    client.open(uris['blocks.kmodel']!, blocks.replace('Small', 'Tiny'));
    const found = await until(
      () => client.diagnostics(uris['a.kmodel']!),
      (each) => each.length > 0,
    );
    expect(found.map(({ code }) => code)).toEqual(['KM1006']);
    client.close(uris['blocks.kmodel']!);
    await until(
      () => client.diagnostics(uris['a.kmodel']!),
      (each) => each.length === 0,
    );
  });

  it('shows in a block what is wrong with it at a use in another file', async () => {
    const { root, uris } = folder({ 'blocks.kmodel': blocks, 'a.kmodel': user, 'package.json': '{}' });
    const client = await start({ folders: [root] });
    client.open(uris['blocks.kmodel']!, blocks.replace('Dense(units)', 'Conv2D(units, 3)'));
    client.open(uris['a.kmodel']!, user);
    const found = await until(
      () => client.diagnostics(uris['blocks.kmodel']!),
      (each) => each.length > 0,
    );
    expect(found[0]!.code).toBe('KM3001');
    expect(found[0]!.relatedInformation!.some(({ location }) => location.uri === uris['a.kmodel'])).toBe(
      true,
    );
  });

  it('renames across files, and completes and adds imports', async () => {
    const { root, uris } = folder({
      'blocks.kmodel': blocks,
      'a.kmodel': user,
      'deep/b.kmodel': 'model B {\n  input x: float32[3]\n  head y = x -> Small()\n}\n',
      'package.json': '{}',
    });
    const client = await start({ folders: [root] });
    client.open(uris['a.kmodel']!, user);
    const edit = await until(
      () =>
        client.request<lsp.WorkspaceEdit>('textDocument/rename', {
          textDocument: { uri: uris['a.kmodel'] },
          position: positionOf(user, user.indexOf('Small()')),
          newName: 'Tiny',
        }),
      ({ documentChanges }) => documentChanges!.length === 2,
    );
    const changes = edit.documentChanges as lsp.TextDocumentEdit[];
    expect(changes.map(({ textDocument }) => textDocument).sort((a, b) => (a.uri < b.uri ? -1 : 1))).toEqual([
      { uri: uris['a.kmodel'], version: 1 },
      { uri: uris['blocks.kmodel'], version: null },
    ]);
    const own = changes.find(({ textDocument }) => textDocument.uri === uris['a.kmodel'])!;
    expect(applyTextEdits(user, own.edits as lsp.TextEdit[])).toBe(user.replaceAll('Small', 'Tiny'));

    const b = 'model B {\n  input x: float32[3]\n  head y = x -> Small()\n}\n';
    client.open(uris['deep/b.kmodel']!, b);
    const at = positionOf(b, b.indexOf('Small') + 1);
    const actions = await client.request<lsp.CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: uris['deep/b.kmodel'] },
      range: { start: at, end: at },
      context: { diagnostics: [], only: ['quickfix'] },
    });
    const action = actions.find(({ title }) => title === 'Import `Small` from "../blocks.kmodel"')!;
    const [change] = action.edit!.documentChanges as lsp.TextDocumentEdit[];
    expect(applyTextEdits(b, change!.edits as lsp.TextEdit[])).toBe(
      `import { Small } from "../blocks.kmodel"\n\n${b}`,
    );
    const { text, position } = withCursor('import { ┆ } from "../blocks.kmodel"\n');
    client.replace(uris['deep/b.kmodel']!, text);
    const list = await client.request<lsp.CompletionList>('textDocument/completion', {
      textDocument: { uri: uris['deep/b.kmodel'] },
      position,
    });
    expect(list.items.map(({ label }) => label)).toEqual(['Small']);
    const links = await client.request<lsp.DocumentLink[]>('textDocument/documentLink', {
      textDocument: { uri: uris['deep/b.kmodel'] },
    });
    expect(links.map(({ target }) => target)).toEqual([uris['blocks.kmodel']]);
  });

  it('reads nothing outside of its folders', async () => {
    const { root, uris } = folder({
      'inner/a.kmodel': user.replace('./blocks', '../blocks'),
      'blocks.kmodel': blocks,
      'package.json': '{}',
    });
    const client = await start({ folders: [join(root, 'inner')] });
    client.open(uris['inner/a.kmodel']!, user.replace('./blocks', '../blocks'));
    const found = await client.diagnostics(uris['inner/a.kmodel']!);
    expect(found.map(({ code }) => code)).toEqual(['KM1004']);
    expect(found[0]!.message).toContain('lies outside the workspace');
  });

  it('follows files that change, appear and vanish, where the client watches them', async () => {
    const { root, uris } = folder({ 'a.kmodel': user, 'package.json': '{}' });
    const registered: lsp.Registration[] = [];
    const client = await start({
      folders: [root],
      capabilities: {
        ...fullCapabilities,
        workspace: { ...fullCapabilities.workspace, didChangeWatchedFiles: { dynamicRegistration: true } },
      },
      answers: {
        'client/registerCapability': ({ registrations }: lsp.RegistrationParams) => {
          registered.push(...registrations);
        },
      },
    });
    client.open(uris['a.kmodel']!, user);
    expect((await client.diagnostics(uris['a.kmodel']!)).map(({ code }) => code)).toEqual(['KM1004']);
    await until(
      async () => registered.length,
      (length) => length > 0,
    );
    expect(registered[0]).toMatchObject({
      method: 'workspace/didChangeWatchedFiles',
      registerOptions: { watchers: [{ globPattern: '**/*.kmodel' }] },
    });
    const path = join(root, 'blocks.kmodel');
    const uri = pathToFileURL(path).href;
    const tell = (type: number): Promise<void> =>
      client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type }] });
    writeFileSync(path, blocks);
    await tell(1);
    await until(
      () => client.diagnostics(uris['a.kmodel']!),
      (each) => each.length === 0,
    );
    writeFileSync(path, blocks.replace('Small', 'Tiny'));
    await tell(2);
    await until(
      () => client.diagnostics(uris['a.kmodel']!),
      (each) => each[0]?.code === 'KM1006',
    );
    rmSync(path);
    await tell(3);
    await until(
      () => client.diagnostics(uris['a.kmodel']!),
      (each) => each[0]?.code === 'KM1004',
    );
  });

  it('asks for the settings, and follows them', async () => {
    const { root, uris } = folder({
      'a.kmodel': 'model A {\n  input x: float32[3]\n  head y = x -> Dense(1)\n}\n',
    });
    let settings: unknown = { inlayHints: { shapes: false }, codeLens: false };
    const client = await start({
      folders: [root],
      capabilities: {
        ...fullCapabilities,
        workspace: { ...fullCapabilities.workspace, configuration: true },
      },
      answers: { 'workspace/configuration': () => [settings] },
    });
    const uri = uris['a.kmodel']!;
    client.open(uri, 'model A {\n  input x: float32[3]\n  head y = x -> Dense(1)\n}\n');
    const hints = async (): Promise<unknown[]> =>
      (
        await client.request<lsp.InlayHint[]>('textDocument/inlayHint', {
          textDocument: { uri },
          range: { start: { line: 0, character: 0 }, end: { line: 4, character: 0 } },
        })
      ).map(({ label }) => label);
    expect(await until(hints, (each) => !each.includes('float32[1]'))).toEqual(['units:', '4 params']);
    expect(await client.request('textDocument/codeLens', { textDocument: { uri } })).toEqual([]);
    settings = { inlayHints: { argumentNames: false, parameters: false } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    expect(await until(hints, (each) => each.includes('float32[1]'))).toEqual(['float32[1]']);
  });

  it('takes folders that come and go', async () => {
    const one = folder({ 'a.kmodel': 'const first = 1\n' });
    const two = folder({ 'b.kmodel': 'const second = 1\n' });
    const client = await start({ folders: [one.root] });
    const names = async (): Promise<readonly string[]> =>
      (await client.request<lsp.WorkspaceSymbol[]>('workspace/symbol', { query: '' })).map(
        ({ name }) => name,
      );
    await until(names, (each) => each.join() === 'first');
    const change = (added: string[], removed: string[]): Promise<void> =>
      client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
        event: {
          added: added.map((root) => ({ uri: pathToFileURL(root).href, name: root })),
          removed: removed.map((root) => ({ uri: pathToFileURL(root).href, name: root })),
        },
      });
    await change([two.root], []);
    await until(names, (each) => each.join() === 'first,second');
    await change([], [one.root]);
    await until(names, (each) => each.join() === 'second');
  });

  it('counts characters as the client does', async () => {
    const client = await start({ capabilities: { general: { positionEncodings: ['utf-8'] } } });
    expect(client.initialized.capabilities.positionEncoding).toBe('utf-8');
    const uri = 'file:///encoding/a.kmodel';
    client.open(uri, 'model A {\n  input größe: float32[3]\n  head y = größe -> Dens(1)\n}\n');
    const [found] = await client.diagnostics(uri);
    // `ö` and `ß` take two bytes each.
    expect(found!.range.start).toEqual({ line: 2, character: '  head y = größe -> '.length + 2 });
  });

  it('is no longer pushed to where the client pulls', async () => {
    const client = await start({
      capabilities: {
        ...fullCapabilities,
        textDocument: { ...fullCapabilities.textDocument, diagnostic: {} },
      },
    });
    const uri = 'file:///pull/a.kmodel';
    client.open(uri, 'model A {\n  input x: float32[8]\n  head y = x -> Dens(3)\n}\n');
    expect(await client.diagnostics(uri)).toHaveLength(1);
    const report = await client.request<lsp.RelatedFullDocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument: { uri },
    });
    expect(report.items).toHaveLength(1);
    await until(
      () => client.diagnostics(uri),
      (each) => each.length === 0,
    );
  });
});
