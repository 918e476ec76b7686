import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ResponseError,
} from 'vscode-languageserver-protocol/node';
import { spawn } from 'node:child_process';
import { OpenDocuments } from '../../lsp/documents.ts';
import { diagnostics } from '../../lsp/features/diagnostics.ts';
import { hover } from '../../lsp/features/hover.ts';
import { createEmptyHost } from '../../lsp/host.ts';
import { openTexts } from './support/session.ts';
import { serverScript, startClient, type Client } from './support/client.ts';

let client: Client;
let count = 0;
const folder = mkdtempSync(join(tmpdir(), 'kmodel-outlives-'));

beforeAll(async () => {
  client = await startClient();
});
afterAll(async () => {
  await client.stop();
  rmSync(folder, { recursive: true });
});

const whole = 'model A {\n  input x: float32[3]\n  head y = x -> Dense(2)\n}\n';

async function expectAlive(): Promise<void> {
  const uri = `file:///outlives/${++count}.kmodel`;
  client.open(uri, whole);
  expect(await client.diagnostics(uri)).toEqual([]);
}

/** What is published for a text, as codes. */
async function codesOf(text: string, uri = `file:///outlives/${++count}.kmodel`): Promise<unknown[]> {
  client.open(uri, text);
  return (await client.diagnostics(uri)).map(({ code }) => code);
}

describe('a text that used to end the server', () => {
  it('is a branch without its name in a block, before another declaration that begins', async () => {
    const text = 'block R() {\n  input x\n  branch  = x -> Dense(3)\n}\n\nmode\n';
    expect(await codesOf(text)).toContain('KM0002');
    await expectAlive();
  });

  it.each(['./good.kmodel/', './good.kmodel/x.kmodel', './a\\u0000.kmodel', `./${'n'.repeat(300)}.kmodel`])(
    'imports from %s',
    async (specifier) => {
      writeFileSync(join(folder, 'good.kmodel'), whole);
      const uri = pathToFileURL(join(folder, `importer-${++count}.kmodel`)).href;
      expect(await codesOf(`import { A } from "${specifier}"\n${whole}`, uri)).not.toEqual([]);
      await expectAlive();
    },
  );

  it('names a model as a parameter of the block that the model uses, and loses the head of that block', async () => {
    const uri = `file:///outlives/${++count}.kmodel`;
    const deep = 'block Deep(filters: int) {\n  input x\n  return x -> Dense(filters)\n}\n';
    const model = 'model filters {\n  input x: float32[16]\n  head y = x -> Deep(16)\n}\n';
    expect(await codesOf(deep + model, uri)).not.toContain('KM1003');
    client.replace(uri, deep.replace('block', 'x') + model);
    expect((await client.diagnostics(uri)).map(({ code }) => code)).toContain('KM1003');
    await expectAlive();
  });

  it('is no text at all', async () => {
    for (const text of [5, null, undefined, ['a'], { a: 1 }]) {
      const uri = `file:///outlives/${++count}.kmodel`;
      void client.connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'kmodel', version: 1, text },
      });
      void client.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: 2 },
        contentChanges: [{ text }],
      });
    }
    await expectAlive();
  });
});

describe('a mistake of the compiler', () => {
  /** A host with a library that fails as long as `fails` says so. */
  function failingHost(fails: () => boolean) {
    const host = createEmptyHost('test', { broken: 'block B() {\n  input x\n  return x\n}\n' });
    return {
      ...host,
      library: (name: string) => {
        if (fails()) throw new TypeError('it broke');
        return host.library!(name);
      },
    };
  }
  const text =
    'import { B } from "kmodel:broken"\nmodel A {\n  input x: float32[3]\n  head y = x -> B()\n}\n';

  it('is told in the file, and everything else is answered', () => {
    const { session, path, position } = openTexts(
      { '/w/a.kmodel': text, '/w/b.kmodel': whole },
      failingHost(() => true),
    );
    expect(diagnostics(session, path).map(({ message }) => message)).toEqual([
      'This file cannot be checked: kmodel itself has a mistake (it broke). Another change of the text may pass by it.',
    ]);
    expect(hover(session, path, position)).toBeNull();
    expect(diagnostics(session, '/w/b.kmodel')).toEqual([]);
  });

  it('that passes leaves nothing behind', () => {
    let calls = 0;
    const { session, path } = openTexts(
      { '/w/a.kmodel': text },
      failingHost(() => calls++ === 0),
    );
    expect(diagnostics(session, path)).toEqual([]);
  });
});

describe('documents', () => {
  it('refuse a text that is none, and stay as they were', () => {
    const documents = new OpenDocuments();
    const item = { uri: 'file:///a.kmodel', languageId: 'kmodel', version: 1, text: whole };
    documents.open(item);
    expect(() => documents.open({ ...item, text: 5 as unknown as string })).toThrow('has to be a string');
    expect(() => documents.change(item.uri, 2, [{ text: null as unknown as string }])).toThrow();
    expect(documents.get('/a.kmodel')?.text).toBe(whole);
  });
});

describe('the life of a server', () => {
  /** A connection on which nothing has been said yet. */
  function startRaw() {
    const server = spawn(process.execPath, [serverScript, '--stdio']);
    const connection = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    connection.listen();
    const codeOf = (method: string, params: unknown = {}): Promise<number | 'answered'> =>
      connection.sendRequest(method, params).then(
        () => 'answered' as const,
        (error: ResponseError<unknown>) => error.code,
      );
    const exit = new Promise<number | null>((done) => server.on('exit', done));
    return { server, connection, codeOf, exit };
  }
  const hello = { processId: null, rootUri: null, capabilities: {} };
  const about = { textDocument: { uri: 'file:///a.kmodel' }, position: { line: 0, character: 0 } };

  it('begins with initialize: -32002 to every request before it', async () => {
    const { connection, codeOf, exit } = startRaw();
    expect(await codeOf('textDocument/hover', about)).toBe(-32002);
    expect(await codeOf('workspace/symbol', { query: '' })).toBe(-32002);
    expect(await codeOf('kmodel/unknown')).toBe(-32002);
    expect(await codeOf('shutdown')).toBe(-32002);
    expect(await codeOf('initialize', hello)).toBe('answered');
    expect(await codeOf('initialize', hello)).toBe(-32600);
    expect(await codeOf('workspace/symbol', { query: '' })).toBe('answered');
    await connection.sendNotification('exit');
    await exit;
  });

  it('ends with shutdown: nothing is answered behind it', async () => {
    const { connection, codeOf, exit } = startRaw();
    expect(await codeOf('initialize', hello)).toBe('answered');
    expect(await codeOf('shutdown')).toBe('answered');
    expect(await codeOf('textDocument/hover', about)).toBe(-32600);
    expect(await codeOf('workspace/symbol', { query: '' })).toBe(-32600);
    expect(await codeOf('shutdown')).toBe(-32600);
    expect(await codeOf('initialize', hello)).toBe(-32600);
    await connection.sendNotification('exit');
    expect(await exit).toBe(0);
  });
});
