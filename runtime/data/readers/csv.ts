import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import { DataError } from '../../errors.ts';
import type { Found, Search } from './found.ts';
import { TableReader } from './table.ts';

const separators = new Map([
  [',', 'commas'],
  ['\t', 'tabs'],
  [';', 'semicolons'],
]);

/**
 * A table with a header line, row by row: no more than the numbers that are looked for stays in memory.
 * @throws DataError that names the line of a ragged row or an unclosed quote, or the cell that is no number
 */
export function readCsv(bytes: Uint8Array, path: string, delimiter: ',' | '\t', search: Search): Found {
  if (!isUtf8(bytes)) throw new DataError(`${path} is not UTF-8 text.`, 'Save it as UTF-8.');
  let table: TableReader | undefined;
  const onRecord = (record: readonly string[], { lines }: { readonly lines: number }): undefined => {
    if (!table) {
      const names = namesOf(record, path, delimiter);
      table = new TableReader(names, search, path, 'column');
    } else if (record.length !== table.names.length) {
      throw new DataError(
        `${path}, line ${lines}: the row has ${record.length} values, the header ${table.names.length}.`,
      );
    } else table.add(record, lines);
  };
  try {
    parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: onRecord,
    });
  } catch (error) {
    if (error instanceof CsvError) throw quoteError(error, path);
    throw error;
  }
  if (!table)
    throw new DataError(`${path} is empty: it needs a header line with the names of inputs and heads.`);
  return table.finish();
}

function namesOf(header: readonly string[], path: string, delimiter: string): readonly string[] {
  const names = header.map((name) => name.trim());
  refuseOtherSeparator(names, path, delimiter);
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new DataError(`${path} has two columns \`${name}\`.`);
    seen.add(name);
  }
  return names;
}

/** A header that is one long name holds the separator that the table really has. */
function refuseOtherSeparator(names: readonly string[], path: string, delimiter: string): void {
  const [only] = names;
  if (names.length !== 1 || only === undefined) return;
  const found = [...separators].find(([separator]) => separator !== delimiter && only.includes(separator));
  if (!found) return;
  const help =
    found[0] === '\t'
      ? 'Let its name end in `.tsv`.'
      : delimiter === '\t'
        ? 'Let its name end in `.csv`, with commas between the columns.'
        : 'Save it again with commas between the columns and points in numbers (`df.to_csv`; in Excel "CSV UTF-8 (Comma delimited)").';
  throw new DataError(
    `${path} has ${found[1]} between its columns, where ${separators.get(delimiter)} are needed.`,
    help,
  );
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
