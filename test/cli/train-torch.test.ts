import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { torchPython } from '../support/torch.ts';
import { emptyFolder, freshKmodel, kmodel, mainScript, startKmodel } from './run-cli.ts';

const model = `model Digits {
  input pixels: float32[8]
  head digit = pixels -> Dense(6, activation: relu) -> Dropout(0.2) -> Dense(3, activation: softmax) {
    loss: sparse_categorical_crossentropy
    metrics: [accuracy]
  }
  train {
    optimizer: Adam()
    batch_size: 8
    validation_split: 0.2
    callbacks: [EarlyStopping(patience: 5)]
  }
}
`;

function project(): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'm.kmodel'), model);
  const names = Array.from({ length: 8 }, (_, index) => `pixels_${index}`);
  const rows = Array.from({ length: 43 }, (_, row) =>
    [...names.map((_name, index) => Math.sin(row * 8 + index)), row % 3].join(),
  );
  writeFileSync(join(folder, 'd.csv'), [[...names, 'digit'].join(), ...rows].join('\n'));
  return folder;
}

const command = ['train', 'm.kmodel', '--data', 'd.csv', '--seed', '3', '--json'];

/** The history at the end of what a training prints. */
function historyOf(stdout: string): Readonly<Record<string, readonly number[]>> {
  return (
    JSON.parse(stdout.trim().split('\n').at(-1)!) as {
      readonly history: Readonly<Record<string, readonly number[]>>;
    }
  ).history;
}

function expectSame(found: ReturnType<typeof historyOf>, expected: ReturnType<typeof historyOf>): void {
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected))
    values.forEach((value, epoch) =>
      expect(found[name]![epoch], `${name} of epoch ${epoch + 1}`).toBeCloseTo(value, 5),
    );
}

/** One of several machines: what it says, and how it ends. */
interface Machine {
  /** Resolves when it has printed something, to wherever. */
  readonly said: (text: string) => Promise<void>;
  /** The lines of standard output so far. */
  readonly lines: () => readonly string[];
  readonly ended: Promise<{ readonly code: number | null; readonly said: string }>;
  /** Takes it away, without a word. */
  readonly kill: () => void;
}

function startMachine(args: readonly string[], cwd: string): Machine {
  const child = spawn(process.execPath, [mainScript, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '1' },
  });
  const waiting: (() => void)[] = [];
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (piece: Buffer) => {
    stdout += piece.toString();
    for (const look of waiting) look();
  });
  child.stderr.on('data', (piece: Buffer) => {
    stderr += piece.toString();
    for (const look of waiting) look();
  });
  return {
    said: (text) =>
      new Promise((done) => {
        const look = (): void => {
          if (stdout.includes(text) || stderr.includes(text)) done();
        };
        waiting.push(look);
        look();
      }),
    lines: () => stdout.trim().split('\n'),
    ended: once(child, 'close').then(([code]) => ({ code: code as number | null, said: stderr })),
    kill: () => void child.kill('SIGKILL'),
  };
}

