import { DataError } from '../../errors.ts';
import {
  readZipEntry,
  refuseBomb,
  storedStart,
  zipEntries,
  type OpenFile,
  type ZipEntry,
} from '../../files.ts';
import type { LoadedArray } from '../tensor-like.ts';
import type { Found, Search } from './found.ts';
import { rowValues } from './kept-values.ts';
import { decodeNpy } from './npy.ts';
import { rowsOfArray, rowsOfNpy, type RowSource } from './row-source.ts';

const ending = '.npy';

/**
 * The arrays of a `.npz` file that are looked for; no other entry is read.
 * @throws DataError where it is no whole zip file of `.npy` arrays, KmodelError where it would fill the memory
 */
export function readNpz(file: OpenFile, path: string, search: Search): Found {
  const { entries, names, chosen } = chosenEntries(file, path, search);
  search.room?.take(chosen.reduce((sum, name) => sum + entries.get(name)!.size, 0));
  const arrays = new Map<string, LoadedArray>();
  for (const name of chosen) {
    const bytes = whole(path, () => readZipEntry(file, entries.get(name)!));
    arrays.set(name, decodeNpy(bytes, `\`${name}\` in ${path}`));
  }
  renameSingle(arrays, chosen, search);
  const kept = new Map(
    search.keep.flatMap((name) =>
      arrays.has(name) ? [[name, rowValues(name, arrays.get(name)!)] as const] : [],
    ),
  );
  for (const name of kept.keys()) if (!search.wanted.includes(name)) arrays.delete(name);
  return { arrays, kept, passedOver: names.filter((name) => !chosen.includes(name)) };
}

/**
 * The arrays of a `.npz` file that are looked for, to be read some rows at a time: those that are packed are in memory.
 * @throws DataError and KmodelError as {@link readNpz}
 */
export function npzRows(
  file: OpenFile,
  path: string,
  search: Search,
): { readonly rows: ReadonlyMap<string, RowSource>; readonly passedOver: readonly string[] } {
  const { entries, names, chosen } = chosenEntries(file, path, search);
  const rows = new Map<string, RowSource>();
  for (const name of chosen) {
    const entry = entries.get(name)!;
    const source = `\`${name}\` in ${path}`;
    const start = whole(path, () => storedStart(file, entry));
    const array =
      start === undefined
        ? rowsOfArray(
            decodeNpy(
              whole(path, () => readZipEntry(file, entry)),
              source,
            ),
          )
        : rowsOfNpy(file, start, entry.size, source);
    rows.set(name, array);
  }
  renameSingle(rows, chosen, search);
  return { rows, passedOver: names.filter((name) => !chosen.includes(name)) };
}

/** Where a file holds one array alone, it is the one that is looked for. */
function renameSingle<T>(arrays: Map<string, T>, chosen: readonly string[], search: Search): void {
  const [only] = chosen;
  if (!search.single || only === undefined || only === search.wanted[0]) return;
  arrays.set(search.wanted[0]!, arrays.get(only)!);
  arrays.delete(only);
}

function chosenEntries(file: OpenFile, path: string, search: Search) {
  if (file.size === 0) throw new DataError(`${path} is empty.`, 'Save it again with `numpy.savez`.');
  const entries = arrayEntries(file, path);
  const names = [...entries.keys()];
  const chosen = choose(names, search);
  // Entries may share bytes: it is what they become that counts, all together.
  const size = chosen.reduce((sum, name) => sum + entries.get(name)!.size, 0);
  if (size > file.size) refuseBomb(path, size, search);
  return { entries, names, chosen };
}

function choose(names: readonly string[], { wanted, keep, single }: Search): readonly string[] {
  if (wanted.length === 0) return names;
  const looked = new Set([...wanted, ...keep]);
  const found = names.filter((name) => looked.has(name));
  return found.length === 0 && single && names.length === 1 ? names : found;
}

/** The entries of a file that are arrays, by the names of these. */
function arrayEntries(file: OpenFile, path: string): ReadonlyMap<string, ZipEntry> {
  const entries = whole(path, () => zipEntries(file));
  return new Map(
    entries.flatMap((entry) =>
      entry.name.endsWith(ending) ? [[entry.name.slice(0, -ending.length), entry] as const] : [],
    ),
  );
}

function whole<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw new DataError(
      `${path} is not a whole .npz file: it cannot be unzipped.`,
      'Save it again with `numpy.savez`.',
    );
  }
}
