import { inflateRawSync } from 'node:zlib';
import type { OpenFile } from './read.ts';

/** A file in a zip file. */
export interface ZipEntry {
  readonly name: string;
  /** 0 for bytes that stand as they are, 8 for deflated ones. */
  readonly method: number;
  readonly packedSize: number;
  readonly size: number;
  /** CRC-32 of its bytes, unpacked. */
  readonly checksum: number;
  /** Where its own header begins. */
  readonly offset: number;
}

const wide = 0xffffffff;
const headerSize = { end: 22, wideEnd: 56, wideLocator: 20, central: 46, local: 30 } as const;
/** A comment of up to 65,535 bytes may stand behind the end record. */
const farthestEnd = headerSize.end + 0xffff;

/**
 * What a zip file says that it holds (APPNOTE 6.3, with sizes of 64 bits): its end and its list are read, and
 * nothing else.
 * @throws RangeError for what is no whole zip file
 */
export function zipEntries(file: OpenFile): readonly ZipEntry[] {
  const { count, size, offset } = directoryOf(file);
  const list = viewOf(file, offset, size);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count;) {
    if (list.getUint32(at, true) !== 0x02014b50) throw new RangeError('no entry');
    const lengths = [28, 30, 32].map((place) => list.getUint16(at + place, true)) as [number, number, number];
    const [nameLength, extraLength, commentLength] = lengths;
    const name = new TextDecoder().decode(
      new Uint8Array(list.buffer, list.byteOffset + at + headerSize.central, nameLength),
    );
    const extra = at + headerSize.central + nameLength;
    const [unpacked, packedSize, start] = wideNumbers(list, extra, extraLength, [
      list.getUint32(at + 24, true),
      list.getUint32(at + 20, true),
      list.getUint32(at + 42, true),
    ]);
    const method = list.getUint16(at + 10, true);
    const checksum = list.getUint32(at + 16, true);
    entries.push({ name, method, packedSize: packedSize!, size: unpacked!, checksum, offset: start! });
    at = extra + extraLength + commentLength;
  }
  return entries;
}

/**
 * The bytes of one entry; no other is read.
 * @throws RangeError or an error of zlib where it is not whole
 */
export function readZipEntry(file: OpenFile, entry: ZipEntry): Uint8Array<ArrayBuffer> {
  const start = packedStart(file, entry);
  const packed = file.read(start, entry.packedSize);
  if (packed.length < entry.packedSize) throw new RangeError('cut off');
  if (entry.method === 0) return packed;
  if (entry.method !== 8) throw new RangeError('another packing');
  const bytes = inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.size) });
  if (bytes.length !== entry.size) throw new RangeError('another size');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/**
 * Where the bytes of an entry stand in the file as they are; undefined where they are packed.
 * @throws RangeError where there is no whole entry
 */
export function storedStart(file: OpenFile, entry: ZipEntry): number | undefined {
  if (entry.method !== 0) return undefined;
  const start = packedStart(file, entry);
  if (start + entry.size > file.size) throw new RangeError('cut off');
  return start;
}

function packedStart(file: OpenFile, { offset }: ZipEntry): number {
  const header = viewOf(file, offset, headerSize.local);
  if (header.getUint32(0, true) !== 0x04034b50) throw new RangeError('no entry');
  return offset + headerSize.local + header.getUint16(26, true) + header.getUint16(28, true);
}

/**
 * An entry as a file of its own: read from where it stands, where it is not packed.
 * @throws RangeError or an error of zlib where it is not whole
 */
export function fileOfEntry(file: OpenFile, entry: ZipEntry): OpenFile {
  const start = storedStart(file, entry);
  if (start === undefined) return fileOfBytes(readZipEntry(file, entry));
  const { size } = entry;
  return {
    size,
    read: (position, length) => file.read(start + position, Math.max(0, Math.min(length, size - position))),
  };
}

/** An open file over bytes that are in memory. */
export function fileOfBytes(bytes: Uint8Array): OpenFile {
  return {
    size: bytes.length,
    read: (position, length) => Uint8Array.from(bytes.subarray(position, position + length)),
  };
}

function directoryOf(file: OpenFile): {
  readonly count: number;
  readonly size: number;
  readonly offset: number;
} {
  const length = Math.min(file.size, farthestEnd);
  const tail = viewOf(file, file.size - length, length);
  for (let at = length - headerSize.end; at >= 0; at--) {
    if (tail.getUint32(at, true) !== 0x06054b50) continue;
    const count = tail.getUint16(at + 10, true);
    const [size, offset] = [tail.getUint32(at + 12, true), tail.getUint32(at + 16, true)];
    if (count !== 0xffff && size !== wide && offset !== wide) return { count, size, offset };
    return wideDirectory(file, file.size - length + at);
  }
  throw new RangeError('no end');
}

function wideDirectory(file: OpenFile, end: number): ReturnType<typeof directoryOf> {
  const locator = viewOf(file, end - headerSize.wideLocator, headerSize.wideLocator);
  if (locator.getUint32(0, true) !== 0x07064b50) throw new RangeError('no locator');
  const record = viewOf(file, wideNumber(locator, 8), headerSize.wideEnd);
  if (record.getUint32(0, true) !== 0x06064b50) throw new RangeError('no record');
  return { count: wideNumber(record, 32), size: wideNumber(record, 40), offset: wideNumber(record, 48) };
}

/** Numbers that do not fit 32 bits stand in an extra field, in their order. */
function wideNumbers(
  view: DataView,
  start: number,
  length: number,
  numbers: readonly number[],
): readonly number[] {
  if (!numbers.includes(wide)) return numbers;
  for (let at = start; at + 4 <= start + length;) {
    const [kind, size] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    if (kind === 1) {
      let next = at + 4;
      return numbers.map((number) => {
        if (number !== wide) return number;
        next += 8;
        return wideNumber(view, next - 8);
      });
    }
    at += 4 + size;
  }
  throw new RangeError('no sizes');
}

function wideNumber(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

function viewOf(file: OpenFile, position: number, length: number): DataView {
  const bytes = position >= 0 ? file.read(position, length) : new Uint8Array(0);
  if (bytes.length < length) throw new RangeError('cut off');
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
