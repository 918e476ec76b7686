import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { Engine, Feeds } from '../engines/engine.ts';
import { DataError } from '../errors.ts';
import { kindOf } from '../kind-of.ts';
import type { BatchSource } from './batches.ts';
import { headWeights, withClassWeights, type ClassWeights } from './class-weights.ts';
import { isTensor } from './tensor.ts';
import type { TensorLike } from './tensor-like.ts';
import type { Prepare, RawBatch } from '../preprocessing/raw-batch.ts';
import { sliceBatch } from './samples.ts';
import { prepareSamples, type ModelData } from './training-data.ts';

/** Tensors of a batch: one, a list in the order of the model, or by name. */
export type BatchTensors = TensorLike | readonly TensorLike[] | Readonly<Record<string, TensorLike>>;

/** An element of a dataset that trains: `{ xs, ys }` as tf.data has it. */
export interface TrainingBatch {
  readonly xs: BatchTensors;
  readonly ys: BatchTensors;
}

/**
 * A `tf.data` dataset of batches, or whatever else hands out an iterator of the same form. Elements are
 * `{ xs, ys }`, tensors by the names of inputs and heads, or, to predict, the inputs alone.
 */
export interface BatchDataset {
  iterator(): Promise<{ next(): Promise<{ readonly value: unknown; readonly done?: boolean }> }>;
}

export function isDataset(value: unknown): value is BatchDataset {
  return (
    typeof value === 'object' &&
    value !== null &&
    'iterator' in value &&
    typeof value.iterator === 'function' &&
    !isTensor(value)
  );
}

/** The error for an option that takes what a dataset has only batch by batch. */
export function needsAllSamples(option: string): DataError {
  return new DataError(
    `A dataset comes batch by batch: \`${option}\` needs all samples at once.`,
    option === 'validationSplit' ? 'Give `validationData`.' : 'Give arrays instead of a dataset.',
  );
}

export interface DatasetOptions {
  readonly batchesPerEpoch?: number;
  readonly classWeight?: ClassWeights;
  readonly purpose?: 'train' | 'predict';
}

/** The model that reads a dataset. */
export interface DatasetReader {
  readonly graph: ModelGraph;
  readonly engine: Pick<Engine, 'allFinite'>;
  /** What is done to samples before the graph. */
  readonly prepareBatch: Prepare | undefined;
  /** Checks what only computing shows of a batch. */
  checkLookups(feeds: Feeds): Promise<void>;
}

/**
 * The batches of a dataset. Its tensors are disposed as soon as they are read.
 *
 * Without `batchesPerEpoch` every epoch starts the dataset anew and goes to its end; with it, an epoch goes on
 * where the last one stopped, as in tfjs.
 * @throws DataError, while it is read, for batches that do not fit the model or a dataset that ends too early
 */
export function datasetBatches(
  reader: DatasetReader,
  dataset: BatchDataset,
  options: DatasetOptions = {},
): BatchSource {
  const model = reader.graph;
  const { batchesPerEpoch, classWeight, purpose = 'train' } = options;
  let running: AsyncGenerator<Feeds> | undefined;

  async function* readRaw(): AsyncGenerator<RawBatch> {
    const iterator = await iteratorOf(dataset);
    for (let index = 0; batchesPerEpoch === undefined || index < batchesPerEpoch; index++) {
      const { value, done } = await iterator.next();
      if (done) return;
      try {
        const prepared = prepareSamples(model, batchData(model, value, purpose, index), purpose);
        yield prepared.slice(0, prepared.count);
      } finally {
        disposeTensors(value);
      }
    }
  }

  async function* read(skip: number): AsyncGenerator<Feeds> {
    const iterator = await iteratorOf(dataset);
    for (let index = 0; ; index++) {
      const { value, done } = await iterator.next();
      if (done) return;
      if (index < skip) {
        disposeTensors(value);
        continue;
      }
      const feeds = feed(value, index);
      await reader.checkLookups(feeds);
      yield feeds;
    }
  }

  function feed(element: unknown, index: number): Feeds {
    try {
      const data = batchData(model, element, purpose, index);
      const prepared = prepareSamples(
        model,
        data,
        purpose,
        { isFinite: reader.engine.allFinite },
        reader.prepareBatch,
      );
      const samples = classWeight ? withClassWeights(model, prepared, classWeight) : prepared;
      return sliceBatch(samples, 0, samples.count);
    } finally {
      disposeTensors(element);
    }
  }

  return {
    steps: batchesPerEpoch,
    samples: undefined,
    batchSize: undefined,
    weighted: classWeight ? headWeights(model, classWeight) : [],
    raw: readRaw,
    async *epoch(epoch, fromStep) {
      if (batchesPerEpoch === undefined) {
        let count = fromStep;
        for await (const feeds of read(fromStep)) {
          yield feeds;
          count++;
        }
        if (count === 0) throw new DataError('The dataset has no batches.');
        return;
      }
      running ??= read(epoch * batchesPerEpoch + fromStep);
      for (let step = fromStep; step < batchesPerEpoch; step++) {
        const { value, done } = await running.next();
        if (done) throw endsEarly(epoch, step, batchesPerEpoch);
        yield value;
      }
    },
  };
}

