import type { WeightedHead } from '../../../compiler/steps/build-steps.ts';
import type { Prepare, RawBatch } from '../../preprocessing/raw-batch.ts';
import type { Samples, StoredData, DataWarning } from '../samples.ts';
import type { RowFile } from './row-file.ts';

/** What samples in a file are made of. */
export interface StoredParts {
  readonly file: RowFile;
  readonly weighted: readonly WeightedHead[];
  readonly warnings: readonly DataWarning[];
  /** The numbers of the rows that count, in their order; all of them where there are none. */
  readonly rows?: Uint32Array;
  readonly prepare?: Prepare | undefined;
}

/** Samples whose rows are in a file, or some of them. */
export class StoredSamples implements Samples, StoredData {
  readonly count: number;
  readonly weighted: readonly WeightedHead[];
  readonly warnings: readonly DataWarning[];
  readonly prepare: Prepare | undefined;
  private readonly parts: StoredParts;

  constructor(parts: StoredParts) {
    this.parts = parts;
    this.count = parts.rows?.length ?? parts.file.count;
    this.weighted = parts.weighted;
    this.warnings = parts.warnings;
    this.prepare = parts.prepare;
  }

  /** What the rows take of the disk, in bytes. */
  get size(): number {
    return this.parts.file.size;
  }

  slice(start: number, end: number): RawBatch {
    const { file, rows } = this.parts;
    return rows ? { ...file.take(rows.subarray(start, end)), first: start } : file.slice(start, end);
  }

  take(places: Uint32Array): RawBatch {
    const { file, rows } = this.parts;
    return file.take(rows ? places.map((place) => rows[place]!) : places);
  }

  part(start: number, end: number): StoredSamples {
    const rows =
      this.parts.rows?.subarray(start, end) ??
      Uint32Array.from({ length: end - start }, (_, index) => start + index);
    return this.only(rows);
  }

  /** The rows of the given numbers alone. */
  only(rows: Uint32Array): StoredSamples {
    return new StoredSamples({ ...this.parts, rows });
  }

  preparedBy(prepare: Prepare | undefined): StoredSamples {
    return new StoredSamples({ ...this.parts, prepare });
  }

  /** Gives the room on the disk back, of all that share the file. */
  close(): void {
    this.parts.file.close();
  }
}
