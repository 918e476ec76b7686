import type { HostTensor } from '../../engines/engine.ts';
import { DataError } from '../../errors.ts';
import type { NamedClasses } from '../../../compiler/graph/named-classes.ts';
import { chosenWords, numbersOfChoice } from '../class-words.ts';
import { rowsOf, shortestNumber, type ArraysToWrite } from './rows-to-write.ts';

/** So many rows make one piece of a file. */
const rowsAtOnce = 1000;

interface WrittenColumn {
  readonly name: string;
  readonly at: (row: number) => string;
}

/**
 * The lines of a CSV file, in pieces: what was kept, then a column `name` for one number a row, `name_0`, `name_1` …
 * for several.
 * @param hasHeader false where the names of the columns were written already
 * @throws DataError for an array of more axes
 */
export function* csvPieces({ arrays, kept, classes }: ArraysToWrite, hasHeader = true): Iterable<string> {
  const columns: readonly WrittenColumn[] = [
    ...[...kept].map(([name, values]) => ({ name, at: (row: number) => cell(values[row]) })),
    ...Object.entries(arrays).flatMap(([name, tensor]) => columnsOf(name, tensor, classes?.get(name))),
  ];
  let piece = hasHeader ? `${columns.map(({ name }) => cell(name)).join(',')}\n` : '';
  const rows = rowsOf({ arrays, kept });
  for (let row = 0; row < rows; row++) {
    piece += `${columns.map(({ at }) => at(row)).join(',')}\n`;
    if ((row + 1) % rowsAtOnce === 0) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}

function columnsOf(
  name: string,
  tensor: HostTensor,
  named: NamedClasses | undefined,
): readonly WrittenColumn[] {
  const { shape } = tensor;
  if (shape.length > 2) {
    throw new DataError(
      `\`${name}\` has ${shape.length - 1} axes a row, which a CSV file cannot hold.`,
      'Write a `.npz` or `.jsonl` file.',
    );
  }
  const width = shape[1] ?? 1;
  const number = shortestNumber(tensor);
  if (named) return classColumns(name, tensor, named);
  if (width === 1) return [{ name, at: (row) => String(number(row)) }];
  return Array.from({ length: width }, (_, column) => ({
    name: `${name}_${column}`,
    at: (row: number) => String(number(row * width + column)),
  }));
}

/** The class by its name, then the number behind each; of two classes with one number, that of the second. */
function classColumns(name: string, tensor: HostTensor, named: NamedClasses): readonly WrittenColumn[] {
  const width = numbersOfChoice(named);
  const number = shortestNumber(tensor);
  const numbers = width === 1 ? named.words.slice(1) : named.words;
  return [
    { name, at: (row) => cell(chosenWords(named, tensor, row * width, width)) },
    ...numbers.map((word, index) => ({
      name: `${name}_${word}`,
      at: (row: number) => String(number(row * width + index)),
    })),
  ];
}

/** A value as a cell: quoted where commas, quotes or line ends would be taken for the table's own. */
function cell(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
