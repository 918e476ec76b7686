import { readdirSync, readFileSync, writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importModel } from '../../../runtime/index.ts';
import { heapsCanBeRead } from '../../../runtime/weights/hdf5-heaps.ts';

const golden = join(import.meta.dirname, '../../golden/files');
const whole = readFileSync(join(golden, '02_qa.h5'));

/** A file whose heap has a free place of no size: HDF5's library would look at it for ever. */
function withEmptyPlace(): Buffer {
  const bytes = Buffer.from(whole);
  bytes.fill(0, firstObject, firstObject + 16);
  return bytes;
}

const heap = whole.indexOf('GCOL');
const firstObject = heap + 16;

describe('the heaps of an HDF5 file', () => {
  it.each(readdirSync(golden).filter((name) => name.endsWith('.h5')))(
    'can be read where Keras wrote them: %s',
    (name) => expect(heapsCanBeRead(readFileSync(join(golden, name)))).toBe(true),
  );

  it('cannot be read where a free place has no size', () => {
    expect(heap).toBeGreaterThan(0);
    expect(heapsCanBeRead(withEmptyPlace())).toBe(false);
  });

  it('can be read where a free place has one', () => {
    const bytes = withEmptyPlace();
    bytes.writeUInt32LE(32, firstObject + 8);
    bytes.fill(1, firstObject + 32, firstObject + 48);
    bytes.writeBigUInt64LE(2n ** 40n, firstObject + 40);
    expect(heapsCanBeRead(bytes)).toBe(true);
  });

  it('are what the library reads: a signature among numbers is none', () => {
    const bytes = Buffer.concat([whole, Buffer.from('GCOL'), Buffer.alloc(64, 255)]);
    expect(heapsCanBeRead(bytes)).toBe(true);
    expect(heapsCanBeRead(Buffer.concat([whole, Buffer.from('GCOL')]))).toBe(true);
  });

  it('cannot be read in a file whose lengths are not those of Keras', () => {
    const bytes = Buffer.from(whole);
    bytes[14] = 4;
    expect(heapsCanBeRead(bytes)).toBe(false);
    expect(heapsCanBeRead(whole.subarray(0, 8))).toBe(false);
  });

  it('end an import in a sentence, at once', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'kmodel-heaps-')), 'a.h5');
    writeFileSync(path, withEmptyPlace());
    await expect(importModel(path)).rejects.toThrow('is not a whole HDF5 file of Keras.');
  });
});
