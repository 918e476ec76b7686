import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, kmodel, startKmodel } from './run-cli.ts';

let project: string;
beforeAll(() => {
  project = emptyFolder();
  kmodel(['init', '.', '--samples', '400'], project);
});

const train = (...args: string[]) =>
  kmodel(['train', 'digits.kmodel', '--data', 'digits.npz', ...args], project);

function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('kmodel train', () => {
  it('trains what `kmodel init` made, and saves weights and history', () => {
    const { code, stdout, stderr } = train('--epochs', '2', '-o', 'plain');
    expect(stderr).toMatch(/Epoch 2\/2 10 steps in .* loss .* val_accuracy/);
    expect(code).toBe(0);
    expect(stdout).toBe('');
    expect(readdirSync(join(project, 'plain')).sort()).toEqual([
      'best.safetensors',
      'checkpoint.safetensors',
      'events.jsonl',
      'history.json',
      'last.safetensors',
      'model.kmodel',
      'run.json',
      'settings.json',
    ]);
  });

  it('prints one JSON object a line with --json, and nothing else on standard output', () => {
    const { code, stdout } = train('--epochs', '2', '-o', 'json', '--json');
    expect(code).toBe(0);
    const lines = jsonLines(stdout);
    expect(lines.map((line) => line.event)).toEqual(['epoch', 'epoch', 'end']);
    expect(lines[0]).toMatchObject({ epoch: 1, epochs: 2, steps: 10 });
    expect(Object.keys(lines[0]!.logs as object)).toEqual(['loss', 'accuracy', 'val_loss', 'val_accuracy']);
    expect(lines[2]).toMatchObject({
      weights: 'json/last.safetensors',
      best: 'json/best.safetensors',
      engine: 'onnx',
    });
    expect((lines[2]!.history as { loss: number[] }).loss).toHaveLength(2);
  });

  it('gives the same bits for the same seed, and others for another', () => {
    const weights = (folder: string) =>
      readFileSync(join(project, folder, 'last.safetensors')).toString('base64');
    train('--epochs', '2', '--seed', '5', '-o', 'a');
    train('--epochs', '2', '--seed', '5', '-o', 'b');
    train('--epochs', '2', '--seed', '6', '-o', 'c');
    expect(weights('a')).toBe(weights('b'));
    expect(weights('a')).not.toBe(weights('c'));
  });

  it('resumes to the same bits as an uninterrupted run', () => {
    const last = (folder: string) =>
      readFileSync(join(project, folder, 'last.safetensors')).toString('base64');
    train('--epochs', '4', '--seed', '5', '-o', 'whole');
    train('--epochs', '2', '--seed', '5', '-o', 'parts');
    const { code, stdout } = train('--epochs', '4', '-o', 'parts', '--resume', '--json');
    expect(code).toBe(0);
    expect(last('parts')).toBe(last('whole'));
    expect(
      jsonLines(stdout)
        .filter((line) => line.event === 'epoch')
        .map((line) => line.epoch),
    ).toEqual([3, 4]);
  });

  it('saves on Ctrl-C, says how to go on, and goes on to the same bits', async () => {
    const args = [
      'train',
      'digits.kmodel',
      '--data',
      'digits.npz',
      '--epochs',
      '60',
      '--seed',
      '9',
      '--json',
    ];
    const first = await startKmodel([...args, '-o', 'stopped'], project, (text, { interrupt }) => {
      if (text.includes('"epoch":2,')) interrupt();
    });
    expect(first.code).toBe(130);
    expect(first.stderr).toMatch(
      /Stopped in epoch \d+ and saved\. Go on with the same command and `--resume`\./,
    );
    expect(existsSync(join(project, 'stopped/last.safetensors'))).toBe(true);
    expect(kmodel([...args, '-o', 'stopped', '--resume'], project).code).toBe(0);
    expect(kmodel([...args, '-o', 'unstopped'], project).code).toBe(0);
    const last = (folder: string) =>
      readFileSync(join(project, folder, 'last.safetensors')).toString('base64');
    expect(last('stopped')).toBe(last('unstopped'));
  });

  it('refuses to resume where there is nothing to resume', () => {
    const { code, stderr } = train('-o', 'nothing', '--resume');
    expect(code).toBe(2);
    expect(stderr).toContain('There is no checkpoint in nothing to resume from.');
  });

  it('refuses a checkpoint of another model', () => {
    train('--epochs', '1', '-o', 'other');
    writeFileSync(
      join(project, 'wide.kmodel'),
      readFileSync(join(project, 'digits.kmodel'), 'utf8').replace('128', '64'),
    );
    const { code, stderr } = kmodel(
      ['train', 'wide.kmodel', '--data', 'digits.npz', '-o', 'other', '--resume'],
      project,
    );
    expect(code).toBe(1);
    expect(stderr).toContain('The checkpoint is of another model');
  });

  it('names the step and the head when a loss becomes NaN, and keeps the last good checkpoint', () => {
    const text = readFileSync(join(project, 'digits.kmodel'), 'utf8').replace(
      'Adam()',
      'SGD(learning_rate: 1e30)',
    );
    writeFileSync(
      join(project, 'wild.kmodel'),
      text
        .replace('softmax', 'linear')
        .replace('sparse_categorical_crossentropy', 'mse')
        .replace('Dense(10', 'Dense(1')
        .replace('metrics: [accuracy]', ''),
    );
    const { code, stderr } = kmodel(['train', 'wild.kmodel', '--data', 'digits.npz', '-o', 'wild'], project);
    expect(stderr).toMatch(/In epoch 1, step \d+, the loss of `digit` is (NaN|Infinity)\./);
    expect(code).toBe(1);
    expect(existsSync(join(project, 'wild/last.safetensors'))).toBe(false);
  });

  it('says what is wrong where the output folder is a file', () => {
    writeFileSync(join(project, 'taken'), 'a file');
    const { code, stderr } = train('--epochs', '1', '-o', 'taken');
    expect(code).toBe(1);
    expect(stderr).toContain('Nothing can be written to taken: a part of the path is not a folder.');
    expect(stderr).not.toContain('    at ');
  });

  it.skipIf(process.getuid?.() === 0)('says what is wrong where the output folder cannot be written', () => {
    mkdirSync(join(project, 'locked'));
    chmodSync(join(project, 'locked'), 0o500);
    const { code, stderr } = train('--epochs', '1', '-o', 'locked');
    expect(code).toBe(1);
    expect(stderr).toContain('permission is denied');
  });

  it('needs data, and says so with exit code 2', () => {
    const { code, stderr } = kmodel(['train', 'digits.kmodel'], project);
    expect(code).toBe(2);
    expect(stderr).toContain('`kmodel train` needs data.');
  });

  it('refuses a batch size of nothing', () => {
    const { code, stderr } = train('--batch-size', '0');
    expect(code).toBe(2);
    expect(stderr).toContain('needs a whole number of 1 or more');
  });
});

