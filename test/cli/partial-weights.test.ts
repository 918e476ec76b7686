import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../runtime/weights/safetensors.ts';
import { emptyFolder, kmodel, type CliResult } from './run-cli.ts';

/** Two layers without activation, `b` and `c`: the prediction for 1 is the product of their weights. */
const model =
  'model M {\n  input x: float32[1]\n' +
  '  head y = x -> Dense(1, use_bias: false, name: "b") -> Dense(1, use_bias: false, name: "c") { loss: mse }\n}\n';

let folder: string;

function writeWeights(name: string, weights: Readonly<Record<string, readonly number[]>>): void {
  const tensors = Object.fromEntries(
    Object.entries(weights).map(([weight, values]) => [
      weight,
      { dtype: 'float32' as const, shape: [1, values.length], data: Float32Array.from(values) },
    ]),
  );
  writeSafetensors(join(folder, name), { tensors, metadata: {} });
}

beforeAll(() => {
  folder = emptyFolder();
  writeFileSync(join(folder, 'm.kmodel'), model);
  writeFileSync(join(folder, 'data.csv'), 'x,y\n1,1\n');
  writeWeights('some.safetensors', { 'a/kernel': [2], 'b/kernel': [3] });
  writeWeights('wide.safetensors', { 'b/kernel': [2, 5], 'c/kernel': [3] });
  writeWeights('none.safetensors', { 'p/kernel': [2], 'q/kernel': [3, 4] });
});

function predict(weights: string, ...flags: readonly string[]): CliResult {
  return kmodel(
    ['predict', 'm.kmodel', '--weights', weights, '--data', 'data.csv', '-o', '-', ...flags],
    folder,
  );
}

/** Trains from weights at a rate that changes nothing, and gives the weights at the end. */
function train(weights: string, output: string, ...flags: readonly string[]): CliResult {
  const rest = ['--epochs', '1', '--learning-rate', '1e-30', '--seed', '1', '-o', output, ...flags];
  return kmodel(['train', 'm.kmodel', '--weights', weights, '--data', 'data.csv', ...rest], folder);
}

describe('weights of which only some names fit', () => {
  it('are refused without a flag, with both ways out', () => {
    for (const result of [predict('some.safetensors'), train('some.safetensors', 'refused')]) {
      expect(result.stderr).toContain(
        'Only 1 of the 2 weights in some.safetensors have a name of `M`: `b/kernel`.',
      );
      expect(result.stderr).toContain('`--skip-mismatch`');
      expect(result.stderr).toContain('`--by-order`');
      expect(result.code).toBe(1);
    }
  });

  it('go by order with `--by-order`', () => {
    const { code, stdout, stderr } = predict('some.safetensors', '--by-order');
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n').at(-1)).toBe('6');
    expect(code).toBe(0);
  });

  it('are taken in part with `--skip-mismatch`, which says what was not', () => {
    const { code, stderr } = train('some.safetensors', 'part', '--skip-mismatch');
    expect(stderr).toContain('Not from some.safetensors, but drawn anew: `c/kernel`.');
    expect(code).toBe(0);
    const { tensors } = readSafetensors(join(folder, 'part', 'last.safetensors'));
    expect([...tensors['b/kernel']!.data]).toEqual([3]);
    expect([...tensors['c/kernel']!.data]).not.toEqual([2]);
  });
});

describe('weights of another shape', () => {
  it('are refused, by order as well', () => {
    for (const flags of [[], ['--by-order']]) {
      const { code, stderr } = predict('wide.safetensors', ...flags);
      expect(stderr).toContain('The weight `b/kernel` is [1, 1] in `M`, but [1, 2] in wide.safetensors.');
      expect(stderr).toContain('`--skip-mismatch` (`skipMismatch`) takes those alone that fit');
      expect(code).toBe(1);
    }
  });

  it('are left out with `--skip-mismatch`', () => {
    const { code, stderr } = predict('wide.safetensors', '--skip-mismatch');
    expect(stderr).toBe('Not from wide.safetensors, but drawn anew: `b/kernel`.\n');
    expect(code).toBe(0);
  });
});

describe('weights of which none fit', () => {
  it('are refused with either flag', () => {
    const skipped = predict('none.safetensors', '--skip-mismatch');
    expect(skipped.stderr).toContain('none.safetensors holds no weight that fits `M` by name and shape.');
    expect(skipped.code).toBe(1);
    const ordered = predict('none.safetensors', '--by-order');
    expect(ordered.stderr).toContain('none.safetensors holds the weights of another model than `M`');
    expect(ordered.code).toBe(1);
  });
});
