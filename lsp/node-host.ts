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
import { readdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { diagnosticPage, type DiagnosticCode, type FileHead } from '../compiler/index.ts';
import type { ServerHost } from './host.ts';

/** Folders that hold no models of the user's own. */
const skipped: ReadonlySet<string> = new Set(['node_modules', 'dist', '.git']);

/** The file system as the server sees it. */
export function createNodeHost(): ServerHost {
  const root = packageRoot();
  return {
    read: readModel,
    resolve: (from, specifier) => realPath(join(dirname(from), specifier)),
    workspaceRoot: (path) => slashed(nearestRoot(path)),
    library(name) {
      const path = join(root, `library/${name}.kmodel`);
      return /^[\w-]+(\/[\w-]+)?$/.test(name) && existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    },
    libraries: ['', 'applications/'].flatMap((folder) =>
      listFolder(join(root, 'library', folder))
        .filter((file) => file.endsWith('.kmodel'))
        .map((file) => folder + file.slice(0, -'.kmodel'.length)),
    ),
    readHead: (path, most) => readPart(path, most, 'start'),
    readTail: (path, most) => readPart(path, most, 'end'),
    list: listFolder,
    findModels,
    pageOf(code) {
      const path = join(root, 'docs/diagnostics', diagnosticPage(code as DiagnosticCode));
      return existsSync(path) ? pathToFileURL(path).href : undefined;
    },
    version: (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version,
  };
}

/** Bytes that are no UTF-8 become U+FFFD, which the lexer reports with its place. */
function readModel(path: string): string | undefined {
  try {
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
    return new TextDecoder('utf-8').decode(readFileSync(path));
  } catch {
    // A file that vanishes or may not be read is as good as none.
    return undefined;
  }
}

/** The first or last bytes of a plain file; what is none is not looked at. */
function readPart(path: string, most: number, from: 'start' | 'end'): FileHead | undefined {
  let descriptor: number | undefined;
  try {
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
    descriptor = openSync(path, 'r');
    const { size } = fstatSync(descriptor);
    const bytes = new Uint8Array(Math.min(most, size));
    return {
      bytes: bytes.subarray(
        0,
        readSync(descriptor, bytes, 0, bytes.length, from === 'start' ? 0 : size - bytes.length),
      ),
      size,
    };
  } catch {
    // A file that vanishes or may not be read is as good as none.
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

async function* findModels(folder: string): AsyncIterable<readonly string[]> {
  const pending = [folder];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const found: string[] = [];
    for (const entry of await readdir(next, { withFileTypes: true }).catch(() => [])) {
      if (entry.isDirectory() && !skipped.has(entry.name) && !entry.name.startsWith('.'))
        pending.push(`${next}/${entry.name}`);
      else if (entry.isFile() && entry.name.endsWith('.kmodel')) found.push(`${next}/${entry.name}`);
    }
    if (found.length > 0) yield found;
  }
}

/** The folder of the package that this module is in; its own where it stands alone. */
function packageRoot(): string {
  const own = dirname(fileURLToPath(import.meta.url));
  for (let folder = own; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) return own;
  }
}

/** What is no folder, or may not be read, holds nothing. */
function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** The path itself where there is no such file, or it may not be looked at. */
function realPath(path: string): string {
  try {
    return slashed(realpathSync(path));
  } catch {
    return slashed(path);
  }
}

function slashed(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

/** The nearest folder upward with package.json or .git, else the file's own. */
function nearestRoot(path: string): string {
  const own = dirname(path);
  for (let folder = own; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) || existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return own;
  }
}