describe.skipIf(!torchPython)('kmodel train --engine torch', () => {
  it('gives the losses of our own engine, on one process and on two, and keeps a run with the program', () => {
    const folder = project();
    const ours = kmodel([...command, '--epochs', '3', '-o', 'ours'], folder);
    expect(ours.code).toBe(0);
    const expected = historyOf(ours.stdout);
    for (const processes of ['1', '2']) {
      const output = `on-${processes}`;
      const { code, stdout, stderr } = kmodel(
        [...command, '--epochs', '3', '-o', output, '--engine', 'torch', '--processes', processes],
        folder,
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('PyTorch') });
      expectSame(historyOf(stdout), expected);
      expect(readdirSync(join(folder, output))).toEqual(
        expect.arrayContaining([
          'best.safetensors',
          'checkpoint.safetensors',
          'digits.py',
          'history.json',
          'last.safetensors',
        ]),
      );
    }
    const judged = kmodel(['evaluate', 'm.kmodel', '--weights', 'on-2', '--data', 'd.csv', '--json'], folder);
    expect(judged.code).toBe(0);
  });

  it('goes on with --resume where a run stopped', () => {
    const folder = project();
    const torch = ['--engine', 'torch'];
    const whole = kmodel([...command, ...torch, '--epochs', '3', '-o', 'whole'], folder);
    kmodel([...command, ...torch, '--epochs', '1', '-o', 'parts'], folder);
    const rest = kmodel([...command, ...torch, '--epochs', '3', '-o', 'parts', '--resume'], folder);
    expect(rest.code).toBe(0);
    expect(historyOf(rest.stdout)).toEqual(historyOf(whole.stdout));
  });

  it('saves everything at Ctrl-C', async () => {
    const folder = project();
    let isInterrupted = false;
    const { code, stderr } = await startKmodel(
      [...command, '--engine', 'torch', '--epochs', '10000', '-o', 'run'],
      folder,
      (_, { interrupt }) => {
        if (!isInterrupted) interrupt();
        isInterrupted = true;
      },
    );
    expect(code).toBe(130);
    expect(stderr).toContain('and saved. Go on with the same command and `--resume`.');
    expect(existsSync(join(folder, 'run/checkpoint.safetensors'))).toBe(true);
    expect(readFileSync(join(folder, 'run/digits.py'), 'utf8')).toMatch(/^# Generated by kmodel/);
  });

  it.skipIf((torchPython?.devices ?? 0) > 0)(
    'says what to install where CUDA is asked for and absent',
    () => {
      const { code, stderr } = kmodel([...command, '--engine', 'torch', '--device', 'cuda'], project());
      expect(code).toBe(1);
      expect(stderr).toContain('sees no CUDA device here.');
      expect(stderr).toContain('Install a PyTorch that is built for CUDA');
    },
  );

  it('trains on two machines to our losses, ends on both when one goes, and goes on from what is kept', async () => {
    const folder = project();
    const meeting = ['--engine', 'torch', '--nnodes', '2', '--rdzv-endpoint', 'localhost:29573'];
    const machines = ['a', 'b'].map((name) =>
      startMachine([...command, ...meeting, '--epochs', '10000', '-o', name], folder),
    );
    const leads = await Promise.race(
      machines.map(async (machine, index) => {
        await machine.said('"epoch":3,');
        return index;
      }),
    );
    const [lead, other] = [machines[leads]!, machines[1 - leads]!];
    await other.said('This machine trains along.');
    other.kill();
    expect(await lead.ended).toEqual({
      code: 1,
      said: expect.stringMatching(
        /^Waits until 2 machines have met at localhost:29573\.\nPyTorch .*\nerror: A process of the training has ended, without which the others cannot go on\.\nhelp: .*\n$/,
      ),
    });
    expect(existsSync(join(folder, 'ab'[1 - leads]!))).toBe(false);
    const run = join(folder, 'ab'[leads]!);
    const epochs = String(lead.lines().length + 2);
    const rest = kmodel([...command, '--epochs', epochs, '-o', run, '--resume'], folder);
    expect(rest.code).toBe(0);
    const whole = kmodel([...command, '--epochs', epochs, '-o', 'whole'], folder);
    expectSame(historyOf(rest.stdout), historyOf(whole.stdout));
  });
});

describe('kmodel train --engine torch without PyTorch', () => {
  it('says what to install', () => {
    const { code, stderr } = freshKmodel([...command, '--engine', 'torch'], project(), {
      NO_COLOR: '1',
      KMODEL_PYTHON: process.execPath,
    });
    expect(code).toBe(1);
    expect(stderr).toContain('which does not run PyTorch.');
    expect(stderr).toContain('help: Install PyTorch: `pip install torch numpy`');
  });

  it.each([
    [['--processes', '2'], '`--processes` is for the engine on PyTorch.'],
    [['--engine', 'torch', '--nnodes', '2'], '2 machines need a place where they find each other.'],
    [['--engine', 'torch', '--rdzv-endpoint', 'a:b:c'], '`--rdzv-endpoint` takes HOST:PORT, not `a:b:c`.'],
    [['--engine', 'torch', '--rdzv-endpoint', 'a:99999'], 'There is no port 99999.'],
    [['--engine', 'torch', '--rdzv-endpoint', 'a:0'], 'There is no port 0.'],
    [
      ['--engine', 'torch', '--threads', '2'],
      '`--threads` is for the onnx engine: PyTorch has `OMP_NUM_THREADS`.',
    ],
  ])('refuses %j', (flags, message) => {
    const { code, stderr } = kmodel([...command, ...flags], project());
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });
});
