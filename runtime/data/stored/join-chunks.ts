import { DataError } from '../../errors.ts';
import { rowsOfChunk, sliceChunk } from './chunks.ts';
import type { DataChunk } from './data-chunks.ts';

/**
 * Sources that hold different arrays of the same samples as one, the rows of which come together.
 * @throws DataError where two give the same array, or one ends before the others
 */
export async function* joinChunks(sources: readonly AsyncIterable<DataChunk>[]): AsyncGenerator<DataChunk> {
  const readers = sources.map((source) => new ChunkReader(source));
  try {
    for (let isFirst = true; ; isFirst = false) {
      const counts = await Promise.all(readers.map((reader) => reader.available()));
      if (isFirst) refuseTwice(readers);
      const count = Math.min(...counts);
      if (count === 0 && !isFirst) {
        const longer = readers.find((_, index) => counts[index]! > 0);
        if (!longer) return;
        const ended = readers[counts.indexOf(0)]!;
        throw new DataError(
          `${ended.source} has ${ended.taken} samples, but ${longer.source} has more: they must agree.`,
        );
      }
      const taken = readers.map((reader) => reader.take(count));
      yield {
        arrays: new Map(taken.flatMap(({ arrays }) => [...arrays])),
        kept: new Map(taken.flatMap(({ kept }) => [...kept])),
      };
    }
  } finally {
    await Promise.all(readers.map((reader) => reader.end()));
  }
}

function refuseTwice(readers: readonly ChunkReader[]): void {
  const first = new Map<string, string>();
  for (const { chunk } of readers)
    for (const [name, { source }] of chunk.arrays) {
      const other = first.get(name);
      if (other !== undefined)
        throw new DataError(`\`${name}\` is given twice: by ${other} and by ${source}.`);
      first.set(name, source);
    }
}

/** The rows of a source that were read, of which any number is taken. */
class ChunkReader {
  chunk: DataChunk = { arrays: new Map(), kept: new Map() };
  /** How many rows were taken. */
  taken = 0;
  private readonly chunks: AsyncIterator<DataChunk>;
  private used = 0;
  private length = 0;

  constructor(source: AsyncIterable<DataChunk>) {
    this.chunks = source[Symbol.asyncIterator]();
  }

  /** What the source is called, for messages. */
  get source(): string {
    return [...this.chunk.arrays.values()][0]?.source ?? 'a source';
  }

  /** How many rows can be taken; 0 at the end. */
  async available(): Promise<number> {
    while (this.used === this.length) {
      const { value, done } = await this.chunks.next();
      if (done) return 0;
      this.chunk = value;
      this.used = 0;
      this.length = rowsOfChunk(value);
      if (this.length === 0) return 0;
    }
    return this.length - this.used;
  }

  take(count: number): DataChunk {
    const [start, end] = [this.used, this.used + count];
    this.used = end;
    this.taken += count;
    return sliceChunk(this.chunk, start, end);
  }

  async end(): Promise<void> {
    await this.chunks.return?.();
  }
}
