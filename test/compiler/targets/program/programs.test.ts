import { describe, expect, it } from 'vitest';
import { outlineOf } from './outline.ts';

/** A model of sixteen numbers, or of another input, with members. */
function model(
  members: string,
  { input = 'input x: float32[16]', parameters = '' }: { input?: string; parameters?: string } = {},
): string {
  return `model M${parameters} {\n  ${input}\n  ${members}\n}`;
}

/** The lines of an outline without those that every model here has. */
function body(text: string): readonly string[] {
  const lines = outlineOf(text).split('\n');
  const start = lines.findIndex((line) => line.startsWith('model M('));
  return lines
    .slice(start + 1)
    .filter((line) => !/^ {2}(input|head) /.test(line))
    .map((line) => line.slice(2));
}

describe('a chain of layers', () => {
  it('is a statement for each layer, under the name of its branch, with arguments as they are written', () => {
    expect(
      outlineOf(model('branch a = x -> Dense(8, relu) -> Dropout(0.5)\n  head y = a -> Dense(units: 1)')),
    ).toBe(
      [
        'model M()',
        '  input x[16]',
        '  a = Dense(8, relu) "a_dense" (x)',
        '  a = Dropout(0.5) "a_dropout" (a)',
        '  y = Dense(units: 1) "y" (a)',
        '  head y = y',
      ].join('\n'),
    );
  });

  it('keeps names of its own and layers that do not train', () => {
    expect(body(model('head y = x -> Dense(8, trainable: false, name: "base") -> Dense(1)'))).toEqual([
      'y = frozen Dense(8) "base" (x)',
      'y = Dense(1) "y" (y)',
    ]);
  });

  it('keeps objects and wrapped layers as they are written', () => {
    const text = model(
      'head y = x -> TimeDistributed(Dense(4, kernel_initializer: HeNormal(seed: 1))) -> Bidirectional(GRU(2))',
      { input: 'input x: float32[T, 16]' },
    );
    expect(body(text)).toEqual([
      'y = TimeDistributed(Dense(4, kernel_initializer: HeNormal(seed: 1))) "y_time_distributed" (x)',
      'y = Bidirectional(GRU(2)) "y" (y)',
    ]);
  });

  it('leaves an open size of an input open', () => {
    const text = model('head y = x -> GlobalMaxPooling1D()', { input: 'input x: float32[T, 16]' });
    expect(outlineOf(text)).toContain('  input x[?, 16]\n');
  });
});

describe('what flows', () => {
  it('into a layer with several inputs or with tensors as arguments', () => {
    const text = model(
      'branch [out, h, c] = x -> LSTM(4, return_state: true)\n  head y = x -> LSTM(4, initial_state: [h, c])',
      { input: 'input x: float32[T, 16]' },
    );
    expect(body(text)).toEqual([
      'out, h, c = LSTM(4, return_state: true) "out_lstm" (x)',
      'y = LSTM(4) "y" (x, initial_state: h, c)',
    ]);
  });

  it('through operators is a layer of two tensors, or a calculation with a number', () => {
    expect(body(model('branch b = (x + x) * 0.5 - 1\n  head y = b -> Dense(1)'))).toEqual([
      'b = Add() "b_add" (x, x)',
      'b = (b * 0.5)',
      'b = (b - 1)',
      'y = Dense(1) "y" (b)',
    ]);
  });

  it('through functions of tensors is one expression', () => {
    expect(body(model('branch a = concatenate([x, exp(x)], axis: -1)\n  head y = a -> Dense(1)'))).toEqual([
      'a = concatenate(x, exp(x), axis: - 1)',
      'y = Dense(1) "y" (a)',
    ]);
  });
});

describe('constants and parameters', () => {
  it('stand before the model, literals as they are written', () => {
    const text = `const width = 2_000\nconst rates = [0.1, 0.2]\n${model(
      'head y = x -> Dense(width) -> Dropout(rates[1]) -> Dense(1)',
    )}`;
    expect(outlineOf(text).split('\n').slice(0, 5)).toEqual([
      'const width = 2_000',
      'const rates = [0.1, 0.2]',
      'model M()',
      '  input x[16]',
      '  y = Dense(width) "y_dense" (x)',
    ]);
  });

  it('are left out where nothing reads them', () => {
    const text = `const unused = 3\n${model('head y = x -> Dense(units * 2) -> Dense(out)', {
      input: 'input x: float32[wide]',
      parameters: '(units: int = 8, wide: int = 32, out: int = 1, idle: int = 3)',
    })}`;
    expect(outlineOf(text).split('\n').slice(0, 3)).toEqual([
      'model M(units = 8, wide = 32, out = 1)',
      '  input x[wide]',
      '  y = Dense((units * 2)) "y_dense" (x)',
    ]);
  });
});

describe('a layer that is shared', () => {
  it('is declared once, and called where it is used', () => {
    const text = model(
      'shared tower = Dense(8) -> ReLU()\n  branch a = x -> tower\n  branch b = x -> tower\n  head y = [a, b] -> Add()',
    );
    expect(body(text)).toEqual([
      'tower_dense := Dense(8) "tower_dense"',
      'tower_re_lu := ReLU() "tower_re_lu"',
      'a = tower_re_lu(tower_dense(x))',
      'b = tower_re_lu(tower_dense(x))',
      'y = Add() "y" (a, b)',
    ]);
  });
});

