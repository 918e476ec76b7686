import type { Tensor } from '@tensorflow/tfjs-core';
import { concatRows } from './concat-rows.ts';
import { batchesOf } from './data/batches.ts';
import { datasetBatches, isDataset, type BatchDataset } from './data/dataset.ts';
import type { ModelData } from './data/training-data.ts';
import type { HostTensor } from './engines/engine.ts';
import type { Model } from './model.ts';
import { callOptions, type PredictOptions } from './model/options.ts';
import { defaultBatchSize, requireKnownOptions, requireWholeNumber } from './options.ts';
import { freshSeed } from './random.ts';

/**
 * One tensor per head of a model, or per name asked for, over all samples: Keras's `predict`. Inputs of floats are
 * looked through for NaN and infinity while they are computed with.
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
  const source = isDataset(data)
    ? datasetBatches(model, data, { purpose: 'predict' })
    : batchesOf(
        await model.prepare(data, 'predict', { ...options, summed: await model.summedInputs(names) }),
        batchSize,
      );
  // Says which number it is, if it is one: a sum of large numbers is not finite either. Datasets were looked through.
  let look = isDataset(data) ? undefined : () => model.prepare(data, 'predict', options);
  const parts: Readonly<Record<string, HostTensor>>[] = [];
  for await (const feeds of source.epoch(0, 0)) {
    const { predictions, isFinite } = await model.predictBatch(names, feeds, { seed, batch: parts.length });
    if (look && !isFinite) {
      await look();
      look = undefined;
    }
    parts.push(predictions);
  }
  const results = concatRows(parts);
  return options.tensors ? (await import('./tfjs/tensors.ts')).toTensors(results) : results;
}
