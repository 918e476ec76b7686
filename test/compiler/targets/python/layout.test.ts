import { describe, expect, it } from 'vitest';
import {
  call,
  calledIn,
  dictionary,
  flat,
  keyword,
  list,
  numberText,
  stringText,
  tuple,
} from '../../../../compiler/targets/python/expressions.ts';
import { expressionOf, layout, returnByLoop } from '../../../../compiler/targets/python/layout.ts';

const long = (letters: number, letter = 'a'): string => letter.repeat(letters);

describe('an expression on one line', () => {
  it.each([
    [call('layers.Dense', ['8', keyword('name', '"y"')]), 'layers.Dense(8, name="y")'],
    [call(call('layers.Dense', ['8']), ['x']), 'layers.Dense(8)(x)'],
    [list([]), '[]'],
    [list(['1', list(['2'])]), '[1, [2]]'],
    [dictionary([['a', '1'] as const, ['b "c"', list(['2'])] as const]), '{"a": 1, "b \\"c\\"": [2]}'],
    [tuple(['1']), '(1,)'],
    [tuple(['1', '2']), '(1, 2)'],
    [tuple([]), '()'],
  ])('%# %s', (expression, text) => {
    expect(flat(expression)).toBe(text);
  });

  it('is read again as what it is made of', () => {
    for (const text of ['f(a, g(b))', 'x.permute(0, 2)', '[1, (2,)]', 'f(a) @ b', 'name=f(1)', 'x', '-1.5'])
      expect(flat(expressionOf(text))).toBe(text);
    expect(expressionOf('f(a, "b, (c")')).toEqual(call('f', ['a', '"b, (c"']));
    expect(expressionOf('f(x).g(y)')).toEqual(
      call({ kind: 'member', of: call('f', ['x']), name: '.g' }, ['y']),
    );
  });
});

describe('strings and numbers', () => {
  it.each([
    ['plain', '"plain"'],
    ['a "b" \\ \n', '"a \\"b\\" \\\\ \\n"'],
    ['\u2028', '"\\u2028"'],
  ])('%j is a string of Python', (text, written) => {
    expect(stringText(text)).toBe(written);
  });

  it.each([
    [1, false, '1'],
    [1, true, '1.0'],
    [-0.5, true, '-0.5'],
    [1e-7, true, '1e-7'],
    [1e21, true, '1e21'],
    [Infinity, true, 'float("inf")'],
    [-Infinity, true, 'float("-inf")'],
    [NaN, true, 'float("nan")'],
  ])('%f (float: %s) is written %s', (value, isFloat, written) => {
    expect(numberText(value, isFloat)).toBe(written);
  });
});

describe('a statement that is too long for a line', () => {
  /** A name of so many letters. */
  const laid = (prefix: string, text: string, suffix = '', indent = ''): string =>
    layout(prefix, expressionOf(text), suffix, indent).join('\n');

  it('stays on a line up to 88 characters, its indent counted', () => {
    const text = `f(${long(81)})`;
    expect(laid('y = ', text)).toBe(`y = ${text}`);
    expect(`y = ${text}`).toHaveLength(88);
    expect(laid('y = ', text, '', '    ')).toBe(`    y = f(\n        ${long(81)}\n    )`);
  });

  it('has all arguments on one line of their own where they fit', () => {
    expect(laid('y = ', `f(${long(50)}, ${long(30, 'b')})`)).toBe(
      `y = f(\n    ${long(50)}, ${long(30, 'b')}\n)`,
    );
  });

  it('has each argument on a line, with a comma behind, where they do not', () => {
    expect(laid('y = ', `f(${long(50)}, ${long(50, 'b')})`)).toBe(
      `y = f(\n    ${long(50)},\n    ${long(50, 'b')},\n)`,
    );
  });

  it('has the entries of a list on lines of their own, always', () => {
    expect(laid('y = ', `[${long(50)}, ${long(35, 'b')}]`)).toBe(
      `y = [\n    ${long(50)},\n    ${long(35, 'b')},\n]`,
    );
  });

  it('breaks at the last bracket whose line fits', () => {
    expect(laid('y = ', `layers.Dense(8, name="${long(40)}")(${long(30, 'x')})`)).toBe(
      `y = layers.Dense(8, name="${long(40)}")(\n    ${long(30, 'x')}\n)`,
    );
  });

  it('puts what cannot be broken in brackets of its own', () => {
    expect(laid('return ', `${long(84)}`)).toBe(`return (\n    ${long(84)}\n)`);
  });

  it('has the operands of a sum on a line each', () => {
    expect(laid('y = ', `${long(40)} + ${long(30, 'b')} + ${long(30, 'c')}`)).toBe(
      `y = (\n    ${long(40)}\n    + ${long(30, 'b')}\n    + ${long(30, 'c')}\n)`,
    );
  });
});

it('knows what an expression calls', () => {
  const inner = keyword('spread', call('buckets', ['2', list([call('f', [])])]));
  expect(calledIn(call('Lookup', ['"a"', inner, tuple(['1', call('g', [])])]))).toEqual([
    'Lookup',
    'buckets',
    'f',
    'g',
  ]);
  expect(calledIn('h(1)')).toEqual([]);
});

describe('a dictionary that a loop makes', () => {
  const loop = 'for n in names';

  it('stands on one line where it fits', () => {
    expect(returnByLoop('n: f(n)', loop)).toBe('    return {n: f(n) for n in names}');
  });

  it('has a line of its own within its brackets, where it fits there', () => {
    expect(returnByLoop(long(63), loop)).toBe(`    return {\n        ${long(63)} ${loop}\n    }`);
  });

  it('has its loop on the next line else', () => {
    expect(returnByLoop(long(70), loop)).toBe(`    return {\n        ${long(70)}\n        ${loop}\n    }`);
  });
});
