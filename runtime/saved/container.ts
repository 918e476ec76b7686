import { posix } from 'node:path';
import { crc32 } from 'node:zlib';
import { WeightsError } from '../errors.ts';
import {
  fileOfEntry,
  readZipEntry,
  refuseBomb,
  withFile,
  zipEntries,
  type OpenFile,
  type UnpackLimits,
  type ZipEntry,
} from '../files.ts';
import { decodeSafetensors, type TensorFile } from '../weights/safetensors-bytes.ts';
import { isSavedModel, savedEnding } from './ending.ts';

/** What a saved model is made of: a zip of these files, and of the texts that the model imports under `model/`. */
export const savedFiles = {
  about: 'about.json',
  text: 'model.kmodel',
  weights: 'weights.safetensors',
  /** What the optimizer keeps, and what else goes on from batch to batch. */
  state: 'state.safetensors',
} as const;

export const savedFormat = 'kmodel file 1';

/** A text of more bytes was made to exhaust its reader. */
const longestText = 2 ** 26;

/** What a saved model says of itself. */
export interface About {
  readonly format: string;
  /** Which model of the text it is. */
  readonly model: string;
  /** Values of its parameters, as kmodel expressions. */
  readonly parameters: Readonly<Record<string, string>>;
  /** A text that tells one model with its optimizer from others: the state belongs to it. */
  readonly fingerprint: string;
}

/** A path as the compiler names what is in a saved model: the text by the file's own path, imports below it. */
export function placeInSaved(path: string): { readonly file: string; readonly entry: string } | undefined {
  const at = path.indexOf(savedEnding);
  const end = at + savedEnding.length;
  if (at < 0 || (end < path.length && path[end] !== '/')) return undefined;
  return { file: path.slice(0, end), entry: path.slice(end + 1) || savedFiles.text };
}

/** The path that an import means, as the compiler knows paths. */
export function importPath(from: string, specifier: string): string {
  return posix.join(isSavedModel(from) ? from : posix.dirname(from), specifier);
}

/**
 * A text of a saved model; undefined where it has none of that name.
 * @throws WeightsError where the file is no whole saved model
 */
export function savedText(path: string, name: string): string | undefined {
  return withSaved(path, (file, entries) => {
    const entry = entries.get(name);
    return entry && textOf(file, entry, path);
  });
}

/**
 * What a saved model says of itself.
 * @throws WeightsError where the file is no whole saved model
 */
export function readAbout(path: string): About {
  const text = savedText(path, savedFiles.about);
  const about = text === undefined ? undefined : parseAbout(text);
  if (about) return about;
  throw broken(path, `its ${savedFiles.about} says not which model it holds`);
}

/**
 * Tensors of a saved model.
 * @throws WeightsError where the file is no whole saved model, KmodelError where they would be too large
 */
export function savedTensors(
  path: string,
  name: (typeof savedFiles)['weights' | 'state'],
  limits: UnpackLimits = {},
): TensorFile {
  return withSaved(path, (file, entries) => {
    const entry = entries.get(name);
    if (!entry) throw broken(path, `it has no ${name}`);
    // What is not packed is as large as it says, and no bomb.
    if (entry.method !== 0) refuseBomb(path, entry.size, limits);
    return decodeSafetensors(
      whole(path, name, () => fileOfEntry(file, entry)),
      `${path}/${name}`,
    );
  });
}

function withSaved<T>(path: string, use: (file: OpenFile, entries: ReadonlyMap<string, ZipEntry>) => T): T {
  return withFile(path, (file) => {
    const list = whole(path, undefined, () => zipEntries(file));
    const entries = new Map(list.map((entry) => [entry.name, entry]));
    if (entries.size < list.length) throw broken(path, 'it has two files of one name');
    return use(file, entries);
  });
}

function textOf(file: OpenFile, entry: ZipEntry, path: string): string {
  refuseBomb(path, entry.size, { maxUnpacked: longestText });
  const bytes = whole(path, entry.name, () => readZipEntry(file, entry));
  if (crc32(bytes) !== entry.checksum) throw broken(path, `its ${entry.name} is damaged`);
  return new TextDecoder().decode(bytes);
}

function whole<T>(path: string, name: string | undefined, read: () => T): T {
  try {
    return read();
  } catch {
    throw broken(path, name === undefined ? 'it is no zip file' : `its ${name} is damaged`);
  }
}

function broken(path: string, what: string): WeightsError {
  return new WeightsError(`${path} is not a whole saved model: ${what}.`, 'Save it again.');
}

function parseAbout(text: string): About | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isAbout(value) ? value : undefined;
}

function isAbout(value: unknown): value is About {
  if (typeof value !== 'object' || value === null) return false;
  const { format, model, parameters, fingerprint } = value as Readonly<Record<string, unknown>>;
  return (
    format === savedFormat &&
    typeof model === 'string' &&
    typeof fingerprint === 'string' &&
    typeof parameters === 'object' &&
    parameters !== null &&
    Object.values(parameters).every((each) => typeof each === 'string')
  );
}
