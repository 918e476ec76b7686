import type { WeightedHead } from '../../compiler/steps/build-steps.ts';
import type { Feeds } from '../engines/engine.ts';
import { permutation } from '../random.ts';
import type { RawBatch } from '../preprocessing/raw-batch.ts';
import { sliceBatch, takeBatch, type Samples } from './samples.ts';

/** So many samples are looked at together where nothing is trained. */
const rawSamples = 1024;

/** Where the batches of an epoch come from. */
export interface BatchSource {
  /** Batches in one epoch; undefined for a dataset whose end is not known before it is reached. */
  readonly steps: number | undefined;
  readonly samples: number | undefined;
  readonly batchSize: number | undefined;
  /** Heads whose losses are weighted by sample. */
  readonly weighted: readonly WeightedHead[];
  /** All samples once, in their order, as they stand in the data: what layers learn from before training. */
  raw(): AsyncIterable<RawBatch>;
  /** What the steps of an epoch are fed, from a step on. */
  epoch(epoch: number, fromStep: number): AsyncIterable<Feeds>;
}

/**
 * Batches of samples in memory; the last one of an epoch may be smaller.
 * @param shuffleSeed orders the samples anew in every epoch; without one they come as they stand
 */
export function batchesOf(samples: Samples, batchSize: number, shuffleSeed?: number): BatchSource {
  const steps = Math.ceil(samples.count / batchSize);
  const rangeOf = (step: number): [start: number, end: number] => [
    step * batchSize,
    Math.min((step + 1) * batchSize, samples.count),
  ];
  return {
    steps,
    samples: samples.count,
    batchSize,
    weighted: samples.weighted,
    async *raw() {
      for (let start = 0; start < samples.count; start += rawSamples)
        yield samples.slice(start, Math.min(start + rawSamples, samples.count));
    },
    async *epoch(epoch, fromStep) {
      const order = shuffleSeed === undefined ? undefined : permutation(samples.count, shuffleSeed, epoch);
      for (let step = fromStep; step < steps; step++) {
        const [start, end] = rangeOf(step);
        yield order ? takeBatch(samples, order.subarray(start, end)) : sliceBatch(samples, start, end);
      }
    },
  };
}

export function weightsKey(weighted: readonly WeightedHead[]): string {
  return weighted.map(({ head, perEntry }) => `${head}${perEntry ? '*' : ''}`).join();
}
