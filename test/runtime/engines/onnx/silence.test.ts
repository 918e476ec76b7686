import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, mainScript } from '../../../cli/run-cli.ts';

const root = resolve(import.meta.dirname, '../../../..');
const runtime = pathToFileURL(join(root, 'dist/runtime/index.js')).href;

/** onnxruntime looks for its maker's host some seconds after a session was made; in milliseconds. */
const longEnough = 8_000;

/** A process in empty folders of its own, with nothing in its environment that would silence anybody. */
function runAlone(args: readonly string[], command = process.execPath) {
  const base = emptyFolder();
  const folder = (name: string): string => {
    mkdirSync(join(base, name));
    return join(base, name);
  };
  const [home, temporary, work] = [folder('home'), folder('temporary'), folder('work')];
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: work,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: home, TMPDIR: temporary, NO_COLOR: '1' },
  });
  return { status, stdout, stderr, left: readdirSync(base, { recursive: true, encoding: 'utf8' }).sort() };
}

const hasStrace = spawnSync('strace', ['-V']).status === 0;

describe('a training on onnxruntime', () => {
  let project: string;
  beforeAll(() => {
    project = emptyFolder();
    spawnSync(process.execPath, [mainScript, 'init', project, '--example', 'mlp', '--samples', '64']);
  });
  const training = () => [
    mainScript,
    'train',
    join(project, 'mlp.kmodel'),
    '--data',
    join(project, 'mlp.npz'),
    '-o',
    'run',
  ];

  it('leaves nothing but its own files: not in the home folder, not in the current one, not in TMPDIR', () => {
    const { status, left } = runAlone(training());
    expect(status).toBe(0);
    expect(left.filter((path) => !path.startsWith('work/run'))).toEqual(['home', 'temporary', 'work']);
  });

  it.runIf(hasStrace)(
    'opens no file for writing but its own, and no socket',
    () => {
      const trace = join(emptyFolder(), 'trace');
      const program = `
      import { load, readData } from ${JSON.stringify(runtime)};
      const model = await load(process.argv[1]);
      await model.fit(await readData([process.argv[2]], []), { epochs: 1 });
      await new Promise((done) => setTimeout(done, ${longEnough}));
      await model.dispose();`;
      const { status, stderr, left } = runAlone(
        [
          ...['-f', '-qq', '-o', trace, '-e', 'trace=network,open,openat,creat,mkdir,mkdirat,rename'],
          ...[process.execPath, '--input-type=module', '-e', program],
          ...[join(project, 'mlp.kmodel'), join(project, 'mlp.npz')],
        ],
        'strace',
      );
      expect(stderr).toBe('');
      expect(status).toBe(0);
      expect(left).toEqual(['home', 'temporary', 'work']);
      const calls = readFileSync(trace, 'utf8').split('\n');
      expect(calls.filter((call) => /onnxruntime/.test(call)).length).toBeGreaterThan(0);
      expect(calls.filter(isWrite)).toEqual([]);
      expect(calls.filter((call) => /\b(socket|connect|sendto|sendmmsg|bind)\(/.test(call))).toEqual([]);
    },
    120_000,
  );
});

/** A call that makes or changes a file other than a device. */
function isWrite(call: string): boolean {
  if (/\b(creat|mkdir|mkdirat|rename)\(/.test(call)) return true;
  return /\bopen(at)?\(/.test(call) && /O_(WRONLY|RDWR|CREAT)/.test(call) && !/"\/(dev|proc)\//.test(call);
}

describe('a worker thread', () => {
  const worker = (main: string) => {
    const folder = emptyFolder();
    writeFileSync(
      join(folder, 'worker.mjs'),
      `import { createOnnxEngine } from ${JSON.stringify(runtime)};
      await createOnnxEngine().then(() => console.log('loaded'), (error) => console.log(error.name, error.message, error.help));`,
    );
    writeFileSync(
      join(folder, 'main.mjs'),
      `${main}
      import { Worker } from 'node:worker_threads';
      new Worker(new URL('worker.mjs', import.meta.url));`,
    );
    return runAlone([join(folder, 'main.mjs')]);
  };

  it('runs onnxruntime where the main thread has loaded kmodel', () => {
    const { stdout, left } = worker(`import ${JSON.stringify(runtime)};`);
    expect(stdout).toBe('loaded\n');
    expect(left).toEqual(['home', 'temporary', 'work']);
  });

  it('refuses where nobody could forbid the reports, and says the way out', () => {
    const { stdout } = worker('');
    expect(stdout).toContain('KmodelError onnxruntime would report to its maker from this worker thread');
    expect(stdout).toContain("Import 'kmodel-lang/runtime' in the main thread before the worker starts");
  });
});
