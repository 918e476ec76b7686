import { concatRows } from './concat-rows.ts';
import type { ModelData } from './data/training-data.ts';
import type { HostTensor } from './engines/engine.ts';
import type { Model } from './model.ts';
import type { PredictOptions } from './model/options.ts';
import { defaultBatchSize, requireWholeNumber } from './options.ts';
import { predictRows } from './predict.ts';
import { freshSeed } from './random.ts';

/** Some rows of data, with what is kept beside them, one value a row. */
export interface Piece {
  readonly arrays: ModelData;
  readonly kept?: ReadonlyMap<string, readonly unknown[]>;
}

/**
 * What a model predicts of data that comes piece by piece, such as the rows of a table that does not fit into memory:
 * that of each piece, as it comes, with what is kept beside it. The numbers of samples in messages count all of them.
 * @throws DataError for data that does not fit, while it is read; else as `predict`
 */
export async function* predictPieces(
  model: Model,
  pieces: AsyncIterable<Piece>,
  options: Omit<PredictOptions, 'tensors'> = {},
): AsyncGenerator<{
  readonly arrays: Readonly<Record<string, HostTensor>>;
  readonly kept: ReadonlyMap<string, readonly unknown[]>;
}> {
  requireWholeNumber('batchSize', options.batchSize, 1);
  requireWholeNumber('seed', options.seed, 0);
  const { batchSize = defaultBatchSize, seed = freshSeed() } = options;
  const names = model.outputNames(options.outputs);
  let first = 0;
  let firstBatch = 0;
  for await (const { arrays, kept = new Map<string, readonly unknown[]>() } of pieces) {
    const place = { batchSize, seed, first, firstBatch };
    const { parts, count } = await predictRows(model, names, arrays, place);
    first += count;
    firstBatch += parts.length;
    yield { arrays: concatRows(parts), kept };
  }
}
