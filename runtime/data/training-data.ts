import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { feedDType } from '../../compiler/steps/lower-model.ts';
import type { Feeds, HostTensor } from '../engines/engine.ts';
import { DataError } from '../errors.ts';
import { checkIndices, checkSizes } from './check-sizes.ts';
import { sampleCount, sliceRows, takeRows, toColumn, type Column } from './columns.ts';
import { isTensor } from './tensor.ts';
import type { TensorLike } from './tensor-like.ts';

/** Tensors by the names of inputs and heads, or in order: inputs first, then heads that have a loss. */
export type ModelData = Readonly<Record<string, TensorLike>> | readonly TensorLike[];

/** Samples that fit a model, ready to be cut into batches. */
export interface Samples {
  readonly count: number;
  readonly columns: readonly Column[];
  /** Heads whose losses are weighted by sample. */
  readonly weighted: readonly string[];
}

export interface WeightOptions {
  /** One weight per sample for every head, or by head. */
  readonly sampleWeight?: TensorLike | Readonly<Record<string, TensorLike>>;
}

/** A weight per class number; classes left out weigh 1. */
export type ClassWeights = Readonly<Record<number, number>>;

/**
 * Checks data against a model: names, shapes, dtypes, sample counts, size variables, embedding indices.
 * @param purpose `predict` passes over arrays for heads, `train` needs them
 * @throws DataError that names what is missing, left over or misshapen
 */
export function prepareSamples(
  model: ModelGraph,
  data: ModelData,
  purpose: 'train' | 'predict',
  weights: WeightOptions = {},
): Samples {
  const heads = model.heads.filter((head) => head.loss && head.target);
  const named = nameArrays(model, data, purpose === 'train' ? heads.map((head) => head.name) : []);
  const inputs = model.inputs.map((input) => {
    const { dtype, shape } = model.tensors[input.tensor]!;
    const value = present(named, input.name, 'input', model);
    return toColumn(value, {
      feed: input.name,
      name: input.name,
      what: 'input',
      type: { dtype, shape },
      dtype: feedDType(dtype),
    });
  });
  const targets =
    purpose === 'predict'
      ? []
      : heads.map((head) =>
          toColumn(present(named, head.name, 'head', model), {
            feed: `target:${head.name}`,
            name: head.name,
            what: 'head',
            type: head.target!,
            dtype: feedDType(head.target!.dtype),
          }),
        );
  refuseUnknown(model, named);
  const columns = [...inputs, ...targets];
  const count = sampleCount(columns);
  if (count === 0) throw new DataError('The data has no samples.');
  checkSizes(model, inputs);
  checkIndices(model, inputs);
  if (purpose === 'train') checkClasses(model, targets);
  const weightColumns = purpose === 'train' ? toWeightColumns(targets, weights.sampleWeight) : [];
  return {
    count,
    columns: [...columns, ...weightColumns],
    weighted: weightColumns.map(({ name }) => name),
  };
}

/** What a step is fed for the samples at the given indices. */
export function takeBatch(samples: Samples, rows: Uint32Array): Feeds {
  return Object.fromEntries(samples.columns.map((column) => [column.feed, takeRows(column, rows)]));
}

/** What a step is fed for samples from `start` to before `end`, without a copy. */
export function sliceBatch(samples: Samples, start: number, end: number): Feeds {
  return Object.fromEntries(
    samples.columns.map((column) => [column.feed, sliceRows(column, start, end).tensor]),
  );
}

/** The samples from `start` to before `end`. */
export function sliceSamples(samples: Samples, start: number, end: number): Samples {
  return {
    ...samples,
    count: end - start,
    columns: samples.columns.map((column) => sliceRows(column, start, end)),
  };
}

function nameArrays(
  model: ModelGraph,
  data: ModelData,
  heads: readonly string[],
): ReadonlyMap<string, TensorLike> {
  if (!Array.isArray(data)) return new Map(Object.entries(data as Readonly<Record<string, TensorLike>>));
  const names = [...model.inputs.map((input) => input.name), ...heads];
  if (data.length !== names.length) {
    throw new DataError(
      `${data.length} arrays were given, but \`${model.name}\` takes ${names.length}: ${names.map((name) => `\`${name}\``).join(', ')}.`,
    );
  }
  return new Map(names.map((name, index) => [name, data[index] as TensorLike]));
}

/** A message names no more arrays than can be read. */
const mostNames = 20;

function present(
  named: ReadonlyMap<string, TensorLike>,
  name: string,
  what: 'input' | 'head',
  model: ModelGraph,
): TensorLike {
  const value = named.get(name);
  if (value !== undefined) return value;
  const names = [...named.keys()];
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : '';
  const found =
    names.length > 0
      ? names
          .slice(0, mostNames)
          .map((key) => `\`${key}\``)
          .join(', ') + more
      : 'nothing';
  throw new DataError(
    `The data has no array for ${what} \`${name}\` of \`${model.name}\`; it has ${found}.`,
    `Name an array \`${name}\`.`,
  );
}

