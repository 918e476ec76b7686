import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { CompilerHost } from '../compiler/index.ts';
import { UsageError } from './exit-codes.ts';
import { packageFile } from './package-files.ts';
import { reasonOf } from '../runtime/files.ts';

/** The file system as the compiler sees it. Paths are absolute, with `/`. */
export function createNodeHost(): CompilerHost {
  return {
    read: (path) => (statSync(path, { throwIfNoEntry: false })?.isFile() ? decode(readFileSync(path)) : undefined),
    resolve: (from, specifier) => realPath(join(dirname(from), specifier)),
    workspaceRoot: (path) => slashed(workspaceRoot(path)),
    library: (name) => {
      const path = packageFile(`library/${name}.kmodel`);
      return /^[\w-]+$/.test(name) && existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    },
    list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
  };
}

/**
 * A path on the command line as the compiler knows the file.
 * @throws UsageError where it cannot be read
 */
export function modelPath(path: string): string {
  const full = resolve(path);
  const found = statSync(full, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`There is no file ${path}.`);
  if (!found.isFile()) throw new UsageError(`${path} is no file.`);
  try {
    readFileSync(full);
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${reasonOf(error)}.`);
  }
  return realPath(full);
}

/** A path of the compiler as people in this folder write it: relative where that is shorter, with `/`. */
export function shownPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' || near.startsWith(`..${sep}..`) ? path : slashed(near);
}

/** Bytes that are no UTF-8 become U+FFFD, which the lexer reports with its place. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}

function realPath(path: string): string {
  return slashed(existsSync(path) ? realpathSync(path) : path);
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
