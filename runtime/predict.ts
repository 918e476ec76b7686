import type { Tensor } from '@tensorflow/tfjs-core';
import { concatRows } from './concat-rows.ts';
import { datasetBatches, isDataset, type BatchDataset } from './data/dataset.ts';
import { sliceBatch } from './data/samples.ts';
import type { ModelData } from './data/training-data.ts';
import type { HostTensor } from './engines/engine.ts';
import type { Model } from './model.ts';
import { callOptions, type PredictOptions } from './model/options.ts';
import { defaultBatchSize, requireKnownOptions, requireWholeNumber } from './options.ts';
import { freshSeed } from './random.ts';

/**
 * One tensor per head of a model, or per name asked for, over all samples: Keras's `predict`.
 * @throws DataError for data that does not fit, or a name that the model does not have
 */
export async function predict(
  model: Model,
  data: ModelData | BatchDataset,
  options: PredictOptions,
): Promise<Readonly<Record<string, HostTensor | Tensor>>> {
  requireKnownOptions('predict', options, callOptions.predict);
  requireWholeNumber('batchSize', options.batchSize, 1);
  requireWholeNumber('seed', options.seed, 0);
  const { batchSize = defaultBatchSize, seed = freshSeed() } = options;
  const names = model.outputNames(options.outputs);
  const parts = isDataset(data)
    ? await predictDataset(model, names, data, seed)
    : (await predictRows(model, names, data, { batchSize, seed })).parts;
  const results = concatRows(parts);
  return options.tensors ? (await import('./tfjs/tensors.ts')).toTensors(results) : results;
}

/** Predictions of batches, one after the other. */
type Parts = readonly Readonly<Record<string, HostTensor>>[];

async function predictDataset(
  model: Model,
  names: readonly string[],
  data: BatchDataset,
  seed: number,
): Promise<Parts> {
  const parts: Parts[number][] = [];
  for await (const feeds of datasetBatches(model, data, { purpose: 'predict' }).epoch(0, 0))
    parts.push((await model.predictBatch(names, feeds, { seed, batch: parts.length })).predictions);
  return parts;
}

interface RowOptions {
  readonly batchSize: number;
  readonly seed: number;
  /** How many samples came before, where the rows are a part of more. */
  readonly first?: number;
  readonly firstBatch?: number;
}

/**
 * @internal What a model predicts of rows in memory, batch by batch. Inputs of floats are looked through for NaN and
 * infinity while they are computed with.
 * @returns with it, how many rows there are
 * @throws DataError for data that does not fit
 */
export async function predictRows(
  model: Model,
  names: readonly string[],
  data: ModelData,
  { batchSize, seed, first = 0, firstBatch = 0 }: RowOptions,
): Promise<{ readonly parts: Parts; readonly count: number }> {
  const prepared = (summed?: ReadonlySet<string>) =>
    model.prepare(data, 'predict', { first, batchSize, summed });
  const samples = await prepared(await model.summedInputs(names));
  const parts: Parts[number][] = [];
  let looks = true;
  for (let start = 0; start < samples.count; start += batchSize) {
    const feeds = sliceBatch(samples, start, Math.min(start + batchSize, samples.count));
    const draws = { seed, batch: firstBatch + parts.length };
    const { predictions, isFinite } = await model.predictBatch(names, feeds, draws);
    // Says which number it is, if it is one: a sum of large numbers is not finite either.
    if (looks && !isFinite) {
      await prepared();
      looks = false;
    }
    parts.push(predictions);
  }
  return { parts, count: samples.count };
}
