import { spawnSync } from 'node:child_process';

/** Python where this machine has one. */
export const python = ['python3', 'python'].find(
  (name) => spawnSync(name, ['--version'], { encoding: 'utf8' }).status === 0,
);

/**
 * Runs a Python program.
 * @returns what it prints
 * @throws Error with what it says to standard error where it fails
 */
export function runPython(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(python!, [...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