/** @throws DataError where a dataset hands out something else, which has no `next` */
async function iteratorOf(dataset: BatchDataset): ReturnType<BatchDataset['iterator']> {
  const iterator: unknown = await dataset.iterator();
  if (
    typeof iterator === 'object' &&
    iterator !== null &&
    'next' in iterator &&
    typeof iterator.next === 'function'
  )
    return iterator as Awaited<ReturnType<BatchDataset['iterator']>>;
  throw new DataError(
    `The \`iterator()\` of the dataset gives ${kindOf(iterator)}, where an object with \`next()\` is needed.`,
  );
}

function endsEarly(epoch: number, step: number, batchesPerEpoch: number): DataError {
  return new DataError(
    `The dataset ends in epoch ${epoch + 1} after ${step} of ${batchesPerEpoch} batches.`,
    'Repeat it (`dataset.repeat()`), or lower `batchesPerEpoch`.',
  );
}

/** A batch as arrays by name. */
function batchData(
  model: ModelGraph,
  element: unknown,
  purpose: 'train' | 'predict',
  index: number,
): ModelData {
  const inputs = model.inputs.map(({ name }) => name);
  if (isTrainingBatch(element)) {
    const other = Object.keys(element).find((name) => name !== 'xs' && name !== 'ys');
    if (other !== undefined)
      throw new DataError(
        `Batch ${index} of the dataset has \`${other}\` beside \`xs\` and \`ys\`, which nothing reads.`,
        'Elements are `{ xs, ys }`, or tensors by the names of inputs and heads.',
      );
    const heads = model.heads.filter((head) => head.loss && head.target).map(({ name }) => name);
    const targets = purpose === 'train' ? named(element.ys, heads, 'ys') : {};
    return { ...named(element.xs, inputs, 'xs'), ...targets };
  }
  if (purpose === 'predict') return named(element as BatchTensors, inputs, 'the batch');
  if (typeof element === 'object' && element !== null && !Array.isArray(element) && !isTensor(element)) {
    return element as Readonly<Record<string, TensorLike>>;
  }
  throw new DataError(
    `Batch ${index} of the dataset has no targets.`,
    'Elements are `{ xs, ys }`, or tensors by the names of inputs and heads.',
  );
}

function isTrainingBatch(element: unknown): element is TrainingBatch {
  return typeof element === 'object' && element !== null && 'xs' in element && 'ys' in element;
}

function named(
  tensors: BatchTensors,
  names: readonly string[],
  what: string,
): Readonly<Record<string, TensorLike>> {
  const list = Array.isArray(tensors) && names.length > 1 ? (tensors as readonly TensorLike[]) : undefined;
  if (!list && !isSingle(tensors)) return tensors as Readonly<Record<string, TensorLike>>;
  const values = list ?? [tensors as TensorLike];
  if (values.length !== names.length) {
    const wanted = names.map((name) => `\`${name}\``).join(', ');
    throw new DataError(
      `In the dataset, ${what} holds ${values.length} of ${names.length} tensors: ${wanted}.`,
      'Give them by name.',
    );
  }
  return Object.fromEntries(names.map((name, index) => [name, values[index]!]));
}

function isSingle(value: BatchTensors): boolean {
  if (typeof value !== 'object' || (value as unknown) === null) return true;
  return isTensor(value) || Array.isArray(value) || ArrayBuffer.isView(value) || 'data' in value;
}

function disposeTensors(value: unknown): void {
  if (isTensor(value)) value.dispose();
  else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const inner of Object.values(value)) disposeTensors(inner);
  }
}
