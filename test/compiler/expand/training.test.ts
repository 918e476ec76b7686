import { describe, expect, it } from 'vitest';
import { finding, graphOf, vectorModel } from '../harness.ts';
import { mended, told } from '../told.ts';

const model = (
  train: string,
  members = '  shared body = Dense(4)\n  head y = x -> body -> Dense(1) { loss: mse }',
): string => vectorModel(`${members}\n  train { ${train} }`);

const settings = (train: string) => graphOf(model(train)).training!;

describe('the settings of a training', () => {
  it('are those that are written', () => {
    expect(settings('optimizer: SGD(0.5), epochs: 3, batch_size: 8, shuffle: false, seed: 7')).toMatchObject({
      epochs: 3,
      batchSize: 8,
      shuffle: false,
      seed: 7,
      optimizer: { name: 'SGD', args: { learning_rate: 0.5 } },
    });
  });

  it('have an optimizer by its short name', () => {
    expect(settings('optimizer: adam').optimizer).toMatchObject({ name: 'Adam', alias: 'adam' });
  });

  it.each([
    [
      'a setting that there is not',
      'optimizer: Adam(), epoch: 3',
      ['epoch: `train` has no entry `epoch`. Did you mean `epochs`?'],
    ],
    ['a setting twice', 'optimizer: Adam(), epochs: 3, epochs: 4', ['epochs: `epochs` is set twice.']],
    [
      'no epochs at all',
      'optimizer: Adam(), epochs: 0',
      ['0: `epochs` of `train` must be at least 1, but it is 0.'],
    ],
    [
      'a share that is none',
      'optimizer: Adam(), validation_split: 1.5',
      ['1.5: `validation_split` of `train` must be at least 0 and less than 1, but it is 1.5.'],
    ],
    ['a loss in the place of an optimizer', 'optimizer: mse', ['mse: There is no optimizer `mse`.']],
    [
      'one callback without brackets',
      'optimizer: Adam(), callbacks: EarlyStopping()',
      ['EarlyStopping(): `callbacks` of `train` takes a list of callbacks, but no brackets stand here.'],
    ],
    [
      'a precision that there is not',
      'optimizer: Adam(), precision: half',
      [
        'half: `precision` of `train` has no option `half`. It takes `float32`, `mixed_float16` or `mixed_bfloat16`.',
      ],
    ],
    ['nothing to train by', 'epochs: 3', []],
  ])('are told: %s', (_, train, messages) => {
    expect(told(model(train))).toEqual(messages);
  });
});

describe('an optimizer for each part', () => {
  it('is that of the part, and of the rest', () => {
    const { parts, optimizer } = settings('optimizer: { body: SGD(0.5), rest: Adam() }') as unknown as {
      parts: readonly { name: string; layers: readonly number[]; optimizer: { name: string } }[];
      optimizer: { name: string };
    };
    expect(parts.map((part) => [part.name, part.optimizer.name])).toEqual([['body', 'SGD']]);
    expect(optimizer.name).toBe('Adam');
  });

  it.each([
    [
      'a part that there is not',
      'optimizer: { bodi: SGD(0.5), rest: Adam() }',
      ['bodi: Nothing is called `bodi` here. Did you mean `body`?'],
    ],
    [
      'a part twice',
      'optimizer: { body: SGD(0.5), body: Adam(), rest: Adam() }',
      ['body: `body` is set twice.'],
    ],
    [
      'a part without weights',
      'optimizer: { x: SGD(0.5), rest: Adam() }',
      ['x: `x` makes no layer with weights: nothing of it can be updated.'],
    ],
    [
      'a part that is left out',
      'optimizer: { body: SGD(0.5) }',
      ['{ body: SGD(0.5) }: No optimizer is for `y`: `rest: …` is for all that has none.'],
    ],
    ['what is no optimizer', 'optimizer: { body: mse, rest: Adam() }', ['mse: There is no optimizer `mse`.']],
    ['a rest of which nothing is left', 'optimizer: { body: SGD(0.5), y: SGD(0.1), rest: Adam() }', []],
  ])('is told: %s', (_, train, messages) => {
    expect(told(model(train))).toEqual(messages);
  });

  it('of a part that is frozen is told', () => {
    const frozen =
      '  shared body = Dense(4) { trainable: false }\n  head y = x -> body -> Dense(1) { loss: mse }';
    expect(told(model('optimizer: { body: SGD(0.5), rest: Adam() }', frozen))).toEqual([
      'body: `body` is frozen: nothing of it can be updated.',
    ]);
  });
});

