import { describe, expect, it } from 'vitest';
import { comments, docstring } from '../../../../compiler/targets/python/documentation.ts';
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
