import { describe, expect, it } from 'vitest';
import { hover } from '../../lsp/features/hover.ts';
import { keywordDoc } from '../../lsp/features/keyword-docs.ts';
import * as t from '../../grammar/tokens.ts';
import { openTexts } from './support/session.ts';

function hoverText(marked: string): string {
  const { session, path, position } = openTexts(marked);
  const found = hover(session, path, position);
  return found ? (found.contents as { readonly value: string }).value : '';
}

describe('a hover', () => {
  it.each([
    ['model', '┆model A {\n  input x: float32[3]\n  head y = x -> Dense(2)\n}\n', 'A model'],
    ['head', 'model A {\n  input x: float32[3]\n  he┆ad y = x -> Dense(2)\n}\n', 'What the model predicts'],
    [
      'repeat',
      'model A {\n  input x: float32[3]\n  head y = x -> rep┆eat 2 { Dense(2) }\n}\n',
      'Layers several times',
    ],
    ['->', 'model A {\n  input x: float32[3]\n  head y = x -┆> Dense(2)\n}\n', 'flows into the layer'],
    ['?', 'model A {\n  input x: float32[┆?, 3]\n  head y = x -> Dense(2)\n}\n', 'unknown'],
  ])('on `%s` says what it means', (_, text, wanted) => {
    expect(hoverText(text)).toContain(wanted);
  });

  it('on a name of the user that is a keyword elsewhere says what the name is', () => {
    const text =
      'model A {\n  input x: float32[3]\n  branch repeat = x -> Dense(2)\n  head y = rep┆eat -> Dense(1)\n}\n';
    expect(hoverText(text)).toContain('branch repeat: float32[batch, 2]');
  });

  it('on a comment says nothing', () => {
    expect(hoverText('model A { // the mo┆del\n  input x: float32[3]\n  head y = x -> Dense(2)\n}\n')).toBe(
      '',
    );
  });

  it('on a size variable says what the layers need of it', () => {
    const text =
      'model A {\n  input x: float32[┆T, 3]\n  head y = x -> Conv1D(4, 5) -> GlobalMaxPooling1D()\n}\n';
    expect(hoverText(text)).toContain('The layers need `T >= 5`.');
  });

  it('on a size variable of a block says what its first use makes of it, and what the layers need of that', () => {
    const text =
      'block Pick(units: int) {\n  input x: float32[┆T, 3]\n  return x -> Conv1D(units, 5) -> GlobalMaxPooling1D()\n}\n' +
      'model A {\n  input words: float32[S, 3]\n  head y = words -> Pick(4)\n}\n';
    const found = hoverText(text);
    expect(found).toContain('A size that each use gives. It comes from `input x: float32[T, 3]`.');
    expect(found).toContain('At its first use, in `A`, it is `S`.');
    expect(found).toContain('The layers need `S >= 5`.');
  });

  it('on a size variable of a layer says where it comes from', () => {
    const found = hoverText('layer Same() {\n  input x: float32[..., ┆D]\n  return x\n}\n');
    expect(found).toContain('A size that each use gives.');
    expect(found).not.toContain('first use');
  });

  it('is there for every word of the language', () => {
    for (const word of [
      ...t.topLevelWords.keys(),
      ...t.memberWords.keys(),
      ...t.innerWords.keys(),
      ...t.reservedWords.keys(),
    ])
      expect(keywordDoc(word), word).toBeDefined();
  });
});
