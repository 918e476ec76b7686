/** The word that the head of an object begins with, in the second version of its form. */
const signature = 'OHDR';

/** The places of a head: its version, its flags, and what follows them. */
const versionAt = 4;
const flagsAt = 5;
const timesAt = 6;

/** Four times of four bytes: of access, modification, change and birth. */
const timesSize = 16;

/** What the flags of a head say. */
const hasTimes = 0x20;
const hasAttributeLimits = 0x10;
const sizeOfSize = 0x03;

/**
 * Sets the times of every object of an HDF5 file to 0, so that equal tensors give equal files.
 * @param bytes a file of the newest version of the format, which is changed
 */
export function clearTimes(bytes: Uint8Array): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = file.indexOf(signature); at >= 0; at = file.indexOf(signature, at + 1)) {
    const end = checkedEnd(file, at);
    if (end === undefined || (file[at + flagsAt]! & hasTimes) === 0) continue;
    file.fill(0, at + timesAt, at + timesAt + timesSize);
    file.writeUInt32LE(lookup3(file.subarray(at, end)), end);
  }
}

/** Where the checksum of a head stands. Undefined where it is not one: numbers may look like the signature. */
function checkedEnd(file: Buffer, at: number): number | undefined {
  const flags = file[at + flagsAt];
  if (flags === undefined || file[at + versionAt] !== 2) return undefined;
  const sizeAt = at + timesAt + (flags & hasTimes ? timesSize : 0) + (flags & hasAttributeLimits ? 4 : 0);
  const sizeBytes = 1 << (flags & sizeOfSize);
  if (sizeAt + sizeBytes > file.length) return undefined;
  const size = sizeBytes === 8 ? Number(file.readBigUInt64LE(sizeAt)) : file.readUIntLE(sizeAt, sizeBytes);
  const end = sizeAt + sizeBytes + size;
  if (end + 4 > file.length) return undefined;
  return lookup3(file.subarray(at, end)) === file.readUInt32LE(end) ? end : undefined;
}

/** How far the steps of `mix` and of `final` turn their words. */
const mixTurns = [4, 6, 8, 16, 19, 4] as const;
const finalTurns = [14, 11, 25, 16, 4, 14, 24] as const;

const turned = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/**
 * The checksum of HDF5's metadata.
 * Source: Bob Jenkins, lookup3.c (2006), `hashlittle` with the first value 0.
 */
function lookup3(bytes: Uint8Array): number {
  const words = new Int32Array(3).fill(0xdeadbeef + bytes.length);
  const blocks = Math.max(0, Math.ceil(bytes.length / 12) - 1);
  for (let block = 0; block < blocks; block++) {
    add(words, bytes.subarray(block * 12, block * 12 + 12));
    mix(words);
  }
  add(words, bytes.subarray(blocks * 12));
  finish(words);
  return words[2]! >>> 0;
}

function add(words: Int32Array, bytes: Uint8Array): void {
  bytes.forEach((byte, index) => (words[index >> 2]! += byte << (8 * (index % 4))));
}

/** `a -= c; a ^= turned(c); c += b`, and so on around the three words. */
function mix(words: Int32Array): void {
  mixTurns.forEach((by, step) => {
    const [a, b, c] = [step % 3, (step + 1) % 3, (step + 2) % 3] as const;
    words[a]! = (words[a]! - words[c]!) ^ turned(words[c]!, by);
    words[c]! += words[b]!;
  });
}

/** `c ^= b; c -= turned(b)`, `a ^= c; a -= turned(c)`, and so on around. */
function finish(words: Int32Array): void {
  finalTurns.forEach((by, step) => {
    const [changed, other] = [(step + 2) % 3, (step + 1) % 3] as const;
    words[changed]! = (words[changed]! ^ words[other]!) - turned(words[other]!, by);
  });
}
