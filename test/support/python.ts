import { spawnSync } from 'node:child_process';

/**
 * Python where this machine has one: the interpreter itself. The name on the path may be a script of a version
 * manager, which takes longer to find it than most programs run.
 */
export const python = ['python3', 'python']
  .map((name) => spawnSync(name, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }))
  .find(({ status }) => status === 0)
  ?.stdout.trim();

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