function refuseUnknown(model: ModelGraph, named: ReadonlyMap<string, TensorLike>): void {
  const known = new Set([...model.inputs, ...model.heads].map(({ name }) => name));
  const extra = [...named.keys()].filter((name) => !known.has(name));
  if (extra.length === 0) return;
  throw new DataError(
    `The data has an array \`${extra[0]}\`, but \`${model.name}\` has no input or head of that name; ` +
      `it has ${[...known].map((name) => `\`${name}\``).join(', ')}.`,
    `Take \`${extra[0]}\` out of the data, or give it the name that the model uses.`,
  );
}

/** Integer targets of a sparse loss must name a class of the head. */
function checkClasses(model: ModelGraph, targets: readonly Column[]): void {
  for (const head of model.heads) {
    const column = targets.find(({ name }) => name === head.name);
    const prediction = model.tensors[head.tensor]!.shape;
    const classes = prediction[prediction.length - 1];
    if (!column || column.tensor.dtype !== 'int32' || typeof classes !== 'number') continue;
    const { data, shape } = column.tensor;
    const ignored = head.loss?.args.ignore_class;
    const index = data.findIndex((value) => (value < 0 || value >= classes) && value !== ignored);
    if (index >= 0) {
      const sample = Math.floor(index / (data.length / shape[0]!));
      throw new DataError(
        `\`${head.name}\` has the class ${data[index]} in sample ${sample}, but the head has ${classes} classes, 0 to ${classes - 1}.`,
      );
    }
  }
}

/**
 * The samples with a weight for each class, on top of weights that they have: in Keras, class weights hold for
 * training alone.
 * @throws DataError for a model whose targets are not the classes of one head
 */
export function withClassWeights(model: ModelGraph, samples: Samples, classWeight: ClassWeights): Samples {
  const targets = samples.columns.filter(({ feed }) => feed.startsWith('target:'));
  const [target] = targets;
  if (!target || targets.length !== 1) {
    throw new DataError(
      `Class weights fit models with one head; \`${model.name}\` has ${targets.length}.`,
      'Give sample weights by head.',
    );
  }
  const feed = `sampleWeight:${target.name}`;
  const own = samples.columns.find((column) => column.feed === feed)?.tensor.data;
  const data = classWeights(target.tensor, classWeight).map((weight, index) => weight * (own?.[index] ?? 1));
  const column = {
    feed,
    name: target.name,
    tensor: { dtype: 'float32', shape: [samples.count], data },
  } as const;
  return {
    ...samples,
    columns: [...samples.columns.filter((other) => other.feed !== feed), column],
    weighted: [target.name],
  };
}

function toWeightColumns(
  targets: readonly Column[],
  sampleWeight: WeightOptions['sampleWeight'],
): readonly Column[] {
  if (sampleWeight === undefined) return [];
  return targets.flatMap((target): Column[] => {
    const own = weightOf(sampleWeight, target.name);
    if (own === undefined) return [];
    const column = toColumn(own, {
      feed: `sampleWeight:${target.name}`,
      name: target.name,
      what: 'sample weights of',
      type: { dtype: 'float32', shape: [] },
      dtype: 'float32',
    });
    sampleCount([target, column]);
    return [column];
  });
}

function weightOf(weights: NonNullable<WeightOptions['sampleWeight']>, head: string): TensorLike | undefined {
  const byHead =
    typeof weights === 'object' &&
    !Array.isArray(weights) &&
    !ArrayBuffer.isView(weights) &&
    !isTensor(weights) &&
    !('data' in weights);
  return byHead ? (weights as Readonly<Record<string, TensorLike>>)[head] : (weights as TensorLike);
}

/** The class of a sample is its target, or the greatest entry of a one-hot row. */
function classWeights(target: HostTensor, weights: ClassWeights): Float32Array {
  const [count, width = 1] = target.shape as [number, number?];
  return Float32Array.from({ length: count }, (_, sample) => {
    const row = target.data.subarray(sample * width, (sample + 1) * width);
    const label = width === 1 ? row[0]! : row.indexOf(Math.max(...row));
    return weights[Math.round(label)] ?? 1;
  });
}
