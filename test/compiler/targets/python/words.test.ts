import { describe, expect, it } from 'vitest';
import { comments, docstring } from '../../../../compiler/targets/python/documentation.ts';
import { mergeNumbers } from '../../../../compiler/targets/python/merge-numbers.ts';
import { PythonScope } from '../../../../compiler/targets/python/names.ts';

describe('a name of a Python program', () => {
  it.each([
    ['x', 'x'],
    ['two words', 'two_words'],
    ['2d', '_2d'],
    ['lambda', 'lambda_'],
    ['self', 'self_'],
    ['열', '열'],
    ['a-b', 'a_b'],
  ])('for %j is %s', (wanted, name) => {
    expect(new PythonScope().claim(wanted)).toBe(name);
  });

  it('has a number where it is taken, here or around', () => {
    const outer = new PythonScope(undefined, ['torch']);
    expect(outer.claim('x')).toBe('x');
    const inner = new PythonScope(outer);
    expect([inner.claim('x'), inner.claim('x'), inner.claim('torch'), inner.claim('x', '')]).toEqual([
      'x_2',
      'x_3',
      'torch_2',
      'x2',
    ]);
    // What an inner scope takes is free outside.
    expect(outer.claim('x_2')).toBe('x_2');
  });

  it('stays with its variable, wherever that is read', () => {
    const [a, b] = [{ name: 'a' }, { name: 'a' }];
    const outer = new PythonScope();
    const inner = new PythonScope(outer);
    expect(outer.name(a)).toBe('a');
    expect(inner.name(a)).toBe('a');
    expect(inner.name(b)).toBe('a_2');
    outer.give(a, 'renamed');
    expect(inner.name(a)).toBe('renamed');
  });
});

describe('a doc comment', () => {
  it.each([
    [undefined, []],
    ['  ', []],
    ['One line.', ['  """One line."""']],
    ['First.\n\n  Second.  \r\nThird.', ['  """First.', '', '    Second.', '  Third.', '  """']],
    ['ends in "', ['  """ends in \\""""']],
    ['has """ and \\', ['  """has \\"\\"\\" and \\\\"""']],
  ])('%j is a docstring', (doc, lines) => {
    expect(docstring(doc, '  ')).toEqual(lines);
  });

  it('is a comment before a statement', () => {
    expect(comments('First.\n\nSecond.', '  ')).toEqual(['  # First.', '  #', '  # Second.']);
    expect(comments(' ', '')).toEqual([]);
    expect(comments(undefined, '')).toEqual([]);
  });
});

describe('texts that differ in numbers alone', () => {
  const units = { text: 'self.units', values: [8, 16] };
  const rate = { text: 'self.rate', values: [0.1, 0.2] };

  it('become one, which reads the numbers that differ', () => {
    expect(mergeNumbers(['f(8, 0.1, 3)', 'f(16, 0.2, 3)'], [units, rate])).toEqual({
      text: 'f(self.units, self.rate, 3)',
      used: new Set([units, rate]),
    });
  });

  it('read nothing where they are equal', () => {
    expect(mergeNumbers(['f(8)', 'f(8)'], [units])).toEqual({ text: 'f(8)', used: new Set() });
  });

  it('take no part of a name, and of no other number, for a number', () => {
    expect(mergeNumbers(['x8 + y.8', 'x16 + y.16'], [units])).toBeUndefined();
    expect(mergeNumbers(['relu8(8)', 'relu8(16)'], [units])?.text).toBe('relu8(self.units)');
  });

  it('are equal in as many digits as float32 keeps', () => {
    expect(mergeNumbers(['f(0.1)', 'f(0.2)'], [{ ...rate, values: [Math.fround(0.1), 0.2] }])?.text).toBe(
      'f(self.rate)',
    );
  });

  it('stay several where they differ in more, or nobody has the numbers', () => {
    expect(mergeNumbers(['f(8)', 'g(16)'], [units])).toBeUndefined();
    expect(mergeNumbers(['f(8)', 'f(32)'], [units])).toBeUndefined();
    expect(mergeNumbers(['f(8)', 'f(16)'], [{ text: 't', values: ['8', '16'] }])).toBeUndefined();
  });
});
