import { detached, isMissingNumber, toNumber } from '../../../compiler/tables/cells.ts';
import { DataError } from '../../errors.ts';
import { quoted } from '../quoted.ts';
import type { LoadedArray } from '../tensor-like.ts';
import type { CellForm } from './found.ts';
import type { Room } from './room.ts';
import { misfit, missing } from './numbers.ts';

/** More axes than any tensor has: what is nested deeper was made to exhaust its reader. */
const mostAxes = 32;

/** Where a cell stands, in words. */
export type PlaceOf = (line: number, column: number) => string;

/**
 * The entries of one array, gathered row by row from the columns of a table: from one column, whose cells are single
 * entries or lists, or from several side by side.
 */
abstract class ColumnEntries {
  private readonly columns: readonly number[];
  protected readonly placeOf: PlaceOf;
  /** What the entries take of the memory is counted here. */
  protected readonly room: Room | undefined;
  /** The shape of a row, which the first one tells. */
  private shape: readonly number[] | undefined;
  private rows = 0;

  /** @param columns their positions in a row */
  constructor(columns: readonly number[], placeOf: PlaceOf, room: Room | undefined) {
    this.columns = columns;
    this.placeOf = placeOf;
    this.room = room;
  }

  /**
   * @param cells of all columns of the table
   * @throws DataError that names line and column of a cell that does not fit, or a list of another shape
   */
  add(cells: readonly unknown[], line: number): void {
    this.rows++;
    if (this.columns.length > 1) {
      let count = 0;
      for (const column of this.columns) count += this.pushCell(cells[column], line, column);
      this.shape ??= [count];
      return;
    }
    const [column] = this.columns as readonly [number];
    const place = () => this.placeOf(line, column);
    const value = this.parse(cells[column], place);
    this.shape ??= shapeOf(value, place);
    this.addAll(value, this.shape, 0, line, column);
  }

  /** A cell of one entry, or of several that a date became. */
  private pushCell(cell: unknown, line: number, column: number): number {
    if (!Array.isArray(cell)) this.push(cell, line, column);
    else for (const entry of cell) this.push(entry, line, column);
    return Array.isArray(cell) ? cell.length : 1;
  }

  /** The entries of the rows since the last time; those to come have the same shape. */
  finish(source: string): LoadedArray {
    const shape = [this.rows, ...(this.shape ?? [])];
    this.rows = 0;
    return this.finishRows(shape, source);
  }

  protected abstract finishRows(shape: readonly number[], source: string): LoadedArray;

  /** A cell that may hold several entries. */
  protected abstract parse(cell: unknown, place: () => string): unknown;
  protected abstract push(value: unknown, line: number, column: number): void;

  private addAll(
    value: unknown,
    shape: readonly number[],
    depth: number,
    line: number,
    column: number,
  ): void {
    if (depth === shape.length) {
      this.push(value, line, column);
      return;
    }
    if (!Array.isArray(value) || value.length !== shape[depth]) {
      const place = this.placeOf(line, column);
      throw new DataError(`${place}: a list of [${shape.join(', ')}] is needed, as in the first row.`);
    }
    for (const item of value) this.addAll(item, shape, depth + 1, line, column);
  }
}

/** Numbers stand in one typed array; where a cell stands is found out for messages alone. */
export class ColumnNumbers extends ColumnEntries {
  private readonly form: NumberForm;
  private data: Float64Array<ArrayBuffer> = new Float64Array(0);
  private length = 0;
  private missing: number[] = [];

  constructor(columns: readonly number[], placeOf: PlaceOf, form: NumberForm, room?: Room) {
    super(columns, placeOf, room);
    this.form = form;
  }

  protected finishRows(shape: readonly number[], source: string): LoadedArray {
    const data = this.data.slice(0, this.length);
    const missing = this.missing.length > 0 ? new Uint8Array(this.length) : undefined;
    for (const index of this.missing) missing![index] = 1;
    this.length = 0;
    this.missing = [];
    return missing ? { shape, data, missing, source } : { shape, data, source };
  }

  protected parse(cell: unknown, place: () => string): unknown {
    return parseList(cell, place);
  }

  private withPoint(value: unknown): unknown {
    const hasComma = this.form.decimal === ',' && typeof value === 'string';
    return hasComma ? value.replace(',', '.') : value;
  }

