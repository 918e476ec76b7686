import { describe, expect, it } from 'vitest';
import type { TextDocumentEdit, TextEdit } from 'vscode-languageserver';
import { columnText } from '../../../lsp/features/data-columns.ts';
import { foldingRanges } from '../../../lsp/features/folding.ts';
import { keywordDoc } from '../../../lsp/features/keyword-docs.ts';
import { linkedEditing } from '../../../lsp/features/linked-editing.ts';
import { selectionRanges } from '../../../lsp/features/selection.ts';
import { shareLayer } from '../../../lsp/features/share-layer.ts';
import { offsetAt, createSourceFile } from '../../../grammar/source.ts';
import { checkText } from '../../compiler/harness.ts';
import { applyTextEdits } from '../support/client.ts';
import { openTexts } from '../support/session.ts';

const model = (members: string): string => `model A {\n  input x: float32[8]\n  ${members}\n}\n`;

describe('what can be folded', () => {
  /** Lines from and to, with the kind where there is one. */
  const folds = (text: string): readonly string[] => {
    const { session, path } = openTexts(text);
    return foldingRanges(session, path).map(
      ({ startLine, endLine, kind }) => `${startLine}–${endLine}${kind ? ` ${kind}` : ''}`,
    );
  };

  it.each([
    ['the body of a model', model('head y = x -> Dense(1)'), ['0–2']],
    ['a pipeline of several lines', model('head y = x\n    -> Dense(4)\n    -> Dense(1)'), ['0–4', '2–4']],
    [
      'settings of several lines',
      model('head y = x -> Dense(1) {\n    loss: mse\n    weight: 2.0\n  }'),
      ['0–5', '2–4'],
    ],
    ['a loop of several lines', model('head y = x -> for n in [4, 2] {\n    Dense(n)\n  }'), ['0–4', '2–4']],
    ['a list of several lines', 'const sizes = [\n  1,\n  2,\n]\n', ['0–2']],
    [
      'comments on lines that follow each other',
      '// one\n// two\n\n// three\nconst a = 1\n',
      ['0–1 comment'],
    ],
    [
      'imports together',
      'import { a } from "./a.kmodel"\nimport { b } from "./b.kmodel"\nconst c = 1\n',
      ['0–1 imports'],
    ],
    ['nothing of one line', 'const a = [1, 2]\n', []],
  ])('is %s', (_, text, expected) => {
    expect(folds(text)).toEqual(expected);
  });

  it('is nothing of a file that is not there', () => {
    expect(foldingRanges(openTexts('').session, '/w/other.kmodel')).toEqual([]);
  });
});

describe('what a selection grows to', () => {
  /** The texts of the selections around `┆`, the smallest first. */
  const grown = (marked: string): readonly string[] => {
    const { session, path, text, position } = openTexts(marked);
    const source = createSourceFile('a', text);
    const texts: string[] = [];
    for (let range = selectionRanges(session, path, [position])[0]; range; range = range.parent!)
      texts.push(text.slice(offsetAt(source, range.range.start), offsetAt(source, range.range.end)));
    return texts;
  };

  it('is the name, the argument, the call, the pipeline, the declaration, the file', () => {
    const text = model('head y = x -> Dense(un┆its: 4)');
    expect(grown(text).slice(0, -2)).toEqual([
      'units',
      'units: 4',
      'Dense(units: 4)',
      'x -> Dense(units: 4)',
      'head y = x -> Dense(units: 4)',
    ]);
    expect(grown(text).at(-1)).toBe(text.replace('┆', ''));
  });

  it('is the file where nothing else is', () => {
    expect(grown('const a = 1\n\n┆\n')).toEqual(['const a = 1\n\n\n']);
  });

  it('is nothing more in a file that is not there', () => {
    const position = { line: 3, character: 1 };
    expect(selectionRanges(openTexts('').session, '/w/other.kmodel', [position])).toEqual([
      { range: { start: position, end: position } },
    ]);
  });
});