describe('kmodel evaluate and predict', () => {
  beforeAll(() => void train('--epochs', '3', '-o', 'run', '--seed', '1'));

  it('evaluates with trained weights', () => {
    const { code, stdout } = kmodel(
      ['evaluate', 'digits.kmodel', '--weights', 'run/best.safetensors', '--data', 'digits.npz', '--json'],
      project,
    );
    expect(code).toBe(0);
    const logs = JSON.parse(stdout) as { loss: number; accuracy: number };
    expect(logs.accuracy).toBeGreaterThan(0.5);
  });

  it.each(['npz', 'jsonl', 'csv'])('writes predictions as .%s', (ending) => {
    const { code, stderr } = kmodel(
      [
        'predict',
        'digits.kmodel',
        '--weights',
        'run/last.safetensors',
        '--data',
        'digits.npz',
        '-o',
        `out.${ending}`,
      ],
      project,
    );
    expect(stderr).toContain('for 400 samples');
    expect(code).toBe(0);
    const lines = readFileSync(join(project, `out.${ending}`), 'utf8').split('\n');
    if (ending === 'csv')
      expect(lines[0]).toBe(
        'digit_0,digit_1,digit_2,digit_3,digit_4,digit_5,digit_6,digit_7,digit_8,digit_9',
      );
    if (ending === 'jsonl') expect((JSON.parse(lines[0]!) as { digit: number[] }).digit).toHaveLength(10);
  });

  it('refuses weights of another model and lists what is missing and left over', () => {
    writeFileSync(
      join(project, 'deep.kmodel'),
      readFileSync(join(project, 'digits.kmodel'), 'utf8').replace('Flatten()', 'Flatten() -> Dense(32)'),
    );
    const { code, stderr } = kmodel(
      ['evaluate', 'deep.kmodel', '--weights', 'run/last.safetensors', '--data', 'digits.npz'],
      project,
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/holds the weights of another model than `Digits`: .* missing/);
  });

  it('refuses a cut-off weights file', () => {
    writeFileSync(
      join(project, 'cut.safetensors'),
      readFileSync(join(project, 'run/last.safetensors')).subarray(0, 1000),
    );
    const { code, stderr } = kmodel(
      ['evaluate', 'digits.kmodel', '--weights', 'cut.safetensors', '--data', 'digits.npz'],
      project,
    );
    expect(code).toBe(1);
    expect(stderr).toContain('is not a whole safetensors file');
  });
});
