import { describe, expect, it } from 'vitest';
import type { TextDocumentEdit, TextEdit } from 'vscode-languageserver';
import { prepareRename, rename } from '../../../lsp/features/rename.ts';
import { applyTextEdits } from '../support/client.ts';
import { openTexts } from '../support/session.ts';

/** Every file after a rename at `┆`, or why it is refused. */
function renamed(
  marked: string | Readonly<Record<string, string>>,
  name: string,
): Readonly<Record<string, string>> | string {
  const { session, path, position } = openTexts(marked);
  try {
    const { documentChanges } = rename(session, path, position, name);
    return Object.fromEntries(
      (documentChanges as TextDocumentEdit[]).map(({ textDocument: { uri }, edits }) => {
        const file = uri.slice('file://'.length);
        return [
          file.slice(file.lastIndexOf('/') + 1),
          applyTextEdits(session.service.read(file)!, edits as TextEdit[]),
        ];
      }),
    );
  } catch (error) {
    return (error as Error).message;
  }
}

const model = (members: string): string => `model A {\n  input x: float32[8]\n  ${members}\n}\n`;

describe('a rename', () => {
  it('changes a tensor wherever it stands', () => {
    expect(renamed(model('branch w┆ide = x -> Dense(4)\n  head y = [wide, wide] -> Add()'), 'broad')).toEqual({
      'test.kmodel': model('branch broad = x -> Dense(4)\n  head y = [broad, broad] -> Add()'),
    });
  });

  it('changes a parameter and the arguments that name it', () => {
    const block = (name: string): string => `block B(${name}: int) {\n  input x\n  return x -> Dense(${name})\n}\n`;
    expect(renamed(`${block('n┆').replace('Dense(n┆)', 'Dense(n)')}${model('head y = x -> B(n: 2)')}`, 'units')).toEqual({
      'test.kmodel': `${block('units')}${model('head y = x -> B(units: 2)')}`,
    });
  });

  it('keeps the key of a record, which is another name', () => {
    const pair = 'block Pair() {\n  input x\n  return { left: x, right: x }\n}\n';
    expect(renamed(`${pair}${model('branch { le┆ft, right } = x -> Pair()\n  head y = [left, right] -> Add()')}`, 'first')).toEqual({
      'test.kmodel': `${pair}${model('branch { left: first, right } = x -> Pair()\n  head y = [first, right] -> Add()')}`,
    });
  });

  it('changes other files, with their imports', () => {
    const files = {
      '/w/b.kmodel': 'block B┆() {\n  input x\n  return x -> ReLU()\n}\n',
      '/w/a.kmodel': `import { B } from "./b.kmodel"\n${model('head y = x -> B()')}`,
    };
    expect(renamed(files, 'Bend')).toEqual({
      'b.kmodel': 'block Bend() {\n  input x\n  return x -> ReLU()\n}\n',
      'a.kmodel': `import { Bend } from "./b.kmodel"\n${model('head y = x -> Bend()')}`,
    });
  });

  it.each([
    ['to no name', '2nd', '`2nd` is no name: names consist of letters, digits and `_`, and begin with no digit.'],
    ['to a word of the language', 'true', '`true` is a word of the language.'],
    ['to a word that begins a declaration', 'weight', '`weight` is a word of the language.'],
    ['to a name that is taken', 'x', '`x` is declared already.'],
  ])('%s is refused', (_, name, why) => {
    expect(renamed(model('branch w┆ide = x -> Dense(4)\n  head y = wide -> Dense(2)'), name)).toBe(why);
  });

  it('of a block to the name of a layer is refused', () => {
    expect(renamed('block B┆() {\n  input x\n  return x -> ReLU()\n}\n', 'Dense')).toBe('`Dense` is the name of a layer.');
  });

  it.each([
    ['a layer', model('head y = x -> De┆nse(2)')],
    ['what is declared nowhere', model('head y = x -> Den┆s(2)')],
    ['a number', model('head y = x -> Dense(1┆6)')],
  ])('of %s is refused before a name is asked for', (_, marked) => {
    const { session, path, position } = openTexts(marked);
    expect(() => prepareRename(session, path, position)).toThrow();
  });
}); // prettier-ignore
