import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, kmodel } from './run-cli.ts';

let folder: string;
beforeAll(() => {
  folder = emptyFolder();
  kmodel(['init', '.', '--example', 'mlp', '--samples', '64'], folder);
  const train = ['train', 'mlp.kmodel', '--data', 'mlp.npz', '--epochs', '2'];
  expect(kmodel([...train, '--seed', '1'], folder).code).toBe(0);
  expect(kmodel([...train, '--seed', '2', '--learning-rate', '0.002'], folder).code).toBe(0);
});

describe('kmodel runs', () => {
  it('lists runs as a table', () => {
    const { code, stdout, stderr } = kmodel(['runs'], folder);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    const [heading, ...rows] = stdout.trimEnd().split('\n');
    expect(heading).toMatch(/^Run +Model +State +Started +Time +Epochs +/);
    expect(rows.map((row) => row.split(/ {2,}/).slice(0, 3))).toEqual([
      ['MLP/2', 'MLP', 'done'],
      ['MLP/1', 'MLP', 'done'],
    ]);
  });

  it('prints them as JSON, filtered and sorted', () => {
    const { runs } = JSON.parse(kmodel(['runs', '--json', '--sort', 'seed'], folder).stdout) as {
      runs: { name: string; seed: number; epochs: number; logs: Record<string, number> }[];
    };
    expect(runs.map(({ name, seed, epochs }) => [name, seed, epochs])).toEqual([
      ['MLP/1', 1, 2],
      ['MLP/2', 2, 2],
    ]);
    expect(Object.keys(runs[0]!.logs)).toContain('loss');
    expect(kmodel(['runs', '--json', '--filter', 'mlp/2'], folder).stdout).not.toContain('"MLP/1"');
  });

  it('shows one run', () => {
    const { code, stdout } = kmodel(['runs', 'show', 'MLP/1'], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Seed +1$/m);
    expect(stdout).toMatch(/^Command +train mlp\.kmodel/m);
    expect(stdout).toMatch(/^ *Epoch +loss/m);
    const json = JSON.parse(kmodel(['runs', 'show', 'MLP', '--json'], folder).stdout) as { seed: number };
    expect(json.seed).toBe(2);
  });

  it('compares two', () => {
    const { code, stdout } = kmodel(['runs', 'compare', 'MLP/1', 'MLP/2'], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^the seed +1 +2$/m);
    const { settings } = JSON.parse(
      kmodel(['runs', 'compare', 'MLP/1', 'MLP/2', '--json'], folder).stdout,
    ) as {
      settings: { name: string; a: string; b: string }[];
    };
    expect(settings.find(({ name }) => name === 'the seed')).toEqual({ name: 'the seed', a: '1', b: '2' });
  });

  it('keeps escapes of a hostile record from the terminal', () => {
    const path = join(folder, 'runs/MLP/1/run.json');
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, before.replace('"model": "MLP"', '"model": "\\u001b[31mMLP"'));
    expect(kmodel(['runs'], folder).stdout).not.toContain('\u001b');
    writeFileSync(path, before);
  });

  it.each([
    [['runs', 'nothing'], 1, 'There is no folder nothing.'],
    [['runs', '--sort', 'beauty'], 2, 'No run has a value `beauty`.'],
    [['runs', 'show', 'MLP/7'], 1, 'There is no run `MLP/7`.'],
    [['runs', 'compare', 'MLP/1'], 2, "missing required argument 'b'"],
  ])('%j ends with %i', (args, code, message) => {
    const result = kmodel(args as string[], folder);
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(message);
  });
});

