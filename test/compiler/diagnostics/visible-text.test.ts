import { describe, expect, it } from 'vitest';
import { visibleText } from '../../../compiler/diagnostics/visible-text.ts';

describe('a text that a terminal shows', () => {
  it.each([
    ['\u001b[2J', '\\u001b[2J'],
    ['bell\u0007', 'bell\\u0007'],
    ['a\nb\r', 'a\\u000ab\\u000d'],
    ['\u009b31m', '\\u009b31m'],
    ['\u202eevil', '\\u202eevil'],
    ['\u2028', '\\u2028'],
    ['del\u007f', 'del\\u007f'],
  ])('%j has nothing in it that acts', (text, shown) => expect(visibleText(text)).toBe(shown));

  it.each(['ünïcode 名前 🙂', 'float32[T, 64]', "it's `x`"])('%s stays as it is', (text) => {
    expect(visibleText(text)).toBe(text);
  });
});
