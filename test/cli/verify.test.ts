import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../runtime/weights/safetensors.ts';
import { emptyFolder, kmodel } from './run-cli.ts';

let folder: string;
beforeAll(() => {
  folder = emptyFolder();
  kmodel(['init', '.', '--example', 'mlp', '--samples', '64'], folder);
  kmodel(['train', 'mlp.kmodel', '--data', 'mlp.npz', '--epochs', '1', '-o', 'run'], folder);
});

describe('kmodel verify', () => {
  it('shows the difference of every layer, and exits 0 where engines agree', () => {
    const { code, stdout, stderr } = kmodel(
      ['verify', 'mlp.kmodel', '--weights', 'run/last.safetensors', '--batch', '4'],
      folder,
    );
    expect(stderr).toBe('');
    expect(stdout).toMatch(
      /^`MLP`, a batch of 4, 3 training steps: tfjs \(tfjs .*\) against onnx \(onnxruntime/,
    );
    expect(stdout).toMatch(/^digit_dense +Dense( +[\d.e-]+){3}$/m);
    expect(stdout).toMatch(/They agree: the largest difference is .*, and 1.0e-4 is allowed\.\n$/);
    expect(code).toBe(0);
  });

  it('prints one JSON object', () => {
    const { code, stdout } = kmodel(['verify', 'mlp.kmodel', '--engines', 'tfjs,onnx', '--json'], folder);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as Record<string, unknown>;
    expect(report).toMatchObject({ model: 'MLP', batchSize: 8, steps: 3, tolerance: 1e-4, agrees: true });
    expect(report.engines).toMatchObject([{ name: 'tfjs' }, { name: 'onnx' }]);
    expect((report.layers as object[])[0]).toMatchObject({
      name: 'digit_dense',
      output: { onnx: expect.any(Number) as number },
    });
  });

  it('exits 1 above the tolerance', () => {
    const { code, stdout } = kmodel(['verify', 'mlp.kmodel', '--tolerance', '1e-12'], folder);
    expect(stdout).toContain('They differ: the largest difference is ');
    expect(code).toBe(1);
  });

  it('names a weight that is no number', () => {
    const path = join(folder, 'nan.safetensors');
    const { tensors } = readSafetensors(join(folder, 'run/last.safetensors'));
    tensors['digit/bias']!.data[0] = NaN;
    writeSafetensors(path, { tensors, metadata: {} });
    const { code, stdout, stderr } = kmodel(['verify', 'mlp.kmodel', '--weights', path, '--json'], folder);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('error: The weight `digit/bias` of `MLP` holds NaN');
  });

  it('takes fewer samples where the outputs of layers are large, and says so before it runs', () => {
    writeFileSync(
      join(folder, 'large.kmodel'),
      'model Large {\n  input x: float32[1]\n  head y = x -> RepeatVector(6_000_000) -> GlobalMaxPooling1D()\n}\n',
    );
    const { code, stdout, stderr } = kmodel(['verify', 'large.kmodel'], folder);
    expect(stderr).toContain(
      'The layers of `Large` give 6 million numbers for one sample: the batch has 5, and an engine may take minutes.',
    );
    expect(stdout).toMatch(/^`Large`, a batch of 5: /);
    expect(code).toBe(0);
  });

  it('takes numbers for size variables', () => {
    writeFileSync(
      join(folder, 'seq.kmodel'),
      'model Seq {\n  input x: float32[T, 2]\n  head y = x -> Conv1D(2, 30) -> GlobalMaxPooling1D() -> Dense(1) { loss: mse }\n}\n',
    );
    expect(kmodel(['verify', 'seq.kmodel', '--size', 'T=40'], folder).code).toBe(0);
    const short = kmodel(['verify', 'seq.kmodel', '--size', 'T=4'], folder);
    expect(short.code).toBe(1);
    expect(short.stderr).toContain('No size was found for `T`');
  });

  it.each([
    [['--engines', 'onnx'], '`--engines onnx` needs two or more different engines.'],
    [['--engines', 'onnx,onnx'], 'needs two or more different engines.'],
    [['--engines', 'onnx,mxnet'], 'There is no engine `mxnet`.'],
    [['--batch', '0'], 'needs a whole number of 1 or more.'],
    [['--tolerance', 'much'], 'needs a number above 0.'],
    [['--size', 'T'], 'gives no size variable a number.'],
  ])('exits 2 for %j', (args, message) => {
    const { code, stderr } = kmodel(['verify', 'mlp.kmodel', ...args], folder);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
