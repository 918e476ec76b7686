import { DataError } from '../errors.ts';
import type { FitOptions } from '../training.ts';
import type { Model } from '../model.ts';
import { absentClasses } from './absent-classes.ts';
import { batchesOf, type BatchSource } from './batches.ts';
import { withClassWeights } from './class-weights.ts';
import { datasetBatches, isDataset, type BatchDataset } from './dataset.ts';
import type { Samples } from './samples.ts';
import type { ModelData } from './training-data.ts';

export interface FitSources {
  readonly training: BatchSource;
  readonly validation: BatchSource | undefined;
  /** What the batches are made of, where that is not a dataset. */
  readonly samples?: Samples;
  readonly validationSamples?: Samples | undefined;
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
  const given = await validationSource(model, options, batchSize);
  const samples = options.classWeight ? withClassWeights(model.graph, kept, options.classWeight) : kept;
  const shuffle = options.shuffle ?? settings.shuffle;
  return {
    training: batchesOf(samples, batchSize, shuffle ? model.seed : undefined),
    validation: given?.source ?? (split && batchesOf(split, batchSize)),
    samples: all,
    validationSamples: given?.samples,
    warnings: [...all.warnings, ...absentClasses(model.graph, kept)],
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
  const batchSize = options.batchSize ?? model.graph.training.batchSize;
  const given = await validationSource(model, options, batchSize);
  return {
    training: datasetBatches(model, data, {
      batchesPerEpoch: options.batchesPerEpoch,
      classWeight: options.classWeight,
    }),
    validation: given?.source,
    validationSamples: given?.samples,
    warnings: [],
  };
}

async function validationSource(
  model: Model,
  options: FitOptions,
  batchSize: number,
): Promise<{ readonly source: BatchSource; readonly samples: Samples | undefined } | undefined> {
  const data = options.validationData;
  if (data === undefined) return undefined;
  if (isDataset(data)) return { source: datasetBatches(model, data), samples: undefined };
  const samples = await model.prepare(data, 'train', {
    batchSize,
    sampleWeight: options.validationSampleWeight,
  });
  return { source: batchesOf(samples, batchSize), samples };
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
  return [all.part(0, kept), all.part(kept, all.count)];
}
