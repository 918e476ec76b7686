import { describe, expect, it } from 'vitest';
import { formatDocument, formatOnType, formatRange } from '../../../lsp/features/formatting.ts';
import { documentLinks } from '../../../lsp/features/links.ts';
import { applyTextEdits } from '../support/client.ts';
import { markedLines } from '../support/marks.ts';
import { openTexts } from '../support/session.ts';

const options = { tabSize: 2, insertSpaces: true };
const untidy = 'const   a=1\n\nmodel A{\n input x :float32[ 8 ]\n     head y=x->Dense( 2 )\n}\n';
const tidy = 'const a = 1\n\nmodel A {\n  input x: float32[8]\n  head y = x -> Dense(2)\n}\n';

describe('paths of imports', () => {
  it('lead to files that are there', () => {
    const files = {
      '/w/a.kmodel': 'import { B } from "./b.kmodel"\nimport { C } from "./gone.kmodel"\n',
      '/w/b.kmodel': 'const B = 1\n',
    };
    const { session, path, text } = openTexts(files);
    const links = documentLinks(session, path);
    expect(markedLines(text, links)).toBe('import { B } from "«./b.kmodel»"');
    expect(links.map(({ target }) => target)).toEqual(['file:///w/b.kmodel']);
  });
});

describe('formatting', () => {
  it('brings a document into the canonical form', async () => {
    const { session, path, text } = openTexts(untidy);
    expect(applyTextEdits(text, [...(await formatDocument(session, path, options))!])).toBe(tidy);
  });

  it('changes nothing that is in this form', async () => {
    const { session, path } = openTexts(tidy);
    expect(await formatDocument(session, path, options)).toEqual([]);
  });

  it('keeps the line ends of the document', async () => {
    const { session, path, text } = openTexts(untidy.replaceAll('\n', '\r\n'));
    const edits = await formatDocument(session, path, options);
    expect(applyTextEdits(text, [...edits!])).toBe(tidy.replaceAll('\n', '\r\n'));
  });

  it('takes the width of a tab from the editor', async () => {
    const { session, path, text } = openTexts(untidy);
    const edits = await formatDocument(session, path, { tabSize: 4, insertSpaces: true });
    expect(applyTextEdits(text, [...edits!])).toContain('\n    input x');
  });

  it('leaves a text with mistakes as it is', async () => {
    const { session, path } = openTexts('model A {\n   head y = x ->\n');
    expect(await formatDocument(session, path, options)).toBeNull();
  });

  it('changes a line alone where the lines beside it stay', async () => {
    const { session, path, text } = openTexts(
      tidy.replace('const a = 1', 'const  a=1').replace('y = x', 'y  =  x'),
    );
    const range = { start: { line: 4, character: 0 }, end: { line: 4, character: 4 } };
    const edits = await formatRange(session, path, range, options);
    expect(applyTextEdits(text, [...edits!])).toBe(tidy.replace('const a = 1', 'const  a=1'));
  });

  it('changes the declaration that ends with a brace that was typed', async () => {
    const { session, path, text, position } = openTexts(
      untidy.replace('const   a=1', 'const a = 1').replace(/}\n$/, '}┆\n'),
    );
    const typed = async (character: string) =>
      applyTextEdits(text, [...((await formatOnType(session, path, position, character, options)) ?? [])]);
    expect(await typed('}')).toBe(tidy);
    expect(await typed('\n')).toBe(text);
  });
});
