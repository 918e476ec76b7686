import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, kmodel } from './run-cli.ts';

const model = `model Towns {
  input town: string { missing: most_frequent }
  input age: float32[1] { missing: median }
  branch place = town -> StringLookup(max_tokens: 4, output_mode: one_hot)
  branch years = age -> Normalization()
  head size = [place, years] -> Concatenate() -> Dense(2, activation: softmax) {
    loss: sparse_categorical_crossentropy
    metrics: [accuracy]
    classes: ["small", "large town"]
  }
  train { optimizer: Adam(0.1), epochs: 20, batch_size: 4, seed: 1 }
}
`;

const rows = [
  'Ulm,1,small',
  'Rom,20,large town',
  ',3,small',
  '"Bad, Tölz",,small',
  'Rom,NA,large town',
  'Ulm,2,small',
];

let folder: string;
const run = (...args: string[]) => kmodel(args, folder);

beforeAll(() => {
  folder = emptyFolder();
  writeFileSync(join(folder, 'towns.kmodel'), model);
  writeFileSync(join(folder, 'towns.csv'), `town,age,size\n${rows.join('\n')}\n`);
  const { code, stderr } = run('train', 'towns.kmodel', '--data', 'towns.csv', '-o', 'run');
  if (code !== 0) throw new Error(stderr);
});

describe('a table of words on the command line', () => {
  const weights = ['--weights', 'run/best.safetensors'];

  it('shows what was learned', () => {
    const { stdout } = run('summary', 'towns.kmodel', ...weights);
    expect(stdout).toContain(' Learned from data:\n');
    expect(stdout).toContain(
      '   size/classes: "small", "large town"\n   town/missing: "Rom"\n   age/missing: 2.5\n',
    );
    const { learned } = JSON.parse(run('summary', 'towns.kmodel', ...weights, '--json').stdout) as {
      learned: Readonly<Record<string, unknown>>;
    };
    expect(learned['place_string_lookup/vocabulary']).toEqual(['Rom', 'Ulm', 'Bad, Tölz']);
    expect(Object.keys(learned)).toContain('years_normalization/variance');
  });

  it('names the classes of the confusion matrix', () => {
    const { stdout } = run('evaluate', 'towns.kmodel', ...weights, '--data', 'towns.csv', '--report');
    expect(stdout).toMatch(/Is \\ said\s+small\s+large town/);
    const { report } = JSON.parse(
      run('evaluate', 'towns.kmodel', ...weights, '--data', 'towns.csv', '--report', '--json').stdout,
    ) as { report: { size: { classes: readonly { name: string }[] } } };
    expect(report.size.classes.map(({ name }) => name)).toEqual(['small', 'large town']);
  });

  it('says words in tables, and numbers in arrays', () => {
    writeFileSync(join(folder, 'new.jsonl'), '{"town":"Rom","age":null}\n{"town":null,"age":1}\n');
    const { stdout } = run('predict', 'towns.kmodel', ...weights, '--data', 'new.jsonl', '-o', '-');
    const [header, ...lines] = stdout.trimEnd().split('\n');
    expect(header).toBe('size,size_small,size_large town');
    expect(lines.map((line) => line.split(',')[0])).toEqual(['large town', expect.any(String)]);
    run('predict', 'towns.kmodel', ...weights, '--data', 'new.jsonl', '-o', 'p.jsonl');
    const [first] = readFileSync(join(folder, 'p.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(first!)).toMatchObject({
      size: 'large town',
      'size_large town': expect.any(Number) as number,
    });
    expect(run('predict', 'towns.kmodel', ...weights, '--data', 'new.jsonl', '-o', 'p.npz').code).toBe(0);
  });

  it('names line and column of a label that is none, and of a gap that nothing fills', () => {
    writeFileSync(join(folder, 'bad.csv'), 'town,age,size\nUlm,1,smal\n');
    const { code, stderr } = run('evaluate', 'towns.kmodel', ...weights, '--data', 'bad.csv');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'bad.csv, line 2, column `size` holds "smal", but the classes of head `size` are "small", "large town".',
    );
    expect(stderr).toContain('Did you mean "small"?');
    writeFileSync(join(folder, 'strict.kmodel'), model.replace(' { missing: median }', ''));
    writeFileSync(join(folder, 'gap.csv'), 'town,age,size\nUlm,1,small\nRom,,small\n');
    const strict = run('train', 'strict.kmodel', '--data', 'gap.csv', '-o', 'run2');
    expect(strict.code).toBe(1);
    expect(strict.stderr).toContain('gap.csv, line 3, column `age`: the value is missing.');
  });

  it('names line and column of what a lookup without a number for unknown ones lacks', () => {
    const closed = model
      .replace('max_tokens: 4', 'vocabulary: ["Ulm", "Rom", "Bad, Tölz"], num_oov_indices: 0')
      .replace('age: float32[1] { missing: median }', 'age: int32[1]')
      .replace(
        'Normalization()',
        'IntegerLookup(vocabulary: [1, 2], num_oov_indices: 0, output_mode: one_hot)',
      );
    writeFileSync(join(folder, 'closed.kmodel'), closed);
    const train = (source: string, table: string) => {
      writeFileSync(join(folder, source), table);
      const { code, stderr } = run('train', 'closed.kmodel', '--data', source, '-o', 'closed');
      expect(code).toBe(1);
      return stderr;
    };
    expect(train('word.csv', 'town,age,size\nUlm,1,small\nRome,2,small\n')).toContain(
      'word.csv, line 3, column `town`: "Rome" is not in the vocabulary of `place_string_lookup`.',
    );
    expect(
      train('number.jsonl', '{"town":"Ulm","age":1,"size":0}\n{"town":"Ulm","age":3,"size":0}\n'),
    ).toContain('number.jsonl, line 2, key `age`: 3 is not in the vocabulary of `years_integer_lookup`.');
    writeFileSync(
      join(folder, 'closed.kmodel'),
      closed.replace('  train', '  data { source: "word.csv" }\n  train'),
    );
    const { code, stdout, stderr } = run('check', 'closed.kmodel');
    expect(code).toBe(1);
    expect(stdout + stderr).toContain(
      'KM7003: word.csv holds "Rome" in line 3, column `town`, but input `town` takes the words that `place_string_lookup` has.',
    );
  });

  it('goes with no weights of other words', () => {
    writeFileSync(
      join(folder, 'other.kmodel'),
      model.replace('"small", "large town"', '"large town", "small"'),
    );
    const { code, stderr } = run('predict', 'other.kmodel', ...weights, '--data', 'towns.csv', '-o', '-');
    expect(code).toBe(1);
    expect(stderr).toContain('entry 0 is "small" there and "large town" here.');
  });

  it('says what exported graphs take', () => {
    const { code, stderr } = run(
      'generate',
      'towns.kmodel',
      ...weights,
      '--target',
      'onnx',
      '-o',
      'towns.onnx',
    );
    expect(code).toBe(0);
    expect(stderr).toContain(
      '`place_string_lookup`, float32[batch, 4], takes what `StringLookup` makes of `town`: ONNX runs no layers of strings.',
    );
    const typescript = run('generate', 'towns.kmodel', '--target', 'typescript', '-o', 'towns.ts');
    expect(typescript.code).toBe(0);
    expect(typescript.stderr).toContain('KM6002');
    expect(readFileSync(join(folder, 'towns.ts'), 'utf8')).toContain('What `StringLookup` makes of `town`.');
  });
});
