/**
 * What the compiler needs from the machine around it. Synchronous and free of `node:*`, so that it can be a
 * file system, an editor's open documents or a page in a browser. Paths use `/`.
 */
export interface CompilerHost {
  /** The text of a file, or undefined where there is none. */
  readonly read: (path: string) => string | undefined;
  /** The path that a relative import means in a file: normal form, links followed. */
  readonly resolve: (from: string, specifier: string) => string;
  /**
   * The folder that imports of this file may not leave: the nearest one upward with `package.json` or `.git`,
   * else the file's own.
   */
  readonly workspaceRoot: (path: string) => string;
  /** The text of `kmodel:NAME`, or undefined. */
  readonly library?: (name: string) => string | undefined;
  /**
   * The beginning of a file of data, at most so many bytes of it, or undefined where there is none. Left out where
   * data is out of reach: nothing is then said about it.
   */
  readonly readHead?: (path: string, most: number) => FileHead | undefined;
  /** The end of a file of data, likewise. */
  readonly readTail?: (path: string, most: number) => FileHead | undefined;
  /** Names of the files in a folder, for "did you mean"; may be left out. */
  readonly list?: (folder: string) => readonly string[];
}

/** The beginning of a file, or its end. */
export interface FileHead {
  readonly bytes: Uint8Array;
  /** Of the whole file, in bytes. */
  readonly size: number;
}

/**
 * A host over texts in memory, for tests, browsers and editors.
 * @param files texts by path
 */
export function createMemoryHost(
  files: Readonly<Record<string, string>>,
  library: Readonly<Record<string, string>> = {},
): CompilerHost {
  const own = (texts: Readonly<Record<string, string>>, name: string) =>
    Object.hasOwn(texts, name) ? texts[name] : undefined;
  return {
    read: (path) => own(files, normalizePath(path)),
    resolve: (from, specifier) => joinPath(folderOf(from), specifier),
    workspaceRoot: (path) => (path.startsWith('/') ? '/' : ''),
    library: (name) => own(library, name),
    readHead: (path, most) => {
      const text = own(files, normalizePath(path));
      if (text === undefined) return undefined;
      const bytes = new TextEncoder().encode(text);
      return { bytes: bytes.subarray(0, most), size: bytes.length };
    },
    list: (folder) =>
      Object.keys(files)
        .filter((path) => folderOf(path) === folder)
        .map((path) => path.slice(path.lastIndexOf('/') + 1)),
  };
}

/** The folder of a path, without the slash at its end; empty for a bare file name. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** A path below a folder, in normal form. */
export function joinPath(folder: string, path: string): string {
  return normalizePath(folder === '' ? path : `${folder}/${path}`);
}

/** Removes `.` and resolves `..`; a `..` with nothing before it stays. */
export function normalizePath(path: string): string {
  const absolute = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (part !== '..' || !absolute) kept.push(part);
  }
  return (absolute ? '/' : '') + kept.join('/');
}

/** True for a path in a folder or below it; the folder `''` holds every relative path that does not climb. */
export function isInside(folder: string, path: string): boolean {
  const root = normalizePath(folder);
  const inner = normalizePath(path);
  if (root === '') return !inner.startsWith('/') && inner !== '..' && !inner.startsWith('../');
  if (root === '/') return inner.startsWith('/');
  return inner.startsWith(`${root}/`);
}
