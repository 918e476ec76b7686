import { describe, expect, it } from 'vitest';
import type { DocumentSymbol } from 'vscode-languageserver';
import { foldingRanges } from '../../../lsp/features/folding.ts';
import { selectionRanges } from '../../../lsp/features/selection.ts';
import { documentSymbols, workspaceSymbols } from '../../../lsp/features/symbols.ts';
import { markedLines } from '../support/marks.ts';
import { openTexts } from '../support/session.ts';

const text = `import { B } from "./b.kmodel"
import { C } from "./c.kmodel"

// Two lines
// of a comment.
const n = 4

block Twice(m: int) {
  input x
  return x
    -> Dense(m)
    -> repeat 2 {
      Dense(m)
    }
}

model A {
  input x: float32[8]
  shared tower = Dense(4)
  branch [a, b] = [
    x -> tower,
    x -> tower,
  ] -> Twice(n)
  head y = a -> Dense(2) {
    loss: mse
  }

  train {
    epochs: 2
  }
}
`;

describe('the outline of a file', () => {
  it('has declarations with their members, in the order of the text', () => {
    const { session, path } = openTexts(text);
    const lines = (symbols: readonly DocumentSymbol[], indent = ''): readonly string[] =>
      symbols.flatMap(({ name, children }) => [indent + name, ...lines(children ?? [], `${indent}  `)]);
    expect(lines(documentSymbols(session, path))).toMatchInlineSnapshot(`
      [
        "n",
        "Twice",
        "  x",
        "  return",
        "A",
        "  x",
        "  tower",
        "  a",
        "  b",
        "  y",
        "  train",
      ]
    `);
  });

  it('finds declarations of the workspace by parts of their names', () => {
    const { session } = openTexts({
      '/w/a.kmodel': text,
      '/w/b.kmodel': 'block Twofold() {\n  input x\n  return x -> ReLU()\n}\n',
    });
    const names = (query: string) =>
      workspaceSymbols(session, query)
        .map(({ name }) => name)
        .sort();
    expect(names('two')).toEqual(['Twofold']);
    expect(names('tw')).toEqual(['Twice', 'Twofold', 'tower']);
    expect(names('twi')).toEqual(['Twice']);
    expect(names('nothing')).toEqual([]);
  });
});

describe('what can be folded', () => {
  it('is bodies, settings, lists, loops, pipelines; comments; imports together', () => {
    const { session, path } = openTexts(text);
    const lines = text.split('\n');
    const shown = foldingRanges(session, path).map(
      ({ startLine, endLine, kind }) =>
        `${lines[startLine]!.trim()} … ${lines[endLine]!.trim()}${kind ? ` (${kind})` : ''}`,
    );
    expect(shown).toMatchInlineSnapshot(`
      [
        "import { B } from "./b.kmodel" … import { C } from "./c.kmodel" (imports)",
        "// Two lines … // of a comment. (comment)",
        "block Twice(m: int) { … }",
        "return x … }",
        "-> repeat 2 { … Dense(m)",
        "model A { … }",
        "branch [a, b] = [ … ] -> Twice(n)",
        "head y = a -> Dense(2) { … loss: mse",
        "train { … epochs: 2",
      ]
    `);
  });
});

describe('what is selected step by step', () => {
  it('is the nodes around the cursor, outwards', () => {
    const opened = openTexts('model A {\n  input x: float32[8]\n  head y = x -> Dense(un┆its: 2 * 3)\n}\n');
    const [first] = selectionRanges(opened.session, opened.path, [opened.position]);
    const steps: string[] = [];
    for (let range = first; range; range = range.parent) steps.push(markedLines(opened.text, [range]));
    expect(steps).toMatchInlineSnapshot(`
      [
        "  head y = x -> Dense(«units»: 2 * 3)",
        "  head y = x -> Dense(«units: 2 * 3»)",
        "  head y = x -> «Dense(units: 2 * 3)»",
        "  head y = «x -> Dense(units: 2 * 3)»",
        "  «head y = x -> Dense(units: 2 * 3)»",
        "«model A {",
        "«model A {",
      ]
    `);
  });
}); // prettier-ignore
