import { describe, expect, test } from 'vitest';
import { createSourceFile, parse } from '../../grammar/index.ts';
import { declaration, problemsOf, read, strayPlaces } from './outline.ts';

/** Puts a half-typed line between two whole ones: whatever it holds, both must be read. */
function around(line: string): { text: string; lines: string[]; problems: string[] } {
  const text = `model A {\n  input x: float32[3]\n${line}\n  branch last = x -> Dense(1)\n}\nmodel B {\n  input z\n}`;
  const result = read(text);
  expect(strayPlaces(text, result)).toEqual([]);
  const [first, second] = result.file.declarations;
  expect(second && declaration(second)).toBe('model B { input z }');
  const outlined = declaration(first!)
    .replace(/^model A \{ /, '')
    .replace(/ \}$/, '')
    .split('; ');
  expect(outlined[0]).toBe('input x: float32[3]');
  expect(outlined.at(-1)).toBe('branch last = <x -> Dense(1)>');
  return { text, lines: outlined.slice(1, -1), problems: problemsOf(text) };
}

describe('a half-typed line is one problem, and what is there is read', () => {
  test.each([
    ['branch y =', 'branch y = …', '"" A value is needed after `=`, but the line ends.'],
    ['branch y', 'branch y = …', '"" `=` is needed after `y`, but the line ends.'],
    ['branch', 'branch  = …', '"" A name is needed after `branch`, but the line ends.'],
    [
      'branch y = x ->',
      'branch y = <x -> …>',
      '"" A layer or the name of a shared one is needed after `->`, but the line ends.',
    ],
    ['branch y = x -> Dense(', 'branch y = <x -> Dense()>', '"(" This `(` is never closed.'],
    ['branch y = x -> Dense(3, ', 'branch y = <x -> Dense(3)>', '"(" This `(` is never closed.'],
    ['branch y = x -> Dense(3, act', 'branch y = <x -> Dense(3, act)>', '"(" This `(` is never closed.'],
    ['branch y = x -> Dense(act:', 'branch y = <x -> Dense(act: …)>', '"(" This `(` is never closed.'],
    [
      'branch y = x -> Dense(act: )',
      'branch y = <x -> Dense(act: …)>',
      '")" A value is needed after `:`, but `)` stands here.',
    ],
    [
      'branch y = x -> Dense(\n    -> Flatten()',
      'branch y = <x -> Dense() -> Flatten()>',
      '"(" This `(` is never closed.',
    ],
    ['branch y = [x, x', 'branch y = [x, x]', '"[" This `[` is never closed.'],
    ['branch y = x +', 'branch y = (x + …)', '"" A value is needed after `+`, but the line ends.'],
    ['branch y = (x', 'branch y = x', '"(" This `(` is never closed.'],
    ['branch y = x -> repeat 3 {', 'branch y = <x -> repeat 3 {  }>', '"{" This `{` is never closed.'],
    ['branch y = x -> repeat', 'branch y = <x -> repeat>', undefined],
    [
      'branch y = x -> for f',
      'branch y = <x -> for f in … {  }>',
      '"" `in` is needed after `f`, but the line ends.',
    ],
    ['branch y = x -> if a', 'branch y = <x -> if a {  }>', '"" `{` is needed after `a`, but the line ends.'],
    ['branch [a, b', 'branch [a, b] = …', '"[" This `[` is never closed.'],
    ['branch {a, b = x', 'branch {a: a, b: b} = x', '"{" This `{` is never closed.'],
    ['branch [a, b = x', 'branch [a, b] = x', '"[" This `[` is never closed.'],
    ['input y: ', 'input y: ', '"" A type such as `float32[28, 28]` is needed after `:`, but the line ends.'],
    ['input y: float32[3', 'input y: float32[3]', '"[" This `[` is never closed.'],
    ['input', 'input ', '"" A name is needed after `input`, but the line ends.'],
    ['train', 'train {  }', '"" `{` is needed after `train`, but the line ends.'],
    ['train {\n    epochs: 3\n    batch', 'train { epochs: 3, batch: … }', '"{" This `{` is never closed.'],
    [
      'head y = x {\n    loss:\n    metrics: [mae]\n  }',
      'head y = x { loss: …, metrics: [mae] }',
      '"" A value is needed after `:`, but the line ends.',
    ],
    ['head y = x { loss }', 'head y = x { loss: … }', '"}" `:` is needed after `loss`, but `}` stands here.'],
    ['head y = x {\n    loss: mse', 'head y = x { loss: mse }', '"{" This `{` is never closed.'],
    ['shared s =', 'shared s = …', '"" A value is needed after `=`, but the line ends.'],
    ['return', 'return …', '"" A value is needed after `return`, but the line ends.'],
  ])('%s', (line, outline, problem) => {
    const { lines, problems } = around(`  ${line}`);
    expect(lines).toEqual([outline]);
    expect(problems).toEqual(problem === undefined ? [] : [`KM0002 ${problem}`]);
  });

  test('nothing is said about a stage whose parentheses are still to come', () => {
    expect(around('  branch y = x -> Den')).toMatchObject({ lines: ['branch y = <x -> Den>'], problems: [] });
  });
});

