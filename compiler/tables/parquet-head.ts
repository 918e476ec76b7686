// Without what reads rows, which every check would load.
import { parquetMetadata, parquetSchema } from 'hyparquet/src/metadata.js';
import { TableError } from './table-error.ts';
import type { TableHead } from './table-head.ts';

/** True for a Parquet file, whose columns stand at its end. */
export function isParquet(path: string): boolean {
  return /\.parquet$/i.test(path);
}

/**
 * The columns of a Parquet file, without rows.
 * @param bytes its last ones
 * @returns undefined where what says them is longer than that
 * @throws TableError where it is no Parquet file
 */
export function parquetHead(path: string, bytes: Uint8Array): TableHead | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isWhole = bytes.length >= 12 && view.getUint32(bytes.length - 4, true) === magic;
  if (!isWhole) throw new TableError(`${path} is not a Parquet file: it does not end like one.`);
  if (view.getUint32(bytes.length - 8, true) + 8 > bytes.length) return undefined;
  try {
    const schema = parquetSchema(parquetMetadata(Uint8Array.from(bytes).buffer));
    return { names: schema.children.map(({ element }) => element.name), word: 'column', rows: [], lines: [] };
  } catch {
    throw new TableError(`${path} is not a Parquet file that can be read: its columns are damaged.`);
  }
}

/** `PAR1` */
const magic = 0x31524150;
