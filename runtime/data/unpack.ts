import { constants } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { DataError } from '../errors.ts';
import {
  codeOf,
  defaultMaxUnpacked,
  plainBytes,
  readWhole,
  refuseBomb,
  type UnpackLimits,
} from '../files.ts';

/**
 * A file's bytes, unpacked where it is packed with gzip.
 * @throws DataError where the packing is damaged, KmodelError where it cannot be read or would fill the memory
 */
export function unpacked(path: string, limits: UnpackLimits): Uint8Array {
  const bytes = readWhole(path, limits);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  // The last four bytes say the size, of honest files of less than 4 GiB.
  const said = new DataView(bytes.buffer).getUint32(Math.max(0, bytes.length - 4), true);
  if (said > bytes.length * mostGain) throw damaged(path);
  refuseBomb(path, said, limits);
  try {
    const limit = Math.min(limits.maxUnpacked ?? defaultMaxUnpacked, constants.MAX_LENGTH);
    return plainBytes(gunzipSync(bytes, { maxOutputLength: limit }));
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') refuseBomb(path, Infinity, limits);
    throw damaged(path);
  }
}

/** Deflate makes nothing more than 1032 times as small. */
const mostGain = 1032;

function damaged(path: string): DataError {
  return new DataError(`${path} cannot be unpacked: the gzip file is damaged or cut off.`);
}