describe('a mistake is one problem', () => {
  test.each([
    [
      'branch y = x -> Dense(10 20, 30)',
      'branch y = <x -> Dense(10, 30)>',
      '"20" A comma is needed before `20`.',
    ],
    [
      'branch y = x -> Dense(10) Flatten()',
      'branch y = <x -> Dense(10)>',
      '"Flatten" `Flatten` cannot stand behind `)`.',
    ],
    [
      'branch y = x -> -> Dense(2)',
      'branch y = <x -> … -> Dense(2)>',
      '"->" A layer or the name of a shared one is needed after `->`, but `->` stands here.',
    ],
    [
      'branch y = -> Dense(2)',
      'branch y = <… -> Dense(2)>',
      '"->" A value is needed after `=`, but `->` stands here.',
    ],
    ['branch y = x + * 3', 'branch y = ((x + …) * 3)', undefined],
    ['branch y = [x, , x]', 'branch y = [x, …, x]', '"," A value is needed after `,`, but `,` stands here.'],
    ['branch y = x -> Dense(3]', 'branch y = <x -> Dense(3)>', '"]" `(` is closed by `]`.'],
    ['branch y = x -> Dense(3])', 'branch y = <x -> Dense(3)>', '"]" This `]` closes nothing.'],
    ['branch y = x -> Dense(3))', 'branch y = <x -> Dense(3)>', '")" This `)` closes nothing.'],
    [
      'branch y = [x -> Dense(3, x] -> Add()',
      'branch y = <[<x -> Dense(3, x)>] -> Add()>',
      '"(" This `(` is never closed.',
    ],
    [
      'branch y = x -> Dense(units=3)',
      'branch y = <x -> Dense(units: 3)>',
      '"=" `units` gets its value with `:`, not with `=`.',
    ],
    [
      'branch y = x -> Conv2D(8, (3, 3), 2)',
      'branch y = <x -> Conv2D(8, 3, 2)>',
      '"," Parentheses hold one value, but `,` stands here.',
    ],
    ['branch y = x -> repeat 3 { A() B() }', 'branch y = <x -> repeat 3 { A() -> … }>', undefined],
    [
      'branch y = x -> repeat 3 { }',
      'branch y = <x -> repeat 3 {  }>',
      '"{ }" A layer is needed between the braces.',
    ],
    [
      'branch y = x -> for f { A() }',
      'branch y = <x -> for f in … { A() }>',
      '"{" `in` is needed after `f`, but `{` stands here.',
    ],
    [
      'branch y = x -> if a { A() } else B()',
      'branch y = <x -> if a { A() }>',
      '"else" `else` cannot stand behind `}`.',
    ],
    [
      'branch y = x -> 3',
      'branch y = <x -> …>',
      '"3" A layer or the name of a shared one is needed after `->`, but `3` stands here.',
    ],
    ['branch y = x -> A() + x', 'branch y = <x -> A()>', '"+" `+` cannot stand here.'],
    ['branch y = ?', 'branch y = …', '"?" A value is needed after `=`, but `?` stands here.'],
    [
      'branch true = x',
      'branch  = x',
      '"true" A name is needed after `branch`, but `true` is a reserved word.',
    ],
    [
      'head y = x { loss mse, weight: 2 }',
      'head y = x { loss: mse, weight: 2 }',
      '"mse" `:` is needed after `loss`, but `mse` stands here.',
    ],
    [
      'head y = x { loss = mse, weight: 2 }',
      'head y = x { loss: mse, weight: 2 }',
      '"=" `loss` gets its value with `:`, not with `=`.',
    ],
    ['input y float32[3]', 'input y: float32[3]', '"float32" `:` is needed between `y` and its type.'],
    ['brnach y = x', 'branch y = x', '"brnach" No declaration begins with `brnach`. Did you mean `branch`?'],
    ['Branch y = x', 'branch y = x', '"Branch" No declaration begins with `Branch`. Did you mean `branch`?'],
    ['y = x', 'branch y = x', '"y" `y` has a value here, but nothing says what it is.'],
    [
      'override foo = 3',
      undefined,
      '"foo" `input`, `branch`, `shared`, `head`, `return`, `train`, `data`, `weight`, `update`, `objective` or `expect` is needed after `override`, but `foo` stands here.',
    ],
    ['x -> Dense(2)', undefined, '"x" This pipeline has no name.'],
    ['some prose {\n  with: braces\n}\nand more', undefined, '"some" `some` begins no declaration.'],
    [
      '}',
      undefined,
      '"}" This `}` closes more than was opened: `branch` after it belongs inside the braces.',
    ],
    ['head y = x { loss: mse } }', 'head y = x { loss: mse }', '"}" This `}` closes nothing.'],
  ])('%s', (line, outline, problem) => {
    const { lines, problems } = around(`  ${line}`);
    if (outline === undefined) expect(lines).toEqual([]);
    else if (problem !== undefined) expect(lines).toEqual([outline]);
    if (problem === undefined) expect(problems).toHaveLength(1);
    else expect(problems).toEqual([`KM0002 ${problem}`]);
  });

  test.each([
    ['branch y = x # comment', '"#" The character `#` has no meaning here.'],
    ['branch y = x ^ 2', '"^" The character `^` has no meaning here.'],
    ['branch y = x -> A();', '";" The character `;` has no meaning here.'],
    ['branch y = x → A()', '"→" The character `→` has no meaning here.'],
    ['branch y = x -> A(.5)', '"." The character `.` has no meaning here.'],
    ['branch y = x -> A("relu)', '"\\"relu)" This string is never closed.'],
    ["branch y = x -> A('relu')", '"\'relu\'" Strings stand between double quotes.'],
    ['branch y = x -> A("\\q")', '"\\\\q" `\\q` is not an escape.'],
    ['branch y = x -> A("\\u12")', '"\\\\u" `\\u` is not an escape.'],
  ])('%s', (line, problem) => {
    const { lines, problems } = around(`  ${line}`);
    expect(lines).toHaveLength(1);
    expect(problems).toEqual([`KM0001 ${problem}`]);
  });

  test('two mistakes in one line are two problems', () => {
    expect(around('  branch y = x -> Dense(units: ) -> Conv2D(filters: )').problems).toHaveLength(2);
    expect(around('  train { a: , b: 3, c: }').problems).toHaveLength(2);
  });
});

