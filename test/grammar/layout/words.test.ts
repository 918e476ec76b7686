import { describe, expect, it } from 'vitest';
import type { Comment } from '../../../grammar/ast.ts';
import { closestWord, wordOfOthers } from '../../../grammar/layout/closest-word.ts';
import { docComment } from '../../../grammar/layout/doc-comments.ts';
import { tokenize } from '../../../grammar/lexer.ts';

describe('a word of another language', () => {
  const words = new Map([
    ['input', 0],
    ['head', 0],
    ['branch', 0],
  ]);

  it.each([
    ['inputs', 'input'],
    ['Output', 'head'],
    ['let', 'branch'],
    ['class', undefined],
    ['inputz', undefined],
    ['toString', undefined],
  ])('%s means %s, where that may stand', (word, meant) => {
    expect(wordOfOthers(word, words)).toBe(meant);
  });
});

describe('a word that is one edit away', () => {
  const words = ['input', 'branch', 'head', 'model'];

  it.each([
    ['a letter more', 'inputt', 'input'],
    ['a letter less', 'brnch', 'branch'],
    ['a letter changed', 'heed', 'head'],
    ['two that changed places', 'modle', 'model'],
    ['another case', 'INPUT', 'input'],
    ['the word itself', 'head', 'head'],
  ])('%s', (_, word, meant) => {
    expect(closestWord(word, words)).toBe(meant);
  });

  it.each(['inptu2', 'hd', 'mdeol', 'x', ''])('is none for %j', (word) => {
    expect(closestWord(word, words)).toBeUndefined();
  });
});

describe('the documentation of a declaration', () => {
  const docs = (text: string, previousEnd?: number): string | undefined =>
    docComment(text, tokenize(text).comments as readonly Comment[], previousEnd);

  it.each([
    ['one line', '/// What it does.\n', 'What it does.'],
    ['several lines', '/// One,\n/// two.\n', 'One,\ntwo.'],
    ['paragraphs, where a line is blank', '/// One.\n\n/// Two.\n', 'One.\n\nTwo.'],
    ['an empty line of its own', '/// One.\n///\n/// Two.\n', 'One.\n\nTwo.'],
    ['what is indented', '///   code\n', '  code'],
    ['without spaces at the end', '/// One.  \n', 'One.'],
    ['lines of Windows', '/// One.\r\n/// Two.\r\n', 'One.\nTwo.'],
  ])('is %s', (_, text, expected) => {
    expect(docs(text)).toBe(expected);
  });

  it('is no other comment', () => {
    expect(docs('// note\n/* note */\n')).toBeUndefined();
    expect(docs('// note\n/// Docs.\n')).toBe('Docs.');
  });

  it('is no comment behind the declaration before', () => {
    expect(docs('const a = 1 /// Not of the next.\n/// Of the next.\n', 11)).toBe('Of the next.');
    expect(docs('const a = 1 /// Not of the next.\n', 11)).toBeUndefined();
  });
});
