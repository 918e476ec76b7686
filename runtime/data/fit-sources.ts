import { DataError } from '../errors.ts';
import type { FitOptions } from '../fit.ts';
import type { Model } from '../model.ts';
import { batchesOf, type BatchSource } from './batches.ts';
import { withClassWeights } from './class-weights.ts';
import { datasetBatches, isDataset, type BatchDataset } from './dataset.ts';
import { prepareSamples, sliceSamples, type ModelData, type Samples } from './training-data.ts';

export interface FitSources {
  readonly training: BatchSource;
  readonly validation: BatchSource | undefined;
  /** What is strange about the data, but may be meant. */
  readonly warnings: readonly string[];
}

/**
 * Where a training gets its batches, and those of its validation.
 * @throws DataError for data that does not fit, and for options that data of its form cannot have
 */
export async function fitSources(
  model: Model,
  data: ModelData | BatchDataset,
  options: FitOptions,
): Promise<FitSources> {
  return isDataset(data) ? datasetSources(model, data, options) : sampleSources(model, data, options);
}

async function sampleSources(model: Model, data: ModelData, options: FitOptions): Promise<FitSources> {
  const settings = model.graph.training;
  const batchSize = options.batchSize ?? settings.batchSize;
  const all = await model.prepare(data, 'train', { ...options, batchSize });
  const [kept, split] = splitSamples(model, all, options);
  const samples = options.classWeight ? withClassWeights(model.graph, kept, options.classWeight) : kept;
  const shuffle = options.shuffle ?? settings.shuffle;
  return {
    training: batchesOf(samples, batchSize, shuffle ? model.seed : undefined),
    validation: (await validationSource(model, options, batchSize)) ?? (split && batchesOf(split, batchSize)),
    warnings: all.warnings,
  };
}

async function datasetSources(model: Model, data: BatchDataset, options: FitOptions): Promise<FitSources> {
  if (options.sampleWeight !== undefined || options.validationSplit) {
    const option = options.sampleWeight !== undefined ? 'sampleWeight' : 'validationSplit';
    throw new DataError(
      `A dataset comes batch by batch: \`${option}\` needs all samples at once.`,
      option === 'validationSplit' ? 'Give `validationData`.' : 'Give arrays instead of a dataset.',
    );
  }
  return {
    training: datasetBatches(model, data, {
      batchesPerEpoch: options.batchesPerEpoch,
      classWeight: options.classWeight,
    }),
    validation: await validationSource(model, options, options.batchSize ?? model.graph.training.batchSize),
    warnings: [],
  };
}

async function validationSource(
  model: Model,
  options: FitOptions,
  batchSize: number,
): Promise<BatchSource | undefined> {
  const data = options.validationData;
  if (data === undefined) return undefined;
  return isDataset(data)
    ? datasetBatches(model, data)
    : batchesOf(await model.prepare(data, 'train', { batchSize }), batchSize);
}

function splitSamples(
  model: Model,
  all: Samples,
  options: FitOptions,
): readonly [Samples, Samples | undefined] {
  const share = options.validationSplit ?? model.graph.training.validationSplit;
  if (share === 0 || options.validationData !== undefined) return [all, undefined];
  const kept = Math.floor(all.count * (1 - share));
  if (kept === 0 || kept === all.count) {
    throw new DataError(
      `A validation split of ${share} leaves ${kept} of ${all.count} samples for training.`,
    );
  }
  return [sliceSamples(all, 0, kept), sliceSamples(all, kept, all.count)];
}
