import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ModelParser } from '../../grammar/parser.ts';
import { declaration, members, problemsOf, read, strayPlaces, value } from './outline.ts';

const kitchenSink = readFileSync(new URL('./fixtures/kitchen-sink.kmodel', import.meta.url), 'utf8');

describe('the grammar', () => {
  test('has no ambiguity that Chevrotain knows of', () => {
    expect(() => new ModelParser(true)).not.toThrow();
  });

  test('reads every construct without a problem', () => {
    const result = read(kitchenSink);
    expect(result.problems).toEqual([]);
    expect(strayPlaces(kitchenSink, result)).toEqual([]);
    expect(result.file.declarations.map(declaration)).toMatchSnapshot();
  });

  test('reads an empty text, and one of comments alone', () => {
    expect(read('').file.declarations).toEqual([]);
    expect(read('// nothing\n/* more */').problems).toEqual([]);
  });

  test('accepts a byte order mark and every kind of line end', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = `\ufeffmodel M {${end}  input x: float32[3]${end}  head y = x${end}}${end}`;
      expect(problemsOf(text)).toEqual([]);
    }
  });
});

describe('declarations at the top', () => {
  const top = (text: string): string[] => {
    const { file, problems } = read(text);
    expect(problems).toEqual([]);
    return file.declarations.map(declaration);
  };

  test('imports name what they take', () => {
    expect(top('import { A, B } from "./a.kmodel"')).toEqual(['import A B from "./a.kmodel"']);
    expect(top('import {\n  A\n  B,\n} from "kmodel:x"')).toEqual(['import A B from "kmodel:x"']);
  });

  test('constants have any literal', () => {
    expect(top('const a = 10_000\nconst b = -1\nconst c = "x"\nconst d = [1, [2]]')).toEqual([
      'const a = 10000',
      'const b = (- 1)',
      'const c = "x"',
      'const d = [1, [2]]',
    ]);
  });

  test('blocks and models may have parameters with types and defaults', () => {
    expect(top('block B(a: int, b: float[] = [1.5], c = relu) {}')).toEqual([
      'block B(a: int, b: float[] = [float 1.5], c = relu) {  }',
    ]);
    expect(top('model A extends B {}\nmodel C() extends D {\n}\nmodel E(\n  x: int\n) {}')).toEqual([
      'model A extends B {  }',
      'model C() extends D {  }',
      'model E(x: int) {  }',
    ]);
  });

  test('words of the language may be names', () => {
    const words = [
      'input',
      'loss',
      'data',
      'weight',
      'head',
      'train',
      'model',
      'shared',
      'branch',
      'in',
      'repeat',
    ];
    words.push('for', 'if', 'else', 'from', 'import', 'extends', 'override', 'return', 'block', 'const');
    for (const word of words) {
      expect(top(`model ${word}(${word}: int = 3) {\n  input ${word}: int32[${word}]\n}`)).toEqual([
        `model ${word}(${word}: int = 3) { input ${word}: int32[${word}] }`,
      ]);
      expect(members(`branch ${word} = ${word} -> ${word} -> D(${word}, ${word}: ${word})`)).toEqual([
        `branch ${word} = <${word} -> ${word} -> D(${word}, ${word}: ${word})>`,
      ]);
      expect(members(`branch {${word}, a: ${word}} = {${word}, b: ${word}}`)).toEqual([
        `branch {${word}: ${word}, a: ${word}} = {${word}: ${word}, b: ${word}}`,
      ]);
      expect(members(`train {\n  ${word}: ${word}\n  ${word}: [${word}, ${word}]\n}`)).toEqual([
        `train { ${word}: ${word}, ${word}: [${word}, ${word}] }`,
      ]);
      expect(members(`head y = (${word} * 2 + ${word}) -> D() { ${word}: 1 }`)).toEqual([
        `head y = <((${word} * 2) + ${word}) -> D()> { ${word}: 1 }`,
      ]);
    }
  });
});

