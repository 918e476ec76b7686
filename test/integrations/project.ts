import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** A file that imports another one; both have a block or model that is used here. */
export const modelFiles: Readonly<Record<string, string>> = {
  'src/models/qa.kmodel': `import { Tower } from "../shared/blöcke 1.kmodel"

/// Says which answer fits.
model TextQA(units: int = 4, act: activation = relu) {
  /// Word numbers.
  input question: int32[T]
  input image: float32[3]

  branch read = question -> Embedding(50, 4) -> LSTM(units)
  branch seen = image -> Tower(units, act)

  head answer = [read, seen] -> Concatenate() -> Dense(5, activation: softmax) {
    loss: sparse_categorical_crossentropy
  }
  head difficulty = seen -> Dense(1)

  train { seed: 3 }
}
`,
  'src/shared/blöcke 1.kmodel': `block Tower(units: int, act: activation = relu) {
  input x
  return x -> Dense(units, activation: act)
}
`,
};

/** Prints the shape of each head's prediction, as JSON. */
export const mainScript = `import { load, loadTextQA } from './models/qa.kmodel';

const qa = await load({ parameters: { units: 6, act: 'tanh' } });
const inputs = { question: [[1, 2, 3], [4, 5, 6]], image: [[1, 2, 3], [4, 5, 6]] };
await qa.fit({ ...inputs, answer: [1, 2] }, { epochs: 1 });
const { answer, difficulty } = await qa.predict(inputs);
await qa.dispose();
console.log(JSON.stringify({ answer: answer.shape, difficulty: difficulty.shape, same: load === loadTextQA }));
`;

/** What {@link mainScript} prints. */
export const mainOutput = { answer: [2, 5], difficulty: [2, 1], same: true };

/** Texts, or bytes, by path. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A new project with kmodel installed: a link to this repository. */
export function createProject(files: Files): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'kmodel-project-')));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/kmodel-lang'), 'dir');
  writeFiles(folder, { 'package.json': '{ "type": "module" }', ...files });
  return folder;
}

export function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runNode(args: readonly string[], cwd: string): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, NODE_OPTIONS: undefined },
  });
  return { code: status, stdout, stderr };
}
