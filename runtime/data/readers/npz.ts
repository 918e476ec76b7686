import { unzipSync } from 'fflate';
import { DataError, KmodelError } from '../../errors.ts';
import { refuseBomb } from '../../files.ts';
import type { LoadedArray } from '../tensor-like.ts';
import type { Found, Search } from './found.ts';
import { rowValues } from './kept-values.ts';
import { decodeNpy } from './npy.ts';

const ending = '.npy';

/**
 * The arrays of a `.npz` file that are looked for; no other entry is unpacked.
 * @throws DataError where it is no whole zip file of `.npy` arrays, KmodelError where it would fill the memory
 */
export function readNpz(bytes: Uint8Array, path: string, search: Search): Found {
  if (bytes.length === 0) throw new DataError(`${path} is empty.`, 'Save it again with `numpy.savez`.');
  const names = unzip(bytes, path, () => false).names;
  const chosen = new Set(choose(names, search));
  // Entries may share bytes: it is what they become that counts, all together.
  let size = 0;
  const { entries } = unzip(bytes, path, (name, becomes) => {
    if (!chosen.has(name)) return false;
    size += becomes;
    if (size > bytes.length) refuseBomb(path, size, search);
    return true;
  });
  const arrays = new Map<string, LoadedArray>();
  for (const name of chosen) arrays.set(name, decodeNpy(entries.get(name)!, `\`${name}\` in ${path}`));
  const [only] = chosen;
  if (search.single && only !== undefined && only !== search.wanted[0]) {
    arrays.set(search.wanted[0]!, arrays.get(only)!);
    arrays.delete(only);
  }
  const kept = new Map(
    search.keep.flatMap((name) =>
      arrays.has(name) ? [[name, rowValues(name, arrays.get(name)!)] as const] : [],
    ),
  );
  for (const name of kept.keys()) if (!search.wanted.includes(name)) arrays.delete(name);
  return { arrays, kept, passedOver: names.filter((name) => !chosen.has(name)) };
}

function choose(names: readonly string[], { wanted, keep, single }: Search): readonly string[] {
  if (wanted.length === 0) return names;
  const looked = new Set([...wanted, ...keep]);
  const found = names.filter((name) => looked.has(name));
  return found.length === 0 && single && names.length === 1 ? names : found;
}

/** The names of the arrays in a file, and what is unpacked of them: those that `take` wants, by name and size. */
function unzip(
  bytes: Uint8Array,
  path: string,
  take: (name: string, size: number) => boolean,
): { readonly names: readonly string[]; readonly entries: ReadonlyMap<string, Uint8Array> } {
  const names: string[] = [];
  try {
    const files = unzipSync(bytes, {
      filter: ({ name: file, originalSize }) => {
        if (!file.endsWith(ending)) return false;
        const name = file.slice(0, -ending.length);
        names.push(name);
        return take(name, originalSize);
      },
    });
    const entries = Object.entries(files).map(
      ([file, content]) => [file.slice(0, -ending.length), content] as const,
    );
    return { names, entries: new Map(entries) };
  } catch (error) {
    if (error instanceof KmodelError) throw error;
    throw new DataError(
      `${path} is not a whole .npz file: it cannot be unzipped.`,
      'Save it again with `numpy.savez`.',
    );
  }
}
