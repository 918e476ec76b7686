import { describe, expect, it } from 'vitest';
import { diagram } from '../../../lsp/features/diagram.ts';
import { markedLines } from '../support/marks.ts';
import { openTexts } from '../support/session.ts';

const text = `model A {
  input x: float32[8]
  head y = x -> Dense(2)
}
model B {
  input z: float32[8]
  head w = z -> Dense(2) -> ReLU()
}
`;

describe('the diagram of a model', () => {
  it('is that of the model around the cursor, else of the first', async () => {
    const { session, path } = openTexts(text);
    expect((await diagram(session, path, { line: 5, character: 2 }))?.model).toBe('B');
    expect((await diagram(session, path, undefined))?.model).toBe('A');
  });

  it('tells where each box stands in the text', async () => {
    const opened = openTexts(text);
    const found = await diagram(opened.session, opened.path, { line: 1, character: 2 });
    expect(found!.nodes.map(({ id }) => id.split(':')[0])).toEqual(expect.arrayContaining(['input', 'head']));
    const input = found!.nodes.find(({ id }) => id === 'input:x')!;
    expect(markedLines(opened.text, [input])).toContain('x');
    expect(found!.svg).toContain('<svg');
  });

  it('is none of a model with mistakes, and of a file without models', async () => {
    for (const broken of [text.replaceAll('Dense', 'Dens'), 'const a = 1\n']) {
      const { session, path } = openTexts(broken);
      expect(await diagram(session, path, undefined)).toBeNull();
    }
  });
});