  protected push(value: unknown, line: number, column: number): void {
    const number = toNumber(this.withPoint(value));
    if (Number.isNaN(number)) {
      if (!this.form.gaps || !isMissingNumber(value))
        throw misfit(value, this.placeOf(line, column), this.form.target);
      this.missing.push(this.length);
    } else {
      const problem = this.form.problem?.(number, () => this.placeOf(line, column));
      if (problem) throw problem;
    }
    if (this.length === this.data.length) {
      const larger = new Float64Array(Math.max(1024, Math.ceil(this.length * 1.5)));
      this.room?.take((larger.length - this.length) * larger.BYTES_PER_ELEMENT);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.length++] = number;
  }
}

export interface NumberForm {
  /** True where cells may be empty. */
  readonly gaps: boolean;
  /** True where a head is compared with the cells. */
  readonly target?: boolean | undefined;
  /** What stands before the fraction of a number. */
  readonly decimal: '.' | ',';
  readonly problem?: CellForm['problem'];
}

export interface WordForm {
  readonly words: 'strings' | 'labels';
  /** True where cells may be empty. */
  readonly gaps: boolean;
  /** True in text tables, which write nothing where a value is missing; `""` of JSON is a string. */
  readonly emptyIsMissing: boolean;
  readonly problem?: CellForm['problem'];
}

/** Strings, as they stand in the table. */
export class ColumnWords extends ColumnEntries {
  private readonly form: WordForm;
  private data: (string | undefined)[] = [];
  /** Equal words are one string in memory. */
  private readonly known = new Map<string, string>();

  constructor(columns: readonly number[], placeOf: PlaceOf, form: WordForm, room?: Room) {
    super(columns, placeOf, room);
    this.form = form;
  }

  protected finishRows(shape: readonly number[], source: string): LoadedArray {
    const { data } = this;
    this.data = [];
    this.known.clear();
    return { shape, data, source };
  }

  /** A text may begin with a bracket: lists of strings are those of JSON lines alone. */
  protected parse(cell: unknown): unknown {
    return cell;
  }

  protected push(value: unknown, line: number, column: number): void {
    this.data.push(this.toWord(value, line, column));
    this.room?.take(bytesOfReference);
  }

  private toWord(value: unknown, line: number, column: number): string | undefined {
    const { words, gaps, emptyIsMissing } = this.form;
    if (value === null || value === undefined || (value === '' && emptyIsMissing)) {
      if (gaps) return undefined;
      // Labels are what heads are compared with.
      const rule = words === 'labels' ? 'none' : 'most_frequent';
      throw missing(`${this.placeOf(line, column)}: the value is missing.`, rule);
    }
    if (typeof value === 'string') return this.same(value, line, column);
    if (words === 'labels' && (typeof value === 'number' || typeof value === 'boolean'))
      return this.same(String(Number(value)), line, column);
    const place = this.placeOf(line, column);
    throw new DataError(`${place}: ${quoted(value)} is no string.`, 'Write it between quotes.');
  }

  private same(word: string, line: number, column: number): string {
    const known = this.known.get(word);
    if (known !== undefined) return known;
    const problem = this.form.problem?.(word, () => this.placeOf(line, column));
    if (problem) throw problem;
    const own = detached(word);
    this.known.set(own, own);
    this.room?.take(bytesOfWord + 2 * own.length);
    return own;
  }
}

/** What a place in a list takes of the memory, and a string with its place among those that are known. */
const bytesOfReference = 8;
const bytesOfWord = 64;

/** Lists in cells of a text table are JSON. */
function parseList(value: unknown, placeOf: () => string): unknown {
  if (typeof value !== 'string' || !value.trimStart().startsWith('[')) return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new DataError(`${placeOf()}: ${JSON.stringify(value.slice(0, 40))} is no JSON list.`);
  }
}

function shapeOf(value: unknown, placeOf: () => string): readonly number[] {
  const shape: number[] = [];
  for (let level = value; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
    if (shape.length > mostAxes)
      throw new DataError(
        `${placeOf()}: the list is nested deeper than any tensor, which has at most ${mostAxes} axes.`,
      );
  }
  return shape;
}
