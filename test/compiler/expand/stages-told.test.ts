import { describe, expect, it } from 'vitest';
import { layersOf, vectorModel } from '../harness.ts';
import { fixesOf, helpOf, mended, told } from '../told.ts';

const head = (pipeline: string, before = ''): string => `${before}${vectorModel(`  head y = ${pipeline}`)}`;

describe('repeat', () => {
  it.each([
    ['so often', 'x -> repeat 2 { Dense(4) }', ['y_dense: Dense', 'y: Dense']],
    ['not at all', 'x -> repeat 0 { Dense(4) } -> ReLU()', ['y: ReLU']],
    ['as often as a constant says', 'x -> repeat 1 + 1 { ReLU() }', ['y_re_lu: ReLU', 'y: ReLU']],
  ])('goes through its stages %s', (_, pipeline, layers) => {
    expect(layersOf(head(pipeline))).toEqual(layers);
  });

  it.each([
    [
      'fewer than none',
      'x -> repeat -1 { ReLU() }',
      ['-1: `repeat` takes a count of 0 or more, but it is -1.'],
    ],
    ['a fraction', 'x -> repeat 1.5 { ReLU() }', ['1.5: An integer is needed here, but `1.5` is a float.']],
    [
      'a word',
      'x -> repeat "two" { ReLU() }',
      ['"two": An integer is needed here, but `"two"` is a string.'],
    ],
    [
      'more than kmodel expands',
      'x -> repeat 10_000_000 { ReLU() }',
      ['10_000_000: `repeat 10000000` asks for more than 100,000 layers.'],
    ],
    ['what there is not', 'x -> repeat n { ReLU() }', ['n: Nothing is called `n` here.']],
  ])('is told where it counts %s', (_, pipeline, messages) => {
    expect(told(head(pipeline))).toEqual(messages);
  });
});

describe('for', () => {
  it('goes through its stages with each entry of a list', () => {
    expect(layersOf(head('x -> for n in [4, 3] { Dense(n) -> ReLU() }'))).toEqual([
      'y_dense: Dense',
      'y_re_lu: ReLU',
      'y_dense_1: Dense',
      'y: ReLU',
    ]);
    expect(layersOf(head('x -> for n in [] { Dense(n) } -> ReLU()'))).toEqual(['y: ReLU']);
  });

  it.each([
    ['no list', 'x -> for n in 3 { Dense(n) }', ['3: A list is needed here, but `3` is an integer.']],
    [
      'an entry that does not fit',
      'x -> for n in [4, "a"] { Dense(n) }',
      ['n: `units` of Dense takes an integer, but `"a"` is a string.'],
    ],
    ['what there is not', 'x -> for n in sizes { Dense(n) }', ['sizes: Nothing is called `sizes` here.']],
  ])('is told where it has %s', (_, pipeline, messages) => {
    expect(told(head(pipeline))).toEqual(messages);
  });
});

describe('if', () => {
  it.each([
    ['the first way', 'x -> if 2 > 1 { ReLU() } else { ELU() }', 'ReLU'],
    [
      'the way of another condition',
      'x -> if false { ReLU() } else if true { ELU() } else { Softmax() }',
      'ELU',
    ],
    ['the last way', 'x -> if false { ReLU() } else { Softmax() }', 'Softmax'],
  ])('takes %s', (_, pipeline, layer) => {
    expect(layersOf(head(pipeline))).toEqual([`y: ${layer}`]);
  });

  it('leaves a tensor as it is where there is no other way', () => {
    expect(layersOf(head('x -> if false { ReLU() } -> Dense(1)'))).toEqual(['y: Dense']);
  });

  it('is told where its condition is no truth', () => {
    expect(told(head('x -> if 1 { ReLU() }'))).toEqual([
      '1: `true` or `false` is needed here, but `1` is an integer.',
    ]);
  });

  it('is checked in a way that no use takes', () => {
    expect(told(head('x -> if false { Dense(unit: 3) }'))).toEqual([
      'unit: Dense has no argument `unit`. Did you mean `units`?',
    ]);
  });
});

