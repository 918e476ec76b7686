import type { Feeds } from '../engines/engine.ts';
import type { StringData } from '../data/tensor-like.ts';

/** Some samples as they stand in the data, before anything is made of them. */
export interface RawBatch {
  /** Numbers, by the names of a step's inputs. */
  readonly feeds: Feeds;
  /** Strings, by the names of inputs. */
  readonly words: Readonly<Record<string, StringData>>;
  /** By the names of inputs: 1 for each entry that is missing. Absent where none is. */
  readonly missing: Readonly<Record<string, Uint8Array>>;
  /** The number of the first sample in the data, where they stand side by side there. */
  readonly first?: number;
}

/** Turns samples as they stand in the data into what steps are fed. */
export type Prepare = (batch: RawBatch) => Feeds;
