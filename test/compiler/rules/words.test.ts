import { describe, expect, it } from 'vitest';
import { check, createMemoryHost } from '../../../compiler/index.ts';

/** Code, sentence and help of everything that the checker finds in a model of these members. */
function found(members: string): readonly string[] {
  const text = `model Test {\n${members}\n}\n`;
  const { diagnostics } = check('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  return diagnostics.map(({ code, message }) => `${code} ${message}`);
}

describe('strings flow only into layers that take them', () => {
  it.each([
    ['x -> Dense(1)', 'KM3006 Dense takes floats, but `x` is string[batch].'],
    ['x -> Embedding(4, 2)', 'KM3006 Embedding takes whole numbers (int32), but `x` is string[batch].'],
    ['x -> Flatten()', 'KM3006 Flatten takes numbers, but `x` is string[batch].'],
    ['[x, x] -> Concatenate()', 'KM3006 Concatenate takes numbers, but `x` is string[batch].'],
    ['x + 1', 'KM3006 Add takes floats, but `x` is string[batch].'],
    ['reshape(x, [1])', 'KM3006 Reshape takes numbers, but `x` is string[batch].'],
    ['x -> TimeDistributed(Dense(1))', 'KM3006 TimeDistributed takes numbers, but `x` is string[batch].'],
  ])('%s', (pipeline, message) => {
    expect(found(`  input x: string\n  head y = ${pipeline}`)).toContainEqual(message);
  });

  it('numbers flow into none of those', () => {
    const message = 'KM3006 StringLookup takes strings, but `x` is int32[batch].';
    expect(found('  input x: int32[]\n  head y = x -> StringLookup() -> Embedding(2, 2)')).toEqual([message]);
  });

  it('a head gives none', () => {
    const members =
      '  input x: string\n  input z: float32[1]\n  branch t = x\n  head y = z -> Dense(1)\n  head w = t';
    expect(found(members)).toEqual(['KM3006 A head gives numbers, but `w` is string[batch].']);
  });

  it('weights hold none', () => {
    const text = 'layer L() {\n  input x: float32[D]\n  weight w: string[3]\n  return x\n}\n';
    const { diagnostics } = check(
      'm.kmodel',
      createMemoryHost({ 'm.kmodel': `${text}model M {\n  input x: float32[2]\n  head y = x -> L()\n}` }),
    );
    expect(diagnostics.map(({ message }) => message)).toContain(
      'A weight holds numbers, but `w` is declared string.',
    );
  });

  it('blocks hand them on', () => {
    const text =
      'block Words() {\n  input text: string\n  return text -> TextVectorization(max_tokens: 9) -> Embedding(9, 2)\n}\n' +
      'model M {\n  input x: string\n  head y = x -> Words() -> GlobalAveragePooling1D()\n}';
    expect(check('m.kmodel', createMemoryHost({ 'm.kmodel': text })).diagnostics).toEqual([]);
  });
});

describe('what works before the graph', () => {
  it.each([
    [
      'x -> Dense(2) -> Discretization(bin_boundaries: [0]) -> Hashing(4, output_mode: multi_hot)',
      'KM4008 Hashing works before the graph, on what the data hold, but `Discretization(bin_boundaries: [0])` is made by Dense in it.',
    ],
    [
      'x -> Dense(2) -> Normalization() -> Dense(1)',
      'KM4008 Normalization learns from the data before training, but `Dense(2)` comes from Dense, which training changes.',
    ],
    [
      'x -> Reshape([3, 1]) -> TimeDistributed(Normalization()) -> Flatten()',
      'KM4008 Normalization works before training, on the data: TimeDistributed cannot wrap it.',
    ],
  ])('%s', (pipeline, message) => {
    expect(found(`  input x: float32[3]\n  head y = ${pipeline}`)).toEqual([message]);
  });

  it('reads numbers that others before it make', () => {
    expect(
      found(
        '  input x: float32[1]\n  input t: string\n  head y = [x -> Discretization(num_bins: 3), t] -> HashedCrossing(9, output_mode: one_hot)',
      ),
    ).toEqual([]);
  });
});

describe('sizes of vocabularies', () => {
  it.each([
    [
      'StringLookup(output_mode: one_hot)',
      'KM3005 The size of the vectors that StringLookup makes must be known: `vocabulary` or `max_tokens` says it.',
    ],
    [
      'TextVectorization(output_mode: multi_hot)',
      'KM3005 The size of the vectors that TextVectorization makes must be known: `vocabulary` or `max_tokens` says it.',
    ],
    ['StringLookup(vocabulary: ["a", "a"])', 'KM2004 `vocabulary` of StringLookup holds "a" twice.'],
    ['StringLookup(vocabulary: [])', 'KM2004 `vocabulary` of StringLookup is empty.'],
    [
      'StringLookup(vocabulary: ["a", "[UNK]"])',
      'KM2004 `vocabulary` of StringLookup holds "[UNK]", which stands for the mask or for unknown tokens.',
    ],
    [
      'StringLookup(max_tokens: 2, vocabulary: ["a", "b"])',
      'KM2004 `vocabulary` of StringLookup has 2 words, which with 1 more is over `max_tokens: 2`.',
    ],
    [
      'StringLookup(vocabulary: ["a"], output_mode: tf_idf)',
      'KM2004 `output_mode: tf_idf` with a `vocabulary` needs `idf_weights`, one for each word.',
    ],
    [
      'StringLookup(vocabulary: ["a"], idf_weights: [1])',
      'KM2004 `idf_weights` go with `output_mode: tf_idf`.',
    ],
    [
      'TextVectorization(max_tokens: 9, output_mode: count, output_sequence_length: 4)',
      'KM2004 `output_sequence_length` goes with `output_mode: int`.',
    ],
  ])('%s', (layer, message) => {
    expect(found(`  input x: string\n  head y = x -> ${layer}`)).toEqual([message]);
  });

  it('are written by a fix', () => {
    const text = 'model M {\n  input x: string\n  head y = x -> StringLookup(output_mode: one_hot)\n}';
    const [diagnostic] = check('m.kmodel', createMemoryHost({ 'm.kmodel': text })).diagnostics;
    expect(diagnostic!.fixes.map(({ title }) => title)).toEqual(['Add `max_tokens: 1000`']);
  });

  it('of words in texts of any length are known only when they are read', () => {
    expect(
      found(
        '  input a: string\n  input b: string\n  head y = [a -> TextVectorization() -> Embedding(9, 2), b -> TextVectorization() -> Embedding(9, 2)] -> Concatenate(axis: 1) -> GlobalAveragePooling1D()',
      ),
    ).toEqual([]);
  });
});

describe('the names of classes', () => {
  const head = (units: number, activation: string, settings: string) =>
    found(
      `  input x: float32[2]\n  head y = x -> Dense(${units}, activation: ${activation}) { ${settings} }`,
    );

  it('are one for each, or two for one unit', () => {
    expect(head(3, 'softmax', 'loss: sparse_categorical_crossentropy, classes: ["a", "b", "c"]')).toEqual([]);
    expect(head(3, 'sigmoid', 'loss: binary_crossentropy, classes: ["a", "b", "c"]')).toEqual([]);
    expect(head(1, 'sigmoid', 'loss: binary_crossentropy, classes: ["no", "yes"]')).toEqual([]);
    expect(head(3, 'softmax', 'classes: ["a", "b", "c"]')).toEqual([]);
  });

  it.each([
    [
      3,
      'softmax',
      'loss: sparse_categorical_crossentropy, classes: ["a", "b"]',
      'Head `y` has 3 units, but `classes` has 2 names.',
    ],
    [
      1,
      'sigmoid',
      'loss: bce, classes: ["a"]',
      'Head `y` tells two classes apart with its one unit, but `classes` has 1 name.',
    ],
    [
      1,
      'linear',
      'loss: mse, classes: ["a", "b"]',
      '`classes` names what a classifier tells apart, but the loss of head `y`, `mse`, is for numbers.',
    ],
    [
      2,
      'softmax',
      'loss: sparse_categorical_crossentropy, classes: ["a", "a"]',
      '`classes` of head `y` has "a" twice.',
    ],
  ] as const)('%i %s { %s }', (units, activation, settings, message) => {
    expect(head(units, activation, settings)).toEqual([`KM5010 ${message}`]);
  });
});

describe('what stands for missing entries', () => {
  const input = (type: string, rule: string) => {
    const reads = type.startsWith('string')
      ? 'x -> Hashing(4, output_mode: multi_hot)'
      : type.startsWith('float')
        ? 'x -> Dense(1)'
        : 'cast(x, float32)';
    return found(`  input x: ${type} { missing: ${rule} }\n  head y = ${reads}`);
  };

  it.each([
    ['float32[2]', 'median'],
    ['float32[2]', '-1.5'],
    ['int32[2]', 'most_frequent'],
    ['int32[2]', '0'],
    ['bool[2]', '1'],
    ['string', 'most_frequent'],
    ['string', '"mean"'],
    ['string[2]', '""'],
  ])('%s takes %s', (type, rule) => {
    expect(input(type, rule)).toEqual([]);
  });

  it.each([
    [
      'float32[2]',
      'medain',
      '`missing` of input `x`, which holds float32, takes a number, `mean`, `median` or `most_frequent`, but here is `medain`. Did you mean `median`?',
    ],
    [
      'int32[2]',
      'mean',
      '`missing` of input `x`, which holds int32, takes a whole number, or `most_frequent`, but here is `mean`.',
    ],
    [
      'int32[2]',
      '0.5',
      '`missing` of input `x`, which holds int32, takes a whole number, or `most_frequent`, but here is 0.5.',
    ],
    [
      'string',
      'mean',
      '`missing` of input `x`, which holds string, takes a string, or `most_frequent`, but here is `mean`.',
    ],
    [
      'string',
      '7',
      '`missing` of input `x`, which holds string, takes a string in quotes, or `most_frequent`, but here is 7.',
    ],
  ])('%s does not take %s', (type, rule, message) => {
    expect(input(type, rule)).toEqual([`KM2004 ${message}`]);
  });

  it('is for inputs of models alone', () => {
    const text =
      'block B() {\n  input x { missing: mean }\n  return x -> Dense(1)\n}\nmodel M {\n  input x: float32[1]\n  head y = x -> B()\n}';
    const { diagnostics } = check('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'KM2001 Input `x` of block `B` has no entry `missing`.',
    ]);
  });
});
