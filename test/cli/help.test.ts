import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { commands } from '../../cli/commands/index.ts';
import { run } from '../../cli/run.ts';
import { emptyFolder, freshKmodel, kmodel, mainScript } from './run-cli.ts';

let folder: string;
beforeAll(() => {
  folder = emptyFolder();
  writeFileSync(
    join(folder, 'wrong.kmodel'),
    'model M {\n  input x: float32[4]\n  head y = z -> Dense(1)\n}\n',
  );
});

describe('help', () => {
  it('lists every command', () => {
    const { code, stdout, stderr } = kmodel(['--help'], folder);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const { name, summary } of commands)
      expect(stdout).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
  });

  it.each(commands.map(({ name }) => name))('kmodel %s --help has an example', async (name) => {
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const code = await run([name, '--help']);
    const stdout = written.mock.calls.map(([text]) => String(text)).join('');
    written.mockRestore();
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples?:\\n  kmodel ${name}`));
    expect(stdout).not.toContain('default: []');
  });

  it('prints the version', () => {
    expect(kmodel(['--version'], folder)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
  });
});

describe('a wrong command line', () => {
  it.each([
    ['an unknown command', ['sumary'], 'Did you mean `kmodel summary`?'],
    ['help for an unknown command', ['help', 'trian'], 'Did you mean `kmodel train`?'],
    ['an unknown option', ['check', 'a.kmodel', '--jsn'], 'Did you mean --json?'],
    ['a missing argument', ['summary'], "missing required argument 'file'"],
    ['an argument too many', ['summary', 'a.kmodel', 'b.kmodel'], 'too many arguments'],
    [
      'a number that is none',
      ['train', 'a.kmodel', '--epochs', 'many'],
      '`--epochs many` needs a whole number of 1 or more.',
    ],
  ])('ends with 2 and says what is meant: %s', (_, args, message) => {
    const { code, stdout, stderr } = kmodel(args, folder);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('colours', () => {
  const escape = String.fromCharCode(27);

  it('come with FORCE_COLOR, and never with NO_COLOR', () => {
    expect(freshKmodel(['check', 'wrong.kmodel'], folder, { FORCE_COLOR: '1' }).stderr).toContain(
      `${escape}[`,
    );
    expect(freshKmodel(['check', 'wrong.kmodel'], folder, { NO_COLOR: '1' }).stderr).not.toContain(escape);
    expect(
      freshKmodel(['check', 'wrong.kmodel'], folder, { NO_COLOR: '1', FORCE_COLOR: '1' }).stderr,
    ).not.toContain(escape);
    expect(freshKmodel(['check', 'wrong.kmodel'], folder, {}).stderr).not.toContain(escape);
  });

  it('never stand in JSON', () => {
    expect(
      freshKmodel(['check', 'wrong.kmodel', '--json'], folder, { FORCE_COLOR: '1' }).stdout,
    ).not.toContain(escape);
  });
});

describe.skipIf(process.platform === 'win32')('a reader that leaves early', () => {
  it('ends a training with everything saved, and no stack trace', () => {
    kmodel(['init', '.', '--samples', '100'], folder);
    const command = `"${process.execPath}" "${mainScript}" train digits.kmodel --data digits.npz --epochs 3000 --json -o run | head -1`;
    const { stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toMatchObject({ event: 'epoch', epoch: 1 });
    expect(stderr).not.toContain('    at ');
    expect(stderr).toContain('Go on with the same command and `--resume`.');
  });
});
