import { CsvRows } from './csv.ts';
import type { RowChunk } from './row-chunk.ts';
import { TableError } from './table-error.ts';

/** So many bytes of a table are looked at while a model is checked. */
export const mostLooked = 2 ** 18;
/** So much time is taken for it, in milliseconds. */
const mostTime = 50;
const pieceLength = 2 ** 14;

/** The first rows of a table. */
export interface TableHead extends RowChunk {
  readonly names: readonly string[];
  /** What the format calls a column. */
  readonly word: 'column' | 'key';
}

/** Whether the columns of a file can be seen by its first bytes: text tables that are not packed. */
export function hasTableHead(path: string): boolean {
  return /\.(?:csv|tsv|jsonl)$/i.test(path);
}

/**
 * The rows in the first bytes of a text table, without the last one where the table goes on. Takes no more than a
 * moment: what is not read in it is not looked at.
 * @param path the table's name, for messages
 * @param isWhole true where the bytes are all that there are
 * @throws TableError that says what is wrong with the table
 */
export function readTableHead(path: string, bytes: Uint8Array, isWhole: boolean): TableHead {
  const text = decode(path, bytes, isWhole);
  return path.toLowerCase().endsWith('.jsonl')
    ? readJson(path, text, isWhole)
    : readText(path, text, isWhole);
}

function decode(path: string, bytes: Uint8Array, isWhole: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: !isWhole });
  } catch {
    throw new TableError(`${path} is not UTF-8 text.`, 'Save it as UTF-8.');
  }
}

function readText(path: string, text: string, isWhole: boolean): TableHead {
  const reader = new CsvRows(path, path.toLowerCase().endsWith('.tsv') ? 'tsv' : 'csv');
  const rows: (readonly unknown[])[] = [];
  const lines: number[] = [];
  const add = (chunk: RowChunk): void => {
    rows.push(...chunk.rows);
    lines.push(...chunk.lines);
  };
  const end = performance.now() + mostTime;
  let at = 0;
  for (; at < text.length && (at === 0 || performance.now() < end); at += pieceLength)
    add(reader.push(text.slice(at, at + pieceLength)));
  if (isWhole && at >= text.length) add(reader.finish());
  return { names: reader.names ?? [], word: 'column', rows, lines };
}

function readJson(path: string, text: string, isWhole: boolean): TableHead {
  const texts = text.replace(/^\ufeff/, '').split('\n');
  if (!isWhole) texts.pop();
  const rows: (readonly unknown[])[] = [];
  const lines: number[] = [];
  let names: readonly string[] | undefined;
  const end = performance.now() + mostTime;
  for (const [index, line] of texts.entries()) {
    if (line.trim() === '') continue;
    if (rows.length > 0 && performance.now() > end) break;
    const row = objectIn(line, `${path}, line ${index + 1}`);
    names ??= Object.keys(row);
    rows.push(names.map((name) => (Object.hasOwn(row, name) ? row[name] : undefined)));
    lines.push(index + 1);
  }
  return { names: names ?? [], word: 'key', rows, lines };
}

function objectIn(line: string, place: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new TableError(`${place} is no JSON.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TableError(`${place} is no JSON object.`);
  return value as Readonly<Record<string, unknown>>;
}
