import { unzipSync } from 'fflate';
import { DataError } from '../../errors.ts';
import type { LoadedArray } from '../tensor-like.ts';
import { decodeNpy } from './npy.ts';

/**
 * The arrays of a `.npz` file by name.
 * @throws DataError where it is no whole zip file of `.npy` arrays
 */
export function decodeNpz(bytes: Uint8Array, path: string): Readonly<Record<string, LoadedArray>> {
  if (bytes.length === 0) throw new DataError(`${path} is empty.`, 'Save it again with `numpy.savez`.');
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes);
  } catch {
    throw new DataError(
      `${path} is not a whole .npz file: it cannot be unzipped.`,
      'Save it again with `numpy.savez`.',
    );
  }
  return Object.fromEntries(
    Object.entries(files)
      .filter(([name]) => name.endsWith('.npy'))
      .map(([file, content]) => {
        const name = file.slice(0, -'.npy'.length);
        return [name, decodeNpy(content, `\`${name}\` in ${path}`)];
      }),
  );
}
