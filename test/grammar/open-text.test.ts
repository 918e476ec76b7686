import { describe, expect, it } from 'vitest';
import { directWords, readOpenText, restOfBracket } from '../../grammar/index.ts';

/** The brackets that are open where a text ends, as `kind of`. */
function openIn(text: string): readonly string[] {
  return readOpenText(text, false).frames.map(({ kind, of }) => (of === '' ? kind : `${kind} ${of}`));
}

/** The word that began what is written in the innermost bracket. */
function begunBy(text: string): string | undefined {
  const { frames, words } = readOpenText(text, false);
  return words[frames.at(-1)!.statement]?.text;
}

describe('the brackets that are open where a text ends', () => {
  it.each([
    ['', ['file']],
    ['import { ', ['file', 'imports']],
    ['model A(', ['file', 'parameters']],
    ['model A {\n', ['file', 'body model']],
    ['loss l(a, b) {\n', ['file', 'body loss']],
    ['model A {\n  input x: float32[', ['file', 'body model', 'dims']],
    ['model A {\n  input x: float32[2] { ', ['file', 'body model', 'settings input']],
    ['model A {\n  branch [', ['file', 'body model', 'pattern']],
    ['model A {\n  branch y = [', ['file', 'body model', 'list']],
    ['model A {\n  branch y = (', ['file', 'body model', 'group']],
    ['model A {\n  branch y = x -> Dense(', ['file', 'body model', 'call Dense']],
    ['model A {\n  branch y = x -> Dense(3) -> repeat 2 { ', ['file', 'body model', 'stages']],
    ['model A {\n  head y = x -> Dense(3) { metrics: [', ['file', 'body model', 'settings head', 'list']],
    ['block B() {\n  return { ', ['file', 'body block', 'record']],
    ['block B() {\n  return x { ', ['file', 'body block', 'settings return']],
    ['model A {\n  train { ', ['file', 'body model', 'settings train']],
    ['model A {\n  train { step a { ', ['file', 'body model', 'settings train', 'settings step']],
    ['model A {\n  train { optimizer: Adam(', ['file', 'body model', 'settings train', 'call Adam']],
    ['const a = [1, [', ['file', 'list', 'list']],
  ])('%j', (text, frames) => {
    expect(openIn(text)).toEqual(frames);
  });

  it('are closed by a declaration that begins: only one bracket was forgotten', () => {
    expect(openIn('model A {\n  branch y = x -> Dense(3\n  head z = ')).toEqual(['file', 'body model']);
    expect(openIn('model A {\n  branch y = [x, Dense(3\n}\n')).toEqual(['file']);
  });
});

describe('what is written in the innermost bracket', () => {
  it.each([
    ['model A {\n  input x: float32[2]\n  head y = ', 'head'],
    ['model A {\n  override head y = ', 'head'],
    ['model A {\n  head y = x -> Dense(3, activation: ', 'activation'],
    ['model A {\n  head y = x -> Dense(units: f(1, 2), activation: ', 'activation'],
    ['model A {\n  train {\n    epochs: 2\n    optimizer: ', 'optimizer'],
    ['model A {\n  train {\n    callbacks:\n      ', 'callbacks'],
    ['const a = 1\nconst b = ', 'const'],
  ])('%j began with %s', (text, word) => {
    expect(begunBy(text)).toBe(word);
  });

  it('is the number, list or condition of stages until their brace', () => {
    const pending = (text: string) => readOpenText(text, false).frames.at(-1)!.pending;
    const begin = 'model A {\n  branch y = x -> ';
    expect(pending(`${begin}repeat `)).toBe('stages');
    expect(pending(`${begin}if size == `)).toBe('stages');
    expect(pending(`${begin}for `)).toBe('variable');
    expect(pending(`${begin}for k in `)).toBe('stages');
    expect(pending(`${begin}repeat 2 { Dense(3) }`)).toBeUndefined();
  });
});

describe('the end of a text', () => {
  it('may be in the midst of a word', () => {
    const { wordStart, words } = readOpenText('const size = oth', false);
    expect({ wordStart, last: words.at(-1)!.text }).toEqual({ wordStart: 13, last: '=' });
    expect(readOpenText('const size = ', false).wordStart).toBe(13);
  });

  it.each([
    ['// a', true],
    ['// a\n', false],
    ['/* a', true],
    ['/*', true],
    ['/*/', true],
    ['/* a */', false],
    ['/** a */ ', false],
  ])('%j is in a comment: %s', (text, inComment) => {
    expect(readOpenText(text, false).inComment).toBe(inComment);
  });

  it.each([
    ['import { A } from "./', true],
    ['import { A } from "', true],
    ['import { A } from "./a.kmodel"', false],
    ['const a = ', false],
  ])('%j is in a string: %s', (text, inString) => {
    expect(readOpenText(text, false).inString).toBe(inString);
  });

  it('knows whether a line begins there', () => {
    expect(readOpenText('const a = 1\n', false).firstInLine).toBe(true);
    expect(readOpenText('const a = 1 ', false).firstInLine).toBe(false);
  });
});

describe('the words behind', () => {
  it('go up to the bracket that ends what is open', () => {
    const { words, closer } = restOfBracket(' padding: same, f(1)) -> Dense(3)');
    expect({ last: words.at(-1)!.text, closer: closer!.text, at: closer!.start }).toEqual({
      last: ')',
      closer: ')',
      at: 20,
    });
    expect(restOfBracket(' a, b').closer).toBeUndefined();
  });

  it('lie directly in it where no further bracket holds them', () => {
    const { words } = restOfBracket('a(b, [c]) d');
    expect(directWords(words, 0).map((at) => words[at]!.text)).toEqual(['a', '(', ')', 'd']);
  });
});
