import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CliResult } from './run-cli.ts';

/** What a process has loaded and compiled is let go after so many commands. */
const commandsOfOne = 40;

interface WarmProcess {
  readonly run: (args: readonly string[], cwd: string) => CliResult;
  readonly end: () => void;
  readonly environment: string;
  commands: number;
}

let running: WarmProcess | undefined;

/**
 * Runs the built command line in a process that has run it before: a fresh one takes most of its time to load what
 * the last one had. Nothing but time tells them apart.
 */
export function runWarm(mainScript: string, args: readonly string[], cwd: string): CliResult {
  const environment = JSON.stringify(process.env);
  if (running?.environment !== environment || running.commands >= commandsOfOne) {
    running?.end();
    running = start(mainScript, environment);
  }
  running.commands++;
  return running.run(args, cwd);
}

function start(mainScript: string, environment: string): WarmProcess {
  const folder = mkdtempSync(join(tmpdir(), 'kmodel-warm-'));
  const at = (name: string): string => join(folder, name);
  execFileSync('mkfifo', [at('requests'), at('answers')]);
  const requests = openSync(at('requests'), 'r+');
  // Written at their ends, so that emptying one between two commands leaves no hole.
  const [stdout, stderr] = [openSync(at('stdout'), 'a+'), openSync(at('stderr'), 'a+')];
  const program = join(import.meta.dirname, 'warm-process.mjs');
  const child = spawn(process.execPath, [program, at('requests'), at('answers'), mainScript], {
    stdio: ['ignore', stdout, stderr],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  child.unref();
  // Waits for the process to open its end.
  const answers = openSync(at('answers'), 'r');
  // Both have everything open: nothing is left behind, however the tests end.
  rmSync(folder, { recursive: true });
  return {
    environment,
    commands: 0,
    run: (args, cwd) => {
      for (const file of [stdout, stderr]) ftruncateSync(file);
      writeSync(requests, `${JSON.stringify({ args, cwd })}\n`);
      const answer = Buffer.alloc(16);
      const length = readSync(answers, answer);
      const written = { stdout: textOf(stdout), stderr: textOf(stderr) };
      if (length === 0) {
        running = undefined;
        throw new Error(`kmodel ${args.join(' ')} ended the process:\n${written.stderr}`);
      }
      return { code: Number(answer.subarray(0, length).toString()), ...written };
    },
    end: () => {
      child.kill();
      for (const file of [requests, answers, stdout, stderr]) closeSync(file);
    },
  };
}

function textOf(file: number): string {
  const bytes = Buffer.alloc(fstatSync(file).size);
  readSync(file, bytes, 0, bytes.length, 0);
  return bytes.toString();
}
