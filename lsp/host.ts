import type { CompilerHost } from '../compiler/index.ts';

/**
 * What the server needs from the machine around it: a file system in Node, nothing at all in a web worker. Paths
 * are those of the compiler: absolute, with `/`.
 */
export interface ServerHost extends CompilerHost {
  /** Every `.kmodel` file in a folder and below it, in pieces so that the server can answer in between. */
  readonly findModels: (folder: string) => AsyncIterable<readonly string[]>;
  /** The names of the library's files: `blocks` for `kmodel:blocks`. */
  readonly libraries: readonly string[];
  /** Where the page of a diagnostic can be read, as a URI; undefined where the pages are not at hand. */
  readonly pageOf: (code: string) => string | undefined;
  /** The server's version, for `initialize`. */
  readonly version: string;
}

/**
 * A host without files: everything that exists is what the client has opened.
 * @param library the texts of `kmodel:` files, by name
 */
export function createEmptyHost(version: string, library: Readonly<Record<string, string>> = {}): ServerHost {
  return {
    read: () => undefined,
    resolve: resolvePath,
    workspaceRoot: () => '/',
    library: (name) => (Object.hasOwn(library, name) ? library[name] : undefined),
    libraries: Object.keys(library),
    findModels: async function* () {},
    pageOf: () => undefined,
    version,
  };
}

function resolvePath(from: string, specifier: string): string {
  const base = from.includes('://') ? from : `file://${from}`;
  try {
    const { href, protocol, pathname } = new URL(specifier, base);
    return protocol === 'file:' ? decodeURIComponent(pathname) : href;
  } catch {
    return specifier;
  }
}
