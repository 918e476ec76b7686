import { DataError } from '../errors.ts';
import type { FitOptions } from '../training.ts';
import type { Model } from '../model.ts';
import { absentClasses } from './absent-classes.ts';
import { batchesOf, firstBatches, inEpochsOf, type BatchSource } from './batches.ts';
import { declaredClassWeights, withClassWeights } from './class-weights.ts';
import { datasetBatches, isDataset, needsAllSamples, type BatchDataset } from './dataset.ts';
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
  const validationBatchSize = options.validationBatchSize ?? settings.validationBatchSize ?? batchSize;
  const all = await model.prepare(data, 'train', { ...options, batchSize });
  const [kept, split] = splitSamples(model, all, options);
  const given = await validationSource(model, options, validationBatchSize);
  const classWeight = options.classWeight ?? declaredClassWeights(model.graph);
  const samples = classWeight ? withClassWeights(model.graph, kept, classWeight) : kept;
  const shuffle = options.shuffle ?? settings.shuffle;
  return {
    training: inEpochsOf(
      batchesOf(samples, batchSize, shuffle ? model.seed : undefined),
      stepsPerEpoch(model, options),
    ),
    validation:
      given?.source ?? (split && validationSteps(model, options, batchesOf(split, validationBatchSize))),
    samples: all,
    validationSamples: given?.samples,
    warnings: [...all.warnings.map(({ text }) => text), ...absentClasses(model.graph, kept)],
  };
}

async function datasetSources(model: Model, data: BatchDataset, options: FitOptions): Promise<FitSources> {
  if (options.sampleWeight !== undefined || options.validationSplit) {
    throw needsAllSamples(options.sampleWeight !== undefined ? 'sampleWeight' : 'validationSplit');
  }
  const { training } = model.graph;
  const batchSize =
    options.validationBatchSize ?? training.validationBatchSize ?? options.batchSize ?? training.batchSize;
  const given = await validationSource(model, options, batchSize);
  return {
    training: datasetBatches(model, data, {
      batchesPerEpoch: stepsPerEpoch(model, options),
      classWeight: options.classWeight ?? declaredClassWeights(model.graph),
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
  if (isDataset(data)) {
    if (options.validationSampleWeight !== undefined) throw needsAllSamples('validationSampleWeight');
    const source = validationSteps(model, options, datasetBatches(model, data));
    return { source, samples: undefined };
  }
  const samples = await model.prepare(data, 'train', {
    batchSize,
    sampleWeight: options.validationSampleWeight,
  });
  return { source: validationSteps(model, options, batchesOf(samples, batchSize)), samples };
}

function stepsPerEpoch(model: Model, options: FitOptions): number | undefined {
  return options.stepsPerEpoch ?? options.batchesPerEpoch ?? model.graph.training.stepsPerEpoch ?? undefined;
}

function validationSteps(model: Model, options: FitOptions, source: BatchSource): BatchSource {
  return firstBatches(source, options.validationSteps ?? model.graph.training.validationSteps ?? undefined);
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
