import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { closestNames } from '../../compiler/diagnostics/suggest.ts';
import { DataError } from '../errors.ts';
import { isFolder, readWhole, reasonOf, type UnpackLimits } from '../files.ts';
import type { CellForm, Found, Search } from './readers/found.ts';
import { readCsv } from './readers/csv.ts';
import { decodeIdx, isIdx } from './readers/idx.ts';
import { readJsonl } from './readers/jsonl.ts';
import { rowValues } from './readers/kept-values.ts';
import { decodeNpy } from './readers/npy.ts';
import { readNpz } from './readers/npz.ts';
import type { LoadedArray } from './tensor-like.ts';
import { unpacked } from './unpack.ts';

export interface ReadOptions extends UnpackLimits {
  /** Names that may be there and are passed over without a word: heads, where only inputs are wanted. */
  readonly known?: readonly string[];
  /** Names whose values are kept as they stand, one a row, such as an `id`. */
  readonly keep?: readonly string[];
  /** How the cells of arrays are read that are not just numbers, by name. */
  readonly forms?: ReadonlyMap<string, CellForm>;
  /** Told what was passed over. */
  readonly onNote?: (text: string) => void;
}

/** Data, and what was kept beside it. */
export interface DataWithKept {
  readonly arrays: Readonly<Record<string, LoadedArray>>;
  readonly kept: ReadonlyMap<string, readonly unknown[]>;
}

/**
 * Reads data as the command line takes it: files of several arrays, folders of `.npy` files, and `name=FILE`
 * pairs, in any mix. What else they hold is passed over.
 * @param wanted names of inputs and heads, by which columns of tables are gathered; none means all that is there
 * @throws DataError for files that are not whole or not known, and for an array given twice
 */
export function readData(
  specifications: readonly string[],
  wanted: readonly string[],
  options: ReadOptions = {},
): Readonly<Record<string, LoadedArray>> {
  return readDataAndKept(specifications, wanted, options).arrays;
}

/**
 * What {@link readData} reads, and the values that `keep` asks for.
 * @throws DataError also where nothing has the name of one that is to be kept
 */
export function readDataAndKept(
  specifications: readonly string[],
  wanted: readonly string[],
  options: ReadOptions = {},
): DataWithKept {
  const { known = [], keep = [] } = options;
  const arrays = new Map<string, LoadedArray>();
  const kept = new Map<string, readonly unknown[]>();
  const passedOver = new Map<string, readonly string[]>();
  const search = { wanted, keep, single: false, maxUnpacked: options.maxUnpacked, forms: options.forms };
  for (const specification of specifications) {
    const found = readSpecification(specification, search);
    for (const [name, array] of found.arrays) {
      const first = arrays.get(name);
      if (first)
        throw new DataError(`\`${name}\` is given twice: by ${first.source} and by ${array.source}.`);
      arrays.set(name, array);
    }
    for (const [name, values] of found.kept) kept.set(name, values);
    const extra = found.passedOver.filter((name) => !known.includes(name));
    if (extra.length > 0) passedOver.set(specification, extra);
  }
  const unknown = keep.find((name) => !kept.has(name));
  if (unknown !== undefined) throw nothingToKeep(unknown, passedOver);
  // Where something is missing, what is left over may be the same thing by another name: both are to be named.
  if (wanted.every((name) => arrays.has(name))) note(passedOver, options);
  else addLeftOver(arrays, passedOver);
  return { arrays: Object.fromEntries(arrays), kept };
}

function note(passedOver: ReadonlyMap<string, readonly string[]>, { onNote }: ReadOptions): void {
  for (const [path, names] of passedOver) {
    const shown = names.slice(0, 5).map((name) => `\`${name}\``);
    const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
    onNote?.(
      `${path}: ${shown.join(', ')}${more} ${names.length === 1 ? 'is' : 'are'} passed over, since no input or head has ${names.length === 1 ? 'that name' : 'those names'}.`,
    );
  }
}