describe('names that change while one of them is typed', () => {
  const linked = (marked: string): readonly string[] | null => {
    const { session, path, position } = openTexts(marked);
    const found = linkedEditing(session, path, position);
    return found && found.ranges.map(({ start, end }) => `${start.line}:${start.character}–${end.character}`);
  };

  it('are the variable of a loop and its uses', () => {
    expect(linked(model('head y = x -> for n┆ in [4, 2] { Dense(n) -> Dense(n + 1) }'))).toEqual([
      '2:20–21',
      '2:40–41',
      '2:52–53',
    ]);
    expect(linked(model('head y = x -> for n in [4, 2] { Dense(n┆) }'))).toEqual(['2:20–21', '2:40–41']);
  });

  it('are no other names', () => {
    expect(linked(model('branch w┆ = x -> Dense(4)\n  head y = w'))).toBeNull();
    expect(linked(model('head y = x -> Den┆se(4)'))).toBeNull();
  });

  it('are none where nothing uses the variable', () => {
    expect(linked(model('head y = x -> for n┆ in [4, 2] { Dense(1) }'))).toBeNull();
  });
});

describe('a layer that becomes a shared one', () => {
  const shared = (marked: string): string | undefined => {
    const { session, path, text, position } = openTexts(marked);
    const [action] = shareLayer(session, path, { start: position, end: position });
    const [change] = (action?.edit?.documentChanges ?? []) as TextDocumentEdit[];
    return change && applyTextEdits(text, change.edits as TextEdit[]);
  };

  it('stands before its line, under its name', () => {
    expect(shared(model('head y = x -> Den┆se(4) -> ReLU()'))).toBe(
      model('shared dense = Dense(4)\n  head y = x -> dense -> ReLU()'),
    );
  });

  it('has a number where its name is taken', () => {
    expect(shared(model('branch dense = x -> ReLU()\n  head y = dense -> Den┆se(4)'))).toBe(
      model('branch dense = x -> ReLU()\n  shared dense_2 = Dense(4)\n  head y = dense -> dense_2'),
    );
  });

  it('may be a block', () => {
    const block = 'block Unit {\n  input x\n  return x -> Dense(2)\n}\n';
    expect(shared(`${block}${model('head y = x -> Un┆it()')}`)).toBe(
      `${block}${model('shared unit = Unit()\n  head y = x -> unit')}`,
    );
  });

  it('leaves the checker nothing to say', () => {
    expect(checkText(shared(model('head y = x -> Den┆se(4) -> ReLU()'))!).diagnostics).toEqual([]);
  });

  it.each([
    ['a function', 'head y = re┆lu(x) -> Dense(1)'],
    ['a value', 'head y = x -> Dense(4, kernel_initializer: HeNor┆mal())'],
    ['an input', 'head y = x┆ -> Dense(1)'],
    ['a layer that there is not', 'head y = x -> De┆ns(4)'],
  ])('is not %s', (_, members) => {
    expect(shared(model(members))).toBeUndefined();
  });
});

describe('a column of the data in a line', () => {
  const column = (of: object) =>
    columnText({
      name: 'a',
      type: 'int',
      min: null,
      max: null,
      missing: 0,
      distinct: 2,
      frequent: [],
      ...of,
    } as never);

  it.each([
    ['numbers by their range', { type: 'float', min: 32.123456, max: 59.6 }, 'float, 32.12 to 59.6'],
    ['with what is missing', { type: 'int', min: 1, max: 3, missing: 2 }, 'int, 1 to 3, 2 missing'],
    [
      'few words by themselves',
      { type: 'string', frequent: [{ value: 'a' }, { value: 'b' }] },
      'string, a, b',
    ],
    ['many words by how many', { type: 'string', distinct: 9 }, 'string, 9 values'],
    [
      'truths by themselves',
      { type: 'bool', min: 0, max: 1, frequent: [{ value: 1 }, { value: 0 }] },
      'bool, 1, 0',
    ],
  ])('has %s', (_, of, text) => {
    expect(column(of)).toBe(text);
  });
});

describe('what a word of the language means', () => {
  it.each(['model', 'branch', 'repeat', '->', '?', 'none'])('is a sentence and an example: %s', (word) => {
    expect(keywordDoc(word)).toMatch(/^[A-Z].*\.\n\n```kmodel\n[^`]+\n```$/);
  });

  it.each(['Dense', 'x', 'constructor', ''])('is nothing for %j', (word) => {
    expect(keywordDoc(word)).toBeUndefined();
  });
});
