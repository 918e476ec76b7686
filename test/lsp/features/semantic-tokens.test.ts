import { describe, expect, it } from 'vitest';
import { semanticTokens, semanticTokensLegend, tokenEdits } from '../../../lsp/features/semantic-tokens.ts';
import { openTexts } from '../support/session.ts';

/** Every word that is coloured, with its kind. */
function coloured(text: string): readonly string[] {
  const { session, path } = openTexts(text);
  const data = semanticTokens(session, path);
  const lines = text.split('\n');
  const { tokenTypes, tokenModifiers } = semanticTokensLegend;
  const found: string[] = [];
  let [line, character] = [0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [downwards, along, length, type, modifiers] = data.slice(at, at + 5) as [
      number,
      number,
      number,
      number,
      number,
    ];
    line += downwards;
    character = downwards > 0 ? along : character + along;
    const marks = tokenModifiers.filter((_, bit) => modifiers & (1 << bit));
    found.push(
      [`${lines[line]!.slice(character, character + length)}: ${tokenTypes[type]!}`, ...marks].join(' '),
    );
  }
  return found;
}

describe('words are coloured by what they mean', () => {
  it('in a model', () => {
    expect(
      coloured(
        'const n = 4\nmodel A {\n  input x: float32[n]\n  head y = x -> Dense(n, activation: relu)\n}\n',
      ),
    ).toMatchInlineSnapshot(`
      [
        "n: variable declaration readonly",
        "A: namespace declaration",
        "x: variable declaration",
        "float32: type defaultLibrary",
        "n: variable readonly",
        "y: variable declaration",
        "x: variable",
        "Dense: class defaultLibrary",
        "n: variable readonly",
        "activation: property",
        "relu: function defaultLibrary",
      ]
    `);
  });

  it('in a loop, in a layer', () => {
    expect(
      coloured(
        'layer L(k: int) {\n  input x: float32[..., D]\n  weight w: float32[D, k] = Zeros()\n  return matmul(x, w)\n}\n',
      ),
    ).toMatchInlineSnapshot(`
      [
        "L: class declaration",
        "k: parameter declaration",
        "int: type defaultLibrary",
        "x: variable declaration",
        "float32: type defaultLibrary",
        "D: typeParameter declaration",
        "w: variable declaration",
        "float32: type defaultLibrary",
        "D: typeParameter",
        "k: parameter",
        "Zeros: class defaultLibrary",
        "matmul: function defaultLibrary",
        "x: variable",
        "w: variable",
      ]
    `);
  });
});

describe('what is sent of a change', () => {
  it('is what differs', () => {
    expect(tokenEdits([1, 2, 3, 4], [1, 9, 9, 3, 4])).toEqual([{ start: 1, deleteCount: 1, data: [9, 9] }]);
    expect(tokenEdits([1, 2], [1, 2])).toEqual([]);
    expect(tokenEdits([], [1])).toEqual([{ start: 0, deleteCount: 0, data: [1] }]);
    expect(tokenEdits([1, 1], [1])).toEqual([{ start: 1, deleteCount: 1, data: [] }]);
  });
}); // prettier-ignore
