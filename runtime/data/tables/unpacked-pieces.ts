import { createGunzip } from 'node:zlib';
import { DataError, KmodelError } from '../../errors.ts';
import { defaultMaxUnpacked, piecesOf, refuseBomb, type UnpackLimits } from '../../files.ts';

/**
 * The bytes of a file piece by piece, unpacked where it is packed with gzip.
 * @throws DataError where the packing is damaged, KmodelError where the file cannot be read or what it becomes would
 * pass the limit
 */
export async function* unpackedPieces(
  path: string,
  limits: UnpackLimits = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const pieces = piecesOf(path);
  const first = await pieces.next();
  if (first.done) return;
  const isPacked = first.value[0] === 0x1f && first.value[1] === 0x8b;
  if (isPacked) yield* unpack(path, first.value, pieces, limits);
  else {
    yield first.value;
    yield* pieces;
  }
}

async function* unpack(
  path: string,
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
  limits: UnpackLimits,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const gunzip = createGunzip();
  const feeding = feed(gunzip, first, rest);
  let size = 0;
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer<ArrayBuffer>>) {
      size += piece.length;
      if (size > (limits.maxUnpacked ?? defaultMaxUnpacked)) refuseBomb(path, Infinity, limits);
      yield piece;
    }
    await feeding;
  } catch (error) {
    gunzip.destroy();
    if (error instanceof KmodelError) throw error;
    throw new DataError(`${path} cannot be unpacked: the gzip file is damaged or cut off.`);
  }
}

/** Hands over no more than is taken; an error of the file ends the unpacking with it. */
async function feed(
  gunzip: ReturnType<typeof createGunzip>,
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): Promise<void> {
  const write = (piece: Uint8Array) =>
    new Promise<void>((resolve) => {
      if (gunzip.destroyed || gunzip.write(piece)) return resolve();
      const go = (): void => {
        gunzip.off('drain', go).off('close', go);
        resolve();
      };
      gunzip.on('drain', go).on('close', go);
    });
  try {
    await write(first);
    for await (const piece of rest) {
      if (gunzip.destroyed) return;
      await write(piece);
    }
    gunzip.end();
  } catch (error) {
    gunzip.destroy(error as Error);
  }
}
