import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../cli/commands/index.ts';
import { load } from '../../index.ts';
import { emptyFolder, freshKmodel, kmodel } from './run-cli.ts';

const folder = emptyFolder();

/** Models in which names and syntax are right, and which fail only where layers are put together. */
const late: Readonly<Record<string, { readonly text: string; readonly code: string }>> = {
  'an input without brackets': {
    text: 'model A {\n  input x: float32\n  head y = x -> Dense(1) { loss: mse }\n}\n',
    code: 'KM3011',
  },
  'a parameter without a type': {
    text: 'model A(units = 4) {\n  input x: float32[3]\n  head y = x -> Dense(units) { loss: mse }\n}\n',
    code: 'KM3011',
  },
  'a size that nobody knows': {
    text: 'model A {\n  input x: float32[T]\n  head y = x -> Dense(1) { loss: mse }\n}\n',
    code: 'KM3005',
  },
};

const data = ['--data', 'data.csv'];
const weights = ['--weights', 'weights.safetensors'];

/** What follows a command's name; null for the commands that look at no model. */
const argumentsOf: Readonly<Record<string, readonly string[] | null>> = {
  check: ['a.kmodel'],
  summary: ['a.kmodel'],
  graph: ['a.kmodel', '-o', 'out.svg'],
  compile: ['a.kmodel', '-o', 'out'],
  generate: ['a.kmodel', '--target', 'typescript', '-o', 'out.ts'],
  train: ['a.kmodel', ...data, '-o', 'run'],
  evaluate: ['a.kmodel', ...data, ...weights],
  predict: ['a.kmodel', ...data, ...weights, '-o', 'out.npz'],
  verify: ['a.kmodel'],
  init: null,
  format: null,
  explain: null,
  lsp: null,
  completion: null,
  doctor: null,
  runs: null,
  dashboard: null,
  replay: null,
  import: null,
  data: ['a.kmodel'],
};

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'data.csv'), 'x,y\n1,2\n');
  writeFileSync(join(folder, 'weights.safetensors'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a model that fails late', () => {
  it('is shown to every command that takes one', () => {
    expect(Object.keys(argumentsOf).sort()).toEqual(commands.map(({ name }) => name).sort());
  });

  const [first] = Object.keys(late);
  const takers = Object.entries(argumentsOf).filter(([, args]) => args !== null);
  describe.each(Object.entries(late))('%s', (name, { text, code }) => {
    // Each command has at least one process of its own.
    const run = name === first ? freshKmodel : kmodel;
    it.each(takers)('ends %s with exit code 1 and the reason', (command, args) => {
      writeFileSync(join(folder, 'a.kmodel'), text);
      const result = run([command, ...args!], folder);
      expect(result.stdout + result.stderr).toContain(code);
      expect(result.code).toBe(1);
      expect(result.stderr).not.toContain('crashed');
    });

    it('ends load with the reason', async () => {
      const path = join(folder, 'a.kmodel');
      writeFileSync(path, text);
      await expect(load(path)).rejects.toThrow(`has errors: ${code} `);
    });
  });
});
