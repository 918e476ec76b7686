import { createMemoryHost, createProgram, type CompilerHost } from '../../compiler/index.ts';
import { KmodelError } from '../errors.ts';
import type { FoundFile } from '../load-file.ts';
import { addressOf, fetched } from './fetched.ts';

/**
 * Fetches a file and all that it imports, from the same origin. The compiler asks for files one by one and does not
 * wait: it is run until it misses none.
 * @throws KmodelError where the file cannot be fetched
 */
export async function fetchFiles(path: string): Promise<FoundFile> {
  const { origin, pathname } = addressOf(path);
  const first = await fetched(origin + pathname);
  if (!first) throw new KmodelError(`There is no file ${path}.`, 'Look at its address, from the page on.');
  const texts = new Map<string, string | undefined>([[pathname, new TextDecoder().decode(first)]]);
  let library: Readonly<Record<string, string>> = {};
  for (;;) {
    const host = recordingHost(texts, library);
    createProgram(host).check(pathname);
    if (host.missing.size === 0 && !host.wantsLibrary) return { host, file: pathname, path };
    if (host.wantsLibrary) library = (await import('./library-texts.ts')).libraryTexts;
    await Promise.all(
      [...host.missing].map(async (file) => {
        const bytes = await fetched(origin + file);
        texts.set(file, bytes && new TextDecoder().decode(bytes));
      }),
    );
  }
}

interface RecordingHost extends CompilerHost {
  /** Files that were asked for and are not known, whether they are there or not. */
  readonly missing: ReadonlySet<string>;
  readonly wantsLibrary: boolean;
}

function recordingHost(
  texts: ReadonlyMap<string, string | undefined>,
  library: Readonly<Record<string, string>>,
): RecordingHost {
  const missing = new Set<string>();
  const isLoaded = Object.keys(library).length > 0;
  let wantsLibrary = false;
  return {
    // Data is out of reach here: nothing is said about it.
    ...createMemoryHost({}, library),
    readHead: () => undefined,
    read: (path) => {
      if (!texts.has(path)) missing.add(path);
      return texts.get(path);
    },
    library: (name) => {
      wantsLibrary ||= !isLoaded;
      return Object.hasOwn(library, name) ? library[name] : undefined;
    },
    missing,
    get wantsLibrary() {
      return wantsLibrary;
    },
  };
}
