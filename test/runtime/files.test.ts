import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { KmodelError } from '../../runtime/errors.ts';
import { readWhole, requireWritableFolder, withFile, writeFileAtomic } from '../../runtime/files.ts';
import { emptyFolder } from '../cli/run-cli.ts';

let folder: string;
beforeEach(() => void (folder = emptyFolder()));
const at = (name: string) => join(folder, name);
const text = (path: string) => readFileSync(path, 'utf8');

const isRoot = process.getuid?.() === 0;
const onUnix = process.platform !== 'win32';

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(KmodelError);
    return (error as Error).message;
  }
  return 'no error';
}

describe('writing a file', () => {
  it('makes the folders above it, and leaves nothing else behind', () => {
    writeFileAtomic(at('a/b/out.txt'), 'whole');
    expect(text(at('a/b/out.txt'))).toBe('whole');
    expect(readdirSync(at('a/b'))).toEqual(['out.txt']);
  });

  it('writes pieces one after the other', () => {
    writeFileAtomic(at('out'), ['a', new Uint8Array([98]), 'ç']);
    expect(text(at('out'))).toBe('abç');
  });

  it('keeps what was there where the pieces end in an error', () => {
    writeFileSync(at('out'), 'before');
    const pieces = function* () {
      yield 'half';
      throw new KmodelError('no more');
    };
    expect(messageOf(() => writeFileAtomic(at('out'), pieces()))).toBe('no more');
    expect(text(at('out'))).toBe('before');
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it.runIf(onUnix)('keeps the mode', () => {
    writeFileSync(at('secret'), '');
    chmodSync(at('secret'), 0o640);
    writeFileAtomic(at('secret'), 'new');
    expect(statSync(at('secret')).mode & 0o7777).toBe(0o640);
  });

  it.runIf(isRoot)('keeps the owner', () => {
    writeFileSync(at('theirs'), '');
    chownSync(at('theirs'), 1234, 1235);
    chmodSync(at('theirs'), 0o600);
    writeFileAtomic(at('theirs'), 'new');
    expect(statSync(at('theirs'))).toMatchObject({ uid: 1234, gid: 1235 });
    expect(statSync(at('theirs')).mode & 0o7777).toBe(0o600);
  });

  it.runIf(onUnix)('writes through links, relative ones and chains of them', () => {
    mkdirSync(at('data'));
    writeFileSync(at('data/real'), 'old');
    symlinkSync('data/real', at('first'));
    symlinkSync('first', at('second'));
    writeFileAtomic(at('second'), 'new');
    expect(text(at('data/real'))).toBe('new');
    expect(readlinkSync(at('second'))).toBe('first');
    expect(lstatSync(at('first')).isSymbolicLink()).toBe(true);
  });

  it.runIf(onUnix)('gives every name of a file with several the new content', () => {
    writeFileSync(at('one'), 'before');
    linkSync(at('one'), at('other'));
    writeFileAtomic(at('one'), 'now');
    expect(readFileSync(at('other'), 'utf8')).toBe('now');
    expect(statSync(at('one')).nlink).toBe(2);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.runIf(onUnix)('makes the file that a link leads to and that is not there yet', () => {
    symlinkSync('later', at('link'));
    writeFileAtomic(at('link'), 'now');
    expect(text(at('later'))).toBe('now');
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
  });

  it.runIf(onUnix)('says that links go round in a circle', () => {
    symlinkSync('b', at('a'));
    symlinkSync('a', at('b'));
    expect(messageOf(() => writeFileAtomic(at('a'), ''))).toContain('its links go round in a circle');
  });

  it.runIf(onUnix)('writes into a device, and leaves it one', () => {
    symlinkSync('/dev/null', at('null'));
    writeFileAtomic(at('null'), 'gone');
    writeFileAtomic('/dev/null', 'gone');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(lstatSync(at('null')).isSymbolicLink()).toBe(true);
  });

  it.runIf(process.platform === 'linux')('says that a device is full', () => {
    expect(messageOf(() => writeFileAtomic('/dev/full', 'x'))).toBe(
      '/dev/full cannot be written: the disk is full.',
    );
  });

  it.runIf(onUnix)('writes more into a pipe than fits it at once, and leaves it a pipe', async () => {
    spawnSync('mkfifo', [at('pipe')]);
    const reader = spawn('sh', ['-c', 'cat pipe | wc -c'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const counted = new Promise<string>((done) => {
      reader.stdout.once('data', (data: Buffer) => done(data.toString()));
    });
    // The pipe has a reader once `cat` has opened it.
    const write = () => messageOf(() => writeFileAtomic(at('pipe'), 'x'.repeat(1_000_000)));
    let failure = write();
    while (failure.includes('nobody reads')) {
      await new Promise((done) => setTimeout(done, 20));
      failure = write();
    }
    expect(failure).toBe('no error');
    expect(Number(await counted)).toBe(1_000_000);
    expect(lstatSync(at('pipe')).isFIFO()).toBe(true);
  });

  it.runIf(onUnix)('does not wait for a pipe that nobody reads from', () => {
    spawnSync('mkfifo', [at('pipe')]);
    expect(messageOf(() => writeFileAtomic(at('pipe'), 'x'))).toContain('nobody reads from it');
  });

  it('says that a folder is in the way', () => {
    mkdirSync(at('out'));
    expect(messageOf(() => writeFileAtomic(at('out'), ''))).toContain('cannot be written: it is a folder.');
  });

  it('says that a part of the path is a file', () => {
    writeFileSync(at('file'), '');
    expect(messageOf(() => writeFileAtomic(at('file/out'), ''))).toMatch(
      /cannot be written: (a part of the path is not a folder|a file of that name is in the way)\./,
    );
  });
});

describe('a folder for results', () => {
  it('may be missing, and is not made', () => {
    requireWritableFolder(at('runs/a'));
    requireWritableFolder(folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused where a file stands in its way', () => {
    writeFileSync(at('runs'), '');
    for (const path of ['runs', 'runs/a/b']) {
      expect(messageOf(() => requireWritableFolder(at(path)))).toMatch(
        /^Nothing can be written to \S+: a part of the path is not a folder\.$/,
      );
    }
    expect(readdirSync(folder)).toEqual(['runs']);
  });
});

describe('reading a file', () => {
  it('gives all its bytes, and pieces of it', () => {
    writeFileSync(at('file'), 'abcdef');
    expect(Buffer.from(readWhole(at('file'))).toString()).toBe('abcdef');
    const piece = withFile(at('file'), (file) => file.read(2, 100));
    expect(Buffer.from(piece).toString()).toBe('cdef');
  });

  it.runIf(onUnix)('gives what comes out of a pipe', () => {
    const shell = `printf 'a long text %.0s' $(seq 20000) | ${JSON.stringify(process.execPath)} --import tsx -e ${JSON.stringify(
      `import { readWhole } from './runtime/files.ts'; console.log(readWhole('/dev/stdin').length)`,
    )}`;
    const { stdout } = spawnSync('bash', ['-c', shell], {
      cwd: join(import.meta.dirname, '../..'),
      encoding: 'utf8',
    });
    expect(stdout).toBe('240000\n');
  });

  it.runIf(onUnix)('does not wait for a pipe that nobody writes to', () => {
    spawnSync('mkfifo', [at('pipe')]);
    expect(readWhole(at('pipe'))).toHaveLength(0);
  });

  it.runIf(onUnix)('refuses a device, which may never end', () => {
    expect(messageOf(() => readWhole('/dev/zero'))).toBe(
      '/dev/zero cannot be read: it is a device, where a file is needed.',
    );
    symlinkSync('/dev/zero', at('x.npy'));
    expect(messageOf(() => readWhole(at('x.npy')))).toContain('it is a device');
  });

  it('says that it is a folder, or not there', () => {
    expect(messageOf(() => readWhole(folder))).toContain('cannot be read: it is a folder');
    expect(messageOf(() => readWhole(at('none')))).toContain('cannot be read: it does not exist.');
  });
});
