import { folderOf, joinPath, type CompilerHost } from '../compiler/index.ts';
import type { SourceFile } from '../grammar/index.ts';
import type { EmbeddedFiles } from './client.ts';

const libraryScheme = 'kmodel:';

/** True for the path of a file that ships with kmodel. */
export function isLibraryPath(path: string): boolean {
  return path.startsWith(libraryScheme);
}

/** A host that remembers where its files were sought and where their imports led. */
export interface RecordingHost extends CompilerHost {
  /** Every path that was read, also where no file was there. */
  readonly sought: ReadonlySet<string>;
  readonly resolved: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export function createRecordingHost(host: CompilerHost): RecordingHost {
  const sought = new Set<string>();
  const resolved = new Map<string, Map<string, string>>();
  return {
    ...host,
    sought,
    resolved,
    read: (path) => {
      sought.add(path);
      return host.read(path);
    },
    resolve: (from, specifier) => {
      const path = host.resolve(from, specifier);
      const ofFile = resolved.get(from) ?? new Map<string, string>();
      resolved.set(from, ofFile.set(specifier, path));
      return path;
    },
  };
}

/**
 * The texts that a compiled file needs, without the names of this machine's folders: a bundle is the same wherever
 * it is built.
 */
export function embedFiles(
  entry: string,
  sources: ReadonlyMap<string, SourceFile>,
  { resolved }: Pick<RecordingHost, 'resolved'>,
): EmbeddedFiles {
  const own = [...sources.keys()].filter((path) => !isLibraryPath(path));
  const folder = commonFolder(own);
  const nameOf = (path: string): string => path.slice(folder.length);
  const links: Record<string, Record<string, string>> = {};
  for (const [from, targets] of resolved) {
    for (const [specifier, path] of targets) {
      if (!sources.has(path)) continue;
      const name = nameOf(path);
      if (joinPath(folderOf(nameOf(from)), specifier) === name) continue;
      links[nameOf(from)] = { ...links[nameOf(from)], [specifier]: name };
    }
  }
  return {
    entry: nameOf(entry),
    files: Object.fromEntries(own.map((path) => [nameOf(path), sources.get(path)!.text])),
    library: Object.fromEntries(
      [...sources]
        .filter(([path]) => isLibraryPath(path))
        .map(([path, { text }]) => [path.slice(libraryScheme.length), text]),
    ),
    ...(Object.keys(links).length > 0 && { links }),
  };
}

/** The longest folder that all paths are in, with the slash at its end; empty where there is none. */
function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths.map((path) => path.slice(0, path.lastIndexOf('/') + 1));
  let folder = first;
  while (!others.every((other) => other.startsWith(folder))) {
    folder = folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
  }
  return folder;
}
