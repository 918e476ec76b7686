/** The word that a heap for texts of any length begins with. */
const signature = 'GCOL';

/** Signature, version, three bytes of nothing, and the size of the whole. */
const headSize = 16;

/** The index of an object, its uses, four bytes of nothing, and its size. */
const objectHeadSize = 16;

/**
 * Whether HDF5's library comes to an end with the heaps of a file. It goes from object to object by their sizes, and
 * stands still for ever at a free place of size 0.
 * @param bytes an HDF5 file that begins with its signature
 */
export function heapsCanBeRead(bytes: Uint8Array): boolean {
  if (lengthSize(bytes) !== 8) return false;
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = file.indexOf(signature); at >= 0; at = file.indexOf(signature, at + 1))
    if (isHeap(file, at) && !endsAt(file, at)) return false;
  return true;
}

/** The bytes of a length, which the head of a file says; Keras's files have 8. */
function lengthSize(bytes: Uint8Array): number | undefined {
  const version = bytes[8];
  return version === undefined || version > 1 ? bytes[10] : bytes[14];
}

/** Numbers may look like the signature; hardly ever does the rest of a head follow. */
function isHeap(file: Buffer, at: number): boolean {
  return at + headSize <= file.length && file.readUInt32LE(at + 4) === 1;
}

/** Goes over the objects of a heap as the library does. */
function endsAt(file: Buffer, start: number): boolean {
  const size = file.readBigUInt64LE(start + 8);
  const end = Math.min(file.length, start + Number(size));
  let at = start + headSize;
  while (at + objectHeadSize <= end) {
    const length = Number(file.readBigUInt64LE(at + 8));
    // The size of a free place, which has the index 0, counts its own head, too.
    const isFree = file.readUInt16LE(at) === 0;
    if (isFree && length === 0) return false;
    at += isFree ? length : objectHeadSize + Math.ceil(length / 8) * 8;
  }
  return true;
}
