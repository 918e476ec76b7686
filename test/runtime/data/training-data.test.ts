import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost, type ModelGraph } from '../../../compiler/index.ts';
import { withClassWeights } from '../../../runtime/data/class-weights.ts';
import { prepareSamples } from '../../../runtime/data/training-data.ts';
import { DataError } from '../../../runtime/errors.ts';

function graph(text: string): ModelGraph {
  const { graph: result, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  if (!result) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return result;
}

const classifier = graph(`model Classifier {
  input image: float32[2, 2]
  head label = image -> Flatten() -> Dense(3, activation: softmax) { loss: sparse_categorical_crossentropy }
}`);

const images = { shape: [2, 2, 2], data: new Float32Array(8) };

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as Error).message;
  }
  return 'no error';
}

describe('a table without a column that an input is made of', () => {
  const table = graph(`model Table {
  data { source: "t.csv", columns: { numbers: ["Age (years)", "score"], name: "Full Name" } }
  input numbers: float32[2]
  input name: string
  head bought = [numbers, name -> StringLookup(max_tokens: 5, output_mode: one_hot)] -> Concatenate() -> Dense(1) { loss: mse }
}`);
  const rows = { numbers: [[1, 2]], name: ['a'], bought: [[1]] };

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    [
      'names it',
      { name: rows.name, 'Age (years)': [1] },
      'The data has no column `score`, of which input `numbers` of `Table` is made.',
    ],
    [
      'of one column',
      { numbers: rows.numbers, 'full name': ['a'] },
      'The data has no column `Full Name`, of which input `name` of `Table` is made.',
    ],
    [
      'is none where a program gives arrays',
      { name: rows.name },
      'The data has no array for input `numbers` of `Table`; it has `name`.',
    ],
  ])('%s', (_, data, message) => {
    expect(messageOf(() => prepareSamples(table, data as never, 'predict'))).toContain(message);
  });
});

describe('data that fits', () => {
  it('takes arrays by name, in order, nested, and flat', () => {
    const forms = [
      { image: images, label: [0, 2] },
      [images, [0, 2]],
      {
        image: [
          [
            [0, 0],
            [0, 0],
          ],
          [
            [0, 0],
            [0, 0],
          ],
        ],
        label: [[0], [2]],
      },
      { image: new Float32Array(8), label: Int32Array.of(0, 2) },
    ];
    for (const form of forms) {
      const samples = prepareSamples(classifier, form, 'train');
      expect(samples.count).toBe(2);
      expect(samples.columns.map(({ tensor }) => [tensor.dtype, tensor.shape])).toEqual([
        ['float32', [2, 2, 2]],
        ['int32', [2]],
      ]);
    }
  });

  it('takes int64 where every value fits', () => {
    const { columns } = prepareSamples(
      classifier,
      { image: images, label: BigInt64Array.of(1n, 2n) },
      'train',
    );
    expect([...columns[1]!.tensor.data]).toEqual([1, 2]);
  });

  it('passes over heads when it only predicts', () => {
    expect(
      prepareSamples(classifier, { image: images, label: ['not', 'looked', 'at'] as never }, 'predict')
        .columns,
    ).toHaveLength(1);
  });

  it('weighs samples by their class', () => {
    const samples = prepareSamples(classifier, { image: images, label: [0, 2] }, 'train');
    const weighted = withClassWeights(classifier, samples, { 2: 5 });
    expect([...weighted.slice(0, 2).feeds['sampleWeight:label']!.data]).toEqual([1, 5]);
  });
});

describe('weights of classes', () => {
  const graph = {
    ...classifier,
    heads: classifier.heads.map((head) => ({ ...head, classes: ['ant', 'bee', 'cow'] })),
  };
  const samples = () => prepareSamples(graph, { image: images, label: [0, 2] }, 'train');

  it('are named as the head names its classes', () => {
    const weighted = withClassWeights(graph, samples(), { cow: 4, 0: 2 });
    expect([...weighted.slice(0, 2).feeds['sampleWeight:label']!.data]).toEqual([2, 4]);
  });

  it.each([
    [{ caw: 4 }, 'Head `label` has no class `caw` to weigh.'],
    [{ cow: -1 }, 'The weight of class `cow` is -1, where a number from 0 on is needed.'],
  ])('are refused where they cannot be meant: %o', (weights, message) => {
    expect(messageOf(() => withClassWeights(graph, samples(), weights))).toBe(message);
  });
});

