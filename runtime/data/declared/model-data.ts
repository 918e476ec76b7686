import type { GraphData, ModelGraph } from '../../../compiler/graph/model-graph.ts';
import { DataError } from '../../errors.ts';
import { requireOptions } from '../../options.ts';
import { requireGraph } from '../../require-model.ts';
import { isStoredData } from '../samples.ts';
import type { Arrays, ModelDataOptions } from './read-for-model.ts';
import { readSamples, type ReadSamples, type StorageOptions, type TrainingSamples } from './read-samples.ts';
import { specificationsOf, type Specification } from './sources.ts';
import { splitRows, takeParts } from './split.ts';

/** What a training reads. */
export interface TrainingDataOptions extends ModelDataOptions, StorageOptions {
  /** Draws what is kept for validation; undefined to keep the last rows. */
  readonly seed: number | undefined;
  /** In the place of the model's own source. */
  readonly source?: readonly Specification[] | undefined;
  /** In the place of the model's own validation. */
  readonly validation?: readonly Specification[] | undefined;
}

/**
 * What a model trains on, and what it is validated with: what its `data` says, or sources in the place of that. A
 * share for validation is drawn, from each class of the first head with `classes` its part, or is the last rows.
 * @throws DataError as `readData` does, and where there is no data
 */
export async function trainingData(
  graph: ModelGraph,
  options: TrainingDataOptions,
): Promise<{ readonly training: TrainingSamples; readonly validation: TrainingSamples | undefined }> {
  requireGraph('trainingData', graph);
  requireOptions('trainingData', options);
  const { data } = graph;
  const source = options.source ?? (data && specificationsOf(data, data.source));
  if (!source) throw new DataError('There is no data to train on.');
  const all = await readSamples(graph, source, options);
  const validation = options.validation ?? declaredValidation(data);
  if (validation) {
    return { training: all.data, validation: (await readSamples(graph, validation, options)).data };
  }
  const share = data?.validation;
  return typeof share === 'number'
    ? splitSamples(all, share, options.seed)
    : { training: all.data, validation: undefined };
}

/**
 * The data that a model is evaluated on where nobody names another: its `test`, else what was kept for validation.
 * @param seed that of the training; undefined where nobody knows
 * @throws DataError where `data` names neither, or the rows of the validation cannot be known
 */
export async function evaluationData(
  graph: ModelGraph,
  seed: number | undefined,
  options: ModelDataOptions &
    StorageOptions & { readonly source?: readonly Specification[] | undefined } = {},
): Promise<TrainingSamples> {
  const { data } = graph;
  const own =
    options.source ??
    (data && (data.test.length > 0 ? specificationsOf(data, data.test) : declaredValidation(data)));
  if (own) return (await readSamples(graph, own, options)).data;
  if (typeof data?.validation !== 'number')
    throw new DataError('The model names neither test nor validation data.', 'Add `--data PATH`.');
  if (graph.training.shuffle && seed === undefined) {
    throw new DataError(
      'Which rows were kept for validation is not known without the run that trained the weights.',
      'Give the weights in the folder of their run, or `--data PATH`.',
    );
  }
  const drawn = graph.training.shuffle ? seed : undefined;
  return (await trainingData(graph, { ...options, seed: drawn })).validation!;
}

function declaredValidation(data: GraphData | undefined): readonly Specification[] | undefined {
  const validation = data?.validation;
  return typeof validation === 'object' && validation !== null
    ? specificationsOf(data!, validation)
    : undefined;
}

function splitSamples(
  { data: { arrays, sampleWeight }, groups }: ReadSamples,
  share: number,
  seed: number | undefined,
): { readonly training: TrainingSamples; readonly validation: TrainingSamples } {
  if (isStoredData(arrays)) {
    const parts = splitRows(arrays.count, { share, seed, groups: groups() });
    return {
      training: { arrays: arrays.only(parts.training) },
      validation: { arrays: arrays.only(parts.validation) },
    };
  }
  const count = Object.values(arrays)[0]?.shape[0] ?? 0;
  const parts = splitRows(count, { share, seed, groups: groups() });
  const own = takeParts(arrays, count, parts);
  if (!sampleWeight) return { training: { arrays: own.training }, validation: { arrays: own.validation } };
  const weights = takeParts(sampleWeight as Arrays, count, parts);
  return {
    training: { arrays: own.training, sampleWeight: weights.training },
    validation: { arrays: own.validation, sampleWeight: weights.validation },
  };
}
