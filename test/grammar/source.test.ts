import { describe, expect, it } from 'vitest';
import { createSourceFile, offsetAt, positionAt, rangeOf } from '../../grammar/source.ts';

const source = (text: string) => createSourceFile('a.kmodel', text);

describe('the lines of a text', () => {
  it.each([
    ['one of an empty text', '', [0]],
    ['end at a line feed', 'a\nb', [0, 2]],
    ['end at both signs together', 'a\r\nb', [0, 3]],
    ['end at a carriage return alone', 'a\rb', [0, 2]],
    ['may be empty', '\n\n', [0, 1, 2]],
    ['do not end at other breaks of Unicode', 'a\u2028b\u0085c', [0]],
  ])('%s', (_, text, starts) => {
    expect(source(text).lineStarts).toEqual(starts);
  });
});

describe('an offset and its position', () => {
  const text = source('ab\r\ncd\n\nef');

  it.each([
    [0, 0, 0],
    [2, 0, 2],
    [4, 1, 0],
    [6, 1, 2],
    [7, 2, 0],
    [8, 3, 0],
    [10, 3, 2],
  ])('belong together: %d is line %d, character %d', (offset, line, character) => {
    expect(positionAt(text, offset)).toEqual({ line, character });
    expect(offsetAt(text, { line, character })).toBe(offset);
  });

  it('are clamped to the text', () => {
    expect(positionAt(text, -3)).toEqual({ line: 0, character: 0 });
    expect(positionAt(text, 99)).toEqual({ line: 3, character: 2 });
    expect(offsetAt(text, { line: 9, character: 0 })).toBe(10);
    expect(offsetAt(text, { line: 3, character: 99 })).toBe(10);
    expect(offsetAt(text, { line: 0, character: -1 })).toBe(0);
  });

  it('past the end of a line is where the next one begins', () => {
    expect(offsetAt(text, { line: 1, character: 50 })).toBe(7);
  });

  it('count what UTF-16 counts', () => {
    expect(positionAt(source('😀x'), 2)).toEqual({ line: 0, character: 2 });
  });

  it('make a range of a span', () => {
    expect(rangeOf(text, { start: 1, end: 5 })).toEqual({
      start: { line: 0, character: 1 },
      end: { line: 1, character: 1 },
    });
  });
});