describe('data that does not fit', () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      'a missing array',
      { image: images },
      'The data has no array for head `label` of `Classifier`; it has `image`.',
    ],
    [
      'an extra array',
      { image: images, label: [0, 1], size: [1, 2] },
      'The data has an array `size`, but `Classifier` has no input or head of that name; it has `image`, `label`.',
    ],
    [
      'an image of another size',
      { image: { shape: [2, 3, 3], data: new Float32Array(18) }, label: [0, 1] },
      '`image` has the shape [2, 3, 3], but input `image` is float32[2, 2]: [N, 2, 2] is needed.',
    ],
    [
      'different numbers of samples',
      { image: images, label: [0, 1, 2] },
      '`image` has 2 samples, but `label` has 3: they must agree.',
    ],
    [
      'a label outside the classes',
      { image: images, label: [0, 3] },
      '`label` has the class 3 in sample 1, but the head has 3 classes, 0 to 2.',
    ],
    [
      'a negative label',
      { image: images, label: [-1, 0] },
      '`label` has the class -1 in sample 0, but the head has 3 classes, 0 to 2.',
    ],
    [
      'a fraction as a label',
      { image: images, label: [0.5, 1] },
      '`label` holds 0.5 in sample 0, where a whole number within int32 is needed.',
    ],
    [
      'NaN',
      { image: { shape: [2, 2, 2], data: Float32Array.of(0, 0, NaN, 0, 0, 0, 0, 0) }, label: [0, 1] },
      '`image` holds NaN in sample 0, at [1][0].',
    ],
    [
      'ragged lists',
      {
        image: [
          [
            [0, 0],
            [0, 0],
          ],
          [[0, 0], [0]],
        ],
        label: [0, 1],
      },
      '`image` is ragged: entry [1][1] has another shape than the first one.',
    ],
    [
      'a shape that does not fit its data',
      { image: { shape: [2, 2, 2], data: new Float32Array(7) }, label: [0, 1] },
      '`image` has 7 numbers, but its shape [2, 2, 2] needs 8.',
    ],
    [
      'no samples',
      {
        image: { shape: [0, 2, 2], data: new Float32Array(0) },
        label: { shape: [0], data: new Int32Array(0) },
      },
      'The data has no samples.',
    ],
    ['empty lists', { image: [], label: [] }, '`image` has no samples.'],
    [
      'a table without rows',
      { image: { shape: [0], data: new Float64Array(0), source: "'image' in h.csv" }, label: [] },
      "'image' in h.csv has no samples.",
    ],
  ])('names what is wrong with %s', (_, data, message) => {
    expect(messageOf(() => prepareSamples(classifier, data as never, 'train'))).toBe(message);
  });

  it('names the input and the size variable where sizes disagree', () => {
    const pair = graph(`model Pair {
      input left: float32[T, 2]
      input right: float32[T, 2]
      head sum = left + right -> GlobalAveragePooling1D() -> Dense(1) { loss: mse }
    }`);
    const data = {
      left: { shape: [1, 3, 2], data: new Float32Array(6) },
      right: { shape: [1, 4, 2], data: new Float32Array(8) },
      sum: [[0]],
    };
    expect(messageOf(() => prepareSamples(pair, data, 'train'))).toBe(
      '`T` is 3 in `left`, but 4 in `right`: the same size variable is the same size.',
    );
  });

  it('names the layer that a text is too short for', () => {
    const text = graph(`model Text {
      input words: int32[T]
      head y = words -> Embedding(10, 4) -> Conv1D(4, 5) -> GlobalMaxPooling1D() -> Dense(1) { loss: mse }
    }`);
    const message = messageOf(() => prepareSamples(text, { words: [[1, 2, 3]], y: [[0]] }, 'train'));
    expect(message).toMatch(/^`T` is 3 in `words`, but `y_conv1d` needs T ≥ 5\.$/);
  });

  it('names the input and the value of an index outside the vocabulary', () => {
    const text = graph(`model Text {
      input words: int32[T]
      head y = words -> Embedding(10, 4) -> GlobalMaxPooling1D() -> Dense(1) { loss: mse }
    }`);
    expect(
      messageOf(() =>
        prepareSamples(
          text,
          {
            words: [
              [1, 2],
              [3, 10],
            ],
            y: [[0], [1]],
          },
          'train',
        ),
      ),
    ).toBe('`words` holds 10 in sample 1, but `y_embedding` has entries 0 to 9.');
  });
});