describe('members', () => {
  test('inputs may leave their type out, or its sizes', () => {
    expect(members('input x\ninput y: float32[]\ninput z: int32[T, vocab * 2, ?]\ninput w: float32')).toEqual(
      ['input x', 'input y: float32[]', 'input z: int32[T, (vocab * 2), ?]', 'input w: float32'],
    );
  });

  test('branches take results apart', () => {
    expect(members('branch [a, b] = x -> L()\nbranch {\n  age\n  sex: s\n} = p -> profile')).toEqual([
      'branch [a, b] = <x -> L()>',
      'branch {age: age, sex: s} = <p -> profile>',
    ]);
  });

  test('a type stands between name and value', () => {
    expect(members('branch code: float32[32] = x\nhead y: float32[T - 4] = x')).toEqual([
      'branch code: float32[32] = x',
      'head y: float32[(T - 4)] = x',
    ]);
  });

  test('heads and shared layers may have settings, on the next line too', () => {
    expect(
      members('head y = x { loss: mse }\nhead z = x\n\n{ loss: mse, }\nshared s = A() { trainable: false }'),
    ).toEqual([
      'head y = x { loss: mse }',
      'head z = x { loss: mse }',
      'shared s = A() { trainable: false }',
    ]);
  });

  test('settings stand behind a compile-time form', () => {
    expect(members('head x = a -> if c { B() } else { C() } { loss: mse }')).toEqual([
      'head x = <a -> if c { B() } else { C() }> { loss: mse }',
    ]);
    expect(members('head x = a -> if c { B() } { loss: mse }')).toEqual([
      'head x = <a -> if c { B() }> { loss: mse }',
    ]);
  });

  test('override stands before any of them', () => {
    expect(members('override branch a = b\noverride train { epochs: 1 }')).toEqual([
      'override branch a = b',
      'override train { epochs: 1 }',
    ]);
  });

  test('return takes a pipeline, a list or a record', () => {
    expect(members('return a + b -> R()\nreturn [a, b]\nreturn {a, m: b -> C()}')).toEqual([
      'return <(a + b) -> R()>',
      'return [a, b]',
      'return {a: a, m: <b -> C()>}',
    ]);
  });
});

describe('expressions', () => {
  test.each([
    ['a + b * c', '(a + (b * c))'],
    ['(a + b) * c', '((a + b) * c)'],
    ['a - b - c', '((a - b) - c)'],
    ['2 ** 3 ** 2', '(2 ** (3 ** 2))'],
    ['-2 ** 2', '(- (2 ** 2))'],
    ['2 ** -1', '(2 ** (- 1))'],
    ['a - -1', '(a - (- 1))'],
    ['- - a', '(- (- a))'],
    ['-a * b', '((- a) * b)'],
    ['a-1', '(a - 1)'],
    ['[a -1]', '[(a - 1)]'],
    ['not a == b', '(not (a == b))'],
    ['not a and b or c', '(((not a) and b) or c)'],
    ['a < b and c >= d', '((a < b) and (c >= d))'],
    ['a % 2 != 0', '((a % 2) != 0)'],
    ['xs[0][n - 1]', 'xs[0][(n - 1)]'],
    ['min(a, 2)[0] / 2', '(min(a, 2)[0] / 2)'],
    ['[1, 2][0]', '[1, 2][0]'],
    ['"a\\u0041\\n\\\\"', '"aA\\n\\\\"'],
    ['0.5', 'float 0.5'],
    ['10.0', 'float 10'],
    ['1e3', 'float 1000'],
    ['1_000.5e-1', 'float 100.05'],
  ])('%s', (text, outline) => {
    expect(value(text)).toBe(outline);
  });

  test('an arrow binds weakest', () => {
    expect(value('a + b -> R() -> s')).toBe('<(a + b) -> R() -> s>');
    expect(value('(a -> R()) + b')).toBe('(<a -> R()> + b)');
    expect(value('((a -> R()) -> S())')).toBe('<<a -> R()> -> S()>');
  });

  test('a chain that begins with a layer has no source', () => {
    expect(value('Dense(1) -> Flatten()')).toBe('<-> Dense(1) -> Flatten()>');
    expect(value('repeat 2 { Dense(1) }')).toBe('<-> repeat 2 { Dense(1) }>');
    expect(value('Dense(1)')).toBe('Dense(1)');
  });

  test('lists, records and arguments hold pipelines', () => {
    expect(value('[a -> e, b -> e] -> C()')).toBe('<[<a -> e>, <b -> e>] -> C()>');
    expect(value('{query: q -> D(), value} -> M()')).toBe('<{query: <q -> D()>, value: value} -> M()>');
    expect(value('x -> L(mask: m -> N(), state: [h, c])')).toBe('<x -> L(mask: <m -> N()>, state: [h, c])>');
  });

  test('compile-time forms nest', () => {
    expect(value('x -> repeat 2 { repeat 3 { if a { A() } -> B() } }')).toBe(
      '<x -> repeat 2 { repeat 3 { if a { A() } -> B() } }>',
    );
    expect(value('x -> if a { for f in xs { B(f) } } else { if b { A() } }')).toBe(
      '<x -> if a { for f in xs { B(f) } } else { if b { A() } }>',
    );
    expect(value('x -> repeat n + 1 { A() -> for f in xs[0] { B(f) } }')).toBe(
      '<x -> repeat (n + 1) { A() -> for f in xs[0] { B(f) } }>',
    );
    expect(value('x -> if a { B() } else if c == 1 { D() } else { E() }')).toBe(
      '<x -> if a { B() } else if (c == 1) { D() } else { E() }>',
    );
    expect(value('x -> repeat (n) { A() }')).toBe('<x -> repeat n { A() }>');
    expect(value('x -> if not -a > 1 { B() }')).toBe('<x -> if (not ((- a) > 1)) { B() }>');
    expect(value('x -> repeat -1 { B() }')).toBe('<x -> repeat (- 1) { B() }>');
  });
});

