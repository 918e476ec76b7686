import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { emptyFolder, kmodel } from './run-cli.ts';

const right = 'model A {\n  input x: float32[2]\n  head y = x -> Dense(1) { loss: mse }\n}\n';
const wrong = right.replace('Dense', 'Dens');

let folder: string;
beforeEach(() => {
  folder = emptyFolder();
  for (const sub of ['deep/er', 'node_modules/other', '.hidden', 'empty'])
    mkdirSync(join(folder, sub), { recursive: true });
  writeFileSync(join(folder, 'a.kmodel'), right);
  writeFileSync(join(folder, 'deep/er/b.kmodel'), right);
  for (const sub of ['node_modules/other', '.hidden']) writeFileSync(join(folder, sub, 'c.kmodel'), wrong);
});

describe('a folder', () => {
  it('means all model files in it to check, without what is installed or hidden', () => {
    expect(kmodel(['check', '.'], folder)).toMatchObject({ code: 0, stderr: 'No mistakes in 2 files.\n' });
  });

  it('counts a file once that is named beside it', () => {
    expect(kmodel(['check', '.', 'a.kmodel', './deep'], folder).stderr).toBe('No mistakes in 2 files.\n');
  });

  it('has its mistakes reported by file', () => {
    writeFileSync(join(folder, 'deep/er/b.kmodel'), wrong);
    const { code, stderr } = kmodel(['check', '.'], folder);
    expect(code).toBe(1);
    expect(stderr).toContain('deep/er/b.kmodel:3');
  });

  it('means all model files in it to format', () => {
    writeFileSync(join(folder, 'deep/er/b.kmodel'), right.replace('  head', ' head'));
    const check = kmodel(['format', '--check', '.'], folder);
    expect(check).toMatchObject({ code: 1, stderr: 'deep/er/b.kmodel would change.\n' });
    expect(kmodel(['format', '.'], folder)).toMatchObject({
      code: 0,
      stderr: 'Formatted deep/er/b.kmodel.\n',
    });
    expect(readFileSync(join(folder, 'deep/er/b.kmodel'), 'utf8')).toBe(right);
  });

  it.each(['check', 'format'])('without model files is an error of %s', (command) => {
    const { code, stderr } = kmodel([command, 'empty'], folder);
    expect(code).toBe(1);
    expect(stderr).toContain('There are no `.kmodel` files in empty.');
  });

  it('is no model to a command that takes one', () => {
    const { code, stderr } = kmodel(['summary', '.'], folder);
    expect(code).toBe(1);
    expect(stderr).toContain('. is a folder, where a model file is needed.');
  });
});

describe('a file of another kind', () => {
  const commands = ['check', 'summary', 'graph', 'format', 'train', 'compile'];
  const extra: Readonly<Record<string, readonly string[]>> = {
    train: ['--data', 'd.csv'],
    compile: ['-o', 'out'],
  };

  it.each(commands)('is told from a model by %s', (command) => {
    writeFileSync(join(folder, 'x.keras'), 'PK');
    const { code, stdout, stderr } = kmodel([command, 'x.keras', ...(extra[command] ?? [])], folder);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('x.keras is a model that Keras saved, and no kmodel text.');
    expect(stderr).toContain('`--weights x.keras`');
  });

  it.each([
    ['x.weights.h5', 'a file of weights', '`--weights x.weights.h5`'],
    ['x.H5', 'a model that Keras saved', '`--weights x.H5`'],
    ['x.safetensors', 'a file of weights', '`--weights x.safetensors`'],
    ['x.npz', 'a file of data', '`--data x.npz`'],
    ['x.h5', 'a model that Keras saved', '`kmodel import x.h5 -o x.kmodel`'],
    ['x.onnx', 'an ONNX model', '`kmodel import x.onnx -o x.kmodel`'],
    ['model.json', 'a JSON file', '`kmodel import model.json -o model.kmodel`'],
    ['x.pt', 'a PyTorch file', '`kmodel import x.onnx -o x.kmodel`'],
    ['train.py', 'Python code', '`kmodel init`'],
  ])('%s is %s', (file, kind, way) => {
    writeFileSync(join(folder, file), '');
    const { code, stderr } = kmodel(['summary', file], folder);
    expect(code).toBe(1);
    expect(stderr).toContain(`${file} is ${kind}, and no kmodel text.`);
    expect(stderr).toContain(way);
  });

  it('may end in anything else', () => {
    writeFileSync(join(folder, 'model.txt'), right);
    expect(kmodel(['summary', 'model.txt'], folder).code).toBe(0);
  });
});

describe('--quiet', () => {
  it('says nothing where all is well', () => {
    for (const args of [
      ['check', '.'],
      ['format', '.'],
      ['graph', 'a.kmodel', '-o', 'a.svg'],
    ])
      expect(kmodel([...args, '--quiet'], folder)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('keeps results, warnings and errors', () => {
    expect(kmodel(['summary', 'a.kmodel', '-q'], folder).stdout).toContain('Total params');
    expect(kmodel(['format', '--check', '.', '-q'], folder).code).toBe(0);
    writeFileSync(join(folder, 'unused.kmodel'), right.replace('head', 'branch z = x -> Dense(3)\n  head'));
    const warned = kmodel(['check', 'unused.kmodel', '-q'], folder);
    expect(warned.code).toBe(0);
    expect(warned.stderr).toContain('KM4004');
    expect(kmodel(['check', 'none.kmodel', '-q'], folder).stderr).toContain('There is no file none.kmodel.');
  });

  it('trains without a word, and predicts', () => {
    writeFileSync(join(folder, 'd.csv'), 'x_0,x_1,y\n1,2,3\n4,5,6\n');
    const train = ['train', 'a.kmodel', '--data', 'd.csv', '-o', 'run', '--epochs', '1', '-q'];
    expect(kmodel(train, folder)).toEqual({ code: 0, stdout: '', stderr: '' });
    const args = ['a.kmodel', '--weights', 'run/last.safetensors', '--data', 'd.csv'];
    expect(kmodel(['predict', ...args, '-o', 'p.csv', '-q'], folder).stderr).toBe('');
    expect(readFileSync(join(folder, 'p.csv'), 'utf8')).toMatch(/^y\n/);
  });
});