describe('a training in turns', () => {
  const members = `  shared one = Dense(3)
  shared two = Dense(3)
  objective a = mean(square(x -> one))
  objective b = mean(square(x -> two))
  head y = x -> one -> Dense(1) { loss: mse }`;
  const turns = (train: string): string => model(train, members);

  it('minimizes in each step what it says, by changing what it says', () => {
    expect(
      told(
        turns(
          'optimizer: Adam(), step first { minimize: [a], update: [one] }, step second { minimize: [b, y], update: [two], repeat: 2 }',
        ),
      ),
    ).toEqual([]);
  });

  it.each([
    [
      'what there is not to minimize',
      'optimizer: Adam(), step s { minimize: [c], update: [one] }',
      ['c: Nothing is called `c` here. There are `y`, `a` and `b`.'],
    ],
    [
      'what there is not to update',
      'optimizer: Adam(), step s { minimize: [a], update: [three] }',
      [
        'b: No step makes `b` small.',
        'y: No step makes `y` small.',
        'three: Nothing is called `three` here. There are `x`, `one`, `two`, `a`, `b` and `y`.',
      ],
    ],
    [
      'an input to update',
      'optimizer: Adam(), step s { minimize: [a], update: [x] }',
      [
        'b: No step makes `b` small.',
        'y: No step makes `y` small.',
        'x: `x` makes no layer with weights: nothing of it can be updated.',
      ],
    ],
    [
      'a layer to minimize',
      'optimizer: Adam(), step s { minimize: [one], update: [one] }',
      ['one: `one` is no head with a loss and no objective: nothing of it can be made small.'],
    ],
    ['nothing to minimize', 'optimizer: Adam(), step s { update: [one] }', []],
    [
      'a step without end',
      'optimizer: Adam(), step s { minimize: [a], repeat: 0 }',
      [
        'b: No step makes `b` small.',
        'y: No step makes `y` small.',
        '0: `repeat` of step `s` must be at least 1, but it is 0.',
      ],
    ],
    [
      'two steps of one name',
      'optimizer: Adam(), step s { minimize: [a] }, step s { minimize: [b] }',
      ['b: No step makes `b` small.', 'y: No step makes `y` small.', 's: `s` is set twice.'],
    ],
  ])('is told: %s', (_, train, messages) => {
    expect(told(turns(train))).toEqual(messages);
  });

  it('is mended where a name is near', () => {
    const text = turns('optimizer: Adam(), step s { minimize: [a], update: [oen] }');
    expect(mended(text)).toBe(text.replace('oen', 'one'));
  });
});

