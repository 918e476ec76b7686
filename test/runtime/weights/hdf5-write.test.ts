import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeHdf5, type Hdf5Tree } from '../../../runtime/weights/hdf5-write.ts';
import { withHdf5 } from '../../../runtime/weights/hdf5.ts';

/** A file of groups, attributes and datasets, one of which holds the numbers. */
const treeOf = (numbers: Uint8Array): Hdf5Tree => ({
  attributes: { saved_by: 'kmodel', layer_names: ['dense', 'dense_1'] },
  groups: {
    dense: {
      attributes: { name: 'dense' },
      tensors: {
        kernel: { dtype: 'float32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
        mask: { dtype: 'uint8', shape: [numbers.length], data: numbers },
      },
    },
    dense_1: { groups: { inside: {} } },
  },
});

const plain = Uint8Array.of(1, 0, 1);

/** What a head of an object begins with: signature, version, flags that say times, the times, and a size. */
const likeHead = Uint8Array.from([
  ...Buffer.from('OHDR'),
  2,
  0x20,
  ...Array(16).fill(7),
  12,
  ...Array(40).fill(3),
]);

async function writtenAt(time: string, numbers = plain): Promise<Uint8Array> {
  vi.setSystemTime(time);
  return writeHdf5(treeOf(numbers));
}

function numbersOf(bytes: Uint8Array): Promise<readonly number[]> {
  return withHdf5(bytes, 'w.h5', {}, (root) => [...root.group('dense')!.numbers('mask').read()]);
}

describe('an HDF5 file that was written', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  it('has the same bytes at any time', async () => {
    const [first, second] = [await writtenAt('2026-01-01'), await writtenAt('2027-02-03')];
    expect(Buffer.from(first).equals(second)).toBe(true);
  });

  it('says of no object when it was made', async () => {
    const bytes = Buffer.from(await writtenAt('2026-01-01'));
    const seconds = Buffer.alloc(4);
    seconds.writeUInt32LE(Date.now() / 1000);
    expect(bytes.includes('OHDR')).toBe(true);
    expect(bytes.includes(seconds)).toBe(false);
  });

  it.each([
    ['some numbers', plain],
    ['numbers that look like the head of an object', likeHead],
    ['numbers that end in the middle of one', likeHead.subarray(0, 6)],
  ])('gives back %s', async (_what, numbers) => {
    expect(await numbersOf(await writtenAt('2026-01-01', numbers))).toEqual([...numbers]);
  });
});
