import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { RowChunk } from '../../../compiler/tables/row-chunk.ts';
import { isFolder } from '../../files.ts';
import type { Table } from '../tables/open-table.ts';
import { isImageName } from './pixels.ts';

/** The columns of a folder of images. */
export const imageColumn = 'image';
export const labelColumn = 'label';

/** So many rows come together: what is decoded of them is in memory. */
const rowsAtOnce = 64;

/** A folder in a folder, which stands for a class. */
interface ClassFolder {
  readonly name: string;
  readonly images: readonly string[];
}

/** True for a folder of images, or with one folder of images for each class. */
export function isImageFolder(path: string): boolean {
  if (!isFolder(path)) return false;
  const entries = entriesOf(path);
  if (entries.some(({ name }) => name.endsWith('.npy'))) return false;
  return imagesIn(entries).length > 0 || classFolders(path, entries).length > 0;
}

/** The names of the classes of a folder of images, in their order; none where the images stand in it themselves. */
export function classesOfFolder(path: string): readonly string[] {
  return classFolders(path, entriesOf(path)).map(({ name }) => name);
}

/** The paths of all images in the folders of classes. */
export function imagesOfClasses(path: string): readonly string[] {
  return classFolders(path, entriesOf(path)).flatMap(({ name, images }) =>
    images.map((image) => join(path, name, image)),
  );
}

/**
 * A folder with one folder of images for each class as a table: the path of each image, and the name of its folder.
 * Images that stand in the folder itself have no label. Files of other kinds are passed over.
 */
export function imageFolderTable(path: string): Table {
  const entries = entriesOf(path);
  const classes = classFolders(path, entries);
  const rows =
    classes.length > 0
      ? classes.flatMap(({ name, images }) => images.map((image) => [`${name}/${image}`, name]))
      : imagesIn(entries).map((image) => [image]);
  async function* chunks(): AsyncGenerator<RowChunk> {
    for (let start = 0; start < rows.length; start += rowsAtOnce) {
      const some = rows.slice(start, start + rowsAtOnce);
      yield { rows: some, lines: some.map((_, index) => start + index + 1) };
    }
  }
  const names = classes.length > 0 ? [imageColumn, labelColumn] : [imageColumn];
  return { path, base: path, word: 'column', rowWord: 'row', names, chunks: chunks() };
}

function classFolders(path: string, entries: readonly Dirent[]): readonly ClassFolder[] {
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => ({ name, images: imagesIn(entriesOf(join(path, name))) }))
    .filter(({ images }) => images.length > 0);
}

function imagesIn(entries: readonly Dirent[]): readonly string[] {
  return entries.filter((entry) => !entry.isDirectory() && isImageName(entry.name)).map(({ name }) => name);
}

/** What may not be read holds nothing. Names are in the order of their letters, on every system. */
function entriesOf(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
