import { dirname, resolve } from 'node:path';
import { ownValue } from '../../../compiler/names/own-value.ts';
import { columnsFor } from '../../../compiler/tables/columns.ts';
import type { RowChunk } from '../../../compiler/tables/row-chunk.ts';
import { DataError } from '../../errors.ts';
import { liesInside } from '../../files/inside-folder.ts';
import type { Search } from '../readers/found.ts';
import type { Table } from '../tables/open-table.ts';
import { imageDecoder, type Decode } from './decode.ts';
import { Pixels, type ImageSize } from './pixels.ts';

/** So many images are decoded at the same time. */
const atOnce = 16;

/** The same table with pixels in the place of paths, in the columns that inputs of images take. */
export function withImages(table: Table, search: Search): Table {
  const columns = imageColumns(table, search);
  if (columns.size === 0) return table;
  const base = table.base ?? dirname(table.path);
  async function* chunks(): AsyncGenerator<RowChunk> {
    let decode: Decode | undefined;
    for await (const { rows, lines } of table.chunks)
      for (let start = 0; start < rows.length; start += atOnce) {
        const some = rows.slice(start, start + atOnce);
        if (some.some((cells) => hasPath(cells, columns))) decode ??= await imageDecoder();
        const read = some.map((cells, index) =>
          decodeRow(
            cells,
            columns,
            decode,
            { base, root: table.root },
            placeOf(table, lines[start + index]!),
          ),
        );
        yield { rows: await Promise.all(read), lines: lines.slice(start, start + atOnce) };
      }
  }
  return { ...table, chunks: chunks() };
}

/** The columns of paths, with the size that their images get. */
function imageColumns({ names }: Table, search: Search): ReadonlyMap<number, ImageSize> {
  const known = new Set(names);
  const found = new Map<number, ImageSize>();
  for (const [name, { image }] of search.forms ?? []) {
    if (!image) continue;
    const columns = columnsFor(name, ownValue(search.columns ?? {}, name), (column) => known.has(column));
    if (columns.length === 1) found.set(names.indexOf(columns[0]!), image);
  }
  return found;
}

function hasPath(cells: readonly unknown[], columns: ReadonlyMap<number, ImageSize>): boolean {
  return [...columns.keys()].some((column) => isPath(cells[column]));
}

/** A list of numbers may stand in the place of a path. */
function isPath(cell: unknown): cell is string {
  return typeof cell === 'string' && cell.trim() !== '' && !cell.trimStart().startsWith('[');
}

async function decodeRow(
  cells: readonly unknown[],
  columns: ReadonlyMap<number, ImageSize>,
  decode: Decode | undefined,
  { base, root }: { readonly base: string; readonly root: string | undefined },
  placeOfColumn: (column: number) => string | undefined,
): Promise<readonly unknown[]> {
  const read = [...cells];
  for (const [column, size] of columns) {
    const cell = cells[column];
    if (!decode || !isPath(cell)) continue;
    if (root !== undefined && !liesInside(root, resolve(base, cell)))
      throw new DataError(
        `${placeOfColumn(column) ?? cell}: the image \`${cell}\` lies outside the workspace \`${root}\`.`,
        'Put the images into the folder of the model, or ask the query by `--data "duckdb: …"`.',
      );
    read[column] = new Pixels(size, await decode(near(base, cell), size, placeOfColumn(column)), cell);
  }
  return read;
}

/** Where a path of a cell leads, as messages name it. */
function near(base: string, path: string): string {
  return base === '.' || resolve(path) === path ? path : `${base.replace(/[/\\]$/, '')}/${path}`;
}

/** The place of a cell; a folder of images has none but the image itself. */
function placeOf(table: Table, line: number): (column: number) => string | undefined {
  if (table.base === table.path) return () => undefined;
  return (column) => `${table.path}, ${table.rowWord} ${line}, ${table.word} \`${table.names[column]}\``;
}
