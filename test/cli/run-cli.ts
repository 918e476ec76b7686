import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runWarm } from './warm.ts';

/** The built command line. */
export const mainScript = resolve(import.meta.dirname, '../../dist/cli/main.js');

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line in a folder, without colours, in a process that is not always a fresh one. */
export function kmodel(args: readonly string[], cwd: string): CliResult {
  // What stands between the two processes is a pipe with a name, which Windows has not.
  return process.platform === 'win32' ? freshKmodel(args, cwd) : runWarm(mainScript, args, cwd);
}

/**
 * Runs the built command line in a folder in a process of its own, without colours unless the environment given asks
 * for them.
 */
export function freshKmodel(
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string | undefined>> = { NO_COLOR: '1' },
): CliResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [mainScript, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...environment },
    maxBuffer: 2 ** 28,
  });
  return { code: status ?? -1, stdout, stderr };
}

/** Starts the command line and calls back with each piece of its standard output. */
export function startKmodel(
  args: readonly string[],
  cwd: string,
  onOutput: (text: string, process: { readonly interrupt: () => void }) => void,
): Promise<CliResult> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [mainScript, ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: '1' },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (piece: Buffer) => {
      stdout += piece.toString();
      onOutput(piece.toString(), { interrupt: () => void child.kill('SIGINT') });
    });
    child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
    child.on('close', (code) => done({ code: code ?? -1, stdout, stderr }));
  });
}

/** A new empty folder. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'kmodel-test-'));
}
