import { dirname } from 'node:path';
import type { RowChunk } from '../../../compiler/tables/row-chunk.ts';
import { otherColumns } from '../../../compiler/tables/other-columns.ts';
import { DataError } from '../../errors.ts';
import type { UnpackLimits } from '../../files.ts';
import { tableFormat, type Table } from './open-table.ts';

/**
 * Tables of the same columns as one, the rows of each behind those of the one before; one is open at a time.
 * @throws DataError for a file that is no table, and, where it is reached, for one of other columns
 */
export async function joinTables(paths: readonly string[], limits: UnpackLimits): Promise<Table> {
  const [path] = paths as readonly [string, ...string[]];
  const first = await open(path, limits);
  async function* chunks(): AsyncGenerator<RowChunk> {
    yield* first.chunks;
    for (const each of paths.slice(1)) {
      const table = await open(each, limits);
      const order = orderOf(first, table);
      for await (const { rows, lines } of table.chunks)
        yield { lines, rows: order ? rows.map((cells) => order.map((column) => cells[column])) : rows };
    }
  }
  return {
    ...first,
    base: first.base ?? dirname(path),
    path: paths.length === 1 ? first.path : `${first.path} and ${paths.length - 1} more`,
    chunks: chunks(),
  };
}

function open(path: string, limits: UnpackLimits): Promise<Table> {
  const format = tableFormat(path);
  if (format) return format(path, limits);
  throw new DataError(
    `${path} is no table, and cannot follow another source.`,
    'Give several sources as tables of the same columns.',
  );
}

/** Where the columns of the first table stand in another; undefined where that is the same place for all. */
function orderOf(first: Table, other: Table): readonly number[] | undefined {
  const message = otherColumns(first, other);
  if (message !== undefined) throw new DataError(message, 'Sources of one model have the same columns.');
  return first.names.every((name, column) => other.names[column] === name)
    ? undefined
    : first.names.map((name) => other.names.indexOf(name));
}