describe('brackets that are missing further out', () => {
  test('a model without its end ends where the next one begins', () => {
    const text = 'model A {\n  input x\n\nmodel B {\n  input y\n}';
    expect(read(text).file.declarations.map(declaration)).toEqual([
      'model A { input x }',
      'model B { input y }',
    ]);
    expect(problemsOf(text)).toEqual(['KM0002 "{" This `{` is never closed.']);
    expect(read(text).problems[0]?.related).toEqual([
      { span: { start: 21, end: 26 }, message: '`model` begins a declaration' },
    ]);
  });

  test('indentation tells which brace lacks its end', () => {
    const text = 'model A {\n  head y = x {\n    loss: mse\n\n  train {\n    epochs: 1\n\n}\nmodel B {\n}';
    const result = read(text);
    expect(result.file.declarations.map(declaration)).toEqual([
      'model A { head y = x { loss: mse }; train { epochs: 1 } }',
      'model B {  }',
    ]);
    expect(result.problems.map(({ span }) => span.start)).toEqual([23, 48]);
  });

  test('a model without its beginning gets one', () => {
    const text = 'model A\n  input x\n  head y = x\n}';
    expect(read(text).file.declarations.map(declaration)).toEqual(['model A { input x; head y = x }']);
    expect(read(text).problems).toMatchObject([{ span: { start: 7, end: 7 }, fix: { newText: ' {' } }]);
  });

  test('parameters without their end have one', () => {
    expect(problemsOf('model A( {\n  input x\n}')).toEqual(['KM0002 "(" This `(` is never closed.']);
    expect(problemsOf('model A(a: int {\n  input x\n}')).toEqual(['KM0002 "(" This `(` is never closed.']);
  });

  test('a declaration of the top inside a model is read, and is one problem', () => {
    const text =
      'model A {\n  input x\n  block B(n: int) {\n    input q\n    return q\n  }\n  const k = 3\n  head y = x\n}';
    const result = read(text);
    expect(result.file.declarations.map(declaration)).toEqual([
      'model A { input x; head y = x }',
      'block B(n: int) { input q; return q }',
      'const k = 3',
    ]);
    expect(problemsOf(text)).toEqual([
      'KM0002 "block" `block` stands at the top of a file, not inside a model or block.',
      'KM0002 "const" `const` stands at the top of a file, not inside a model or block.',
    ]);
  });

  test('an unclosed comment is the only problem', () => {
    expect(problemsOf('model A {\n  input x /* note\n  head y = x\n}')).toEqual([
      'KM0001 "/*" This comment is never closed.',
    ]);
  });
});

