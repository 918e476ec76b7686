import { describe, expect, it } from 'vitest';
import { stringProblems, stringValue } from '../../grammar/strings.ts';

describe('the value of a string', () => {
  it.each([
    ['its characters', '"same"', 'same'],
    ['nothing', '""', ''],
    ['a quote', '"a \\" b"', 'a " b'],
    ['a backslash', '"a\\\\b"', 'a\\b'],
    ['a slash', '"a\\/b"', 'a/b'],
    ['a line, a tab, and what ends them', '"\\n\\t\\r\\b\\f"', '\n\t\r\b\f'],
    ['a character by its number', '"\\u00e9"', 'é'],
    ['two numbers for one character', '"\\ud83d\\ude00"', '😀'],
    ['what stands behind an unknown escape', '"\\q"', 'q'],
    ['a number that is too short, as it stands', '"\\u12"', 'u12'],
    ['what was not closed', '"open', 'open'],
    ['what ends with an escaped quote, and so is not closed', '"open\\"', 'open"'],
    ['what stands in single quotes', "'same'", 'same'],
  ])('is %s', (_, image, value) => {
    expect(stringValue(image)).toBe(value);
  });
});

describe('what is wrong with a string', () => {
  it.each(['"same"', '""', '"\\u00e9 \\n \\\\"', '"ends with \\\\"'])('nothing: %s', (image) => {
    expect(stringProblems(image, 0)).toEqual([]);
  });

  it('is its single quotes, which become double ones', () => {
    const [problem, ...others] = stringProblems("'it\\'s \"so\"'", 10);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      code: 'KM0001',
      message: 'Strings stand between double quotes.',
      span: { start: 10, end: 22 },
      fix: { newText: '"it\'s \\"so\\""' },
    });
  });

  it('is its end, where there is none', () => {
    expect(stringProblems('"open', 4)).toMatchObject([
      { message: 'This string is never closed.', span: { start: 4, end: 9 } },
    ]);
    expect(stringProblems('"', 0)).toHaveLength(1);
  });

  it('is each escape that JSON does not have, at its place', () => {
    const problems = stringProblems('"\\d and \\u12 and \\n"', 100);
    expect(problems.map(({ message, span }) => [message, span.start, span.end])).toEqual([
      ['`\\d` is not an escape.', 101, 103],
      ['`\\u` is not an escape.', 108, 110],
    ]);
    expect(problems[0]!.fix).toEqual({
      title: 'Write the backslash twice',
      span: { start: 101, end: 102 },
      newText: '\\\\',
    });
  });

  it('is no word that every object has', () => {
    expect(stringProblems('"\\constructor"', 0)).toHaveLength(1);
  });
});