describe('shared', () => {
  const shared = (declaration: string, use: string): string =>
    vectorModel(`  shared ${declaration}\n  head y = ${use}`);

  it.each([
    [
      'begins with a tensor',
      's = x -> Dense(4)',
      'x -> s',
      ['x: `shared s` is a chain of stages without a source, but this one starts with the tensor `x`.'],
    ],
    ['is a tensor', 's = x', 'x -> s', ['x: `x` is a tensor, not a layer.']],
    [
      'names what there is not',
      's = Dens(4)',
      'x -> s',
      ['Dens: There is no layer or block `Dens`. Did you mean `Dense`?'],
    ],
    [
      'is used on two widths',
      's = Dense(4)',
      '[x -> s, x -> Dense(3) -> s] -> Add()',
      [
        's: `s` is shared, and its weight `kernel` is [16, 4] since its first use, but for `Dense(3)`, float32[batch, 3], it would be [3, 4].',
      ],
    ],
    ['uses itself', 's = Dense(4) -> s', 'x -> s', ['s: `s` is made from itself.']],
  ])('is told where it %s', (_, declaration, use, messages) => {
    expect(told(shared(declaration, use))).toEqual(messages);
  });

  it('says how it is used', () => {
    expect(helpOf(shared('s = x -> Dense(4)', 'x -> s'))).toBe('`x -> s` is how it is used.');
  });
});

describe('what comes into a layer', () => {
  it.each([
    [
      'of another rank',
      'x -> Conv2D(4, 3)',
      [
        'Conv2D(4, 3): Conv2D takes an image, float32[batch, height, width, channels], but `x` is float32[batch, 16].',
      ],
    ],
    [
      'with too many axes',
      'x -> Reshape([4, 4]) -> Dense(4) -> Softmax() -> Embedding(3, 4) -> Conv1D(3, 2)',
      ['Embedding(3, 4): Embedding takes whole numbers (int32), but `Softmax()` is float32[batch, 4, 4].'],
    ],
    [
      'several where one is wanted',
      '[x, x] -> Dense(4)',
      ['Dense(4): Dense takes one tensor, but `[x, x]`: 2 tensors flow in.'],
    ],
    [
      'one where several are wanted',
      'x -> Dot(axes: 1)',
      ['Dot(axes: 1): Dot takes a list of 2 tensors, but the single tensor `x` flows in.'],
    ],
    [
      'by names that it does not have',
      '{ a: x, b: x } -> Add()',
      ['Add(): Add takes its inputs in order, in a list, and not by name.'],
    ],
    [
      'by a name that it does not know',
      'x -> Reshape([4, 4]) -> MultiHeadAttention(2, 2)',
      [
        'MultiHeadAttention(2, 2): MultiHeadAttention takes a list of 2 to 3 tensors (query, value, key), but the single tensor `Reshape([4, 4])` flows in.',
      ],
    ],
    [
      'of sizes that differ',
      '[x, x -> Dense(3)] -> Add()',
      [
        'Add(): Add needs equal or broadcastable shapes, but `x` is float32[batch, 16] and `Dense(3)` is float32[batch, 3]: the last sizes are 16 and 3.',
      ],
    ],
  ])('is told: %s', (_, pipeline, messages) => {
    expect(told(head(pipeline))).toEqual(messages);
  });

  it('of two widths is projected', () => {
    const text = head('x + (x -> Dense(3))');
    expect(fixesOf(text)).toEqual(['Project `x` with `Dense(3)`']);
    expect(mended(text)).toContain('(x -> Dense(3)) + (x -> Dense(3))');
  });

  it('of another rank gets a layer before it', () => {
    const text = 'model T {\n  input x: float32[4, 4]\n  head y = x -> Conv2D(4, 3)\n}';
    expect(told(text)).toEqual([
      'Conv2D(4, 3): Conv2D takes an image, float32[batch, height, width, channels], but `x` is float32[batch, 4, 4].',
    ]);
    expect(helpOf(text)).toBe('`Reshape([4, 4, 1])` adds an axis of one channel.');
    expect(fixesOf(text)).toEqual(['Put `Reshape([4, 4, 1])` before it']);
  });

  it('of a recurrent layer may keep its steps', () => {
    const text = 'model T {\n  input x: float32[5, 4]\n  head y = x -> LSTM(4) -> LSTM(4)\n}';
    expect(told(text)).toEqual([
      'LSTM(4): LSTM takes a sequence, float32[batch, time, features], but `LSTM(4)` is float32[batch, 4].',
    ]);
    expect(helpOf(text)).toBe('`return_sequences: true` in `LSTM(4)` keeps its steps.');
  });

  it('as a mask is one of truths, and as long as the steps', () => {
    const text = (mask: string): string =>
      `model T {\n  input x: float32[5, 4]\n  input m: ${mask}\n  head y = x -> LSTM(4, mask: m)\n}`;
    expect(told(text('bool[5]'))).toEqual([]);
    expect(told(text('int32[5]'))).toEqual(['m: `mask` of LSTM takes bool, but `m` is int32[batch, 5].']);
    expect(told(text('bool[4]'))).toEqual([
      'm: `mask` of LSTM is bool[batch, 5] here, but `m` is bool[batch, 4].',
    ]);
    expect(told(text('bool[5, 4]'))).toEqual([
      'm: `mask` of LSTM is bool[batch, 5] here, but `m` is bool[batch, 5, 4].',
    ]);
  });

  it('as a mask of steps is none of all entries', () => {
    const text =
      'model T {\n  input x: int32[5]\n  head y = x -> Embedding(9, 4, mask_zero: true) -> Softmax()\n}';
    expect(told(text)).toEqual([
      'Softmax(): Softmax takes a mask of all entries, but the mask that comes with `Embedding(9, 4, mask_zero: true)` is one of steps.',
    ]);
  });
});