describe('at the top of a file', () => {
  test.each([
    ['import { A from "x"', 'import A from "x"', '"{" This `{` is never closed.'],
    ['import { A } "x"', 'import A from "x"', '"\\"x\\"" `from` is needed after `}`, but `"x"` stands here.'],
    [
      'import { A } from',
      'import A from …',
      '"" A path such as `"./file.kmodel"` is needed after `from`, but the line ends.',
    ],
    ['import', 'import  from …', '"" `{` is needed after `import`, but the line ends.'],
    ['const', 'const  = …', '"" A name is needed after `const`, but the line ends.'],
    ['const a', 'const a = …', '"" `=` is needed after `a`, but the line ends.'],
    ['const a 3', 'const a = 3', '"3" `=` is needed after `a`, but `3` stands here.'],
    ['a = 3', 'const a = 3', '"a" `a` has a value here, but nothing says what it is.'],
    ['modle C {}', 'model C {  }', '"modle" No declaration begins with `modle`. Did you mean `model`?'],
    ['model {}', 'model  {  }', '"{" A name is needed after `model`, but `{` stands here.'],
    ['model C', 'model C {  }', '"" `{` is needed after `C`, but the line ends.'],
    [
      'model C extends {}',
      'model C extends  {  }',
      '"{" A name is needed after `extends`, but `{` stands here.',
    ],
    [
      'block C(a: ) {}',
      'block C(a: ) {  }',
      '")" A type such as `int` is needed after `:`, but `)` stands here.',
    ],
    ['block C(a int) {}', 'block C(a) {  }', '"int" A comma is needed before `int`.'],
    ['hello, world', undefined, '"hello" `hello` begins no declaration.'],
    ['}', undefined, '"}" This `}` closes nothing.'],
    [
      'input x\nhead y = x',
      undefined,
      '"input" `input` stands inside a model or block, not at the top of a file.',
    ],
  ])('%s', (line, outline, problem) => {
    const text = `${line}\nmodel B {\n  input z\n}`;
    const result = read(text);
    expect(strayPlaces(text, result)).toEqual([]);
    const outlined = result.file.declarations.map(declaration);
    expect(outlined).toEqual([...(outline === undefined ? [] : [outline]), 'model B { input z }']);
    expect(problemsOf(text)).toEqual([`KM0002 ${problem}`]);
  });
});

describe('fixes', () => {
  test.each([
    ['branch y = x -> Dense(10 20)', 'branch y = x -> Dense(10, 20)'],
    ['branch y = x -> Dense(units=3)', 'branch y = x -> Dense(units: 3)'],
    ['branch y = x -> Dense(units = 3)', 'branch y = x -> Dense(units: 3)'],
    ['branch y = x -> Dense(3', 'branch y = x -> Dense(3)'],
    ['branch y = x -> Dense(3]', 'branch y = x -> Dense(3)'],
    ["branch y = x -> A('re\"lu')", 'branch y = x -> A("re\\"lu")'],
    ['brnach y = x', 'branch y = x'],
    ['y = x', 'branch y = x'],
    ['branch y x', 'branch y = x'],
    ['input y float32[3]', 'input y: float32[3]'],
    ['head y = x { loss mse }', 'head y = x { loss: mse }'],
    ['branch y = x → A()', 'branch y = x -> A()'],
    ['branch y = x -> repeat 3 { A() B() }', 'branch y = x -> repeat 3 { A() -> B() }'],
  ])('%s', (line, fixed) => {
    const text = `model A {\n  ${line}\n}`;
    const { problems } = read(text);
    expect(problems).toHaveLength(1);
    const { span, newText } = problems[0]!.fix!;
    const edited = text.slice(0, span.start) + newText + text.slice(span.end);
    expect(edited).toBe(`model A {\n  ${fixed}\n}`);
    expect(problemsOf(edited)).toEqual([]);
  });
});

test('reads declarations that are misplaced inside each other', () => {
  const text = `block Small() {
}
 TicketRouter {
  head router = feat -> loss(3) {
block First(ets) {
block Second() {
}
}
  }
}`;
  const { file, problems } = parse(createSourceFile('test.kmodel', text));
  expect(file.declarations.flatMap((each) => (each.kind === 'Import' ? [] : [each.name.text]))).toEqual(
    expect.arrayContaining(['Small', 'First', 'Second']),
  );
  expect(problems.length).toBeGreaterThan(0);
});

describe('what may begin a declaration is named whole', () => {
  const helpOf = (text: string): string | undefined => read(text).problems[0]?.help;

  test('at the top of a file', () => {
    expect(helpOf('hello, world')).toBe(
      'at the top of a file stand `import`, `const`, `block`, `model`, `layer`, `activation`, `loss`, `metric`, `regularizer`, `constraint` and `schedule`.',
    );
  });

  test('in braces', () => {
    expect(helpOf('model M {\n  input x\n  some prose\n}')).toBe(
      'in a model stand `input`, `branch`, `shared`, `head`, `train`, `data`, `objective`, `expect` and `override`; in a block `return` too, in a layer `return`, `weight` and `update`.',
    );
  });
});
