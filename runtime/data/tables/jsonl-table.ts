import type { RowChunk } from '../../../compiler/tables/row-chunk.ts';
import { DataError } from '../../errors.ts';
import type { UnpackLimits } from '../../files.ts';
import type { Table } from './open-table.ts';
import { textPieces } from './text-pieces.ts';

/** A line that is longer was made to fill the memory. */
const longestLine = 2 ** 28;

/**
 * One JSON object a line; every line has the keys of the first one.
 * @throws DataError that names the line at fault
 */
export async function jsonlTable(path: string, limits: UnpackLimits): Promise<Table> {
  const rows = new JsonRows(path);
  const pieces = textPieces(path, limits);
  let first: RowChunk | undefined;
  for (let done: boolean | undefined = false; !rows.names && !done;) {
    const next = await pieces.next();
    done = next.done;
    first = rows.push(next.value ?? '\n');
  }
  async function* chunks(): AsyncGenerator<RowChunk> {
    if (first) yield first;
    for await (const piece of pieces) yield rows.push(piece);
    yield rows.push('\n');
  }
  return {
    path,
    word: 'key',
    rowWord: 'line',
    hasEmptyStrings: true,
    names: rows.names ?? [],
    chunks: chunks(),
  };
}

/** The rows of lines of JSON, taken in pieces as they are read. */
class JsonRows {
  readonly #path: string;
  #rest = '';
  #line = 0;
  #names: readonly string[] | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  get names(): readonly string[] | undefined {
    return this.#names;
  }

  push(piece: string): RowChunk {
    const texts = (this.#rest + piece).split('\n');
    this.#rest = texts.pop()!;
    if (this.#rest.length > longestLine)
      throw new DataError(`${this.#path}, line ${this.#line + 1 + texts.length} has no end.`);
    const rows: (readonly unknown[])[] = [];
    const lines: number[] = [];
    for (const text of texts) {
      this.#line++;
      const plain = this.#line === 1 ? text.replace(/^\ufeff/, '') : text;
      if (plain.trim() === '') continue;
      const place = `${this.#path}, line ${this.#line}`;
      const row = parseLine(plain, place);
      this.#names ??= Object.keys(row);
      rows.push(cellsOf(row, this.#names, place));
      lines.push(this.#line);
    }
    return { rows, lines };
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

/** Nothing that data holds is nested deeper; what is would not fit into the stack of those who write it. */
const deepestNesting = 200;

/** True for a text of JSON with lists or objects inside each other, more than data has. */
function isNestedTooDeep(text: string): boolean {
  let opened = 0;
  for (const bracket of '[{')
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) opened++;
  if (opened <= deepestNesting) return false;
  let depth = 0;
  let isString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isString && character === '\\') at++;
    else if (character === '"') isString = !isString;
    else if (isString) continue;
    else if (character === '[' || character === '{') {
      if (++depth > deepestNesting) return true;
    } else if (character === ']' || character === '}') depth--;
  }
  return false;
}

function parseLine(text: string, place: string): Readonly<Record<string, unknown>> {
  if (isNestedTooDeep(text))
    throw new DataError(
      `${place} has lists or objects nested deeper than any tensor has axes.`,
      'A key takes a number, a string or lists as deep as the shape of its input.',
    );
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
