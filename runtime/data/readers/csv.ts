import { CsvError, parse } from 'csv-parse/sync';
import { DataError } from '../../errors.ts';
import type { Cell, Table } from './rows.ts';

/**
 * A table with a header line.
 * @throws DataError that names the line of a ragged row or an unclosed quote
 */
export function decodeCsv(text: string, path: string, delimiter: ',' | '\t'): Table {
  const records = parseRecords(text, path, delimiter);
  const [header, ...rows] = records;
  if (!header)
    throw new DataError(`${path} is empty: it needs a header line with the names of inputs and heads.`);
  const names = header.record.map((name) => name.trim());
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) throw new DataError(`${path} has two columns \`${double}\`.`);
  for (const { record, line } of rows) {
    if (record.length !== names.length) {
      throw new DataError(
        `${path}, line ${line}: the row has ${record.length} values, the header ${names.length}.`,
      );
    }
  }
  return new Map(
    names.map((name, column) => [
      name,
      rows.map(({ record, line }): Cell => ({
        value: record[column]!,
        place: `line ${line}, column \`${name}\``,
      })),
    ]),
  );
}

function parseRecords(
  text: string,
  path: string,
  delimiter: string,
): readonly { readonly record: readonly string[]; readonly line: number }[] {
  try {
    const parsed = parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as { readonly record: string[]; readonly info: { readonly lines: number } }[];
    return parsed.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    if (error instanceof CsvError) throw quoteError(error, path);
    throw error;
  }
}

/** With rows of any length taken, quotes are what a table can still get wrong. */
function quoteError(error: CsvError, path: string): DataError {
  const { lines } = error as unknown as { readonly lines?: number };
  const place = typeof lines === 'number' ? `${path}, line ${lines}` : path;
  const help =
    'Put a value that holds quotes between quotes and double those inside, or take the quotes out.';
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return new DataError(`${path}: a quote is opened and never closed, up to the last line.`, help);
  }
  return new DataError(`${place}: a quote stands in the middle of a value.`, help);
}
