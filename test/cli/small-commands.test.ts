import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examples } from '../../examples/data/index.ts';
import { tableExamples } from '../../examples/data/tables.ts';
import { emptyFolder, kmodel } from './run-cli.ts';

describe('kmodel explain', () => {
  it.each(['KM3001', 'km3001', 'wrong-rank'])('prints the page of %s', (code) => {
    const result = kmodel(['explain', code], emptyFolder());
    expect(result.code).toBe(0);
    expect(result.stderr).toBe('');
    expect(result.stdout).toMatch(/^# KM3001 wrong rank/);
  });

  it('ends with 2 for a code that there is not, and lists those near it', () => {
    const { code, stdout, stderr } = kmodel(['explain', 'KM3999'], emptyFolder());
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('There is no diagnostic KM3999.');
    expect(stderr).toContain('KM3001, KM3002');
  });
});

describe('kmodel doctor', () => {
  it('says what runs here, as JSON too', () => {
    const { code, stdout, stderr } = kmodel(['doctor', '--json'], emptyFolder());
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      node: process.versions.node,
      engines: [
        { name: 'onnxruntime-node', works: true, version: expect.stringMatching(/^\d/) as string },
        { name: 'GPU', works: expect.any(Boolean) as boolean },
        { name: '@tensorflow/tfjs-node-gpu', works: expect.any(Boolean) as boolean },
        { name: '@tensorflow/tfjs-node', works: expect.any(Boolean) as boolean },
        { name: 'tfjs wasm', works: true },
        { name: 'tfjs cpu', works: true },
        { name: 'PyTorch', works: expect.any(Boolean) as boolean },
      ],
    });
    const text = kmodel(['doctor'], emptyFolder()).stdout;
    expect(text).toMatch(/works +onnxruntime-node/);
    expect(text).toMatch(/works +tfjs wasm .*: the engine `tfjs`: tfjs [\d.]+ on wasm \(simd, 1 thread\)/);
  });
});

describe('kmodel init', () => {
  it('writes nothing where a file of that name is', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'digits.kmodel'), 'mine');
    const { code, stderr } = kmodel(['init', '.'], folder);
    expect(code).toBe(1);
    expect(stderr).toContain('digits.kmodel is there already.');
    expect(readFileSync(join(folder, 'digits.kmodel'), 'utf8')).toBe('mine');
    expect(existsSync(join(folder, 'digits.npz'))).toBe(false);
  });

  it('lists the examples when the name is of none', () => {
    const { code, stderr } = kmodel(['init', 'there', '--example', 'digit'], emptyFolder());
    expect(code).toBe(2);
    for (const { name } of examples) expect(stderr).toContain(name);
  });

  it.each(examples.map(({ name }) => name))('makes %s, which checks without a mistake', (name) => {
    const folder = emptyFolder();
    const { code, stdout, stderr } = kmodel(['init', 'made', '--example', name, '--samples', '2'], folder);
    expect(code).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toContain(`kmodel train ${name}.kmodel --data ${name}.npz`);
    const models = readdirSync(join(folder, 'made')).filter((file) => file.endsWith('.kmodel'));
    expect(kmodel(['check', ...models.map((file) => `made/${file}`)], folder).code).toBe(0);
    expect(existsSync(join(folder, 'made', `${name}.npz`))).toBe(true);
  });

  it.each(tableExamples)('copies $name with its table, and it trains as it stands', ({ name, table }) => {
    const folder = emptyFolder();
    const { code, stderr } = kmodel(['init', 'made', '--example', name], folder);
    expect(code).toBe(0);
    expect(stderr).toContain(`Wrote made/${name}.kmodel, made/${table}.`);
    expect(stderr).toContain(`kmodel train ${name}.kmodel\n`);
    const trained = kmodel(['train', `${name}.kmodel`, '--epochs', '1'], join(folder, 'made'));
    expect(trained.stderr).toContain('Weights are in runs/');
    expect(trained.code).toBe(0);
    const again = kmodel(['init', 'made', '--example', name], folder);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain(`made/${name}.kmodel is there already.`);
  });

  it('makes no samples of a table', () => {
    const { code, stderr } = kmodel(['init', 'made', '--example', 'birds', '--samples', '9'], emptyFolder());
    expect(code).toBe(2);
    expect(stderr).toContain('`--samples` has no meaning for `birds`');
  });
});
