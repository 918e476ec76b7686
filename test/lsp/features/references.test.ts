import { describe, expect, it } from 'vitest';
import { linkedEditing } from '../../../lsp/features/linked-editing.ts';
import { documentHighlight, references } from '../../../lsp/features/references.ts';
import { markedLines } from '../support/marks.ts';
import { openTexts } from '../support/session.ts';

const text = `const n = 4
block B(n: int) {
  input x
  branch inner = x -> Dense(n)
  return inner -> Dense(n)
}
model A {
  input x: float32[8]
  branch wide = x -> B(n: n) -> Dense(n)
  head y = [wide, wide] -> Add()
}
`;

/** The text with a `┆` behind the n-th occurrence of a piece of it. */
function at(piece: string, occurrence = 1): string {
  let end = 0;
  for (let count = 0; count < occurrence; count++) end = text.indexOf(piece, end) + piece.length;
  return `${text.slice(0, end)}┆${text.slice(end)}`;
}

describe('references of a name', () => {
  const found = (marked: string, declaration = true): string => {
    const opened = openTexts(marked);
    const list = references(opened.session, opened.path, opened.position, declaration) ?? [];
    return markedLines(opened.text, list);
  };

  it('are all its uses, and none of another name that is spelled the same', () => {
    expect(found(at('block B(n'))).toBe(
      [
        'block B(«n»: int) {',
        '  branch inner = x -> Dense(«n»)',
        '  return inner -> Dense(«n»)',
        '  branch wide = x -> B(«n»: n) -> Dense(n)',
      ].join('\n'),
    );
    expect(found(at('const n'))).toBe(
      ['const «n» = 4', '  branch wide = x -> B(n: «n») -> Dense(«n»)'].join('\n'),
    );
  });

  it('are those of the innermost loop, where loops in each other name their variables alike', () => {
    // The checker refuses it; the editor says what each means all the same.
    const nested = (mark: string): string =>
      `model A {
  input x: float32[8]
  head y = x
    -> for ${mark === 'outer' ? 'n┆' : 'n'} in [8, 4] {
      for ${mark === 'inner' ? 'n┆' : 'n'} in [2] {
        Dense(n)
      } -> Dense(n)
    }
}
`;
    expect(found(nested('outer'))).toBe('    -> for «n» in [8, 4] {\n      } -> Dense(«n»)');
    expect(found(nested('inner'))).toBe('      for «n» in [2] {\n        Dense(«n»)');
  });

  it('leave out the declaration where nobody wants it', () => {
    expect(found(at('branch wide'), false)).toBe('  head y = [«wide», «wide»] -> Add()');
  });

  it('are found in other files', () => {
    const files = {
      '/w/b.kmodel': 'block B┆() {\n  input x\n  return x -> ReLU()\n}\n',
      '/w/a.kmodel':
        'import { B } from "./b.kmodel"\nmodel A {\n  input x: float32[8]\n  head y = x -> B()\n}\n',
    };
    const { session, path, position } = openTexts(files);
    const list = references(session, path, position, true) ?? [];
    expect(
      list.map(({ uri, range }) => `${uri.slice(uri.lastIndexOf('/') + 1)}:${range.start.line + 1}`).sort(),
    ).toEqual(['a.kmodel:1', 'a.kmodel:4', 'b.kmodel:1']);
  });

  it('are none of what comes with the language', () => {
    expect(found(at('Dense'))).toBe('');
  });
});

describe('a name under the cursor', () => {
  it('is marked where it is written and where it is read', () => {
    const opened = openTexts(at('branch wide'));
    const marks = documentHighlight(opened.session, opened.path, opened.position) ?? [];
    expect(markedLines(opened.text, marks.map(({ range, kind }) => ({ range, note: kind === 3 ? 'write' : 'read' })))).toBe(
      ['  branch «wide|write» = x -> B(n: n) -> Dense(n)', '  head y = [«wide|read», «wide|read»] -> Add()'].join('\n'),
    );
  });

  it('is edited together with its other places where it is the variable of a loop', () => {
    const loop = (marked: string): string => {
      const opened = openTexts(`block B() {\n  input x\n  return x -> ${marked}\n}\n`);
      const found = linkedEditing(opened.session, opened.path, opened.position);
      return markedLines(opened.text, (found?.ranges ?? []).map((range) => ({ range })));
    };
    expect(loop('for k┆ in [2, 3] { Dense(k) -> Dense(2 * k) }')).toBe(
      '  return x -> for «k» in [2, 3] { Dense(«k») -> Dense(2 * «k») }',
    );
    expect(loop('for k in [2, 3] { De┆nse(k) }')).toBe('');
  });
}); // prettier-ignore