describe('kmodel evaluate --report', () => {
  const args = [
    'evaluate',
    'mlp.kmodel',
    '--weights',
    'runs/MLP/1/last.safetensors',
    '--data',
    'mlp.npz',
    '--report',
  ];

  it('prints each class and the confusion matrix', () => {
    const { code, stdout } = kmodel(args, folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Class +Precision +Recall +F1 +Samples$/m);
    expect(stdout).toMatch(/^Is \\ said +0 +1/m);
  });

  it('is in the JSON as well', () => {
    const { report } = JSON.parse(kmodel([...args, '--json'], folder).stdout) as {
      report: Record<string, { kind: string; confusion: number[][] }>;
    };
    const [head] = Object.values(report);
    expect(head!.kind).toBe('classes');
    expect(head!.confusion.flat().reduce((sum, value) => sum + value, 0)).toBe(64);
  });
});

describe('kmodel replay', () => {
  it('comes to the same values', () => {
    const { code, stderr } = kmodel(['replay', 'MLP/1'], folder);
    // The folder that it trained into is gone.
    expect(stderr).not.toContain('Weights are in');
    expect(stderr).toContain('MLP/1 comes to the same values in all of its 2 epochs.');
    expect(code).toBe(0);
  });

  it('keeps the new run in a folder of its own, from which it can be repeated', () => {
    expect(kmodel(['replay', 'MLP/1', '--keep', 'kept'], folder).code).toBe(0);
    expect(kmodel(['replay', 'kept', '--folder', '.'], folder)).toMatchObject({ code: 0 });
    const before = readFileSync(join(folder, 'runs/MLP/2/last.safetensors'));
    const taken = kmodel(['replay', 'MLP/1', '--keep', 'runs/MLP/2'], folder);
    expect(taken.stderr).toContain('runs/MLP/2 holds a run.');
    expect(taken.code).toBe(1);
    expect(readFileSync(join(folder, 'runs/MLP/2/last.safetensors'))).toEqual(before);
  });

  it('repeats what was trained in silence', () => {
    const train = ['train', 'mlp.kmodel', '--data', 'mlp.npz', '--epochs', '1', '-o', 'silent', '-q'];
    expect(kmodel(train, folder).code).toBe(0);
    expect(kmodel(['replay', 'silent', '--folder', '.'], folder)).toMatchObject({ code: 0 });
  });

  it('names the first value that differs, and that the data is another', () => {
    const { code, stdout } = kmodel(['replay', 'MLP/2', '--json'], folder);
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { run: 'MLP/2', same: true, data: 'same', difference: null },
    ]);
    kmodel(['init', 'other', '--example', 'mlp', '--samples', '48'], folder);
    const differs = kmodel(['replay', 'MLP/1', '--data', 'other/mlp.npz'], folder);
    expect(differs.code).toBe(1);
    expect(differs.stderr).toMatch(/^In epoch 1, `loss` was [\d.]+ in MLP\/1 and is [\d.]+ now\.$/m);
    expect(differs.stderr).toContain('The training data is another than then.');
  });

  it.each([
    [['replay', 'MLP/9'], 'There is no run `MLP/9`.'],
    [['replay'], "missing required argument 'run'"],
  ])('%j is an error', (args, message) => {
    expect(kmodel(args as string[], folder).stderr).toContain(message);
  });
});

it('kmodel train --resume takes the seed from the checkpoint where the record is gone', () => {
  const train = ['train', 'mlp.kmodel', '--data', 'mlp.npz', '-o', 'unrecorded'];
  expect(kmodel([...train, '--epochs', '1'], folder).code).toBe(0);
  rmSync(join(folder, 'unrecorded/run.json'));
  expect(kmodel([...train, '--epochs', '2', '--resume'], folder)).toMatchObject({ code: 0 });
});

it('kmodel train --plot draws the values of epochs, training and validation on one scale', () => {
  const args = [
    'train',
    'mlp.kmodel',
    '--data',
    'mlp.npz',
    '--epochs',
    '4',
    '--seed',
    '1',
    '--plot',
    '-o',
    'plotted',
  ];
  const { code, stderr } = kmodel(args, folder);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^loss +█[▁▂▃▄▅▆▇█]{3} [\d.]+$/m);
});
