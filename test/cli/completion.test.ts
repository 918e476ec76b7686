import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../cli/commands/index.ts';
import { commandSpecifications } from '../../cli/completion/specification.ts';
import { emptyFolder, kmodel } from './run-cli.ts';

const folder = emptyFolder();
const shells = ['bash', 'zsh', 'fish', 'powershell'];

const script = (shell: string): string => kmodel(['completion', shell], folder).stdout;

describe('kmodel completion', () => {
  it.each(shells)('knows every command and every option in %s', async (shell) => {
    const text = script(shell);
    for (const { name, options } of await commandSpecifications(commands)) {
      expect(text).toContain(name);
      for (const option of options.flatMap(({ names }) => names))
        expect(text, `${name} ${option}`).toContain(shell === 'fish' ? option.replace(/^--?/, '') : option);
    }
    expect(text).not.toContain('undefined');
  });

  it('takes options from the declarations, `--quiet` and `--help` among them', async () => {
    const all = await commandSpecifications(commands);
    expect(all.map(({ name }) => name)).toEqual(commands.map(({ name }) => name));
    for (const { options } of all)
      expect(options.flatMap(({ names }) => names)).toEqual(
        expect.arrayContaining(['-q', '--quiet', '-h', '--help']),
      );
    const train = all.find(({ name }) => name === 'train')!;
    expect(train.options).toContainEqual({
      names: ['--engine'],
      summary: 'what runs the model',
      takesValue: true,
      choices: ['auto', 'onnx', 'tfjs', 'torch'],
    });
  });

  it('refuses a shell that it does not know', () => {
    const { code, stderr, stdout } = kmodel(['completion', 'tcsh'], folder);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('There is no completion for the shell `tcsh`.');
    expect(stderr).toContain('There are bash, zsh, fish, powershell.');
  });
});

const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

describe.skipIf(!has('bash'))('in bash', () => {
  writeFileSync(join(folder, 'kmodel.bash'), script('bash'));

  /** What bash offers for the last of these words. */
  const offered = (...words: string[]): readonly string[] => {
    const list = words.map((word) => `'${word}'`).join(' ');
    const command = `source kmodel.bash; COMP_WORDS=(kmodel ${list}); COMP_CWORD=${words.length}; _kmodel; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', command], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((line) => line !== '');
  };

  it.each([
    ['a command', ['pre'], ['predict']],
    ['a command after help', ['help', 'su'], ['summary']],
    ['an option', ['train', 'a.kmodel', '--validation-f'], ['--validation-freq']],
    ['a value', ['generate', 'a.kmodel', '--target', 't'], ['typescript', 'tfjs']],
    ['a format', ['graph', 'a.kmodel', '--format', 'sv'], ['svg']],
    ['a shell', ['completion', 'z'], ['zsh']],
    ['files, by nothing of its own, for a path', ['train', 'a.kmodel', '--data', ''], []],
    ['files, by nothing of its own, for a model', ['train', 'dig'], []],
    ['nothing for a command that is not there', ['trian', '--'], []],
  ])('completes %s', (_, words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });
});

describe.each([
  ['zsh', ['-n']],
  ['fish', ['--no-execute']],
])('in %s', (shell, check) => {
  it.skipIf(!has(shell))('parses', () => {
    writeFileSync(join(folder, `kmodel.${shell}`), script(shell));
    expect(spawnSync(shell, [...check, `kmodel.${shell}`], { cwd: folder, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });
});
