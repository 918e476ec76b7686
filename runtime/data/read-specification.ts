import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DataError } from '../errors.ts';
import { fileOfBytes, isFolder, readWhole, reasonOf, statsOf, withFile } from '../files.ts';
import { isDatasetSource, readDataset } from './datasets/read-dataset.ts';
import { isDuckdb } from './duckdb/duckdb-source.ts';
import { isImageFolder } from './images/image-folder.ts';
import type { Found, Search } from './readers/found.ts';
import { decodeIdx, isIdx } from './readers/idx.ts';
import { rowValues } from './readers/kept-values.ts';
import { decodeNpy } from './readers/npy.ts';
import { readNpz } from './readers/npz.ts';
import { readTable } from './readers/table.ts';
import { joinTables } from './tables/join-tables.ts';
import { withCells } from './tables/with-cells.ts';
import { tableFormat } from './tables/open-table.ts';
import type { LoadedArray } from './tensor-like.ts';
import { unpacked } from './unpack.ts';

/**
 * What one `--data` gives: a file of several arrays, a folder of `.npy` files, or `name=FILE`; a list is one table
 * in several files.
 * @throws DataError for a file that is not whole or not known
 */
export async function readSpecification(
  specification: string | readonly string[],
  search: Search,
): Promise<Found> {
  if (typeof specification !== 'string')
    return readTable(withCells(await joinTables(specification, search), search), search);
  if (isDatasetSource(specification)) return readDataset(specification, search);
  const pair = namedFile(specification);
  if (pair) {
    const { name, path } = pair;
    if (path === '')
      throw new DataError(`\`--data ${name}=\` names no file.`, `Write \`--data ${name}=FILE\`.`);
    return readOne(path, name, search);
  }
  if (isFolder(specification) && !isImageFolder(specification)) return readFolder(specification, search);
  return readSeveral(specification, search);
}

/** The parts of `name=FILE`; undefined for a path alone. */
export function namedFile(
  specification: string,
): { readonly name: string; readonly path: string } | undefined {
  if (isDuckdb(specification) || isDatasetSource(specification)) return undefined;
  const [, name, path] = /^([^=/\\]+)=(.*)$/su.exec(specification) ?? [];
  return name === undefined ? undefined : { name, path: path! };
}

function readFolder(folder: string, { wanted, keep, room }: Search): Found {
  const names = arraysIn(folder);
  if (names.length === 0)
    throw new DataError(`The folder ${folder} has no .npy files, and no images (.png, .jpg).`);
  const read = (name: string): LoadedArray => {
    const path = join(folder, `${name}.npy`);
    room?.take(statsOf(path)?.size ?? 0);
    return decodeNpy(readWhole(path), path);
  };
  const chosen = names.filter((name) => wanted.length === 0 || wanted.includes(name));
  const kept = names.filter((name) => keep.includes(name));
  return {
    arrays: new Map(chosen.map((name) => [name, read(name)])),
    kept: new Map(kept.map((name) => [name, rowValues(name, read(name))])),
    passedOver: names.filter((name) => !chosen.includes(name) && !kept.includes(name)),
  };
}

/** The names of the `.npy` files in a folder. */
export function arraysIn(folder: string): readonly string[] {
  return namesIn(folder)
    .filter((file) => file.endsWith('.npy'))
    .map((file) => basename(file, '.npy'))
    .sort();
}

/** @throws DataError where the folder may not be read */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new DataError(`${folder} cannot be read: ${reasonOf(error)}.`);
  }
}

/** A file that holds one array. */
async function readOne(path: string, name: string, search: Search): Promise<Found> {
  const found = await readNamed(path, { ...search, wanted: [name], single: true });
  const array = found?.arrays.get(name);
  if (found && array) return { ...found, arrays: new Map([[name, array]]), passedOver: [] };
  if (!found) search.room?.take(statsOf(path)?.size ?? 0);
  const bytes = found ? new Uint8Array(0) : unpacked(path, search);
  const lone = (array: LoadedArray): Found =>
    search.keep.includes(name)
      ? { arrays: new Map(), kept: new Map([[name, rowValues(name, array)]]), passedOver: [] }
      : { arrays: new Map([[name, array]]), kept: new Map(), passedOver: [] };
  if (isIdx(bytes)) return lone(decodeIdx(bytes, path));
  if (stem(path).endsWith('.npy')) return lone(decodeNpy(bytes, path));
  throw new DataError(
    `${path} holds no array \`${name}\` in a format that kmodel reads.`,
    'Give an IDX or .npy file, or a .npz, .csv, .tsv or .jsonl file that has the name.',
  );
}

/** A file that names its arrays. */
async function readSeveral(path: string, search: Search): Promise<Found> {
  const found = await readNamed(path, search);
  if (found) return found;
  const bytes = unpacked(path, search);
  if (isIdx(bytes) || stem(path).endsWith('.npy')) {
    throw new DataError(`${path} holds one array without a name.`, `Write \`--data NAME=${path}\`.`);
  }
  throw new DataError(
    `${path} has a format that kmodel does not know.`,
    'Give a .npz, .csv, .tsv or .jsonl file, a folder of .npy files or images, or `name=FILE` for an IDX file.',
  );
}

/** What a file holds by name; undefined for one of another kind. */
async function readNamed(path: string, search: Search): Promise<Found | undefined> {
  const open = tableFormat(path);
  if (open) return readTable(withCells(await open(path, search), search), search);
  const name = path.toLowerCase();
  if (name.endsWith('.npz.gz')) return readNpz(fileOfBytes(unpacked(path, search)), path, search);
  return name.endsWith('.npz') ? withFile(path, (file) => readNpz(file, path, search)) : undefined;
}

/** The name that tells the format: `.gz` is taken off. */
function stem(path: string): string {
  return path.toLowerCase().replace(/\.gz$/, '');
}
