import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { readCodeBlocks } from '../../../docs/code-blocks.ts';

const cli = resolve(import.meta.dirname, '../../../../dist/cli/main.js');

/** A model with one mistake that has a fix, in a form that the formatter changes. */
export const wrongText = `// A model with a mistake.
model Digits {
  input image: float32[28, 28, 1]
  branch conv = image -> Conv2D(8,   3, activaton: relu) -> Flatten()
  head digit = conv -> Dense(10, activation: softmax) { loss: categorical_crossentropy }
}
`;

/** The same after the fix and the formatter. */
export const rightText = wrongText.replace('(8,   3, activaton', '(8, 3, activation');

/** Whether `kmodel` can be put on the path as this project does it. */
export const runsShellScripts = process.platform !== 'win32';

/** What an editor says about {@link wrongText}; each one's script writes it as JSON. */
export interface EditorReport {
  readonly errors: readonly string[];
  readonly root: string | null;
  readonly diagnostics: readonly string[];
  readonly hover: string;
  readonly completions: readonly string[];
  /** Labels, or nothing where the editor knows no inlay hints. */
  readonly inlayHints: readonly string[] | null;
  /** What the editor paints `branch`, `float32`, `Conv2D` and the comment as. */
  readonly colours: readonly string[];
  /** The line of the input, made a comment by the editor, or nothing where it has no command for that. */
  readonly commented: string | null;
  /** The diagnostics after the fix. */
  readonly diagnosticsAfterFix: readonly string[];
  readonly formatted: string;
}

/** A project in a temporary folder, with `kmodel` on the path of what is run in it. */
export interface EditorProject {
  readonly folder: string;
  /** Writes a file of the project. */
  readonly write: (path: string, text: string) => void;
  /** Runs an editor with a script that writes its report to the file that `KMODEL_REPORT` names. */
  readonly report: (
    command: string,
    args: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ) => Promise<EditorReport>;
  readonly remove: () => void;
}

export function createEditorProject(): EditorProject {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'kmodel-editor-')));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('package.json', '{}\n');
  write('.git/HEAD', 'ref: refs/heads/main\n');
  write('models/wrong.kmodel', wrongText);
  write('bin/kmodel', `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`);
  chmodSync(join(folder, 'bin/kmodel'), 0o755);
  return {
    folder,
    write,
    report: (command, args, environment = {}) =>
      new Promise((done, fail) => {
        const file = join(folder, 'report.json');
        const env = {
          ...process.env,
          ...environment,
          KMODEL_REPORT: file,
          PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
        };
        const editor = execFile(
          command,
          args,
          { cwd: folder, env, timeout: 45_000 },
          (error, stdout, stderr) => {
            if (error) fail(new Error(`${command} failed: ${error.message}\n${stdout}${stderr}`));
            else done(JSON.parse(readFileSync(file, 'utf8')) as EditorReport);
          },
        );
        // An editor that asks something gets no answer instead of waiting for one.
        editor.stdin?.end();
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The blocks below a heading of the page on editors, as a reader would paste them. */
export function documented(heading: string): readonly string[] {
  return readCodeBlocks('docs/editors.md').flatMap((block) =>
    block.heading === heading ? [block.code] : [],
  );
}

/** What a command prints, or undefined where it is not installed. */
export function outputOf(command: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? stdout : undefined;
}