describe('an operator', () => {
  it.each([
    ['a number by zero', 'x / 0', ['x / 0: This divides `x` by zero.']],
    [
      'two that are no tensors',
      '"a" + x',
      ['"a": A tensor or a number is needed here, but `"a"` is a string.'],
    ],
    ['a list', '[x, x] + x', ['[x, x]: `[x, x]` has 2 results, and one is needed here.']],
    ['a truth', 'x * true', ['true: A tensor or a number is needed here, but `true` is a boolean.']],
  ])('is told: %s', (_, expression, messages) => {
    expect(told(head(expression))).toEqual(messages);
  });
});

describe('a type that is declared', () => {
  it.each([
    ['is what comes', 'float32[4]', []],
    ['may leave sizes open', 'float32[?]', []],
    [
      'has another size',
      'float32[5]',
      ['float32[5]: `b` is declared float32[batch, 5], but it is float32[batch, 4].'],
    ],
    [
      'has another rank',
      'float32[4, 1]',
      ['float32[4, 1]: `b` is declared float32[batch, 4, 1], but it is float32[batch, 4].'],
    ],
    [
      'has another dtype',
      'int32[4]',
      ['int32[4]: `b` is declared int32[batch, 4], but it is float32[batch, 4].'],
    ],
  ])('%s', (_, type, messages) => {
    expect(told(vectorModel(`  branch b: ${type} = x -> Dense(4)\n  head y = b`))).toEqual(messages);
  });

  it('is mended to what it is', () => {
    const text = vectorModel('  branch b: float32[5] = x -> Dense(4)\n  head y = b');
    expect(mended(text)).toBe(text.replace('float32[5]', 'float32[4]'));
  });
});

describe('blocks and models without end', () => {
  it('are told where a block uses itself', () => {
    const block = 'block B {\n  input x\n  return x -> B()\n}\n';
    expect(told(head('x -> B()', block))).toEqual(['B: Block `B` uses itself.']);
  });

  it('are told where two use each other', () => {
    const blocks = 'block A {\n  input x\n  return x -> B()\n}\nblock B {\n  input x\n  return x -> A()\n}\n';
    expect(told(head('x -> A()', blocks))).toEqual(['B: Block `A` uses itself: `A` uses `B` uses `A`.']);
  });
});
