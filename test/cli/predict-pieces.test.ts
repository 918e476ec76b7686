import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, kmodel, mainScript } from './run-cli.ts';

/** More rows than are read together. */
const rowCount = 40_000;
const rows = Array.from({ length: rowCount }, (_, row) => `n${row},${row % 97},${(row * 7) % 89},${row % 3}`);

let folder: string;
const write = (name: string, lines: readonly string[]): void =>
  writeFileSync(join(folder, name), `id,a,b,kind\n${lines.join('\n')}\n`);
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const predict = (data: string, ...args: readonly string[]) =>
  kmodel(['predict', 'm.kmodel', '--weights', 'run', '--data', data, ...args], folder);

beforeAll(() => {
  folder = emptyFolder();
  writeFileSync(
    join(folder, 'm.kmodel'),
    `model M {
  input x: float32[2]
  head kind = x -> Normalization() -> Dense(3, activation: softmax) {
    loss: sparse_categorical_crossentropy
    classes: ["red", "green", "blue"]
  }
  data { source: "few.csv", columns: { x: ["a", "b"] } }
  train { epochs: 1, seed: 1 }
}
`,
  );
  write('few.csv', rows.slice(0, 300));
  write('many.csv', rows);
  kmodel(['train', 'm.kmodel', '-o', 'run'], folder);
});

describe('kmodel predict on a table that is read in several pieces', () => {
  it.each(['csv', 'jsonl'])('writes every row once, in order, as for a table read at once: .%s', (format) => {
    const { code, stderr } = predict('many.csv', '-o', `all.${format}`, '--keep', 'id');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `Wrote id, kind for ${rowCount} samples to all.${format}.\n`,
    });
    predict('few.csv', '-o', `part.${format}`, '--keep', 'id');
    const [many, few] = [read(`all.${format}`), read(`part.${format}`)];
    expect(many.startsWith(few)).toBe(true);
    const lines = many.trimEnd().split('\n');
    expect(lines).toHaveLength(rowCount + (format === 'csv' ? 1 : 0));
    expect(lines.at(-1)).toContain(`n${rowCount - 1}`);
    // What is predicted follows from the row alone: rows 97 · 89 apart are the same.
    const period = 97 * 89;
    const answer = (row: number) => lines[row]!.replace(/n\d+/, '');
    expect(answer(1 + 3 * period)).toBe(answer(1));
  });

  it('gathers them for a .npz file', () => {
    expect(predict('many.csv', '-o', 'many.npz', '--keep', 'id').code).toBe(0);
    const bytes = readFileSync(join(folder, 'many.npz')).toString('latin1');
    expect(bytes).toContain(`'shape': (${rowCount}, 3)`);
    expect(bytes).toContain(`'shape': (${rowCount},)`);
  });

  it('prints them with one header', () => {
    const { stdout } = predict('many.csv', '-o', '-');
    expect(stdout.split('\n').filter((line) => line.startsWith('kind'))).toHaveLength(1);
    expect(stdout.trimEnd().split('\n')).toHaveLength(rowCount + 1);
  });

  it('draws the same numbers with the same seed', () => {
    const noisy =
      'model N {\n  input a: float32[1]\n  head b = (a -> Dense(1)) + random_normal(like: a) { loss: mse }\n}\n';
    writeFileSync(join(folder, 'n.kmodel'), noisy);
    kmodel(['train', 'n.kmodel', '--data', 'few.csv', '-o', 'noisy', '--epochs', '1', '--seed', '1'], folder);
    const run = (command: string, ...args: readonly string[]) =>
      kmodel([command, 'n.kmodel', '--weights', 'noisy', '--data', 'few.csv', ...args], folder).stdout;
    const draw = (...args: readonly string[]) => run('predict', '-o', '-', ...args);
    expect(draw('--seed', '7')).toBe(draw('--seed', '7'));
    expect(draw('--seed', '7')).not.toBe(draw('--seed', '8'));
    expect(draw()).not.toBe(draw());
    expect(run('evaluate', '--seed', '7')).toBe(run('evaluate', '--seed', '7'));
    expect(run('evaluate', '--seed', '7')).not.toBe(run('evaluate', '--seed', '8'));
  });

  it('leaves what was there before when it is interrupted', async () => {
    writeFileSync(join(folder, 'out.jsonl'), 'before\n');
    const args = ['predict', 'm.kmodel', '--weights', 'run', '--data', 'many.csv', '-o', 'out.jsonl'];
    const child = spawn(process.execPath, [mainScript, ...args, '--batch-size', '1'], { cwd: folder });
    const ended = new Promise<number | null>((done) => child.on('close', done));
    while (!readdirSync(folder).some((name) => name.startsWith('out.jsonl.')))
      await new Promise((next) => setTimeout(next, 5));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(read('out.jsonl')).toBe('before\n');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('leaves what was there before where a row far down does not fit', () => {
    write('bad.csv', rows.with(30_000, 'n,12,many,0'));
    writeFileSync(join(folder, 'out.csv'), 'before\n');
    const { code, stderr } = predict('bad.csv', '-o', 'out.csv');
    expect(code).toBe(1);
    expect(stderr).toContain('bad.csv, line 30002, column `b`: "many" is no number.');
    expect(read('out.csv')).toBe('before\n');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
