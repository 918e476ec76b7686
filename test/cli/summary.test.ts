import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, kmodel } from './run-cli.ts';

let folder: string;
beforeAll(() => {
  folder = emptyFolder();
  writeFileSync(
    join(folder, 'two.kmodel'),
    `model Siamese(units: int = 8) {
  input left: float32[T, 4]
  input right: float32[T, 4]
  shared encoder = LSTM(units)
  branch steps = left -> Conv1D(2, 3) -> GlobalMaxPooling1D()
  head similar = [left -> encoder, right -> encoder, steps] -> Concatenate() -> Dense(1, activation: sigmoid) {
    loss: binary_crossentropy
    metrics: [accuracy]
    weight: 2
  }
}

model Open(units: int) {
  input x: float32[3]
  head y = x -> Dense(units)
}
`,
  );
});

const summary = (...args: string[]) => kmodel(['summary', 'two.kmodel', ...args], folder);

describe('kmodel summary', () => {
  it('prints JSON: inputs apart, a shared layer once, symbolic sizes as strings, no batch axis', () => {
    const { code, stdout, stderr } = summary('--model', 'Siamese', '--json');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const json = JSON.parse(stdout) as { layers: object[] };
    expect(json).toMatchObject({
      model: 'Siamese',
      inputs: [
        { name: 'left', dtype: 'float32', shape: ['T', 4] },
        { name: 'right', dtype: 'float32', shape: ['T', 4] },
      ],
      heads: [
        {
          name: 'similar',
          dtype: 'float32',
          shape: [1],
          loss: 'binary_crossentropy',
          weight: 2,
          metrics: ['accuracy'],
        },
      ],
      params: { total: 416 + 26 + 19, trainable: 461, non_trainable: 0 },
    });
    const layer = (name: string) => json.layers.find((each) => (each as { name: string }).name === name);
    expect(layer('encoder')).toMatchObject({
      name: 'encoder',
      class: 'LSTM',
      shapes: [[8]],
      params: 416,
      trainable: true,
      inputs: ['left'],
      uses: 2,
    });
    expect(layer('steps_conv1d')).toMatchObject({ shapes: [['T - 2', 2]], uses: 1 });
    expect(json.layers).toHaveLength(5);
  });

  it('prints the table on standard output', () => {
    const { code, stdout, stderr } = summary('--model', 'Siamese');
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/encoder.*LSTM/);
    expect(stdout).toContain('Total params: 461');
  });

  it('takes parameters as kmodel expressions', () => {
    const { stdout } = summary('--model', 'Siamese', '--set', 'units=2 * 8', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      layers: expect.arrayContaining([expect.objectContaining({ name: 'encoder', params: 1344 })]) as unknown,
    });
  });

  it.each([
    ['no model where there are several', [], ['`Siamese`', '`Open`']],
    ['a model that is not there', ['--model', 'Siames'], ['`Siames`']],
    ['a parameter without a value', ['--model', 'Open'], ['--set', 'units']],
    ['an unknown parameter', ['--model', 'Siamese', '--set', 'width=3'], ['`width`']],
    ['a setting without a value', ['--model', 'Siamese', '--set', 'units'], ['`--set units`']],
  ])('ends with 2 for %s', (_, args, mentions) => {
    const { code, stdout, stderr } = summary(...args);
    for (const mention of mentions) expect(stderr).toContain(mention);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('kmodel summary --memory', () => {
  const open = ['--model', 'Open', '--set', 'units=8', '--memory'];
  const siamese = ['--model', 'Siamese', '--memory'];

  it('estimates what a training step needs, in words and as JSON', () => {
    const { code, stdout } = summary(...open, '--batch', '64');
    expect(code).toBe(0);
    expect(stdout).toContain(' Memory of a prediction with 64 samples, about:');
    expect(stdout).toMatch(/Results of layers and gradients +[\d.]+ [KM]B/);
    expect(stdout).toMatch(/ This machine has [\d.]+ GB\./);
    const { memory } = JSON.parse(summary(...open, '--json').stdout) as {
      readonly memory: Readonly<Record<string, unknown>>;
    };
    expect(Object.keys(memory)).toEqual([
      'batch',
      'step',
      'weights',
      'optimizer',
      'data',
      'tensors',
      'engine',
      'total',
    ]);
    const { step, ...bytes } = memory;
    expect(step).toBe('predict');
    expect(Object.values(bytes).every(Number.isInteger)).toBe(true);
  });

  it.each([
    ['a size of the model that is open', siamese, ['is an open size of `Siamese`', '--size']],
    ['a size that the model does not have', [...open, '--size', 'Z=3'], ['no size variable `Z`']],
    ['a size without a number', [...siamese, '--size', 'T'], ['`T` gives no size variable a number']],
    ['a batch of nothing', ['--model', 'Siamese', '--memory', '--batch', '0'], ['--batch']],
    ['a batch without --memory', ['--model', 'Siamese', '--batch', '4'], ['Add `--memory`.']],
  ])('ends with 2 for %s', (_, args, mentions) => {
    const { code, stdout, stderr } = summary(...args);
    for (const mention of mentions) expect(stderr).toContain(mention);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
