import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { RowChunk } from '../../../compiler/tables/row-chunk.ts';
import { DataError, KmodelError } from '../../errors.ts';
import { openFile, type KeptFile } from '../../files.ts';
import { plainCell } from './plain-cell.ts';
import type { Table } from './open-table.ts';

/** So many rows are unpacked together at most, whatever the size of a group. */
const rowsAtOnce = 2 ** 14;

/**
 * A Parquet file, group of rows by group of rows; columns within columns come as lists and objects.
 * @throws DataError where it is no whole Parquet file
 */
export async function parquetTable(path: string): Promise<Table> {
  const metadata = await withReader(path, (buffer) => parquetMetadataAsync(buffer));
  const names = parquetSchema(metadata).children.map(({ element }) => element.name);
  return { path, word: 'column', rowWord: 'row', hasEmptyStrings: true, names, chunks: rows(path, metadata) };
}

async function* rows(path: string, metadata: FileMetaData): AsyncGenerator<RowChunk> {
  const file = openFile(path);
  try {
    let start = 0;
    for (const group of metadata.row_groups) {
      const end = start + Number(group.num_rows);
      for (let from = start; from < end; from += rowsAtOnce) {
        const rowEnd = Math.min(from + rowsAtOnce, end);
        const read = await whole(path, () => readRows(bufferOf(file), metadata, from, rowEnd));
        const first = from;
        yield {
          rows: read.map((cells) => cells.map(plainCell)),
          lines: read.map((_, index) => first + index + 1),
        };
      }
      start = end;
    }
    file.requireUnchanged();
  } finally {
    file.close();
  }
}

async function readRows(
  file: AsyncBuffer,
  metadata: FileMetaData,
  rowStart: number,
  rowEnd: number,
): Promise<readonly (readonly unknown[])[]> {
  let read: readonly (readonly unknown[])[] = [];
  await parquetRead({
    file,
    metadata,
    rowStart,
    rowEnd,
    compressors,
    onComplete: (all) => void (read = all as unknown as readonly (readonly unknown[])[]),
  });
  return read;
}

async function withReader<T>(path: string, use: (buffer: AsyncBuffer) => Promise<T>): Promise<T> {
  const file = openFile(path);
  try {
    return await whole(path, () => use(bufferOf(file)));
  } finally {
    file.close();
  }
}

function bufferOf(file: KeptFile): AsyncBuffer {
  return {
    byteLength: file.size,
    slice: (start, end = file.size) => file.read(start, end - start).buffer,
  };
}

/** What the reader makes of a damaged file is an error of the file. */
async function whole<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof KmodelError) throw error;
    if (error instanceof RangeError || !(error instanceof Error))
      throw new DataError(`${path} is not a Parquet file that can be read: it is damaged or cut off.`);
    const reason = error.message.replace(/^parquet /, '').replace(/\.$/, '');
    throw new DataError(`${path} is not a Parquet file that can be read: ${reason}.`);
  }
}
