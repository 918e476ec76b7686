import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import type { CompilerHost, FileHead } from '../compiler/index.ts';
import { KmodelError } from './errors.ts';
import { codeOf, isFile, reasonOf } from './files.ts';
import { packageFile } from './package-files.ts';
import { importPath, placeInSaved, savedText } from './saved/container.ts';

/** The file system as the compiler sees it. Paths are absolute, with `/`. */
export function createNodeHost(): CompilerHost {
  return {
    read: readText,
    resolve: (from, specifier) => realPath(importPath(slashed(from), specifier)),
    // A saved model imports nothing from beside it.
    workspaceRoot: (path) => placeInSaved(slashed(path))?.file ?? slashed(workspaceRoot(path)),
    library: (name) => {
      const path = packageFile(`library/${name}.kmodel`);
      return /^[\w-]+(\/[\w-]+)?$/.test(name) && existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    },
    readHead: (path, most) => readable(() => readPart(path, most, 'start')),
    readTail: (path, most) => readable(() => readPart(path, most, 'end')),
    list: (folder) => readable(() => readdirSync(folder)) ?? [],
  };
}

/** A text: a file's own, or one that stands in the file of a saved model. */
function readText(path: string): string | undefined {
  const saved = placeInSaved(slashed(path));
  if (saved && isFile(saved.file)) return savedText(saved.file, saved.entry);
  return isFile(path) ? readable(() => decode(readFileSync(path))) : undefined;
}

/**
 * A path as the compiler knows the file: absolute, links followed.
 * @throws KmodelError where it is no readable file
 */
export function existingFile(path: string): string {
  const full = resolve(path);
  try {
    const found = statSync(full, { throwIfNoEntry: false });
    if (!found) throw new KmodelError(`There is no file ${path}.`);
    if (!found.isFile()) throw new KmodelError(`${path} is no file.`);
    readFileSync(full);
    return realPath(full);
  } catch (error) {
    if (error instanceof KmodelError) throw error;
    throw new KmodelError(`${path} cannot be read: ${reasonOf(error)}.`);
  }
}

/** The first or last bytes of a plain file; what is none is not looked at. */
function readPart(path: string, most: number, from: 'start' | 'end'): FileHead | undefined {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const bytes = new Uint8Array(Math.min(most, size));
    return {
      bytes: bytes.subarray(
        0,
        readSync(descriptor, bytes, 0, bytes.length, from === 'start' ? 0 : size - bytes.length),
      ),
      size,
    };
  } finally {
    closeSync(descriptor);
  }
}

/** What is read, or undefined where nobody may read it: to the compiler, a file that it cannot see is not there. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

/** Bytes that are no UTF-8 become U+FFFD, which the lexer reports with its place. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}

function realPath(path: string): string {
  return slashed(readable(() => realpathSync(path)) ?? path);
}

function slashed(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

/** The nearest folder upward with package.json or .git, else the file's own. */
function workspaceRoot(path: string): string {
  const own = dirname(path);
  for (let folder = own; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) || existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return own;
  }
}
