import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, kmodel } from './run-cli.ts';

const header = 'model M {\n  input x: float32[1]\n';

let folder: string;
beforeAll(() => {
  folder = emptyFolder();
  const write = (name: string, body: string): void =>
    writeFileSync(join(folder, name), `${header}  head y = ${body} { loss: mse }\n}\n`);
  write('dense.kmodel', 'x -> Dense(10) -> Dense(2_000_000_000)');
  write('terabytes.kmodel', 'x -> repeat 1000 { Dense(50_000) }');
  write('repeated.kmodel', 'x -> Dense(4) -> RepeatVector(2_000_000_000) -> GlobalAveragePooling1D()');
  writeFileSync(
    join(folder, 'embedding.kmodel'),
    'model M {\n  input x: int32[1]\n  head y = x -> Embedding(2147483647, 1000) -> Flatten() { loss: mse }\n}\n',
  );
  writeFileSync(join(folder, 'data.jsonl'), '{"x": [0], "y": [1]}\n');
  writeFileSync(join(folder, 'w.safetensors'), '');
});

const commands: [string, (model: string) => string[]][] = [
  ['train', (model) => ['train', model, '--data', 'x=x.npy', '--data', 'y=y.npy', '-o', 'run']],
  ['compile', (model) => ['compile', model, '-o', 'out']],
];

describe.each(commands)('kmodel %s', (_, commandOf) => {
  it.each([
    ['dense', 'The weight `y/kernel` of `M` needs 20,000,000,000 numbers'],
    ['embedding', 'The weight `y_embedding/embeddings` of `M` needs 2,147,483,647,000 numbers'],
    ['terabytes', '`M` needs '],
    ['repeated', 'A sample after `y_repeat_vector` in `M` needs 8,000,000,000 numbers'],
  ])('refuses a model that cannot be held in one sentence: %s', (name, message) => {
    const { code, stderr } = kmodel(commandOf(`${name}.kmodel`), folder);
    expect(stderr).toContain(`error: ${message}`);
    expect(stderr).not.toContain('crashed');
    expect(code).toBe(1);
  });
});

describe.each(['predict', 'evaluate'])('kmodel %s', (command) => {
  it('refuses a model that cannot be held in one sentence', () => {
    const more = command === 'predict' ? ['-o', 'out.csv'] : [];
    const { code, stderr } = kmodel(
      [command, 'repeated.kmodel', '--data', 'data.jsonl', '--weights', 'w.safetensors', ...more],
      folder,
    );
    expect(stderr).toContain('error: A sample after `y_repeat_vector` in `M` needs 8,000,000,000 numbers');
    expect(code).toBe(1);
  });
});

describe('kmodel summary --memory', () => {
  const text = (input: string, pipeline: string): string =>
    `model M {\n  input x: ${input}\n  head y = x -> ${pipeline} { loss: mse }\n}\n`;

  it('holds sizes against the conditions of the model', () => {
    writeFileSync(
      join(folder, 'strided.kmodel'),
      text('float32[T, 4]', 'Conv1D(8, 5) -> GlobalMaxPooling1D() -> Dense(1)'),
    );
    const small = kmodel(['summary', 'strided.kmodel', '--memory', '--size', 'T=3'], folder);
    expect(small.stderr).toContain('error: `T` is 3, but `y_conv1d` needs T ≥ 5.');
    expect(small.code).toBe(2);
    expect(kmodel(['summary', 'strided.kmodel', '--memory', '--size', 'T=5'], folder).code).toBe(0);
  });

  it('calls an axis that is `?` by its input', () => {
    writeFileSync(join(folder, 'open.kmodel'), text('float32[?, 4]', 'LSTM(8) -> Dense(1)'));
    const missing = kmodel(['summary', 'open.kmodel', '--memory'], folder);
    expect(missing.stderr).toContain('help: Add `--size x.0=100`');
    const given = kmodel(['summary', 'open.kmodel', '--memory', '--size', 'x.0=100'], folder);
    expect(given.stdout).toContain('Together');
    expect(given.code).toBe(0);
  });
});

describe('numbers that no array holds', () => {
  it.each([
    [['verify', 'small.kmodel', '--batch', '4000000000'], 1, 'more than can be compared.'],
    [['init', 'many', '--samples', '1000000000'], 2, '`--samples` makes 1,000,000 samples at most.'],
  ])('%j is refused', (args, code, message) => {
    writeFileSync(join(folder, 'small.kmodel'), `${header}  head y = x -> Dense(4) { loss: mse }\n}\n`);
    const result = kmodel(args, folder);
    expect(result.stderr).toContain(message);
    expect(result.code).toBe(code);
  });
});

describe('an option with nothing behind it', () => {
  it.each([
    [['train', 'small.kmodel', '--data', 'data.jsonl', '-o', ''], '`--output` is given nothing.'],
    [['train', 'small.kmodel', '--data', ''], '`--data` is given nothing.'],
    [
      ['train', 'small.kmodel', '--data', 'data.jsonl', '--seed', ''],
      '`--seed ` needs a whole number of 0 or more.',
    ],
    [['compile', 'small.kmodel', '-o', ''], '`--output` is given nothing.'],
  ])('%j is refused', (args, message) => {
    const { code, stderr } = kmodel(args, folder);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
