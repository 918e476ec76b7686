import type { WeightedHead } from '../../compiler/steps/build-steps.ts';
import type { Feeds } from '../engines/engine.ts';
import type { Prepare, RawBatch } from '../preprocessing/raw-batch.ts';
import {
  sliceRows,
  sliceWords,
  takeMissing,
  takeRows,
  takeWords,
  type Column,
  type WordColumn,
} from './columns.ts';

/** Something strange about the targets of a head, as a sentence. */
export interface DataWarning {
  readonly head: string;
  readonly text: string;
}

/** Samples that fit a model, ready to be cut into batches, in memory or wherever else they are kept. */
export interface Samples {
  readonly count: number;
  /** Makes what steps are fed; absent where samples are fed as they stand. */
  readonly prepare?: Prepare | undefined;
  /** Heads whose losses are weighted by sample. */
  readonly weighted: readonly WeightedHead[];
  /** What is strange about the data, but may be meant. */
  readonly warnings: readonly DataWarning[];
  /** The samples from `start` to before `end`, as they stand in the data; of memory a view, not a copy. */
  slice(start: number, end: number): RawBatch;
  /**
   * The samples at the given places, in that order.
   * @param spare a batch that nobody reads any more, whose memory may be written to
   */
  take(rows: Uint32Array, spare?: RawBatch): RawBatch;
  /** The samples from `start` to before `end`, as samples of their own. */
  part(start: number, end: number): Samples;
}

/**
 * Data that was held against a model already and is kept outside of memory: `fit`, `evaluate` and `predict` take it
 * like arrays.
 */
export interface StoredData {
  readonly count: number;
  /** @internal The samples, with what is done to them before the graph. */
  preparedBy(prepare: Prepare | undefined): Samples;
  /** The samples of the given numbers alone. */
  only(rows: Uint32Array): StoredData;
  /** Gives back the room that it takes; nothing can be read afterwards. */
  close(): void;
}

/** By its form alone: what reads files needs Node, which not everything that trains has. */
export function isStoredData(value: unknown): value is StoredData {
  return (
    typeof value === 'object' &&
    value !== null &&
    'preparedBy' in value &&
    typeof value.preparedBy === 'function'
  );
}

/** What a step is fed for samples from `start` to before `end`. */
export function sliceBatch(samples: Samples, start: number, end: number): Feeds {
  return feedsOf(samples, samples.slice(start, end));
}

/** What a step is fed for a batch of some samples. */
export function feedsOf({ prepare }: Samples, batch: RawBatch): Feeds {
  return prepare ? prepare(batch) : batch.feeds;
}

/** What samples in memory are made of. */
export interface MemoryParts {
  readonly count: number;
  readonly columns: readonly Column[];
  readonly words: readonly WordColumn[];
  readonly prepare?: Prepare;
  readonly weighted: readonly WeightedHead[];
  readonly warnings: readonly DataWarning[];
}

/** Samples whose columns are arrays. */
export class MemorySamples implements Samples {
  readonly count: number;
  readonly columns: readonly Column[];
  readonly words: readonly WordColumn[];
  readonly prepare: Prepare | undefined;
  readonly weighted: readonly WeightedHead[];
  readonly warnings: readonly DataWarning[];

  constructor(parts: MemoryParts) {
    this.count = parts.count;
    this.columns = parts.columns;
    this.words = parts.words;
    this.prepare = parts.prepare;
    this.weighted = parts.weighted;
    this.warnings = parts.warnings;
  }

  slice(start: number, end: number): RawBatch {
    const columns = this.columns.map((column) => sliceRows(column, start, end));
    const words = this.words.map((column) => [column.name, sliceWords(column, start, end).tensor] as const);
    return {
      feeds: Object.fromEntries(columns.map(({ feed, tensor }) => [feed, tensor])),
      words: Object.fromEntries(words),
      missing: Object.fromEntries(columns.flatMap(({ name, missing }) => (missing ? [[name, missing]] : []))),
      first: start,
    };
  }

  take(rows: Uint32Array, spare?: RawBatch): RawBatch {
    const missing = this.columns.flatMap((column) => {
      const taken = takeMissing(column, rows);
      return taken ? [[column.name, taken] as const] : [];
    });
    return {
      feeds: Object.fromEntries(
        this.columns.map((column) => [column.feed, takeRows(column, rows, spare?.feeds[column.feed])]),
      ),
      words: Object.fromEntries(this.words.map((column) => [column.name, takeWords(column, rows)])),
      missing: Object.fromEntries(missing),
    };
  }

  part(start: number, end: number): MemorySamples {
    return new MemorySamples({
      ...this.parts(),
      count: end - start,
      columns: this.columns.map((column) => sliceRows(column, start, end)),
      words: this.words.map((column) => sliceWords(column, start, end)),
    });
  }

  private parts(): MemoryParts {
    const { count, columns, words, prepare, weighted, warnings } = this;
    return { count, columns, words, ...(prepare ? { prepare } : {}), weighted, warnings };
  }
}
