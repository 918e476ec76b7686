import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readData } from '../../runtime/data/read-data.ts';
import { loadOnnxruntime } from '../../runtime/engines/onnx/onnxruntime.ts';
import { emptyFolder, kmodel } from './run-cli.ts';

const onnx = await loadOnnxruntime();

let folder: string;
beforeAll(() => {
  folder = emptyFolder();
  kmodel(['init', '.', '--example', 'mlp', '--samples', '64'], folder);
  kmodel(['train', 'mlp.kmodel', '--data', 'mlp.npz', '--epochs', '1', '-o', 'run'], folder);
});

const weights = ['--weights', 'run/last.safetensors'];

describe('kmodel compile', () => {
  it('writes a model.onnx that predicts what `predict` predicts, and a train.onnx that loads', async () => {
    const { code, stdout, stderr } = kmodel(['compile', 'mlp.kmodel', ...weights, '-o', 'build'], folder);
    expect(code).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toBe('Wrote model.onnx, train.onnx, model.json to build.\n');
    kmodel(['predict', 'mlp.kmodel', ...weights, '--data', 'mlp.npz', '-o', 'out.npz'], folder);

    const session = await onnx.InferenceSession.create(join(folder, 'build/model.onnx'));
    expect([...session.inputNames]).toEqual(['pixels']);
    const { pixels } = await readData([join(folder, 'mlp.npz')], []);
    const result = await session.run({
      pixels: new onnx.Tensor('float32', pixels!.data as Float32Array, pixels!.shape),
    });
    const mine = result[session.outputNames[0]!]!.data as Float32Array;
    const theirs = (await readData([join(folder, 'out.npz')], [])).digit!.data as Float32Array;
    expect(mine).toHaveLength(640);
    theirs.forEach((value, index) => expect(mine[index]).toBeCloseTo(value, 5));

    const train = await onnx.InferenceSession.create(join(folder, 'build/train.onnx'));
    expect(train.inputNames.length).toBeGreaterThan(6);
  });

  it('writes a model.json with summary and graph', () => {
    kmodel(['compile', 'mlp.kmodel', '-o', 'plain'], folder);
    expect(JSON.parse(readFileSync(join(folder, 'plain/model.json'), 'utf8'))).toMatchObject({
      summary: { model: 'MLP', params: { total: 3466 } },
      graph: { name: 'MLP' },
    });
  });

  it('prints a step as it is after a pass', () => {
    const print = (...args: string[]) => kmodel(['compile', 'mlp.kmodel', ...args], folder);
    const bound = print('--emit', 'step', '--after', 'bind');
    expect(bound.code).toBe(0);
    expect(bound.stdout).toMatch(/float32\[\d+, 64\] = input/);
    expect(bound.stdout).toContain('reluGradient');
    expect(print('--emit', 'ops', '--after', 'blocks').stdout).not.toContain('batch size');
  });

  it.each([
    [['--emit', 'ast', '--after', 'bind'], '`--after` goes with `--emit ops` or `--emit step`.'],
    [['--emit', 'step', '--after', 'magic'], 'There is no pass `magic`.'],
    [['--emit', 'step', '--after', 'bind', '--size', 'T'], '`T` gives no size variable a number.'],
    [['--emit', 'step', '--after', 'bind', '--size', 'T=0'], '`T=0` gives no size variable a number.'],
  ])('refuses %j', (args, message) => {
    const { code, stderr } = kmodel(['compile', 'mlp.kmodel', ...args], folder);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it.each([
    ['ast', /"kind": "File"/],
    ['graph', /"name": "MLP"/],
    ['ops', /float32\[batch size, 64\] = input/],
    ['step', /float32\[batch size, 64\] = input/],
  ])('prints the stage %s', (stage, form) => {
    const { code, stdout, stderr } = kmodel(['compile', 'mlp.kmodel', '--emit', stage], folder);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(form);
    if (stage === 'ast' || stage === 'graph') expect(() => JSON.parse(stdout) as unknown).not.toThrow();
  });

  it('needs a folder or a stage that there is', () => {
    expect(kmodel(['compile', 'mlp.kmodel'], folder)).toMatchObject({ code: 2, stdout: '' });
    const { code, stderr } = kmodel(['compile', 'mlp.kmodel', '--emit', 'op'], folder);
    expect(code).toBe(2);
    expect(stderr).toContain('There are ast, graph, ops, step.');
  });
});