describe('data in the text of a model', () => {
  const data = (entries: string, train = ''): string =>
    vectorModel(`  head y = x -> Dense(1) { loss: mse }\n  data { ${entries} }\n${train}`);

  it('are where they are, with columns by name', () => {
    expect(
      graphOf(data('source: "a.csv", columns: { x: ["a", "b"], y: "c" }, validation: 0.2')).data,
    ).toMatchObject({
      source: ['a.csv'],
      columns: { x: ['a', 'b'], y: ['c'] },
      validation: 0.2,
    });
  });

  it.each([
    ['no source', 'validation: 0.2', ['data: `data` does not say where the data is.']],
    [
      'columns of what there is not',
      'source: "a.csv", columns: { z: "a" }',
      ['z: Model `Test` has no input or head `z`. There are `x`, `y` and `y_weight`.'],
    ],
    [
      'columns that are no record',
      'source: "a.csv", columns: "a"',
      ['"a": `columns` of `data` takes columns by name, but `"a"` is a string.'],
    ],
    [
      'columns that are no names',
      'source: "a.csv", columns: { x: 3 }',
      ['3: `columns` of `data` takes a string or a list of strings, but `3` is an integer.'],
    ],
    ['columns of one input twice', 'source: "a.csv", columns: { x: "a", x: "b" }', ['x: `x` is set twice.']],
    [
      'a share that is none',
      'source: "a.csv", validation: 2',
      ['2: `validation` of `data` must be greater than 0 and less than 1, but it is 2.'],
    ],
  ])('are told: %s', (_, entries, messages) => {
    expect(told(data(entries)).filter((each) => !each.startsWith('"a.csv"'))).toEqual(messages);
  });

  it('name their columns in quotes', () => {
    const text = data('source: "a.csv", columns: { x: [a, "b"], y: c }');
    expect(told(text).filter((each) => !each.startsWith('"a.csv"'))).toEqual([
      'a: `columns` of `data` takes a string or a list of strings, but `a` is a name.',
      'c: `columns` of `data` takes a string or a list of strings, but `c` is a name.',
    ]);
    expect(mended(text)).toBe(text.replace('[a,', '["a",'));
  });

  it('cut off their validation once', () => {
    const text = data(
      'source: "a.csv", validation: 0.2',
      '  train { optimizer: Adam(), validation_split: 0.2 }\n',
    );
    expect(told(text).at(-1)).toBe(
      '0.2: The validation is said twice: by `validation` of `data`, and by `validation_split` of `train`.',
    );
    expect(finding(text, 'KM2004').help).toBe('Take `validation_split` out.');
  });
});

describe('missing entries of an input', () => {
  const input = (type: string, missing: string): string =>
    `model T {\n  input x: ${type} { missing: ${missing} }\n  head y = x -> ${type.startsWith('string') ? 'StringLookup(vocabulary: ["a"]) -> CategoryEncoding(2) -> ' : ''}Dense(1)\n}`;

  it.each([
    ['float32[4]', 'median', { kind: 'median' }],
    ['float32[4]', '-1.5', { kind: 'value', value: -1.5 }],
    ['string[1]', '"none"', { kind: 'value', value: 'none' }],
    ['string[1]', '"mean"', { kind: 'value', value: 'mean' }],
    ['string[1]', 'most_frequent', { kind: 'most_frequent' }],
    ['uint8[4]', '255', { kind: 'value', value: 255 }],
  ])('of %s are %s', (type, missing, rule) => {
    expect(graphOf(input(type, missing)).inputs[0]!.missing).toEqual(rule);
  });

  it.each([
    [
      'float32[4]',
      '"none"',
      [
        '"none": `missing` of input `x`, which holds float32, takes a number, `mean`, `median` or `most_frequent`, but here is `none`.',
      ],
    ],
    [
      'float32[4]',
      'meen',
      [
        'meen: `missing` of input `x`, which holds float32, takes a number, `mean`, `median` or `most_frequent`, but here is `meen`. Did you mean `mean`?',
      ],
    ],
    [
      'string[1]',
      '3',
      [
        '3: `missing` of input `x`, which holds string, takes a string in quotes, or `most_frequent`, but here is 3.',
      ],
    ],
    [
      'string[1]',
      'mean',
      [
        'mean: `missing` of input `x`, which holds string, takes a string, or `most_frequent`, but here is `mean`.',
      ],
    ],
    [
      'uint8[4]',
      '256',
      [
        '256: `missing` of input `x`, which holds uint8, takes a whole number from 0 to 255, or `most_frequent`, but here is 256.',
      ],
    ],
    [
      'uint8[4]',
      'mean',
      [
        'mean: `missing` of input `x`, which holds uint8, takes a whole number from 0 to 255, or `most_frequent`, but here is `mean`.',
      ],
    ],
  ])('of %s are not %s', (type, missing, messages) => {
    expect(told(input(type, missing))).toEqual(messages);
  });

  it('of true and false are one of them', () => {
    const text = (missing: string): string =>
      `model T {\n  input x: float32[3, 4]\n  input m: bool[3] { missing: ${missing} }\n  head y = x -> LSTM(2, mask: m)\n}`;
    expect(told(text('1'))).toEqual([]);
    expect(told(text('2'))).toEqual([
      '2: `missing` of input `m`, which holds bool, takes 0, 1 or `most_frequent`, but here is 2.',
    ]);
  });
});
