import { DataError } from '../../errors.ts';
import type { LoadedArray } from '../tensor-like.ts';
import { misfit, toNumber } from './numbers.ts';

/** More axes than any tensor has: what is nested deeper was made to exhaust its reader. */
const mostAxes = 32;

/**
 * The numbers of one array, gathered row by row from the columns of a table: from one column, whose cells are
 * numbers or lists, or from several side by side. They stand in one typed array; where a cell stands is found out
 * for messages alone.
 */
export class ColumnNumbers {
  private readonly columns: readonly number[];
  private readonly placeOf: (line: number, column: number) => string;
  /** The shape of a row, which the first one tells. */
  private shape: readonly number[] | undefined;
  private data: Float64Array<ArrayBuffer> = new Float64Array(0);
  private length = 0;
  private rows = 0;

  /**
   * @param columns their positions in a row
   * @param placeOf where a cell stands, in words
   */
  constructor(columns: readonly number[], placeOf: (line: number, column: number) => string) {
    this.columns = columns;
    this.placeOf = placeOf;
    if (columns.length > 1) this.shape = [columns.length];
  }

  /**
   * @param cells of all columns of the table
   * @throws DataError that names line and column of a cell that is no number, or a list of another shape
   */
  add(cells: readonly unknown[], line: number): void {
    this.rows++;
    if (this.columns.length > 1) {
      for (const column of this.columns) this.push(cells[column], line, column);
      return;
    }
    const [column] = this.columns as readonly [number];
    const place = () => this.placeOf(line, column);
    const value = parseList(cells[column], place);
    this.shape ??= shapeOf(value, place);
    this.addAll(value, this.shape, 0, line, column);
  }

  finish(source: string): LoadedArray {
    return { shape: [this.rows, ...(this.shape ?? [])], data: this.data.slice(0, this.length), source };
  }

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

  private push(value: unknown, line: number, column: number): void {
    const number = toNumber(value);
    if (Number.isNaN(number)) throw misfit(value, this.placeOf(line, column));
    if (this.length === this.data.length) {
      const larger = new Float64Array(Math.max(1024, Math.ceil(this.length * 1.5)));
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.length++] = number;
  }
}

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
