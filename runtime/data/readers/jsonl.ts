import { isUtf8 } from 'node:buffer';
import { DataError } from '../../errors.ts';
import type { Found, Search } from './found.ts';
import { TableReader } from './table.ts';

const lineFeed = 10;

/**
 * One JSON object a line, line by line; every line has the keys of the first one.
 * @throws DataError that names the line at fault
 */
export function readJsonl(bytes: Uint8Array, path: string, search: Search): Found {
  if (!isUtf8(bytes)) throw new DataError(`${path} is not UTF-8 text.`, 'Save it as UTF-8.');
  let table: TableReader | undefined;
  let line = 0;
  for (const text of linesOf(bytes)) {
    line++;
    if (text.trim() === '') continue;
    const place = `${path}, line ${line}`;
    const row = parseLine(text, place);
    table ??= new TableReader(Object.keys(row), search, path, 'key');
    table.add(cellsOf(row, table.names, place), line);
  }
  return table?.finish() ?? { arrays: new Map(), kept: new Map(), passedOver: [] };
}

function* linesOf(bytes: Uint8Array): Iterable<string> {
  const decoder = new TextDecoder();
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(lineFeed, start);
    const stop = end < 0 ? bytes.length : end;
    yield decoder.decode(bytes.subarray(start, stop));
    start = stop + 1;
  }
}

function cellsOf(
  row: Readonly<Record<string, unknown>>,
  names: readonly string[],
  place: string,
): readonly unknown[] {
  const cells = names.map((name) => {
    if (!Object.hasOwn(row, name)) throw new DataError(`${place} lacks the key \`${name}\`.`);
    return row[name];
  });
  const keys = Object.keys(row);
  if (keys.length > names.length) {
    const known = new Set(names);
    const extra = keys.find((key) => !known.has(key));
    throw new DataError(`${place} has the key \`${extra}\`, which the first line lacks.`);
  }
  return cells;
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
