import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvRows } from '../../../compiler/tables/csv.ts';
import { TableError } from '../../../compiler/tables/table-error.ts';

/** All rows of a text that comes in pieces of the given lengths, the last of them again and again. */
function rowsOf(text: string, lengths: readonly number[] = [text.length], kind: 'csv' | 'tsv' = 'csv') {
  const reader = new CsvRows('t.csv', kind);
  const rows: (readonly unknown[])[] = [];
  const lines: number[] = [];
  for (let at = 0, piece = 0; at < text.length; piece++) {
    const length = Math.max(1, lengths[Math.min(piece, lengths.length - 1)]!);
    const chunk = reader.push(text.slice(at, at + length));
    rows.push(...chunk.rows);
    lines.push(...chunk.lines);
    at += length;
  }
  const last = reader.finish();
  return { names: reader.names, rows: [...rows, ...last.rows], lines: [...lines, ...last.lines] };
}

function complaint(text: string, kind: 'csv' | 'tsv' = 'csv'): string {
  try {
    rowsOf(text, [text.length], kind);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(TableError);
    return (error as TableError).message;
  }
}

describe('a text table', () => {
  it('may have quotes around separators, line ends and doubled quotes', () => {
    expect(rowsOf('a,b\n"1, 2","say ""hi"""\n"two\nlines",\n')).toEqual({
      names: ['a', 'b'],
      rows: [
        ['1, 2', 'say "hi"'],
        ['two\nlines', ''],
      ],
      lines: [2, 3],
    });
  });

  it('counts the lines of values, too', () => {
    expect(rowsOf('a\n"1\n2\n3"\n4\n').lines).toEqual([2, 5]);
  });

  it('passes over lines without anything, and needs no line end behind the last row', () => {
    expect(rowsOf('a,b\n\n1,2\n\n\n3,4').rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it.each([
    ['\n', 'a,b\n1,2\n'],
    ['\r\n', 'a,b\r\n1,2\r\n'],
    ['\r', 'a,b\r1,2\r'],
    ['a quoted value before \r\n', 'a,b\r\n1,"2"\r\n'],
  ])('ends lines with %j', (_, text) => expect(rowsOf(text).rows).toEqual([['1', '2']]));

  it.each([
    ['commas', 'a,b'],
    ['semicolons', 'a;b'],
    ['tabs', 'a\tb'],
    ['bars', 'a|b'],
    ['semicolons beside a comma in quotes', '"a, or A";b'],
  ])('separates columns by %s', (_, header) => expect(rowsOf(`${header}\n`).names).toHaveLength(2));

  it('takes quotes as letters where its name ends in .tsv', () => {
    expect(rowsOf('a\tb\n"x\ty"\n', [99], 'tsv').rows).toEqual([['"x', 'y"']]);
  });

  it('reads thousands of columns', () => {
    const names = Array.from({ length: 5000 }, (_, index) => `c${index}`);
    const { rows } = rowsOf(`${names.join(',')}\n${names.map((_, index) => index).join(',')}\n`, [1000]);
    expect(rows[0]).toHaveLength(5000);
    expect(rows[0]![4999]).toBe('4999');
  });

  it('gives the same rows however it is cut into pieces', () => {
    const cell = fc.constantFrom('', '1', 'word', '"q"', '"a,b"', '"two\nlines"', '"say ""x"""', 'é');
    const table = fc.tuple(
      fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { maxLength: 6 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
    );
    fc.assert(
      fc.property(table, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (made, lengths) => {
        const [rows, end, isEnded] = made;
        const text = ['a,b,c', ...rows.map((row) => row.join(','))].join(end) + (isEnded ? end : '');
        expect(rowsOf(text, lengths)).toEqual(rowsOf(text));
        expect(rowsOf(text).rows).toHaveLength(rows.length);
      }),
    );
  });
});

describe('a text table that is wrong', () => {
  it.each([
    ['', 't.csv is empty: it needs a header line with the names of inputs and heads.'],
    ['a,b\n1,2\n3\n', 't.csv, line 3: the row has 1 values, the header 2.'],
    ['a,a\n', 't.csv has two columns `a`.'],
    ['a,b\n1,x"y\n', 't.csv, line 2: a quote stands in the middle of a value.'],
    ['a,b\n1,"x"y\n', 't.csv, line 2: a quote stands in the middle of a value.'],
    ['a,b\n1,2\n3,"x\n5,6\n', 't.csv, line 3: a quote is opened and never closed, or the line has no end.'],
    ['"a,b\n1,2\n', 't.csv, line 1: a quote is opened and never closed, or the line has no end.'],
  ])('%j says so', (text, message) => expect(complaint(text)).toBe(message));

  it('has no tabs although its name ends in .tsv', () => {
    expect(complaint('a;b\n1;2\n', 'tsv')).toBe(
      't.csv has semicolons between its columns, where tabs are needed.',
    );
  });
});
