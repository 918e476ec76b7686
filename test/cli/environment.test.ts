import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, kmodel, mainScript } from './run-cli.ts';

const model = `model M {
  input x: float32[2]
  head y = x -> Dense(1) { loss: mse }
}
`;
const onLinux = process.platform === 'linux';

let folder: string;
beforeAll(() => {
  folder = emptyFolder();
  writeFileSync(join(folder, 'm.kmodel'), model);
  writeFileSync(join(folder, 'data.csv'), 'x_0,x_1,y\n1,2,3\n4,5,6\n');
});

describe('a user without permission', () => {
  const isRoot = process.getuid?.() === 0;
  const nobody = 65534;

  /** Runs the command as somebody who is not the superuser, whom nothing is denied. */
  function asUser(args: readonly string[]) {
    const { status, stderr } = spawnSync(process.execPath, [mainScript, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
      ...(isRoot && { uid: nobody, gid: nobody }),
    });
    return { code: status, stderr };
  }

  beforeAll(() => {
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'private'));
    cpSync(join(folder, 'm.kmodel'), join(folder, 'private/m.kmodel'));
    writeFileSync(
      join(folder, 'importing.kmodel'),
      `import { M } from "./private/m.kmodel"\n\n${model.replace('M', 'N').replace('Dense(1)', 'M()')}`,
    );
    chmodSync(join(folder, 'private'), 0);
    if (isRoot) chownSync(join(folder, 'private'), 0, 0);
  });

  it.runIf(onLinux).each([
    [['check', 'private/m.kmodel'], 'private/m.kmodel cannot be read: permission is denied.'],
    [['check', 'private'], 'private cannot be read: permission is denied.'],
    [['summary', 'private'], 'private is a folder, where a model file is needed.'],
    [['check', 'importing.kmodel'], 'KM1004'],
    [['train', 'm.kmodel', '--data', 'private'], 'private cannot be read: permission is denied.'],
    [['train', 'm.kmodel', '--data', 'private/x.csv'], 'private/x.csv cannot be read: permission is denied.'],
    [
      ['evaluate', 'm.kmodel', '--data', 'data.csv', '--weights', 'private/w.h5'],
      'private/w.h5 cannot be read',
    ],
  ])('reads in one sentence why `kmodel %j` fails', (args, sentence) => {
    const { code, stderr } = asUser(args);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('crashed');
    expect(code).toBe(1);
  });

  it.runIf(onLinux)('learns before the training that its results have no place', () => {
    const { code, stderr } = asUser(['train', 'm.kmodel', '--data', 'data.csv', '-o', 'private/run']);
    expect(stderr).toContain('Nothing can be written to private/run: permission is denied.');
    expect(stderr).not.toContain('Epoch');
    expect(code).toBe(1);
  });
});

describe('output that cannot be written', () => {
  it.runIf(onLinux).each(['check m.kmodel --json', 'summary m.kmodel', 'graph m.kmodel'])(
    '`kmodel %s` says that the disk is full',
    (command) => {
      const { status, stderr } = spawnSync(
        'sh',
        ['-c', `${JSON.stringify(process.execPath)} ${JSON.stringify(mainScript)} ${command} > /dev/full`],
        { cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
      );
      expect(stderr).toContain('error: The output cannot be written: the disk is full.\n');
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(status).toBe(1);
    },
  );
});

describe('writing over what is no plain file', () => {
  it.runIf(onLinux)('writes into a device, a link and standard output as they are', () => {
    expect(kmodel(['graph', 'm.kmodel', '--format', 'svg', '-o', '/dev/null'], folder).code).toBe(0);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);

    writeFileSync(join(folder, 'real.svg'), '');
    symlinkSync('real.svg', join(folder, 'link.svg'));
    expect(kmodel(['graph', 'm.kmodel', '-o', 'link.svg'], folder).code).toBe(0);
    expect(lstatSync(join(folder, 'link.svg')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real.svg'), 'utf8')).toContain('<svg');

    const { code, stdout } = kmodel(['graph', 'm.kmodel', '--format', 'dot', '-o', '/dev/stdout'], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^digraph/);
  });

  it.runIf(onLinux)('formats a file through a link and keeps its mode', () => {
    writeFileSync(join(folder, 'secret.kmodel'), model.replace('  input', '     input'));
    chmodSync(join(folder, 'secret.kmodel'), 0o600);
    symlinkSync('secret.kmodel', join(folder, 'shown.kmodel'));
    expect(kmodel(['format', 'shown.kmodel'], folder).code).toBe(0);
    expect(readFileSync(join(folder, 'secret.kmodel'), 'utf8')).toBe(model);
    expect(statSync(join(folder, 'secret.kmodel')).mode & 0o777).toBe(0o600);
    expect(lstatSync(join(folder, 'shown.kmodel')).isSymbolicLink()).toBe(true);
  });

  it.runIf(onLinux)('does not read a device to see whether kmodel has written it', () => {
    const args = ['generate', 'm.kmodel', '--target', 'typescript', '-o', '/dev/null'];
    expect(kmodel(args, folder).code).toBe(0);
  });
});
