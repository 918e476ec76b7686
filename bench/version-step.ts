import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Measures a built version of kmodel: `tsx version-step.ts FOLDER check|keystroke`. Prints the least processor time of
 * one round, in milliseconds: others on the machine disturb it least.
 */
interface Compiler {
  readonly check: (path: string, host: unknown) => { readonly diagnostics: readonly unknown[] };
  readonly createMemoryHost: (files: Readonly<Record<string, string>>) => unknown;
  readonly createProgram: (host: unknown) => { readonly check: (path: string) => unknown };
}

const [folder, part] = process.argv.slice(2) as [string, 'check' | 'keystroke'];
const entry = pathToFileURL(join(folder, 'dist/compiler/index.js')).href;
const { check, createMemoryHost, createProgram } = (await import(entry)) as Compiler;
const path = 'chain.kmodel';
const lines = Array.from({ length: 1000 }, (_, at) => `  branch h${at + 1} = h${at} -> Dense(64)`);
const text = `model Chain {\n  input h0: float32[64]\n${lines.join('\n')}\n  head y = h1000 -> Dense(1) { loss: mse }\n}\n`;

/** The least processor time of a round, after some that warm up. */
function least(warm: number, timed: number, run: (round: number) => void): number {
  let best = Infinity;
  for (let round = -warm; round < timed; round++) {
    const before = process.cpuUsage();
    run(round + warm);
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

if (part === 'check') {
  const host = createMemoryHost({ [path]: text });
  const best = least(20, 60, () => {
    if (check(path, host).diagnostics.length > 0) throw new Error('The model has mistakes.');
  });
  console.log(best);
} else {
  let now = text;
  const program = createProgram({ ...(createMemoryHost({ [path]: text }) as object), read: () => now });
  program.check(path);
  const typed = ' -> ReLU()';
  // One letter after the other behind a layer in the middle, then all of it again from the beginning.
  const at = text.indexOf('Dense(64)', text.length >> 1) + 'Dense(64)'.length;
  const total = least(10, 30, () => {
    for (let letters = 0; letters <= typed.length; letters++) {
      now = text.slice(0, at) + typed.slice(0, letters) + text.slice(at);
      program.check(path);
    }
  });
  console.log(total / (typed.length + 1));
}
