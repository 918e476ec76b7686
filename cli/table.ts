import { textWidth } from '../compiler/diagnostics/text-width.ts';
import { visibleText } from '../compiler/diagnostics/visible-text.ts';

/** A number, perhaps with a unit of one letter; `-` or nothing where it is not known. */
const number = /^(?:-?\d[\d.e+-]*[a-z]?|-)?$/;

/** Rows in columns, numbers to the right. */
export function renderTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  bold: (text: string) => string,
): string {
  const safe = rows.map((row) => row.map(visibleText));
  const titles = heading.map(visibleText);
  const widths = titles.map((title, column) =>
    Math.max(textWidth(title), ...safe.map((row) => textWidth(row[column] ?? ''))),
  );
  const isNumber = titles.map(
    (_, column) => safe.length > 0 && safe.every((row) => number.test(row[column] ?? '')),
  );
  const line = (cells: readonly string[], style: (text: string) => string): string =>
    cells
      .map((cell, column) => {
        const space = ' '.repeat(Math.max(0, widths[column]! - textWidth(cell)));
        return isNumber[column] ? `${space}${style(cell)}` : `${style(cell)}${space}`;
      })
      .join('  ')
      .trimEnd();
  return `${[line(titles, bold), ...safe.map((row) => line(row, (text) => text))].join('\n')}\n`;
}
