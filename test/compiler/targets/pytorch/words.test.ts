import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { pytorchModule } from '../../../../compiler/targets/pytorch/module/module.ts';
import { loadWeights, saveWeights, type Model } from '../../../../runtime/index.ts';
import { torchPython } from '../../../support/torch.ts';
import { modelOf, silent } from '../../../runtime/preprocessing/support.ts';

/** Every layer before the graph, in each of its ways, and heads that choose among classes in each of theirs. */
const members = `
  input town: string { missing: most_frequent }
  input tags: string[2]
  input note: string
  input code: int32[] { missing: 7 }
  input age: float32[2] { missing: median }
  input size: float32[] { missing: mean }

  branch towns = [
    town -> StringLookup(max_tokens: 5, output_mode: one_hot),
    town -> StringLookup(num_oov_indices: 3, vocabulary: ["Ulm", "Rom"], output_mode: one_hot),
    town -> StringLookup(num_oov_indices: 3, salt: 5, vocabulary: ["Ulm"], output_mode: one_hot),
    tags -> StringLookup(max_tokens: 6, output_mode: multi_hot),
    tags -> StringLookup(max_tokens: 6, mask_token: "none", output_mode: count),
    tags -> StringLookup(max_tokens: 6, output_mode: tf_idf),
    tags -> StringLookup(vocabulary: ["a", "b"], idf_weights: [0.5, 2.0], output_mode: tf_idf)
  ] -> Concatenate()
  branch notes = [
    note -> TextVectorization(max_tokens: 12, output_mode: tf_idf),
    note -> TextVectorization(max_tokens: 12, ngrams: 2, output_mode: count, standardize: lower),
    note -> TextVectorization(max_tokens: 9, split: character, ngrams: [1, 3], output_mode: multi_hot, standardize: none)
  ] -> Concatenate()
  branch order = note
    -> TextVectorization(vocabulary: ["the", "end"], output_sequence_length: 3, standardize: strip_punctuation)
    -> Embedding(4, 2)
    -> Flatten()
  branch codes = [
    code -> IntegerLookup(max_tokens: 5, output_mode: one_hot),
    code -> IntegerLookup(num_oov_indices: 4, vocabulary: [7, -2], output_mode: one_hot),
    code -> IntegerLookup(num_oov_indices: 4, oov_method: farmhash, vocabulary: [7], output_mode: one_hot),
    code -> IntegerLookup(vocabulary: [7, 12]) -> CategoryEncoding(3, output_mode: one_hot)
  ] -> Concatenate()
  branch hashed = [
    note -> Hashing(50, output_mode: one_hot),
    note -> Hashing(50, salt: [3, 9], output_mode: one_hot),
    tags -> Hashing(40, mask_value: "a", output_mode: count),
    code -> Hashing(9, output_mode: one_hot),
    [town, note, code] -> HashedCrossing(60, output_mode: one_hot),
    [size -> Discretization(num_bins: 3), town] -> HashedCrossing(30, output_mode: one_hot)
  ] -> Concatenate()
  branch numbers = [
    age -> Normalization(),
    age -> Discretization(num_bins: 3, output_mode: multi_hot),
    age -> Rescaling(0.5) -> Normalization()
  ] -> Concatenate()
  branch all = [towns, notes, order, codes, hashed, numbers] -> Concatenate()

  head kind = all -> Dense(3, activation: softmax) {
    loss: sparse_categorical_crossentropy
    classes: ["one", "two", "drei, vier"]
  }
  head row = all -> Dense(2, activation: softmax) { loss: categorical_crossentropy, classes: ["x", "y"] }
  head good = all -> Dense(1) { loss: BinaryCrossentropy(from_logits: true), classes: ["no", "yes"] }
  head marks = all -> Dense(2, activation: sigmoid) { loss: binary_crossentropy, classes: ["red", "round"] }
  head worth = all -> Dense(1) { loss: mse }
  data {
    source: "d.csv"
    columns: {age: ["from", "to"], worth: ["sold"]}
    days: ["sold"]
    decimal: ","
  }
  train { optimizer: Adam(0.01), epochs: 2, batch_size: 4, seed: 3, shuffle: false }`;

/** Texts of all lengths between which the hash differs, and of letters of all widths. */
const notes = [
  'The end.',
  ' ',
  'a',
  'Zürich 🙂',
  'The The, END; of the "story"',
  'four and twenty black birds baked in a pie',
  'x'.repeat(64),
  'When the pie was opened, the birds began to sing: was not that a dainty dish to set before the king? ' +
    'The king was in his counting-house.',
  'Ａ wide letter, 中文 and Ünïcode',
];
const towns = ['Ulm', 'Rom', '', 'Ulm', 'Bad Tölz', 'Ulm', 'Oslo', 'Rom', 'Bern'];

