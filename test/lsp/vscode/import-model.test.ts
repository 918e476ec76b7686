import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../../cli/run.ts';
import { importModel } from '../../../lsp/vscode/src/commands/import-model.ts';
import { startClient, type Client } from '../support/client.ts';

/** What the user answers to the editor's questions, and what the editor shows. */
const editor = vi.hoisted(() => ({
  source: undefined as string | undefined,
  scheme: 'file',
  target: undefined as string | undefined,
  words: [] as string[],
  shown: [] as string[],
  errors: [] as string[],
  questions: [] as string[],
  answer: undefined as string | undefined,
}));

interface Ended {
  readonly execution: object;
  readonly exitCode: number;
}

/** The editor's part: dialogs that answer, and a terminal that runs the command line in this process. */
vi.mock('vscode', () => {
  const uri = (fsPath: string | undefined) => fsPath && { scheme: editor.scheme, fsPath };
  const execution = {};
  return {
    Uri: { file: uri },
    Task: class {},
    TaskScope: { Workspace: 2 },
    TaskRevealKind: { Silent: 2 },
    ShellExecution: class {
      constructor(program: string, words: readonly string[]) {
        editor.words = [program, ...words];
      }
    },
    window: {
      showOpenDialog: () => Promise.resolve(editor.source && [uri(editor.source)]),
      showSaveDialog: () => Promise.resolve(uri(editor.target)),
      showErrorMessage: (message: string) => editor.errors.push(message),
      showWarningMessage: (question: string) => {
        editor.questions.push(question);
        return Promise.resolve(editor.answer);
      },
      showTextDocument: (path: string) => editor.shown.push(path),
    },
    workspace: {
      getConfiguration: () => ({ get: () => 'kmodel' }),
      getWorkspaceFolder: () => undefined,
      openTextDocument: ({ fsPath }: { readonly fsPath: string }) => Promise.resolve(fsPath),
      fs: {
        readFile: ({ fsPath }: { readonly fsPath: string }) => Promise.resolve(readFileSync(fsPath)),
        stat: ({ fsPath }: { readonly fsPath: string }) => Promise.resolve().then(() => statSync(fsPath)),
      },
    },
    tasks: {
      executeTask: () => Promise.resolve(execution),
      onDidEndTaskProcess: (listener: (ended: Ended) => void) => {
        void run(editor.words.slice(1)).then((exitCode) => listener({ execution, exitCode }));
        return { dispose: () => undefined };
      },
    },
  };
});

const fixtures = join(import.meta.dirname, '../..');
let client: Client;
let folder: string;
let printed: string;

beforeAll(async () => {
  client = await startClient();
});
afterAll(async () => client.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kmodel-import-command-'));
  Object.assign(editor, {
    scheme: 'file',
    target: join(folder, 'm.kmodel'),
    words: [],
    shown: [],
    errors: [],
    questions: [],
    answer: undefined,
  });
  printed = '';
  const terminal = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  return () => void terminal.mockRestore();
});

describe('the command “Import a model …”', () => {
  it.each(['golden/files/02_qa.keras', 'runtime/import/onnx/feed.onnx'])(
    'writes what %s holds, and opens a text in which the server finds no error',
    async (name) => {
      editor.source = join(fixtures, name);
      await importModel();
      expect(printed).toMatch(/^Wrote .*m\.safetensors\.\nWrote .*m\.kmodel\.\n$/);
      expect(readdirSync(folder)).toEqual(['m.kmodel', 'm.safetensors']);
      expect(editor.shown).toEqual([editor.target]);
      const uri = pathToFileURL(editor.target!).href;
      client.open(uri, readFileSync(editor.target!, 'utf8'));
      expect((await client.diagnostics(uri)).filter(({ severity }) => severity === 1)).toEqual([]);
    },
  );

  it.each(['broken.keras', 'broken.onnx', 'broken.json'])(
    'says in the terminal what is wrong with %s, writes nothing and opens nothing',
    async (name) => {
      editor.source = join(folder, name);
      writeFileSync(editor.source, 'no model');
      await importModel();
      expect(printed).toMatch(new RegExp(`^error: .*${name}`));
      expect(readdirSync(folder)).toEqual([name]);
      expect(editor.shown).toEqual([]);
    },
  );

  it('replaces a text that the dialog has asked about', async () => {
    editor.source = join(fixtures, 'runtime/import/onnx/feed.onnx');
    writeFileSync(editor.target!, 'model Old {}');
    await importModel();
    expect(readFileSync(editor.target!, 'utf8')).not.toContain('Old');
    expect(editor.questions).toEqual([]);
  });

  it.each([
    ['replaces them', 'Replace', 1],
    ['leaves everything as it is', undefined, 0],
  ])('asks about weights that are there already, and %s', async (_, answer, shown) => {
    editor.source = join(fixtures, 'golden/files/02_qa.keras');
    editor.answer = answer;
    const weights = join(folder, 'm.safetensors');
    writeFileSync(weights, 'old');
    await importModel();
    expect(editor.questions).toEqual([`The weights go to ${weights}, which is there already.`]);
    expect(editor.shown).toHaveLength(shown);
    expect(readFileSync(weights, 'utf8') === 'old').toBe(shown === 0);
  });

  it('does nothing where no file, or no place, is chosen', async () => {
    editor.source = undefined;
    await importModel();
    editor.source = join(fixtures, 'golden/files/02_qa.keras');
    editor.target = undefined;
    await importModel();
    expect([editor.words, editor.errors, readdirSync(folder)]).toEqual([[], [], []]);
  });

  it('asks for a file on disk', async () => {
    editor.scheme = 'vscode-vfs';
    editor.source = '/remote/m.keras';
    await importModel();
    expect(editor.errors).toEqual(['Models are imported from files: save this one to disk first.']);
    expect(editor.words).toEqual([]);
  });
});
