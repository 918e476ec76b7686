import type { CommaUse } from '../compiler/tables/cells.ts';
import type { ColumnView } from '../compiler/tables/profile.ts';
import type { TableView } from '../runtime/data/tables/profile-table.ts';
import { renderTable } from './table.ts';

const bars = '▁▂▃▄▅▆▇█';
/** As many letters of the frequent words as stand in a line of a table. */
const widestWords = 48;

/** The styles of a terminal, or none. */
interface Styles {
  readonly bold: (text: string) => string;
}

/**
 * What is in a table: a line for each column, with a small histogram or the most frequent words.
 * @param takers what of a model takes each column
 */
export function profileText(
  { rows, columns }: TableView,
  { bold }: Styles,
  takers?: ReadonlyMap<string, readonly string[]>,
): string {
  const heading = [
    'Column',
    'Type',
    'Missing',
    'Distinct',
    'Least',
    'Mean',
    'Most',
    'Std',
    ...(takers ? ['For'] : []),
    'Values',
  ];
  const lines = columns.map((column) => [
    column.name,
    column.type,
    String(column.missing),
    String(column.distinct),
    shortNumber(column.min),
    shortNumber(column.mean),
    shortNumber(column.max),
    shortNumber(column.std),
    ...(takers ? [takers.get(column.name)?.join(', ') ?? ''] : []),
    valuesText(column, rows),
  ]);
  const count = `${rows} ${rows === 1 ? 'row' : 'rows'}, ${columns.length} ${columns.length === 1 ? 'column' : 'columns'}`;
  return `${renderTable(heading, lines, bold)}\n${count}\n`;
}

/** What somebody should know who wants to train on the table. */
export function profileNotes({ columns }: TableView): readonly string[] {
  return columns.flatMap(({ name, odd, commas }) => {
    if (commas) return [`\`${name}\` has ${commaNotes[commas]}`];
    if (!odd) return [];
    return [
      `\`${name}\` holds numbers, but ${JSON.stringify(odd.value.slice(0, 40))} in line ${odd.line}: it is a column of words.`,
    ];
  });
}

const commaNotes: Readonly<Record<CommaUse, string>> = {
  decimal: 'decimal commas: say `decimal: ","` in the model\'s `data` to read numbers.',
  thousands: 'commas between thousands: take them out to read numbers.',
  either:
    'commas that may stand between thousands: take them out to read numbers, or say `decimal: ","` in the model\'s `data` if they stand before fractions.',
};

function valuesText(column: ColumnView, rows: number): string {
  if (column.type === 'float' || (column.type === 'int' && column.distinct > 2))
    return histogramText(column.histogram);
  if (column.distinct === rows && rows > 1) return 'all different';
  let text = '';
  for (const { value, count } of column.frequent) {
    const next = `${text === '' ? '' : ', '}${shortWord(String(value))} ${count}`;
    if (text !== '' && text.length + next.length > widestWords) return `${text} …`;
    text += next;
  }
  return text;
}

function histogramText(counts: readonly number[]): string {
  const most = Math.max(...counts);
  // What occurs at all is to be seen.
  const bar = (count: number) => (count === 0 ? ' ' : bars[Math.ceil((count / most) * bars.length) - 1]!);
  return counts.map(bar).join('');
}

function shortWord(word: string): string {
  const letters = [...word.replaceAll(/\s+/g, ' ')];
  return letters.length > 24 ? `${letters.slice(0, 23).join('')}…` : letters.join('');
}

function shortNumber(value: number | null): string {
  return value === null ? '' : String(Number(value.toPrecision(4)));
}
