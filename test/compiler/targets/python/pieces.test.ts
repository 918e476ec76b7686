import { describe, expect, it } from 'vitest';
import { comments, docstring } from '../../../../compiler/targets/python/documentation.ts';
import { call, number } from '../../../../compiler/targets/python/expressions.ts';
import { mergeNumbers } from '../../../../compiler/targets/python/merge-numbers.ts';
import { PythonScope } from '../../../../compiler/targets/python/names.ts';
import { characters, operands } from '../../../../compiler/targets/python/operands.ts';
import { atom, nameCode } from '../../../../compiler/targets/python/ops/code.ts';
import { relaidOut } from '../../../../compiler/targets/python/relayout.ts';
import { linesOf, statement, type Statement } from '../../../../compiler/targets/python/statements.ts';
import { inOrder, type WeightUpdate } from '../../../../compiler/targets/python/updates.ts';

describe('documentation in Python', () => {
  it.each([
    ['one line', 'What it does.', ['  """What it does."""']],
    ['several lines', 'One.\n\nTwo.', ['  """One.', '', '  Two.', '  """']],
    ['a backslash', 'a\\b', ['  """a\\\\b"""']],
    ['three quotes within', 'a """b""" c', ['  """a \\"\\"\\"b\\"\\"\\" c"""']],
    ['a quote at the end', 'says "so"', ['  """says "so\\""""']],
    ['spaces around', '  x  ', ['  """x"""']],
    ['nothing', undefined, []],
    ['spaces alone', '  \n', []],
  ])('as a docstring: %s', (_, doc, lines) => {
    expect(docstring(doc, '  ')).toEqual(lines);
  });

  it.each([
    ['one line', 'Why.', ['  # Why.']],
    ['several lines, one of them empty', 'One.\r\n\r\nTwo.', ['  # One.', '  #', '  # Two.']],
    ['nothing', undefined, []],
    ['spaces alone', ' ', []],
  ])('as comments: %s', (_, doc, lines) => {
    expect(comments(doc, '  ')).toEqual(lines);
  });
});

describe('a name in a scope of Python', () => {
  it.each([
    ['free', 'width', 'width'],
    ['a keyword', 'class', 'class_'],
    ['a function of Python', 'list', 'list_'],
    ['what begins with a digit', '2d', '_2d'],
    ['signs', 'a b-c', 'a_b_c'],
    ['letters of any language', '너비', '너비'],
  ])('is legal: %s', (_, wanted, name) => {
    expect(new PythonScope().claim(wanted)).toBe(name);
  });

  it('has a number where it is taken', () => {
    const scope = new PythonScope(undefined, ['x']);
    expect([scope.claim('x'), scope.claim('x'), scope.claim('x', '')]).toEqual(['x_2', 'x_3', 'x2']);
  });

  it('hides none of the scopes around', () => {
    const outer = new PythonScope();
    outer.claim('x');
    expect(new PythonScope(outer).claim('x')).toBe('x_2');
  });

  it('of a variable stays what it is, in scopes within as well', () => {
    const outer = new PythonScope();
    const variable = { name: 'x' };
    const inner = new PythonScope(outer);
    expect(outer.name(variable)).toBe('x');
    expect(inner.name(variable)).toBe('x');
    expect(inner.name({ name: 'x' })).toBe('x_2');
    inner.give(variable, 'self.x');
    expect([inner.name(variable), outer.name(variable)]).toEqual(['self.x', 'x']);
  });
});

describe('the characters of a line', () => {
  it('are in a string or not', () => {
    const inText = [...characters('a"b\\"c"d')]
      .filter(({ isText }) => isText)
      .map(({ character }) => character);
    expect(inText.join('')).toBe('bc');
  });
});

describe('an expression at its loosest operators', () => {
  it.each([
    [
      'a + b * c',
      [
        ['', 'a', ''],
        ['+ ', 'b * c', ''],
      ],
    ],
    [
      'a * b / c',
      [
        ['', 'a', ''],
        ['* ', 'b', ''],
        ['/ ', 'c', ''],
      ],
    ],
    [
      '(a + b) * c',
      [
        ['', '(a + b)', ''],
        ['* ', 'c', ''],
      ],
    ],
    [
      'a == b + c',
      [
        ['', 'a', ''],
        ['== ', 'b + c', ''],
      ],
    ],
    [
      'a & b | c',
      [
        ['', 'a & b', ''],
        ['| ', 'c', ''],
      ],
    ],
    [
      'a @ b',
      [
        ['', 'a', ''],
        ['@ ', 'b', ''],
      ],
    ],
    [
      'a, b + c',
      [
        ['', 'a', ','],
        ['', 'b + c', ','],
      ],
    ],
    ['"a + b"', [['', '"a + b"', '']]],
    ['f(a + b)', [['', 'f(a + b)', '']]],
    [
      'x(1).y(2).z(3)',
      [
        ['', 'x(1)', ''],
        ['', '.y(2)', ''],
        ['', '.z(3)', ''],
      ],
    ],
    ['x(1).y(2)', [['', 'x(1).y(2)', '']]],
    ['-x', [['', '-x', '']]],
  ])('%s', (text, expected) => {
    expect(operands(text)).toEqual(expected);
  });
});

