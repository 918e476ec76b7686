import { DataError } from '../../errors.ts';
import type { Cell, Table } from './rows.ts';

/**
 * One JSON object a line; every line has the keys of the first one.
 * @throws DataError that names the line at fault
 */
export function decodeJsonl(text: string, path: string): Table {
  const table = new Map<string, Cell[]>();
  let rows = 0;
  text.split(/\r?\n/).forEach((lineText, index) => {
    if (lineText.trim() === '') return;
    const place = `${path}, line ${index + 1}`;
    const row = parseLine(lineText, place);
    for (const [key, value] of Object.entries(row)) {
      if (rows === 0) table.set(key, []);
      const cells = table.get(key);
      if (!cells) throw new DataError(`${place} has the key \`${key}\`, which the first line lacks.`);
      cells.push({ value, place: `line ${index + 1}, key \`${key}\`` });
    }
    rows++;
    for (const [key, cells] of table) {
      if (cells.length !== rows) throw new DataError(`${place} lacks the key \`${key}\`.`);
    }
  });
  return table;
}

function parseLine(text: string, place: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new DataError(`${place} is no JSON.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DataError(`${place} is no JSON object.`);
  }
  return value as Readonly<Record<string, unknown>>;
}
