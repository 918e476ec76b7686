import { describe, expect, it } from 'vitest';
import { binaryProblem, hasStrangeCharacter } from '../../grammar/binary.ts';
import { isDeclarationWord, isReservedWord } from '../../grammar/keywords.ts';
import { readableLength } from '../../grammar/reading-limits.ts';
import { hasSameTokens } from '../../grammar/same-tokens.ts';
import { endOf, hasLineBreak, spanAt, spanOf, virtual } from '../../grammar/token-places.ts';
import { matchName, matchString } from '../../grammar/token-patterns.ts';
import { Name } from '../../grammar/tokens.ts';

describe('a file that is no text', () => {
  it.each([
    ['a model', 'model A {\n  input x: float32[2]\n}'],
    ['nothing', ''],
    ['Korean', '// 모델\n'],
    ['a character or two that nobody types', `${'a'.repeat(40)}\u0001\u0002`],
  ])('is not %s', (_, text) => {
    expect(binaryProblem(text)).toBeUndefined();
  });

  it('has a NUL somewhere', () => {
    expect(binaryProblem('model\0A')?.span).toEqual({ start: 5, end: 6 });
    expect(binaryProblem(`${'a'.repeat(10_000)}\0`)?.span.start).toBe(10_000);
  });

  it('has many characters that nobody types', () => {
    expect(binaryProblem('ab\u0001\u0002')?.message).toBe('This file is binary, not the text of a model.');
    expect(binaryProblem('\ufffd\ufffd\ufffd')).toBeDefined();
  });

  it('is told by one strange character', () => {
    expect(['a\tb\r\n', 'é', '\u0007', '\ufffd'].map(hasStrangeCharacter)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

describe('words that mean something', () => {
  it.each(['true', 'false', 'none', 'repeat', 'for', 'if', 'else'])('everywhere: %s', (word) => {
    expect(isReservedWord(word)).toBe(true);
  });

  it.each(['extends', 'from', 'in', 'model', 'x', 'Dense'])('not everywhere: %s', (word) => {
    expect(isReservedWord(word)).toBe(false);
  });

  it.each(['model', 'block', 'input', 'head', 'branch', 'import', 'const', 'extends', 'from'])(
    'in the first line of a declaration: %s',
    (word) => {
      expect(isDeclarationWord(word)).toBe(true);
    },
  );

  it.each(['loss', 'metric', 'activation', 'relu', 'if'])('not there: %s', (word) => {
    expect(isDeclarationWord(word)).toBe(false);
  });
});

describe('how much of a text is read', () => {
  it('is all of it', () => {
    expect(readableLength('model A {}')).toEqual({ length: 10 });
    const comments = `// ${'x '.repeat(1_000_000)}\n`;
    expect(readableLength(comments)).toEqual({ length: comments.length });
  });

  it('ends behind more brackets than anybody nests', () => {
    expect(readableLength(`${'['.repeat(1_000_000)}`)).toEqual({ length: 100_000 });
  });

  it('does not count brackets that are closed, or stand in strings', () => {
    const closed = '[]'.repeat(600_000);
    expect(readableLength(closed).length).toBe(closed.length);
    const quoted = `"${'['.repeat(1_100_000)}"`;
    expect(readableLength(quoted)).toEqual({ length: quoted.length });
  });

  it('ends behind more words than a model has', () => {
    const { length, problem } = readableLength('a '.repeat(3_100_000));
    expect(length).toBe(6_000_000);
    expect(problem?.message).toBe('The text goes on after 3000000 words and signs, more than a model has.');
  });
});

describe('two texts of the same words', () => {
  it.each([
    ['with other white space', 'a  ->  b', 'a -> b'],
    ['with a comma more', '[1, 2,]', '[1, 2]'],
    ['with parentheses around', '(a + b)', 'a + b'],
    ['with quotes around an option', 'padding: "same"', 'padding: same'],
    ['in another case', '1E5', '1e5'],
    ['with another space in a comment', '//  a   b', '// a b'],
  ])('are the same %s', (_, a, b) => {
    expect(hasSameTokens(a, b)).toBe(true);
  });

  it.each([
    ['a word is another', 'a -> b', 'a -> c'],
    ['a word is missing', 'a -> b', 'a ->'],
    ['a comment is missing', 'a // why', 'a'],
    ['the order is another', 'a b', 'b a'],
    ['a sign that nobody knows is missing', 'a § b', 'a b'],
  ])('are not where %s', (_, a, b) => {
    expect(hasSameTokens(a, b)).toBe(false);
  });
});

describe('a word at a place', () => {
  it.each([
    ['ab1 c', 0, 'ab1'],
    ['x _b', 2, '_b'],
    ['é́t', 0, 'é́t'],
    ['모델 a', 0, '모델'],
  ])('of %j at %d is %j', (text, offset, name) => {
    expect(matchName(text, offset)?.[0]).toBe(name);
  });

  it.each([
    ['1a', 0],
    ['-', 0],
    ['', 0],
  ])('is none in %j', (text, offset) => {
    expect(matchName(text, offset)).toBeNull();
  });
});

describe('a string at a place', () => {
  it.each([
    ['"a" b', '"a"'],
    ['"a\\"b" c', '"a\\"b"'],
    ['"open\nnext', '"open'],
    ["'a' b", "'a'"],
  ])('of %j is %j', (text, found) => {
    expect(matchString(text, 0)?.[0]).toBe(found);
  });

  it('is none behind a lone apostrophe', () => {
    expect(matchString("'tis so", 0)).toBeNull();
  });
});

describe('a token and its place', () => {
  const token = { image: 'abc', startOffset: 5, tokenType: Name, tokenTypeIdx: Name.tokenTypeIdx! };

  it('ends behind its image', () => {
    expect([endOf(token), spanOf(token), spanAt(5)]).toEqual([8, { start: 5, end: 8 }, { start: 5, end: 5 }]);
  });

  it('has no length where nobody wrote it', () => {
    expect(spanOf(virtual(Name, 9))).toEqual({ start: 9, end: 9 });
  });

  it('has a line break before another', () => {
    expect(hasLineBreak('a\nb', 0, 3)).toBe(true);
    expect(hasLineBreak('a\rb', 0, 3)).toBe(true);
    expect(hasLineBreak('a\nb', 2, 3)).toBe(false);
    expect(hasLineBreak('a\nb', 0, 1)).toBe(false);
  });
});