const table = [
  'town;tags_0;tags_1;note;code;from;to;size;kind;row;good;marks_0;marks_1;sold',
  ...notes.map((note, row) =>
    [
      towns[row],
      ['a', 'b', 'c'][row % 3],
      ['none', 'a'][row % 2],
      `"${note.replaceAll('"', '""')}"`,
      row === 4 ? 'NA' : [7, 12, -5, 7, 8][row % 5],
      row === 2 ? '' : `${row},5`,
      row * row,
      row === 5 ? '?' : `1${row},25`,
      ['one', 'two', '"drei, vier"'][row % 3],
      ['x', '1'][row % 2],
      row % 2 ? 'yes' : 'no',
      row % 2,
      1,
      `2024-0${1 + (row % 9)}-11T06:00${row % 2 ? '+02:00' : ''}`,
    ].join(';'),
  ),
].join('\n');

describe.skipIf(!torchPython)('a program of PyTorch that reads words', () => {
  let folder: string;
  let model: Model;
  const python = (...args: string[]) =>
    spawnSync(torchPython!.command, ['net.py', ...args], { cwd: folder, encoding: 'utf8' });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kmodel-words-'));
    writeFileSync(join(folder, 'd.csv'), table);
    model = await modelOf(members);
    writeFileSync(join(folder, 'net.py'), pytorchModule(model.graph, { source: 'net.kmodel' }).text);
  });

  it('learns what kmodel learns, trains as kmodel does, and writes weights that kmodel reads', async () => {
    expect(python('train', '--data', 'd.csv', '--epochs', '1', '--output', 'first')).toMatchObject({
      status: 0,
      stderr: '',
    });
    await loadWeights(model, join(folder, 'first/last.safetensors'));
    const theirs = model.describeLearned();
    expect(Object.keys(theirs).length).toBeGreaterThan(15);
    const anew = await modelOf(members);
    await anew.adapt(arrays());
    for (const [name, values] of Object.entries(anew.describeLearned()))
      theirs[name]!.forEach((value, index) =>
        typeof value === 'number'
          ? expect(value, name).toBeCloseTo(values[index] as number, 4)
          : expect(value, name).toBe(values[index]),
      );
    await saveWeights(model, join(folder, 'start.safetensors'));
    const { stdout } = python(
      ...['--data', 'd.csv', '--epochs', '1', '--no-shuffle'],
      ...['--weights', 'start.safetensors', '--json', '--output', 'second'],
    );
    const { history } = JSON.parse(stdout.trim().split('\n').at(-1)!) as {
      readonly history: Readonly<Record<string, readonly number[]>>;
    };
    const ours = await model.fit(arrays(), { ...silent, epochs: 1 });
    for (const [name, values] of Object.entries(ours.history))
      expect(history[name]![0]! / Number(values[0]), name).toBeCloseTo(1, 4);
  });

  it('predicts what kmodel predicts, with names of classes', async () => {
    await saveWeights(model, join(folder, 'w.safetensors'));
    expect(
      python('predict', '--data', 'd.csv', '--weights', 'w.safetensors', '-o', 'out.jsonl'),
    ).toMatchObject({ status: 0, stderr: '' });
    const rows = readFileSync(join(folder, 'out.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    const { kind, row, good, marks, worth } = await model.predict(arrays());
    rows.forEach((found, index) => {
      const at = (tensor: typeof kind, width: number) => [
        ...tensor!.data.slice(index * width, (index + 1) * width),
      ];
      const best = at(kind, 3);
      expect(found.kind).toBe(['one', 'two', 'drei, vier'][best.indexOf(Math.max(...best))]);
      expect(found['kind_drei, vier']).toBeCloseTo(best[2]!, 5);
      expect(found.row_y).toBeCloseTo(at(row, 2)[1]!, 5);
      expect(found.good).toBe(at(good, 1)[0]! > 0 ? 'yes' : 'no');
      expect(found.marks).toEqual(['red', 'round'].filter((_, place) => at(marks, 2)[place]! > 0.5));
      expect(found.worth).toBeCloseTo(at(worth, 1)[0]!, 3);
    });
  });

  it('names the place of what it cannot read, and what it has not learned', () => {
    writeFileSync(join(folder, 'wrong.csv'), table.replace('1,5;1', 'many;1'));
    expect(python('train', '--data', 'wrong.csv').stderr).toBe(
      'wrong.csv, line 3, column `from`: "many" is no number.\n',
    );
    expect(python('predict', '--data', 'd.csv', '-o', '-').stderr).toContain('has not learned town/missing');
  });
});

/** The table as arrays, for kmodel. */
function arrays() {
  const rows = notes.map((note, row) => ({ note, row }));
  const of = <T>(make: (row: number) => T): T[] => rows.map(({ row }) => make(row));
  return {
    note: notes,
    town: towns.map((town) => (town === '' ? null : town)),
    tags: of((row) => [['a', 'b', 'c'][row % 3]!, ['none', 'a'][row % 2]!]),
    code: of((row) => (row === 4 ? null : [7, 12, -5, 7, 8][row % 5]!)),
    age: of((row) => [row === 2 ? null : row + 0.5, row * row]),
    size: of((row) => (row === 5 ? null : 10 + row + 0.25)),
    kind: of((row) => ['one', 'two', 'drei, vier'][row % 3]!),
    row: of((row) => ['x', 'y'][row % 2]!),
    good: of((row) => (row % 2 ? 'yes' : 'no')),
    marks: of((row) => [row % 2, 1]),
    worth: of((row) => Date.UTC(2024, row % 9, 11, row % 2 ? 4 : 6) / 86_400_000),
  };
}
