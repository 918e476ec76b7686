import type { RowChunk } from '../../../compiler/tables/row-chunk.ts';
import { DataError } from '../../errors.ts';
import { isStringData, type LoadedArray } from '../tensor-like.ts';
import type { Table } from './open-table.ts';

const rowsAtOnce = 4096;

/**
 * Arrays as a table: a column for each, whose cells are single values, or the values of a row as a list.
 * @throws DataError where they differ in their number of rows
 */
export function arrayTable(path: string, arrays: ReadonlyMap<string, LoadedArray>): Table {
  const entries = [...arrays];
  const [first] = entries;
  const count = first?.[1].shape[0] ?? 0;
  const odd = entries.find(([, { shape }]) => shape[0] !== count);
  if (odd) {
    throw new DataError(
      `\`${first![0]}\` has ${count} rows, but \`${odd[0]}\` has ${odd[1].shape[0]}: they must agree.`,
    );
  }
  const cellOf = entries.map(([, array]) => cellReader(array));
  async function* chunks(): AsyncGenerator<RowChunk> {
    for (let start = 0; start < count; start += rowsAtOnce) {
      const lines = Array.from({ length: Math.min(rowsAtOnce, count - start) }, (_, row) => start + row + 1);
      yield { lines, rows: lines.map((line) => cellOf.map((cell) => cell(line - 1))) };
    }
  }
  return {
    path,
    word: 'column',
    rowWord: 'row',
    names: entries.map(([name]) => name),
    chunks: chunks(),
  };
}

function cellReader(array: LoadedArray): (row: number) => unknown {
  const width = array.shape.slice(1).reduce((product, size) => product * size, 1);
  const { data } = array;
  const at = isStringData(array)
    ? (index: number) => data[index]
    : (index: number) => (array.missing?.[index] ? undefined : Number(data[index]));
  if (width === 1) return at;
  return (row) => Array.from({ length: width }, (_, index) => at(row * width + index));
}
