import { describe, expect, it } from 'vitest';
import type { CodeAction, TextDocumentEdit, TextEdit } from 'vscode-languageserver';
import { codeActions } from '../../../lsp/features/code-actions.ts';
import { applyTextEdits } from '../support/client.ts';
import { openTexts } from '../support/session.ts';

/** The line that each fix at `┆` makes of its line, by its title. */
function fixes(marked: string): Readonly<Record<string, string>> {
  const { session, path, position, text } = openTexts(marked);
  const range = { start: position, end: position };
  const found: CodeAction[] = codeActions(session, path, { range, only: ['quickfix'] });
  return Object.fromEntries(
    found.map(({ title, edit }) => {
      const [change] = edit!.documentChanges as TextDocumentEdit[];
      const changed = applyTextEdits(text, change!.edits as TextEdit[]).split('\n');
      return [title, changed.find((line) => !text.split('\n').includes(line))!.trim()];
    }),
  );
}

const model = (members: string): string => `model A {\n  input x: float32[8]\n  ${members}\n}\n`;

describe('a fix for', () => {
  it.each([
    ['a misspelt layer', model('head y = x -> De┆ns(2)'), 'head y = x -> Dense(2)'],
    ['a misspelt argument', model('head y = x -> Dense(2, use_┆bais: true)'), 'head y = x -> Dense(2, use_bias: true)'],
    ['a misspelt tensor', model('branch wide = x -> Dense(4)\n  head y = wi┆d -> Dense(2)'), 'head y = wide -> Dense(2)'],
    ['a misspelt option', model('head y = x -> Reshape([8, 1]) -> Conv1D(4, 3, padding: sa┆me_)'), 'head y = x -> Reshape([8, 1]) -> Conv1D(4, 3, padding: same)'],
    ['a misspelt setting', model('head y = x -> Dense(2) { los┆: mse }'), 'head y = x -> Dense(2) { loss: mse }'],
    ['a misspelt loss', model('head y = x -> Dense(2) { loss: ms┆ee }'), 'head y = x -> Dense(2) { loss: mse }'],
    ['a missing argument', model('head y = x -> Den┆se()'), 'head y = x -> Dense(64)'],
    ['a misspelt string', model('head y = x -> Dense(2, activation: ┆"relu_")'), 'head y = x -> Dense(2, activation: relu)'],
    ['an arrow of another language', model('head y = x =┆> Dense(2)'), 'head y = x -> Dense(2)'],
    ['a semicolon', model('head y = x -> Dense(2)┆;'), 'head y = x -> Dense(2)'],
    ['a type behind an equals sign', 'model A {\n  input x ┆= float32[8]\n  head y = x -> Dense(2)\n}\n', 'input x: float32[8]'],
    ['a branch that is a layer', model('bra┆nch tower = Dense(4)\n  head y = x -> tower'), undefined],
    ['a block used without parentheses', `block B() {\n  input x\n  return x -> ReLU()\n}\n${model('head y = x -> ┆B')}`, 'head y = x -> B()'],
  ])('%s', (_, marked, line) => {
    const found = Object.values(fixes(marked));
    if (line === undefined) expect(found).toEqual([]);
    else expect(found).toContain(line);
  });
}); // prettier-ignore

it('says in its title what it does', () => {
  expect(fixes(model('head y = x -> De┆ns(2)'))).toHaveProperty(['Change to `Dense`']);
});

it('is none where nothing is wrong', () => {
  expect(fixes(model('head y = x -> De┆nse(2)'))).toEqual({});
});
