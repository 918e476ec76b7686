import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FileToZip } from '../../../runtime/files/zip-write.ts';
import { zipPieces, zipSize } from '../../../runtime/files/zip-write.ts';
import {
  fileOfBytes,
  fileOfEntry,
  readZipEntry,
  storedStart,
  zipEntries,
} from '../../../runtime/files/zip.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);
const files: readonly FileToZip[] = [
  ['a.txt', [bytes('one '), bytes('two')]],
  ['folder/ä.txt', [bytes('three')]],
  ['empty', []],
];

function joined(pieces: Iterable<Uint8Array>): Uint8Array {
  return Uint8Array.from([...pieces].flatMap((piece) => [...piece]));
}

/** The bytes with a comment behind the end record, as some programs leave one. */
function withComment(zip: Uint8Array, comment: string): Uint8Array {
  const whole = joined([zip, bytes(comment)]);
  new DataView(whole.buffer).setUint16(zip.length - 2, comment.length, true);
  return whole;
}

/** A file of one entry that is deflated, as other programs write it. */
function deflated(name: string, content: string): Uint8Array {
  const packed = deflateRawSync(bytes(content));
  const header = (signature: number, length: number, at: number): Uint8Array => {
    const record = new Uint8Array(length);
    const view = new DataView(record.buffer);
    view.setUint32(0, signature, true);
    view.setUint16(at, 8, true);
    view.setUint32(at + 10, packed.length, true);
    view.setUint32(at + 14, content.length, true);
    view.setUint16(at + 18, name.length, true);
    return record;
  };
  const local = header(0x04034b50, 30, 8);
  const central = header(0x02014b50, 46, 10);
  const end = new Uint8Array(22);
  const view = new DataView(end.buffer);
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(10, 1, true);
  view.setUint32(12, 46 + name.length, true);
  view.setUint32(16, 30 + name.length + packed.length, true);
  return joined([local, bytes(name), packed, central, bytes(name), end]);
}

describe('a zip file', () => {
  const zip = joined(zipPieces(files));
  const file = fileOfBytes(zip);
  const entries = zipEntries(file);

  it('says what it holds', () => {
    expect(entries.map(({ name, size, method }) => ({ name, size, method }))).toEqual([
      { name: 'a.txt', size: 7, method: 0 },
      { name: 'folder/ä.txt', size: 5, method: 0 },
      { name: 'empty', size: 0, method: 0 },
    ]);
    expect(zipEntries(fileOfBytes(joined(zipPieces([]))))).toEqual([]);
  });

  it('gives each of its files', () => {
    expect(entries.map((entry) => text(readZipEntry(file, entry)))).toEqual(['one two', 'three', '']);
  });

  it('gives an entry as a file of its own, read where it stands', () => {
    const inner = fileOfEntry(file, entries[0]!);
    expect(inner.size).toBe(7);
    expect(text(inner.read(4, 2))).toBe('tw');
    // No byte of what stands behind it.
    expect(text(inner.read(4, 100))).toBe('two');
    expect(inner.read(7, 1)).toHaveLength(0);
    expect(text(zip.subarray(storedStart(file, entries[1]!)).subarray(0, 5))).toBe('three');
  });

  it('has the same bytes whenever it is written, and no more than was said', () => {
    expect(joined(zipPieces(files))).toEqual(zip);
    expect(zip.length).toBeLessThanOrEqual(zipSize(files));
  });

  it('is found before a comment', () => {
    const commented = fileOfBytes(withComment(zip, 'made by hand'));
    expect(zipEntries(commented).map(({ name }) => name)).toEqual(['a.txt', 'folder/ä.txt', 'empty']);
  });

  it('of another program may be packed', () => {
    const other = fileOfBytes(deflated('long', 'la '.repeat(100)));
    const [entry] = zipEntries(other);
    expect(entry).toMatchObject({ name: 'long', method: 8, size: 300 });
    expect(text(readZipEntry(other, entry!))).toBe('la '.repeat(100));
    expect(storedStart(other, entry!)).toBeUndefined();
    expect(text(fileOfEntry(other, entry!).read(297, 3))).toBe('la ');
  });
});

describe('what is no whole zip file', () => {
  const zip = joined(zipPieces(files));
  const entries = zipEntries(fileOfBytes(zip));

  it.each([
    ['nothing', new Uint8Array(0)],
    ['a text', bytes('This is no zip file, but it is long enough to be one.')],
    ['one that is cut off at its end', zip.subarray(0, zip.length - 1)],
    ['one without its beginning', zip.subarray(40)],
  ])('%s is refused', (_, content) => {
    expect(() => {
      const file = fileOfBytes(content);
      for (const entry of zipEntries(file)) readZipEntry(file, entry);
    }).toThrow(RangeError);
  });

  it('has an entry that says more than there is', () => {
    const file = fileOfBytes(zip);
    const long = { ...entries[2]!, packedSize: zip.length, size: zip.length };
    expect(() => readZipEntry(file, long)).toThrow('cut off');
    expect(() => storedStart(file, long)).toThrow('cut off');
  });

  it('has an entry that is packed as nobody knows, or becomes another size', () => {
    const other = fileOfBytes(deflated('long', 'la '.repeat(100)));
    const [entry] = zipEntries(other);
    expect(() => readZipEntry(other, { ...entry!, method: 12 })).toThrow('another packing');
    expect(() => readZipEntry(other, { ...entry!, size: 301 })).toThrow('another size');
    // A bomb says that it is small: no more is unpacked than it says.
    expect(() => readZipEntry(other, { ...entry!, size: 10 })).toThrow();
  });
});
