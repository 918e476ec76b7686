import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, kmodel } from './run-cli.ts';

let folder: string;
beforeAll(() => {
  folder = emptyFolder();
  kmodel(['init', '.', '--example', 'mlp', '--samples', '64'], folder);
});

const dryRun = (...more: readonly string[]) =>
  kmodel(['train', 'mlp.kmodel', '--data', 'mlp.npz', '--dry-run', '--batch-size', '16', ...more], folder);

describe('kmodel train --dry-run', () => {
  it('says what the first steps take and do, and keeps nothing', () => {
    const before = readdirSync(folder);
    const { code, stdout, stderr } = dryRun();
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Batches of 16 of 64 samples: 4 steps an epoch\.$/m);
    expect(stdout).toMatch(/^Step [\d.]+ ms; an epoch about /m);
    expect(stdout).toMatch(/^Weights, checkpoint and logs .*, the checkpoint [\d.]+ [kM]B$/m);
    expect(stdout).toMatch(/^First batch: loss [\d.]+/m);
    expect(stdout).toMatch(/^layer +class +mean +std +units always 0 +gradient$/m);
    expect(stdout).toContain('Every weight that is trained gets a gradient.');
    expect(readdirSync(folder)).toEqual(before);
  });

  it('is one object of JSON for programs', () => {
    const found = JSON.parse(dryRun('--json').stdout) as Record<string, unknown>;
    expect(found).toMatchObject({ event: 'dry-run', samples: 64 });
    expect(Object.keys(found)).toEqual(
      expect.arrayContaining(['steps', 'logs', 'inspection', 'firstStep', 'step', 'saving', 'peakMemory']),
    );
  });

  it('names weights that no loss depends on', () => {
    writeFileSync(
      join(folder, 'stray.kmodel'),
      'model Stray {\n  input x: float32[1]\n  head y = x -> Dense(1) { loss: mse }\n  head z = x -> Dense(1)\n}\n',
    );
    writeFileSync(join(folder, 'stray.csv'), 'x,y\n1,2\n2,3\n');
    const { code, stdout } = kmodel(['train', 'stray.kmodel', '--data', 'stray.csv', '--dry-run'], folder);
    expect(code).toBe(0);
    expect(stdout).toContain('No loss depends on these weights: `z/kernel`, `z/bias`.');
    // One step alone is no measure of others.
    expect(stdout).toMatch(/^All 2 samples are one batch\.$/m);
    expect(stdout).not.toMatch(/^Step /m);
  });

  it('ends as a training would where the data do not fit', () => {
    writeFileSync(join(folder, 'bad.csv'), 'x,z\n1,2\n');
    const { code, stderr } = kmodel(['train', 'stray.kmodel', '--data', 'bad.csv', '--dry-run'], folder);
    expect(code).toBe(1);
    expect(stderr).toContain('`y`');
  });

  it('does not go on with a run', () => {
    const { code, stderr } = dryRun('--resume');
    expect(code).toBe(2);
    expect(stderr).toContain('`--dry-run` and `--resume` exclude each other');
  });
});

describe('kmodel train --histograms', () => {
  it('keeps a look into the model in the folder of the run', () => {
    const { code } = kmodel(
      ['train', 'mlp.kmodel', '--data', 'mlp.npz', '--epochs', '2', '--histograms', '1', '-o', 'looked'],
      folder,
    );
    expect(code).toBe(0);
    const lines = readFileSync(join(folder, 'looked/summaries/histograms.jsonl'), 'utf8').trim().split('\n');
    expect(lines.map((text) => (JSON.parse(text) as { epoch: number }).epoch)).toEqual([1, 2]);
  });

  it('takes a whole number', () => {
    const { code, stderr } = kmodel(
      ['train', 'mlp.kmodel', '--data', 'mlp.npz', '--histograms', 'often', '-o', 'refused'],
      folder,
    );
    expect(code).toBe(2);
    expect(stderr).toContain('--histograms');
    expect(existsSync(join(folder, 'refused'))).toBe(false);
  });
});

describe('--weights with the folder of a run', () => {
  it('takes the weights of its best epoch, or those of its end', () => {
    kmodel(['train', 'mlp.kmodel', '--data', 'mlp.npz', '--epochs', '1', '-o', 'trained', '--force'], folder);
    const evaluate = (weights: string) =>
      kmodel(['evaluate', 'mlp.kmodel', '--data', 'mlp.npz', '--weights', weights], folder);
    const { code, stdout } = evaluate('trained');
    expect(code).toBe(0);
    expect(stdout).toBe(evaluate('trained/best.safetensors').stdout);
  });

  it('says where a folder holds none', () => {
    const { code, stderr } = kmodel(
      ['evaluate', 'mlp.kmodel', '--data', 'mlp.npz', '--weights', '.'],
      folder,
    );
    expect(code).toBe(1);
    expect(stderr).toContain('. is a folder without weights of a run.');
  });
});
