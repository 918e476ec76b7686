import type { RowChunk } from '../../../compiler/tables/row-chunk.ts';
import { isEmptyCell } from '../../../compiler/tables/cells.ts';
import { DataError } from '../../errors.ts';
import { quoted } from '../quoted.ts';
import type { Table } from './open-table.ts';

/** What is said of the columns of tables. */
export interface TableLayout {
  /** The columns of names that tables call otherwise. */
  readonly columns?: Readonly<Record<string, readonly string[]>>;
  /** Columns of dates that become days since 1970. */
  readonly days?: readonly string[];
  /** Columns of dates that become year, month, day and weekday, Monday 0. */
  readonly dateParts?: readonly string[];
}

const dayLength = 24 * 60 * 60 * 1000;

/** The same table with numbers in the place of dates. */
export function withDates(table: Table, { days = [], dateParts = [] }: TableLayout): Table {
  const readers = table.names.map((name) =>
    days.includes(name) ? daysOf : dateParts.includes(name) ? partsOf : undefined,
  );
  if (readers.every((reader) => reader === undefined)) return table;
  async function* chunks(): AsyncGenerator<RowChunk> {
    for await (const { rows, lines } of table.chunks) {
      const read = rows.map((cells, row) =>
        cells.map((cell, column) => {
          const reader = readers[column];
          const placeOf = () =>
            `${table.path}, ${table.rowWord} ${lines[row]}, ${table.word} \`${table.names[column]}\``;
          return reader ? reader(cell, placeOf) : cell;
        }),
      );
      yield { rows: read, lines };
    }
  }
  return { ...table, chunks: chunks() };
}

function daysOf(cell: unknown, placeOf: () => string): unknown {
  return isEmptyCell(cell) ? undefined : timeOf(cell, placeOf) / dayLength;
}

function partsOf(cell: unknown, placeOf: () => string): readonly unknown[] {
  if (isEmptyCell(cell)) return [undefined, undefined, undefined, undefined];
  const date = new Date(timeOf(cell, placeOf));
  // Weeks of JavaScript begin on Sunday.
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), (date.getUTCDay() + 6) % 7];
}

/** Milliseconds since 1970; what says no zone is taken as UTC, so that it means the same everywhere. */
function timeOf(cell: unknown, placeOf: () => string): number {
  if (cell instanceof Date) return cell.getTime();
  const match =
    typeof cell === 'string'
      ? /^\s*(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?\s*$/i.exec(
          cell,
        )
      : undefined;
  if (match) {
    const [, year, month, day, clock = '00:00', zone = 'Z'] = match;
    const two = (text: string) => text.padStart(2, '0');
    const time = Date.parse(`${year}-${two(month!)}-${two(day!)}T${clock.padStart(5, '0')}${zone}`);
    const isDay =
      new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
    if (!Number.isNaN(time) && isDay) return time;
  }
  throw new DataError(`${placeOf()}: ${quoted(cell)} is no date.`, 'Write dates as 2024-01-31.');
}
