import { describe, expect, it } from 'vitest';
import { completion } from '../../lsp/features/completion.ts';
import { hover } from '../../lsp/features/hover.ts';
import { references } from '../../lsp/features/references.ts';
import { signatureHelp } from '../../lsp/features/signature-help.ts';
import { openTexts } from './support/session.ts';

const model = (members: string): string =>
  `model Test {\n  input left: float32[8]\n  input right: float32[8]\n${members}\n}\n`;

describe('functions of tensors in the editor', () => {
  it('refer to the tensors in their parentheses, also where a pipeline begins with one', () => {
    const { session, path, position } = openTexts(
      model(
        '  branch near = sqrt(sum(square(le┆ft - right), axis: -1, keepdims: true))\n  head y = reshape(left, [2, 4]) -> Flatten()\n  head z = where(near > 0, left, -left)',
      ),
    );
    const found = references(session, path, position, true)!;
    expect(found.map(({ range }) => range.start.line)).toEqual([1, 3, 4, 5, 5]);
  });

  it('tell what they do and give', () => {
    const { session, path, position } = openTexts(model('  head y = me┆an(left, axis: -1, keepdims: true)'));
    const { contents } = hover(session, path, position)!;
    const text = (contents as { readonly value: string }).value;
    expect(text).toContain('mean(x, axis: none, keepdims: false)');
    expect(text).toContain('The mean over axes.');
    expect(text).toContain('Gives `float32[batch, 1]` here.');
  });

  it('show their parameters while they are written', () => {
    const { session, path, position } = openTexts(model('  head y = clip(left, ┆)'));
    const help = signatureHelp(session, path, position)!;
    expect(help.signatures[0]!.label).toBe('clip(x, x_min, x_max)');
    expect(help.activeParameter ?? help.signatures[0]!.activeParameter).toBe(1);
  });

  it('are offered after the tensors and constants', () => {
    const { session, path, position } = openTexts(`const width = 4\n${model('  head y = ┆')}`);
    const labels = [...completion(session, path, position)]
      .sort((a, b) => (a.sortText! < b.sortText! ? -1 : 1))
      .map(({ label }) => label);
    expect(labels.slice(0, 3).sort()).toEqual(['left', 'right', 'width']);
    expect(labels).toEqual(expect.arrayContaining(['sqrt', 'where', 'random_normal']));
  });
});