function addLeftOver(
  arrays: Map<string, LoadedArray>,
  passedOver: ReadonlyMap<string, readonly string[]>,
): void {
  for (const [path, names] of passedOver) {
    for (const name of names)
      if (!arrays.has(name)) arrays.set(name, { shape: [0], data: new Float64Array(0), source: path });
  }
}

function nothingToKeep(name: string, passedOver: ReadonlyMap<string, readonly string[]>): DataError {
  const [closest] = closestNames(name, [...passedOver.values()].flat());
  return new DataError(
    `The data has nothing called \`${name}\` to keep.`,
    closest === undefined ? undefined : `Did you mean \`${closest}\`?`,
  );
}

function readSpecification(specification: string, search: Search): Found {
  const pair = /^([^=/\\]+)=(.*)$/su.exec(specification);
  if (pair) {
    const [, name, path] = pair as unknown as [string, string, string];
    if (path === '')
      throw new DataError(`\`--data ${name}=\` names no file.`, `Write \`--data ${name}=FILE\`.`);
    return readOne(path, name, search);
  }
  if (isFolder(specification)) return readFolder(specification, search);
  return readSeveral(specification, search);
}

function readFolder(folder: string, { wanted, keep }: Search): Found {
  const names = namesIn(folder)
    .filter((file) => file.endsWith('.npy'))
    .map((file) => basename(file, '.npy'))
    .sort();
  if (names.length === 0) throw new DataError(`The folder ${folder} has no .npy files.`);
  const read = (name: string): LoadedArray => {
    const path = join(folder, `${name}.npy`);
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

/** @throws DataError where the folder may not be read */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new DataError(`${folder} cannot be read: ${reasonOf(error)}.`);
  }
}

/** A file that holds one array. */
function readOne(path: string, name: string, search: Search): Found {
  const bytes = unpacked(path, search);
  const lone = (array: LoadedArray): Found =>
    search.keep.includes(name)
      ? { arrays: new Map(), kept: new Map([[name, rowValues(name, array)]]), passedOver: [] }
      : { arrays: new Map([[name, array]]), kept: new Map(), passedOver: [] };
  if (isIdx(bytes)) return lone(decodeIdx(bytes, path));
  if (stem(path).endsWith('.npy')) return lone(decodeNpy(bytes, path));
  const found = readTables(path, bytes, { ...search, wanted: [name], single: true });
  const array = found?.arrays.get(name);
  if (found && array) return { ...found, arrays: new Map([[name, array]]), passedOver: [] };
  throw new DataError(
    `${path} holds no array \`${name}\` in a format that kmodel reads.`,
    'Give an IDX or .npy file, or a .npz, .csv, .tsv or .jsonl file that has the name.',
  );
}

/** A file that names its arrays. */
function readSeveral(path: string, search: Search): Found {
  const bytes = unpacked(path, search);
  const found = readTables(path, bytes, search);
  if (found) return found;
  if (isIdx(bytes) || stem(path).endsWith('.npy')) {
    throw new DataError(`${path} holds one array without a name.`, `Write \`--data NAME=${path}\`.`);
  }
  throw new DataError(
    `${path} has a format that kmodel does not know.`,
    'Give a .npz, .csv, .tsv or .jsonl file, a folder of .npy files, or `name=FILE` for an IDX file.',
  );
}

function readTables(path: string, bytes: Uint8Array, search: Search): Found | undefined {
  const name = stem(path);
  if (name.endsWith('.npz')) return readNpz(bytes, path, search);
  if (name.endsWith('.csv')) return readCsv(bytes, path, ',', search);
  if (name.endsWith('.tsv')) return readCsv(bytes, path, '\t', search);
  if (name.endsWith('.jsonl')) return readJsonl(bytes, path, search);
  return undefined;
}

/** The name that tells the format: `.gz` is taken off. */
function stem(path: string): string {
  return path.toLowerCase().replace(/\.gz$/, '');
}
