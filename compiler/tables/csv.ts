import type { RowChunk } from './row-chunk.ts';
import { refuseOtherSeparator, separatorOf, type Separator } from './separators.ts';
import { TableError } from './table-error.ts';

/** A record that is longer was made to fill the memory, or a quote in it is never closed. */
const longestRecord = 2 ** 26;

const quoteHelp =
  'Put a value that holds quotes between quotes and double those inside, or take the quotes out.';

/**
 * The rows of a text table with a header line, taken in pieces as they are read: commas, semicolons, tabs or bars
 * between the columns, values in quotes that may hold all of these and line ends, line ends of any system, a byte
 * order mark. In a `.tsv` file only tabs separate, and quotes are letters like others. Lines without anything are
 * passed over.
 */
export class CsvRows {
  readonly #path: string;
  readonly #tabs: boolean;
  #rest = '';
  #separator: Separator | undefined;
  #lineEnd = '\n';
  #line = 1;
  #names: readonly string[] | undefined;

  /** @param path the table's name, for messages */
  constructor(path: string, kind: 'csv' | 'tsv') {
    this.#path = path;
    this.#tabs = kind === 'tsv';
  }

  /** The names of the columns; undefined while the header has not been read. */
  get names(): readonly string[] | undefined {
    return this.#names;
  }

  /** What stands between the columns; undefined while the header has not been read. */
  get separator(): Separator | undefined {
    return this.#separator;
  }

  /**
   * The rows that a further piece of the text completes.
   * @throws TableError that names the line of a row of another length, or of a quote that is out of place
   */
  push(piece: string): RowChunk {
    return this.#read(piece, false);
  }

  /**
   * The last row, where no line end stands behind it.
   * @throws TableError as `push`, also for a quote that is never closed, or a text without a header
   */
  finish(): RowChunk {
    const chunk = this.#read('', true);
    if (!this.#names) {
      throw new TableError(
        `${this.#path} is empty: it needs a header line with the names of inputs and heads.`,
      );
    }
    return chunk;
  }

  #read(piece: string, isLast: boolean): RowChunk {
    let text = this.#rest + piece;
    if (this.#separator === undefined) {
      if (text.startsWith('\ufeff')) text = text.slice(1);
      if (!this.#begin(text, isLast)) {
        this.#rest = text;
        return { rows: [], lines: [] };
      }
    }
    const rows: string[][] = [];
    const lines: number[] = [];
    let at = 0;
    let quote = this.#tabs ? -1 : text.indexOf('"');
    while (at < text.length) {
      const line = this.#line;
      const end = this.#endOfLine(text, at);
      if (end < 0 && !isLast) break;
      const stop = end < 0 ? text.length : end;
      let record: string[] | undefined;
      if (quote >= 0 && quote < stop) {
        const quoted = this.#quoted(text, at, isLast);
        if (!quoted) break;
        ({ record } = quoted);
        at = quoted.next;
        quote = text.indexOf('"', at);
      } else {
        record = this.#plain(text, at, stop);
        at = stop + 1;
        this.#line++;
      }
      if (record) this.#take(record, line, rows, lines);
    }
    this.#rest = text.slice(Math.min(at, text.length));
    if (this.#rest.length > longestRecord) throw this.#endless();
    return { rows, lines };
  }

  /** Sees by the first line what separates columns and lines. @returns whether that line is whole */
  #begin(text: string, isLast: boolean): boolean {
    const header = /^(?:[^"\r\n]+|"[^"]*")*/.exec(this.#tabs ? text.replaceAll('"', '_') : text)![0];
    // Behind the line end, or a quote that is still open, more must be known.
    const isWhole = isLast || (header.length + 1 < text.length && text[header.length] !== '"');
    if (!isWhole) return false;
    if (text[header.length] === '\r' && text[header.length + 1] !== '\n') this.#lineEnd = '\r';
    this.#separator = this.#tabs ? '\t' : separatorOf(header);
    return true;
  }

  #endOfLine(text: string, at: number): number {
    return text.indexOf(this.#lineEnd, at);
  }

  /** A line without quotes; undefined where nothing stands in it. */
  #plain(text: string, start: number, stop: number): string[] | undefined {
    const end = text.charCodeAt(stop - 1) === carriageReturn && stop > start ? stop - 1 : stop;
    return end === start ? undefined : text.slice(start, end).split(this.#separator!);
  }

  /** A record with values in quotes; undefined where its end is still to come. */
  #quoted(
    text: string,
    start: number,
    isLast: boolean,
  ): { readonly record: string[]; readonly next: number } | undefined {
    const separator = this.#separator!;
    const record: string[] = [];
    const first = this.#line;
    let line = first;
    for (let at = start; ;) {
      let next: number;
      if (text[at] === '"') {
        const closed = closingQuote(text, at + 1);
        if (closed < 0) {
          if (isLast) throw this.#endless();
          return undefined;
        }
        const value = text.slice(at + 1, closed);
        line += value.split(this.#lineEnd).length - 1;
        record.push(value.replaceAll('""', '"'));
        next = closed + 1;
        if (text[next] === '\r' && text[next + 1] === '\n') next++;
        // What stands behind the quote is not known yet.
        if (!isLast && (next === text.length || (text[next] === '\r' && next + 1 === text.length)))
          return undefined;
      } else {
        next = this.#endOfValue(text, at);
        if (next < 0 && !isLast) return undefined;
        if (next < 0) next = text.length;
        const value = text.slice(at, next);
        if (value.includes('"')) throw this.#misplaced(line);
        const cut = value.endsWith('\r') && text[next] !== separator ? value.slice(0, -1) : value;
        record.push(cut);
      }
      if (text[next] === separator) {
        at = next + 1;
        continue;
      }
      if (next < text.length && text[next] !== this.#lineEnd) throw this.#misplaced(line);
      this.#line = line + 1;
      return { record, next: next + 1 };
    }
  }

  #endOfValue(text: string, at: number): number {
    const separator = text.indexOf(this.#separator!, at);
    const end = this.#endOfLine(text, at);
    if (separator < 0) return end;
    return end < 0 ? separator : Math.min(separator, end);
  }

  #take(record: string[], line: number, rows: string[][], lines: number[]): void {
    if (!this.#names) {
      this.#names = this.#header(record);
      return;
    }
    if (record.length !== this.#names.length) {
      throw new TableError(
        `${this.#path}, line ${line}: the row has ${record.length} values, the header ${this.#names.length}.`,
      );
    }
    rows.push(record);
    lines.push(line);
  }

  #header(record: readonly string[]): readonly string[] {
    const names = record.map((name) => name.trim());
    if (this.#tabs) refuseOtherSeparator(names, this.#path);
    const seen = new Set<string>();
    for (const name of names) {
      if (seen.has(name)) throw new TableError(`${this.#path} has two columns \`${name}\`.`);
      seen.add(name);
    }
    return names;
  }

  #misplaced(line: number): TableError {
    return new TableError(`${this.#path}, line ${line}: a quote stands in the middle of a value.`, quoteHelp);
  }

  #endless(): TableError {
    return new TableError(
      `${this.#path}, line ${this.#line}: a quote is opened and never closed, or the line has no end.`,
      quoteHelp,
    );
  }
}

const carriageReturn = 13;

/** The quote that closes a value: the next one that is not doubled. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return at;
  return -1;
}
