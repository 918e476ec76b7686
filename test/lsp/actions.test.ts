import { expect, it } from 'vitest';
import type { CodeAction, TextDocumentEdit, TextEdit } from 'vscode-languageserver';
import { codeActions } from '../../lsp/features/code-actions.ts';
import { applyTextEdits } from './support/client.ts';
import { openTexts } from './support/session.ts';

/** The actions of a kind at `┆`, with the text that each makes. */
function actions(marked: string | Readonly<Record<string, string>>, kind: string) {
  const { session, path, position, text } = openTexts(marked);
  const range = { start: position, end: position };
  const found: CodeAction[] = codeActions(session, path, { range, only: [kind] });
  return found.map(({ title, edit }) => {
    const [change] = edit!.documentChanges as TextDocumentEdit[];
    return { title, text: applyTextEdits(text, change!.edits as TextEdit[]) };
  });
}

it('makes a layer shared, under a name that is free', () => {
  const marked =
    'model A {\n  input x: float32[8]\n  branch dense = x -> Dense(4)\n  head y = dense -> De┆nse(2)\n}\n';
  expect(actions(marked, 'refactor.extract')).toEqual([
    {
      title: 'Make `Dense(2)` shared',
      text: 'model A {\n  input x: float32[8]\n  branch dense = x -> Dense(4)\n  shared dense_2 = Dense(2)\n  head y = dense -> dense_2\n}\n',
    },
  ]);
});

it('fixes all mistakes that have a fix, and leaves warnings alone', () => {
  const marked =
    '┆model A {\n  input x: float32[8, 8, 3]\n  branch a = x -> Dens(4)\n  head y = a -> Flatten() -> Conv1D()\n}\n';
  const [all] = actions(marked, 'source.fixAll');
  expect(all!.text).toContain('x -> Dense(4)');
});

it('joins, sorts and clears imports', () => {
  const files = {
    '/w/a.kmodel':
      '┆import { B, Unused } from "./b.kmodel"\nimport { A } from "./b.kmodel"\n\nmodel M {\n  input x: float32[3]\n  head y = x -> B() -> A()\n}\n',
    '/w/b.kmodel':
      'block A() {\n  input x\n  return x -> ReLU()\n}\nblock B() {\n  input x\n  return x -> ReLU()\n}\nconst Unused = 1\n',
  };
  expect(actions(files, 'source.organizeImports').map(({ text }) => text.split('\n')[0])).toEqual([
    'import { A, B } from "./b.kmodel"',
  ]);
});

it('imports what another file declares', () => {
  const files = {
    '/w/a.kmodel': 'model M {\n  input x: float32[3]\n  head y = x -> Sm┆all()\n}\n',
    '/w/deep/b.kmodel': 'block Small() {\n  input x\n  return x -> ReLU()\n}\n',
  };
  const found = actions(files, 'quickfix').find(({ title }) => title.startsWith('Import'));
  expect(found?.title).toBe('Import `Small` from "./deep/b.kmodel"');
});
