import { describe, expect, it } from 'vitest';
import { batchesOf, firstBatches, inEpochsOf, type BatchSource } from '../../../runtime/data/batches.ts';
import { MemorySamples } from '../../../runtime/data/samples.ts';
import type { Feeds } from '../../../runtime/engines/engine.ts';

/** Seven samples: rows of two numbers, and their own numbers as targets. */
const samples = new MemorySamples({
  count: 7,
  columns: [
    {
      feed: 'x',
      name: 'x',
      tensor: {
        dtype: 'float32',
        shape: [7, 2],
        data: Float32Array.from({ length: 14 }, (_, at) => (at >> 1) + (at % 2) / 10),
      },
    },
    {
      feed: 'target:y',
      name: 'y',
      tensor: { dtype: 'int32', shape: [7], data: Int32Array.of(0, 1, 2, 3, 4, 5, 6) },
    },
  ],
  words: [],
  weighted: [],
  warnings: [],
});

/** The samples of each batch, by number; every row must be the one of its target. */
async function numbersOf(source: BatchSource, epoch = 0, fromStep = 0, reusesMemory = false) {
  const batches: number[][] = [];
  for await (const feeds of source.epoch(epoch, fromStep, { reusesMemory })) {
    const targets = Array.from(feeds['target:y']!.data);
    expect(feeds.x!.shape).toEqual([targets.length, 2]);
    expect(Array.from(feeds.x!.data, Math.fround)).toEqual(
      targets.flatMap((number) => [Math.fround(number), Math.fround(number + 0.1)]),
    );
    batches.push(targets);
  }
  return batches;
}

async function held(source: BatchSource, reusesMemory: boolean): Promise<readonly Feeds[]> {
  const all: Feeds[] = [];
  for await (const feeds of source.epoch(0, 0, { reusesMemory })) all.push(feeds);
  return all;
}

describe('batches in order', () => {
  it('end with a smaller one', async () => {
    expect(await numbersOf(batchesOf(samples, 3))).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
  });

  it('go on from a step', async () => {
    expect(await numbersOf(batchesOf(samples, 3), 0, 1)).toEqual([[3, 4, 5], [6]]);
  });

  it('are views of the samples, whoever asks', async () => {
    const [first] = await held(batchesOf(samples, 3), true);
    expect(first!.x!.data.buffer).toBe(samples.columns[0]!.tensor.data.buffer);
  });
});

describe('shuffled batches', () => {
  const shuffled = batchesOf(samples, 3, 5);

  it('have every sample once', async () => {
    const batches = await numbersOf(shuffled);
    expect(batches.map(({ length }) => length)).toEqual([3, 3, 1]);
    expect(batches.flat().sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('come in another order in every epoch, and in the same one again', async () => {
    expect(await numbersOf(shuffled, 1)).not.toEqual(await numbersOf(shuffled, 0));
    expect(await numbersOf(shuffled, 1)).toEqual(await numbersOf(shuffled, 1));
  });

  it('are the same where each lies in the memory of the one before', async () => {
    expect(await numbersOf(shuffled, 2, 0, true)).toEqual(await numbersOf(shuffled, 2));
  });

  it('take the memory of the one before where nobody keeps it', async () => {
    const [first, second] = await held(shuffled, true);
    expect(second!.x!.data).toBe(first!.x!.data);
    expect(second!['target:y']!.data).toBe(first!['target:y']!.data);
  });

  it('have memory of their own for one who keeps them', async () => {
    const [first, second] = await held(shuffled, false);
    expect(second!.x!.data.buffer).not.toBe(first!.x!.data.buffer);
  });

  it('have memory of their own where the last one is smaller', async () => {
    const [, second, last] = await held(shuffled, true);
    expect(last!.x!.data).toHaveLength(2);
    expect(last!.x!.data.buffer).not.toBe(second!.x!.data.buffer);
  });
});

describe('epochs of so many steps', () => {
  const parts = inEpochsOf(batchesOf(samples, 2), 3);

  it('go on where the last one ended', async () => {
    expect(await numbersOf(parts, 0)).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    expect(await numbersOf(parts, 1)).toEqual([[6]]);
    expect(await numbersOf(parts, 2)).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
  });

  it('leave out the steps that were done before', async () => {
    expect(await numbersOf(parts, 0, 2)).toEqual([[4, 5]]);
    expect(await numbersOf(parts, 1, 1)).toEqual([]);
  });

  it('are the source itself where it has no more steps', () => {
    const source = batchesOf(samples, 2);
    expect(inEpochsOf(source, 4)).toBe(source);
    expect(inEpochsOf(source, undefined)).toBe(source);
  });

  it('tell the batches whose memory they take', async () => {
    const [first, second] = await held(inEpochsOf(batchesOf(samples, 2, 1), 3), true);
    expect(second!.x!.data).toBe(first!.x!.data);
  });
});

describe('the first batches', () => {
  it('are the same in every epoch', async () => {
    const first = firstBatches(batchesOf(samples, 2), 2);
    expect(first.steps).toBe(2);
    expect(await numbersOf(first, 0)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(await numbersOf(first, 1)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('are all of them where there are no more', () => {
    expect(firstBatches(batchesOf(samples, 2), 9).steps).toBe(4);
  });

  it('tell the batches whose memory they take', async () => {
    const [first, second] = await held(firstBatches(batchesOf(samples, 2, 1), 2), true);
    expect(second!.x!.data).toBe(first!.x!.data);
  });
});
