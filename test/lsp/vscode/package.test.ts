import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';

const root = resolve(import.meta.dirname, '../../..');
let folder: string;
let path: string;
let files: Record<string, Uint8Array>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kmodel-vsix-'));
  path = join(folder, 'kmodel.vsix');
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/package-extension.ts', path], { cwd: root });
  files = unzipSync(readFileSync(path));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string) => JSON.parse(Buffer.from(files[`extension/${name}`]!).toString()) as never;

test('the package is under 3 MB', () => {
  expect(statSync(path).size).toBeLessThan(3e6);
});

test('it holds every file that its manifest names, and no source', () => {
  const manifest = JSON.stringify(read('package.json'));
  const named = manifest.match(/(?<=")(?:\.\/|media\/)[\w./-]+(?=")/g)!.map((name) => name.replace('./', ''));
  for (const name of [...named, 'dist/server-node.cjs', 'dist/server-browser.js', 'dist/graph-page.js']) {
    expect(files).toHaveProperty([`extension/${name}`]);
  }
  const names = Object.keys(files).join('\n');
  expect(names).not.toMatch(/\.ts$|node_modules|onnxruntime/m);
  expect(names).toMatch(/licen[sc]e/i);
});

test('its grammar and its injection are JSON that names the language', () => {
  expect(read('syntaxes/kmodel.tmLanguage.json')).toMatchObject({ scopeName: 'source.kmodel' });
  expect(read('syntaxes/markdown-kmodel.tmLanguage.json')).toMatchObject({
    injectionSelector: 'L:text.html.markdown',
  });
});

test('the server in it starts as the client starts it, and finds a mistake', async () => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const server = join(folder, 'extension/dist/server-node.cjs');
  const child: ChildProcess = spawn(process.execPath, [server, '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exit = new Promise((done) => child.on('exit', done));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout!),
    new StreamMessageWriter(child.stdin!),
  );
  connection.listen();
  const { serverInfo } = await connection.sendRequest<{ serverInfo: { name: string } }>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
  });
  expect(serverInfo.name).toBe('kmodel');
  const published = new Promise<{ diagnostics: { code: string }[] }>((done) =>
    connection.onNotification('textDocument/publishDiagnostics', done),
  );
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: {
      uri: 'file:///m.kmodel',
      languageId: 'kmodel',
      version: 1,
      text: 'model M {\n  input x: float32[3]\n  head y = x -> Dnse(1)\n}\n',
    },
  });
  expect((await published).diagnostics.map(({ code }) => code)).toEqual(['KM1003']);
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  expect(await exit).toBe(0);
  connection.dispose();
});
