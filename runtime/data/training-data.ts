import { closestNames } from '../../compiler/diagnostics/closest-names.ts';
import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { ownValue } from '../../compiler/names/own-value.ts';
import { feedDType } from '../../compiler/steps/lower-model.ts';
import { DataError } from '../errors.ts';
import { isRecord, kindOf } from '../kind-of.ts';
import type { FiniteCheck } from './all-finite.ts';
import { namedTargets } from './class-names.ts';
import { checkSizes } from './check-sizes.ts';
import { checkIndices, checkTargetValues, targetWarnings } from './check-values.ts';
import { sampleCount, toColumn, toWordColumn, type Column, type WordColumn } from './columns.ts';
import type { Prepare } from '../preprocessing/raw-batch.ts';
import { toWeightColumns, type SampleWeights } from './sample-weights.ts';
import { MemorySamples, type StoredData } from './samples.ts';
import { isTensor } from './tensor.ts';
import type { NestedArray, TensorLike } from './tensor-like.ts';

/**
 * Tensors by the names of inputs and heads, or in order: inputs first, then heads that have a loss. One tensor alone
 * is enough where a model takes no other.
 */
export type ModelData =
  Readonly<Record<string, TensorLike>> | readonly TensorLike[] | SingleTensor | StoredData;

/** One tensor: a `tf.Tensor`, a typed array, or one with its shape. */
type SingleTensor = Exclude<TensorLike, NestedArray>;

export interface WeightOptions {
  /**
   * Weights for every head, by head, or a list in the order of the heads that have a loss: one per sample, `[N]`, or
   * one for each entry of the loss, `[N, …]` (each step of a sequence, each pixel).
   */
  readonly sampleWeight?: SampleWeights;
}

/** What is known of data that is held against a model. */
export interface SampleOptions extends WeightOptions {
  /** The number of the first sample, where the data is a part of more. */
  readonly first?: number;
  /** What looks for NaN and infinity, where an engine has something faster than JavaScript. */
  readonly isFinite?: FiniteCheck | undefined;
  /** Inputs that are looked through while the step runs. */
  readonly summed?: ReadonlySet<string> | undefined;
}

/** For inputs that others look through. */
const takenAsFinite: FiniteCheck = () => true;

/**
 * Checks data against a model: names, shapes, dtypes, sample counts, size variables, embedding indices.
 * @param purpose `predict` passes over arrays for heads, `train` needs them
 * @param prepare what is done to samples before the graph, where the model has such layers
 * @throws DataError that names what is missing, left over or misshapen
 */
export function prepareSamples(
  model: ModelGraph,
  data: ModelData,
  purpose: 'train' | 'predict',
  options: SampleOptions = {},
  prepare?: Prepare,
): MemorySamples {
  const { first = 0, sampleWeight, isFinite, summed } = options;
  const heads = model.heads.filter((head) => head.loss && head.target);
  const named = nameArrays(model, data, purpose === 'train' ? heads.map((head) => head.name) : []);
  const inputs: Column[] = [];
  const words: WordColumn[] = [];
  for (const { name, tensor, missing } of model.inputs) {
    const { dtype, shape } = model.tensors[tensor]!;
    const value = present(named, name, 'input', model);
    const wanted = {
      name,
      what: 'input',
      type: { dtype, shape },
      gaps: missing !== undefined,
      first,
      isFinite: summed?.has(name) ? takenAsFinite : isFinite,
    };
    if (dtype === 'string') words.push(toWordColumn(value, wanted));
    else inputs.push(toColumn(value, { ...wanted, feed: name, dtype: feedDType(dtype) }));
  }
  const targets =
    purpose === 'predict'
      ? []
      : heads.map((head) =>
          toColumn(namedTargets(present(named, head.name, 'head', model), head, first), {
            feed: `target:${head.name}`,
            name: head.name,
            what: 'head',
            type: head.target!,
            dtype: feedDType(head.target!.dtype),
            first,
            isFinite,
          }),
        );
  refuseUnknown(model, named);
  const columns = [...inputs, ...targets];
  const count = sampleCount([...words, ...columns]);
  if (count === 0) throw new DataError('The data has no samples.');
  checkSizes(model, [...inputs, ...words], targets);
  checkIndices(model, inputs, first);
  checkTargetValues(model, targets, first);
  const weights =
    purpose === 'train'
      ? toWeightColumns(sampleWeight, { model, samples: (columns[0] ?? words[0])!, targets, first })
      : [];
  return new MemorySamples({
    count,
    columns: [...columns, ...weights.map(({ column }) => column)],
    words,
    ...(prepare ? { prepare } : {}),
    weighted: weights.map(({ head, perEntry }) => ({ head, perEntry })),
    warnings: targetWarnings(model, targets, first),
  });
}

