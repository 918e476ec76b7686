import type { WeightedHead } from '../../compiler/steps/build-steps.ts';
import type { Feeds } from '../engines/engine.ts';
import { permutation } from '../random.ts';
import type { RawBatch } from '../preprocessing/raw-batch.ts';
import { feedsOf, sliceBatch, type Samples } from './samples.ts';

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
  epoch(epoch: number, fromStep: number, options?: EpochOptions): AsyncIterable<Feeds>;
}

export interface EpochOptions {
  /** True for one who keeps no batch: each may lie in the memory of the one before. */
  readonly reusesMemory?: boolean;
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
    async *epoch(epoch, fromStep, { reusesMemory = false } = {}) {
      const order = shuffleSeed === undefined ? undefined : permutation(samples.count, shuffleSeed, epoch);
      let spare: RawBatch | undefined;
      for (let step = fromStep; step < steps; step++) {
        const [start, end] = rangeOf(step);
        if (!order) {
          yield sliceBatch(samples, start, end);
          continue;
        }
        const batch = samples.take(order.subarray(start, end), spare);
        if (reusesMemory) spare = batch;
        yield feedsOf(samples, batch);
      }
    },
  };
}

/**
 * Batches in epochs of so many, as Keras's `steps_per_epoch` makes them: an epoch goes on where the last one ended, and
 * ends early where the data does; the next one then begins anew, in the next order.
 * @param source one whose end is known
 */
export function inEpochsOf(source: BatchSource, stepsPerEpoch: number | undefined): BatchSource {
  const { steps } = source;
  if (stepsPerEpoch === undefined || steps === undefined || stepsPerEpoch >= steps) return source;
  const parts = Math.ceil(steps / stepsPerEpoch);
  return {
    ...source,
    steps: stepsPerEpoch,
    async *epoch(epoch, fromStep, options) {
      const first = (epoch % parts) * stepsPerEpoch;
      const count = Math.min(stepsPerEpoch, steps - first) - fromStep;
      if (count > 0)
        yield* firstOf(source.epoch(Math.floor(epoch / parts), first + fromStep, options), count);
    },
  };
}

/** The first batches of every epoch; all where no number is given. */
export function firstBatches(source: BatchSource, count: number | undefined): BatchSource {
  if (count === undefined) return source;
  return {
    ...source,
    steps: source.steps === undefined ? undefined : Math.min(count, source.steps),
    async *epoch(epoch, fromStep, options) {
      if (fromStep < count) yield* firstOf(source.epoch(epoch, fromStep, options), count - fromStep);
    },
  };
}

async function* firstOf(batches: AsyncIterable<Feeds>, count: number): AsyncGenerator<Feeds> {
  let seen = 0;
  for await (const feeds of batches) {
    yield feeds;
    if (++seen === count) return;
  }
}

export function weightsKey(weighted: readonly WeightedHead[]): string {
  return weighted.map(({ head, perEntry }) => `${head}${perEntry ? '*' : ''}`).join();
}