describe('a block', () => {
  it('is a function, whose layers are named behind the name of the use', () => {
    const text = `block Unit(units: int, rate: float = 0.1) {
  input x
  return x -> Dense(units) -> Dropout(rate)
}
${model('head y = x -> Unit(8) -> Unit(4, rate: 0.2) -> Dense(1)')}`;
    expect(outlineOf(text)).toBe(
      [
        'function Unit(x, units, rate = 0.1)',
        '  result = Dense(units) "…/dense" (x)',
        '  return Dropout(rate) "…/dropout" (result)',
        'model M()',
        '  input x[16]',
        '  y = Unit(x, units: 8) "y_unit"',
        '  y = Unit(y, units: 4, rate: 0.2) "y_unit_1"',
        '  y = Dense(1) "y" (y)',
        '  head y = y',
      ].join('\n'),
    );
  });

  it('comes behind the blocks that it uses', () => {
    const text = `block Outer {\n  input x\n  return x -> Inner()\n}
block Inner {\n  input x\n  return x -> Dense(4)\n}
${model('head y = x -> Outer()')}`;
    const functions = outlineOf(text)
      .split('\n')
      .filter((line) => line.startsWith('function'));
    expect(functions).toEqual(['function Inner(x)', 'function Outer(x)']);
  });

  it('may be a model, whose heads are results with names', () => {
    const text = `model Inner {
  input a: float32[16]
  head p = a -> Dense(2)
  head q = a -> Dense(3)
}
${model('branch {p, q} = x -> Inner()\n  head y = [p, q] -> Concatenate()')}`;
    expect(outlineOf(text).split('\n').slice(0, 4)).toEqual([
      'function Inner(a)',
      '  p = Dense(2) "…/p" (a)',
      '  q = Dense(3) "…/q" (a)',
      '  return p: p, q: q',
    ]);
    expect(body(text)[0]).toBe('p, q = Inner(x) "p_inner"');
  });
});

describe('loops and conditions', () => {
  it('stay, and number the names of their layers while they run', () => {
    expect(body(model('head y = x -> repeat 3 { Dense(8) -> ReLU() } -> Dense(1)'))).toEqual([
      'y = x',
      'repeat 3',
      '  y = Dense(8) "y_dense#" (y)',
      '  y = ReLU() "y_re_lu#" (y)',
      'y = Dense(1) "y" (y)',
    ]);
  });

  it('go over a list with a variable', () => {
    expect(body(model('head y = x -> for n in [8, 4] { Dense(n) } -> Dense(1)'))).toEqual([
      'y = x',
      'for n in [8, 4]',
      '  y = Dense(n) "y_dense#" (y)',
      'y = Dense(1) "y" (y)',
    ]);
  });

  it('choose by a parameter', () => {
    const text = model('head y = x -> if deep { Dense(8) } else { ReLU() } -> Dense(1)', {
      parameters: '(deep: bool = true)',
    });
    expect(body(text)).toEqual([
      'if deep',
      '  y = Dense(8) "y_dense" (x)',
      'else',
      '  y = ReLU() "y_re_lu" (x)',
      'y = Dense(1) "y" (y)',
    ]);
  });
});

describe('a model without the structure of its text', () => {
  it('is a statement for each layer, under the name of the layer', () => {
    const text = model('head y = x -> repeat 2 { Dense(8) } -> Dense(1)');
    expect(outlineOf(text, { expanded: true })).toBe(
      [
        'model M()',
        '  input x[16]',
        '  y_dense = Dense(8) "y_dense" (x)',
        '  y_dense_1 = Dense(8) "y_dense_1" (y_dense)',
        '  y = Dense(1) "y" (y_dense_1)',
        '  head y = y',
      ].join('\n'),
    );
  });

  it.each([
    [
      'a block that returns a list',
      'block Two {\n  input x\n  return [x -> Dense(1), x -> Dense(2)]\n}\n',
      'branch [a, b] = x -> Two()\n  head y = [a, b] -> Concatenate()',
      ['a = Dense(1) "a_two_dense" (x)', 'b = Dense(2) "a_two_dense_1" (x)', 'y = Concatenate() "y" (a, b)'],
    ],
    [
      'a shared block',
      'block One {\n  input x\n  return x -> Dense(16)\n}\n',
      'shared one = One()\n  branch a = x -> one\n  head y = a -> one',
      undefined,
    ],
    [
      'a layer of the text',
      'layer Twice {\n  input x: float32[D]\n  return x * 2\n}\n',
      'head y = x -> Twice() -> Dense(1)',
      undefined,
    ],
  ])('is written so for %s', (_, before, members, expected) => {
    const text = before + model(members);
    expect(outlineOf(text)).toBe(outlineOf(text, { expanded: true }));
    if (expected) expect(body(text)).toEqual(expected);
  });
});
