import { DataError } from '../../errors.ts';
import type { UnpackLimits } from '../../files.ts';
import { unpackedPieces } from './unpacked-pieces.ts';

/**
 * The text of a file piece by piece, unpacked where it is packed.
 * @throws DataError where it is not UTF-8
 */
export async function* textPieces(path: string, limits: UnpackLimits): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decode = (bytes?: Uint8Array): string => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new DataError(`${path} is not UTF-8 text.`, 'Save it as UTF-8.');
    }
  };
  for await (const bytes of unpackedPieces(path, limits)) yield decode(bytes);
  yield decode();
}