describe('statements that differ in numbers alone', () => {
  const units = { text: 'self.units', values: [8, 16] };
  const rate = { text: 'self.rate', values: [0.1, 0.2] };
  const called = (head: string, ...values: readonly number[]): readonly Statement[] => [
    statement(
      'y = ',
      call(
        head,
        values.map((value) => number(value)),
      ),
    ),
  ];
  const merged = (
    uses: readonly (readonly Statement[])[],
    sources: Parameters<typeof mergeNumbers>[1],
  ): readonly string[] | undefined => {
    const found = mergeNumbers(uses, sources);
    return found && linesOf(found.statements);
  };

  it('become one that reads them', () => {
    const found = mergeNumbers([called('f', 8, 3, 0.1), called('f', 16, 3, 0.2)], [units, rate])!;
    expect(linesOf(found.statements)).toEqual(['y = f(self.units, 3, self.rate)']);
    expect(found.used).toEqual(new Set([units, rate]));
  });

  it('read nothing where they are the same', () => {
    expect(mergeNumbers([called('f', 3), called('f', 3)], [units])).toEqual({
      statements: called('f', 3),
      used: new Set(),
    });
  });

  it('read the opposite of a source', () => {
    expect(merged([called('f', -8), called('f', -16)], [units])).toEqual(['y = f(-self.units)']);
  });

  it('are none where no source has what differs', () => {
    expect(merged([called('f', 8), called('f', 17)], [units])).toBeUndefined();
    expect(merged([called('f', 8), called('f', 16)], [{ text: 't', values: ['8', '16'] }])).toBeUndefined();
  });

  it('are none where they differ in a word', () => {
    expect(merged([called('f', 8), called('g', 16)], [units])).toBeUndefined();
  });

  it('do not take a digit of a name, or of text, for a number', () => {
    expect(merged([called('conv8', 1), called('conv16', 1)], [units])).toBeUndefined();
    const written = (text: string): readonly Statement[] => [statement('y = ', text)];
    expect(merged([written('f(8)'), written('f(16)')], [units])).toBeUndefined();
  });

  it('take a number for the same that float32 cannot tell from it', () => {
    const rough = { text: 'r', values: [0.1, Math.fround(0.2)] };
    expect(merged([called('f', 0.1), called('f', 0.2)], [rough])).toEqual(['y = f(r)']);
  });
});

describe('lines that have become too long', () => {
  const long = `    y = layer(${'a'.repeat(40)}, ${'b'.repeat(40)})`;

  it('are broken as black does', () => {
    expect(relaidOut([long])).toEqual([
      '    y = layer(',
      '        aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,',
      '        bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,',
      '    )',
    ]);
  });

  it('stay as they are where they fit', () => {
    const lines = ['def f(x):', '    return x + 1', ''];
    expect(relaidOut(lines)).toEqual(lines);
  });

  it('stay as they are in documentation and comments', () => {
    const words = 'word '.repeat(30).trim();
    const lines = ['    """', `    ${words}`, '    """', `    # ${words}`, `    """${words}"""`];
    expect(relaidOut(lines)).toEqual(lines);
  });

  it('stay as they are where a loop stands in them', () => {
    const loop = `    y = [${'a'.repeat(60)}(x) for x in ${'b'.repeat(40)}]`;
    expect(relaidOut([loop])).toEqual([loop]);
  });

  it('are put together where a statement had several', () => {
    const lines = ['y = layer(', `    ${'a'.repeat(90)},`, '    b,', ')'];
    expect(relaidOut(lines)).toEqual(['y = layer(', `    ${'a'.repeat(90)},`, '    b,', ')']);
  });
});

describe('new values of weights', () => {
  const update = (input: string, reads: readonly string[] = []): WeightUpdate => ({
    input,
    attribute: `self.${input}`,
    value: atom(`new(${input})`),
    reads: new Set(reads),
  });

  it('are written in their order, where none is read too late', () => {
    const updates = [update('mean', ['mean']), update('count', ['count'])];
    expect(inOrder(updates, [])).toEqual({ before: [], updates, results: [], kept: [] });
  });

  it('become variables before, where they read what was written already', () => {
    const found = inOrder([update('mean'), update('variance', ['mean'])], []);
    expect(found.before).toEqual([['new_variance', atom('new(variance)')]]);
    expect(found.updates.map(({ value }) => value)).toEqual([atom('new(mean)'), nameCode('new_variance')]);
  });

  it('leave results that read old ones to variables before', () => {
    const result = { value: atom('x - mean'), reads: new Set(['mean']) };
    expect(inOrder([update('mean')], [result])).toMatchObject({
      before: [['result', atom('x - mean')]],
      results: [nameCode('result')],
    });
    expect(inOrder([update('mean')], [result, { value: nameCode('x'), reads: new Set() }]).results).toEqual([
      nameCode('result_1'),
      nameCode('x'),
    ]);
  });

  it('leave what is kept for the next batch to variables before, too', () => {
    const kept = [
      { attribute: 'self.state', value: atom('x - mean'), reads: new Set(['mean']) },
      { attribute: 'self.other', value: nameCode('x'), reads: new Set<string>() },
    ];
    expect(inOrder([update('mean')], [], kept)).toMatchObject({
      before: [['next_state', atom('x - mean')]],
      kept: [{ attribute: 'self.state', value: nameCode('next_state') }, kept[1]],
    });
  });
});
