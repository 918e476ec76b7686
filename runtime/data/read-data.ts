import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DataError } from '../errors.ts';
import { isFolder, plainBytes, readWhole, reasonOf } from '../files.ts';
import { decodeCsv } from './readers/csv.ts';
import { decodeIdx, isIdx } from './readers/idx.ts';
import { decodeJsonl } from './readers/jsonl.ts';
import { decodeNpy } from './readers/npy.ts';
import { decodeNpz } from './readers/npz.ts';
import { tableToArrays } from './readers/rows.ts';
import type { LoadedArray } from './tensor-like.ts';

/**
 * Reads data as the command line takes it: files of several arrays, folders of `.npy` files, and `name=FILE`
 * pairs, in any mix.
 * @param wanted names of inputs and heads, by which columns of tables are gathered
 * @throws DataError for files that are not whole or not known, and for an array given twice
 */
export function readData(
  specifications: readonly string[],
  wanted: readonly string[],
): Readonly<Record<string, LoadedArray>> {
  const arrays: Record<string, LoadedArray> = {};
  for (const specification of specifications) {
    for (const [name, array] of Object.entries(readSpecification(specification, wanted))) {
      const known = arrays[name];
      if (known)
        throw new DataError(`\`${name}\` is given twice: by ${known.source} and by ${array.source}.`);
      arrays[name] = array;
    }
  }
  return arrays;
}

function readSpecification(
  specification: string,
  wanted: readonly string[],
): Readonly<Record<string, LoadedArray>> {
  const pair = /^([^=/\\]+)=(.*)$/su.exec(specification);
  if (pair) {
    const [, name, path] = pair as unknown as [string, string, string];
    if (path === '')
      throw new DataError(`\`--data ${name}=\` names no file.`, `Write \`--data ${name}=FILE\`.`);
    return { [name]: readOne(path, name) };
  }
  if (isFolder(specification)) return readFolder(specification);
  return readSeveral(specification, wanted);
}

function readFolder(folder: string): Readonly<Record<string, LoadedArray>> {
  const files = namesIn(folder)
    .filter((file) => file.endsWith('.npy'))
    .sort();
  if (files.length === 0) throw new DataError(`The folder ${folder} has no .npy files.`);
  return Object.fromEntries(
    files.map((file) => [
      basename(file, '.npy'),
      decodeNpy(readWhole(join(folder, file)), join(folder, file)),
    ]),
  );
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
function readOne(path: string, name: string): LoadedArray {
  const bytes = unpacked(path);
  if (isIdx(bytes)) return decodeIdx(bytes, path);
  if (stem(path).endsWith('.npy')) return decodeNpy(bytes, path);
  const arrays = readTables(path, bytes, [name]);
  const array =
    arrays && (arrays[name] ?? (Object.keys(arrays).length === 1 ? Object.values(arrays)[0] : undefined));
  if (array) return array;
  throw new DataError(
    `${path} holds no array \`${name}\` in a format that kmodel reads.`,
    'Give an IDX or .npy file, or a .npz, .csv, .tsv or .jsonl file that has the name.',
  );
}

/** A file that names its arrays. */
function readSeveral(path: string, wanted: readonly string[]): Readonly<Record<string, LoadedArray>> {
  const bytes = unpacked(path);
  const arrays = readTables(path, bytes, wanted);
  if (arrays) return arrays;
  if (isIdx(bytes) || stem(path).endsWith('.npy')) {
    throw new DataError(`${path} holds one array without a name.`, `Write \`--data NAME=${path}\`.`);
  }
  throw new DataError(
    `${path} has a format that kmodel does not know.`,
    'Give a .npz, .csv, .tsv or .jsonl file, a folder of .npy files, or `name=FILE` for an IDX file.',
  );
}

function readTables(
  path: string,
  bytes: Uint8Array,
  wanted: readonly string[],
): Readonly<Record<string, LoadedArray>> | undefined {
  const name = stem(path);
  if (name.endsWith('.npz')) return decodeNpz(bytes, path);
  if (name.endsWith('.csv'))
    return tableToArrays(decodeCsv(decodeText(bytes, path), path, ','), wanted, path);
  if (name.endsWith('.tsv'))
    return tableToArrays(decodeCsv(decodeText(bytes, path), path, '\t'), wanted, path);
  if (name.endsWith('.jsonl')) return tableToArrays(decodeJsonl(decodeText(bytes, path), path), wanted, path);
  return undefined;
}

/** The name that tells the format: `.gz` is taken off. */
function stem(path: string): string {
  return path.toLowerCase().replace(/\.gz$/, '');
}

function unpacked(path: string): Uint8Array {
  const bytes = readWhole(path);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return plainBytes(gunzipSync(bytes));
  } catch {
    throw new DataError(`${path} cannot be unpacked: the gzip file is damaged or cut off.`);
  }
}

function decodeText(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new DataError(`${path} is not UTF-8 text.`, 'Save it as UTF-8.');
  }
}