describe('the layout of text', () => {
  test('a pipeline goes on behind and before an arrow, and behind an operator', () => {
    expect(members('branch a = x\n  -> A()\n\n  // comment\n  -> B() ->\n C()\nbranch b = x +\n y')).toEqual([
      'branch a = <x -> A() -> B() -> C()>',
      'branch b = (x + y)',
    ]);
  });

  test('a line that begins with a sign is not a continuation', () => {
    expect(problemsOf('model M {\n  branch a = x\n    - y\n}')).toEqual([
      'KM0002 "-" `-` begins no declaration.',
    ]);
  });

  test('a value may stand below its `=`, and a `=` below its name', () => {
    expect(members('branch a =\n  x\nbranch b\n  = x')).toEqual(['branch a = x', 'branch b = x']);
  });

  test('lines mean nothing inside brackets', () => {
    expect(members('branch a = [\n  x\n  ,\n  y\n] -> A(\n  1,\n  b: 2\n)')).toEqual([
      'branch a = <[x, y] -> A(1, b: 2)>',
    ]);
    expect(members('branch a = (\n  x\n  + y\n)')).toEqual(['branch a = (x + y)']);
  });

  test('entries are separated by lines, commas, or both', () => {
    const one = 'train { a: 1, b: 2 }';
    expect(members('train { a: 1, b: 2 }')).toEqual([one]);
    expect(members('train {\n a: 1\n b: 2\n}')).toEqual([one]);
    expect(members('train {\n a: 1,\n b: 2,\n}')).toEqual([one]);
    expect(members('train {\n a:\n  1\n\n , b: 2 }')).toEqual([one]);
  });

  test('else may stand below', () => {
    expect(value('x -> if a { B() }\nelse if c { D() }\nelse { E() }')).toBe(
      '<x -> if a { B() } else if c { D() } else { E() }>',
    );
  });

  test('a declaration may begin where a pipeline was left open', () => {
    expect(problemsOf('model M {\n  branch a = x ->\n  branch b = x -> A()\n}')).toEqual([
      'KM0002 "" A layer or the name of a shared one is needed after `->`, but the line ends.',
    ]);
  });
});

describe('names', () => {
  test('are compared in their composed form and kept as written', () => {
    const { file } = read('const e\u0301tage = 1');
    expect(file.declarations[0]).toMatchObject({ name: { text: 'e\u0301tage', key: '\u00e9tage' } });
  });

  test('may be of any script', () => {
    expect(problemsOf('model Модель {\n  input 画像: float32[28]\n  head été = 画像\n}')).toEqual([]);
  });
});

describe('doc comments', () => {
  test('belong to the declaration that follows', () => {
    const { file } = read(kitchenSink);
    const docs = file.declarations.map((node) => ('doc' in node ? node.doc : undefined));
    expect(docs.filter((doc) => doc !== undefined)).toEqual([
      'A residual block,\nwith a projection.\n\nSecond paragraph.',
      'A layer of one’s own.',
      'Extends.',
    ]);
  });

  test('stand before members, and before `override` too', () => {
    const { file } = read(
      'model M {\n  /// One.\n\n  // not this\n  /// Two.\n  override input x\n  /// Tail.\n}',
    );
    expect(file.declarations[0]).toMatchObject({ members: [{ doc: 'One.\n\nTwo.' }] });
  });

  test('on the line of another declaration are comments', () => {
    const { file } = read('model M {\n  input x /// not a doc\n  input y\n}');
    expect(file.declarations[0]).toMatchObject({ members: [{}, { kind: 'Input' }] });
    expect(JSON.stringify(file.declarations)).not.toContain('not a doc');
    expect(file.comments).toHaveLength(1);
  });

  test('four slashes are no doc', () => {
    expect(read('//// line\nconst a = 1').file.comments[0]).toMatchObject({
      kind: 'LineComment',
      text: '//// line',
    });
  });
});
