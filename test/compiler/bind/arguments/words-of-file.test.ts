import { describe, expect, it } from 'vitest';
import { check, createMemoryHost } from '../../../../compiler/index.ts';

const lookup = (vocabulary: string): string =>
  `model T {\n  input x: string[1]\n  head y = x -> StringLookup(vocabulary: ${vocabulary}) -> CategoryEncoding(5)\n}`;

/** The titles of the fixes that are offered beside a file of words, and what the first of them writes. */
function offered(
  vocabulary: string,
  words?: string,
): { titles: readonly string[]; text: string | undefined } {
  const files = { 'a.kmodel': lookup(vocabulary), ...(words === undefined ? {} : { 'words.txt': words }) };
  const [first] = check('a.kmodel', createMemoryHost(files)).diagnostics;
  return {
    titles: first!.fixes.map(({ title }) => title),
    text: first!.fixes[0]?.edits[0]?.newText,
  };
}

describe('the path of a file of words, where a vocabulary is wanted', () => {
  it('becomes its words', () => {
    expect(offered('"words.txt"', 'one\ntwo\n')).toEqual({
      titles: ['Write the 2 words of `words.txt` here', 'Change to `["words.txt"]`'],
      text: '["one", "two"]',
    });
  });

  it.each([
    ['the last line needs no end', 'one\ntwo', '["one", "two"]'],
    ['lines may end as Windows ends them', 'one\r\ntwo\r\n', '["one", "two"]'],
    ['a mark at the beginning is none of them', '\ufeffone\n', '["one"]'],
    ['an empty line within is a word', 'one\n\ntwo\n', '["one", "", "two"]'],
    ['quotes within are escaped', 'say "a"\n', '["say \\"a\\""]'],
  ])('%s', (_, words, text) => {
    expect(offered('"words.txt"', words).text).toBe(text);
  });

  it.each([
    ['there is no such file', '"other.txt"', 'one\n'],
    ['the file is empty', '"words.txt"', ''],
    ['it has too many words', '"words.txt"', 'w\n'.repeat(10_001)],
    ['it lies outside of the workspace', '"../words.txt"', 'one\n'],
  ])('stays a word in brackets where %s', (_, vocabulary, words) => {
    expect(offered(vocabulary, words)).toEqual({
      titles: [`Change to \`[${vocabulary}]\``],
      text: `[${vocabulary}]`,
    });
  });
});
