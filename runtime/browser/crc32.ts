/** CRC-32 as in zip and PNG (ISO 3309; the polynomial 0x04C11DB7, its bits turned around), byte by byte by a table. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/**
 * What `crc32` of Node's zlib gives, for bundles that have no Node.
 * @param value text stands for its UTF-8
 * @param start the checksum of what comes before
 */
export function crc32(value: Uint8Array | string, start = 0): number {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  let checksum = ~start;
  for (let at = 0; at < bytes.length; at++)
    checksum = (checksum >>> 8) ^ table[(checksum ^ bytes[at]!) & 255]!;
  return ~checksum >>> 0;
}