function nameArrays(
  model: ModelGraph,
  data: ModelData,
  heads: readonly string[],
): ReadonlyMap<string, TensorLike> {
  const names = [...model.inputs.map((input) => input.name), ...heads];
  if (isSingle(data) && !(names.includes('data') && names.includes('shape'))) {
    if (names.length === 1) return new Map([[names[0]!, data]]);
    throw new DataError(
      `One tensor was given, but \`${model.name}\` takes ${names.length}: ${names.map((name) => `\`${name}\``).join(', ')}.`,
      'Give them by name, `{ NAME: tensor, … }`, or in a list in this order.',
    );
  }
  if (isRecord(data)) return new Map(Object.entries(data as Readonly<Record<string, TensorLike>>));
  if (!Array.isArray(data))
    throw new DataError(
      `The data of \`${model.name}\` is ${kindOf(data)}, where tensors by name are needed.`,
      `Give \`{ ${names.map((name) => `${name}: …`).join(', ')} }\`, with an array for each.`,
    );
  if (data.length !== names.length) {
    throw new DataError(
      `${data.length} arrays were given, but \`${model.name}\` takes ${names.length}: ${names.map((name) => `\`${name}\``).join(', ')}.`,
    );
  }
  return new Map(names.map((name, index) => [name, data[index] as TensorLike]));
}

/** A message names no more arrays than can be read. */
const mostNames = 20;

/** One tensor instead of several by name. */
function isSingle(data: ModelData | TensorLike): data is TensorLike {
  if (isTensor(data) || ArrayBuffer.isView(data)) return true;
  if (typeof data !== 'object' || (data as unknown) === null || !('data' in data && 'shape' in data))
    return false;
  const isFlat =
    ArrayBuffer.isView(data.data) || (Array.isArray(data.data) && typeof data.data[0] === 'string');
  return isFlat && Array.isArray(data.shape);
}

function present(
  named: ReadonlyMap<string, TensorLike>,
  name: string,
  what: 'input' | 'head',
  model: ModelGraph,
): TensorLike {
  const value: TensorLike | null | undefined = named.get(name);
  if (value !== undefined && value !== null) return value;
  if (named.has(name))
    throw new DataError(
      `The data has ${kindOf(value)} for ${what} \`${name}\` of \`${model.name}\`, where an array is needed.`,
    );
  const names = [...named.keys()];
  const column = missingColumn(model, name, names);
  if (column !== undefined) {
    const [closest] = closestNames(column, names);
    throw new DataError(
      `The data has no column \`${column}\`, of which ${what} \`${name}\` of \`${model.name}\` is made.`,
      closest === undefined
        ? `It has ${shownNames(names)}.`
        : `Did you mean \`${closest}\`? The table and the model's \`data\` have to call it the same.`,
    );
  }
  throw new DataError(
    `The data has no array for ${what} \`${name}\` of \`${model.name}\`; it has ${shownNames(names)}.`,
    `Name an array \`${name}\`.`,
  );
}

/**
 * A column that the model's `data` names for an input, and that is not there. Arrays of a program have the names of
 * inputs and heads; of a table, other columns are left over.
 */
function missingColumn(model: ModelGraph, name: string, names: readonly string[]): string | undefined {
  const known = new Set([...model.inputs, ...model.heads].map((each) => each.name));
  const columns = model.data && ownValue(model.data.columns, name);
  if (!columns || names.every((each) => known.has(each))) return undefined;
  return columns.find((column) => !names.includes(column));
}

function shownNames(names: readonly string[]): string {
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : '';
  const shown = names.slice(0, mostNames).map((key) => `\`${key}\``);
  return shown.length > 0 ? shown.join(', ') + more : 'nothing';
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
