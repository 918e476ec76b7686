import { DataError } from '../errors.ts';
import type { FitOptions } from '../fit.ts';
import type { Model } from '../model.ts';
import { batchesOf, type BatchSource } from './batches.ts';
import { datasetBatches, isDataset, type BatchDataset } from './dataset.ts';
import {
  prepareSamples,
  sliceSamples,
  withClassWeights,
  type ModelData,
  type Samples,
} from './training-data.ts';

export interface FitSources {
  readonly training: BatchSource;
  readonly validation: BatchSource | undefined;
}

/**
 * Where a training gets its batches, and those of its validation.
 * @throws DataError for data that does not fit, and for options that data of its form cannot have
 */
export function fitSources(model: Model, data: ModelData | BatchDataset, options: FitOptions): FitSources {
  return isDataset(data) ? datasetSources(model, data, options) : sampleSources(model, data, options);
}

function sampleSources(model: Model, data: ModelData, options: FitOptions): FitSources {
  const settings = model.graph.training;
  const batchSize = options.batchSize ?? settings.batchSize;
  const all = prepareSamples(model.graph, data, 'train', options);
  const [kept, split] = splitSamples(model, all, options);
  const samples = options.classWeight ? withClassWeights(model.graph, kept, options.classWeight) : kept;
  const shuffle = options.shuffle ?? settings.shuffle;
  return {
    training: batchesOf(samples, batchSize, shuffle ? model.seed : undefined),
    validation: validationSource(model, options, batchSize) ?? (split && batchesOf(split, batchSize)),
  };
}

function datasetSources(model: Model, data: BatchDataset, options: FitOptions): FitSources {
  if (options.sampleWeight !== undefined || options.validationSplit) {
    const option = options.sampleWeight !== undefined ? 'sampleWeight' : 'validationSplit';
    throw new DataError(
      `A dataset comes batch by batch: \`${option}\` needs all samples at once.`,
      option === 'validationSplit' ? 'Give `validationData`.' : 'Give arrays instead of a dataset.',
    );
  }
  return {
    training: datasetBatches(model.graph, data, {
      batchesPerEpoch: options.batchesPerEpoch,
      classWeight: options.classWeight,
    }),
    validation: validationSource(model, options, options.batchSize ?? model.graph.training.batchSize),
  };
}

function validationSource(model: Model, options: FitOptions, batchSize: number): BatchSource | undefined {
  const data = options.validationData;
  if (data === undefined) return undefined;
  return isDataset(data)
    ? datasetBatches(model.graph, data)
    : batchesOf(prepareSamples(model.graph, data, 'train'), batchSize);
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
