import { describe, expect, it } from 'vitest';
import {
  call,
  calledIn,
  dictionary,
  flat,
  joined,
  keyword,
  number,
  numberText,
  sequence,
  tuple,
  withNumbers,
  type PythonExpression,
} from '../../../../compiler/targets/python/expressions.ts';
import { constantCode, sizeExpression } from '../../../../compiler/targets/python/ops/code.ts';
import {
  linesOf,
  numbersIn,
  skeletonOf,
  statement,
  textOf,
} from '../../../../compiler/targets/python/statements.ts';
import { addSizes, ceilDivide, multiplySizes, variable } from '../../../../compiler/shapes/size.ts';

describe('expressions on one line', () => {
  it.each<[string, PythonExpression]>([
    ['f(a, 3)', call('f', ['a', number(3)])],
    ['(3,)', tuple([number(3)])],
    ['(3, 4)', tuple([number(3), number(4)])],
    ['()', tuple([])],
    ['stride=2', keyword('stride', number(2))],
    ['{"a": 1.0}', dictionary([['a', number(1, '1.0')]])],
    ['-0.5', joined('-', number(0.5))],
    ['a, b', sequence(['a', 'b'])],
    ['a', sequence(['a'])],
    ['f(x).y', { kind: 'member', of: call('f', ['x']), name: '.y' }],
  ])('%s', (text, expression) => {
    expect(flat(expression)).toBe(text);
  });
});

describe('numbers as Python writes them', () => {
  it.each([
    [1, true, '1.0'],
    [1, false, '1'],
    [1e21, true, '1e21'],
    [1e-7, true, '1e-7'],
    [-Infinity, true, 'float("-inf")'],
    [NaN, true, 'float("nan")'],
  ] as const)('%s, a float: %s', (value, isFloat, text) => {
    expect(numberText(value, isFloat)).toBe(text);
  });

  it('are floats however large they are', () => {
    expect(flat(constantCode(1e16, 'float32').expression)).toBe('10000000000000000.0');
  });

  it('need brackets with a sign', () => {
    expect(constantCode(-1, 'int32').strength).toBeLessThan(constantCode(1, 'int32').strength);
  });
});

describe('numbers in an expression', () => {
  const expression = call('f', [
    keyword('a', number(2)),
    joined('-', number(3)),
    tuple([number(4)]),
    { kind: 'member', of: call(joined('g', '.h'), [number(5)]), name: '[6]' },
  ]);

  it('are found wherever they stand, but for those in text', () => {
    expect(numbersIn([statement('', expression)]).map(({ value }) => value)).toEqual([2, 3, 4, 5]);
  });

  it('give way to names', () => {
    expect(flat(withNumbers(expression, ({ value }) => `n${value}`))).toBe('f(a=n2, -n3, (n4,), g.h(n5)[6])');
  });
});

it('tells what is called, but for calls in text', () => {
  expect(calledIn(call('f', [call('g', []), 'h()', joined('-', call('i', [])), number(1)]))).toEqual([
    'f',
    'g',
    'i',
  ]);
});

describe('statements', () => {
  const one = statement('y = ', call('f', [number(1)]), '', '    ');
  const two = statement('y = ', call('f', [number(2)]), '', '    ');

  it('are lines with an indent', () => {
    expect(linesOf([one, statement('for i in ', call('range', [number(3)]), ':')])).toEqual([
      '    y = f(1)',
      'for i in range(3):',
    ]);
  });

  it('that are too long are broken', () => {
    expect(linesOf([statement('y = ', call('f', ['a'.repeat(50), 'b'.repeat(50)]))])).toEqual([
      'y = f(',
      `    ${'a'.repeat(50)},`,
      `    ${'b'.repeat(50)},`,
      ')',
    ]);
  });

  it('have one skeleton where they differ in numbers alone', () => {
    expect(skeletonOf([one])).toBe(skeletonOf([two]));
    expect(textOf([one])).not.toBe(textOf([two]));
  });
});

describe('sizes as Python writes them', () => {
  const size = variable('n');
  const name = (): string => 'x.shape[0]';

  it.each([
    ['3', 3],
    ['x.shape[0]', size],
    ['2 * x.shape[0] - 1', addSizes(multiplySizes(size, 2), -1)],
    ['-x.shape[0]', multiplySizes(size, -1)],
    ['x.shape[0] + x.shape[0] * x.shape[0]', multiplySizes(addSizes(size, 1), size)],
    ['-(-x.shape[0] // 2)', ceilDivide(size, 2)],
    ['-(-(x.shape[0] + 1) // 3)', ceilDivide(addSizes(size, 1), 3)],
  ])('%s', (text, given) => {
    expect(flat(sizeExpression(given, name))).toBe(text);
  });

  it('keep their numbers as such', () => {
    const expression = sizeExpression(addSizes(multiplySizes(size, 2), -1), name);
    expect(numbersIn([statement('', expression)]).map(({ value }) => value)).toEqual([2, 1]);
  });
});
