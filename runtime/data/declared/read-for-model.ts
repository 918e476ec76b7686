import { ownValue } from '../../../compiler/names/own-value.ts';
import type { ModelGraph } from '../../../compiler/graph/model-graph.ts';
import { DataError } from '../../errors.ts';
import { cellForms } from '../cell-forms.ts';
import type { WeightOptions } from '../training-data.ts';
import { readDataAndKept, readPieces, type DataWithKept, type ReadOptions } from '../read-data.ts';
import type { Room } from '../readers/room.ts';
import type { LoadedArray } from '../tensor-like.ts';
import type { Specification } from './sources.ts';

export type Arrays = Readonly<Record<string, LoadedArray>>;

/** Data for the inputs and heads of a model, and weights of samples, as far as they are in memory. */
export interface SampleData {
  readonly arrays: Arrays;
  /** By head; undefined where the data has none. */
  readonly sampleWeight?: NonNullable<WeightOptions['sampleWeight']>;
}

export type ModelDataOptions = Pick<ReadOptions, 'maxUnpacked' | 'keep' | 'onNote'>;

/**
 * Reads data for a model into memory, with the columns that its `data` names where a table has them.
 * @param purpose `predict` needs no targets, and passes over those that are there without a word
 * @throws DataError as `readData` does
 */
export async function readForModel(
  graph: ModelGraph,
  specifications: readonly Specification[],
  purpose: 'train' | 'predict',
  options: ModelDataOptions & { readonly room?: Room } = {},
): Promise<SampleData & Pick<DataWithKept, 'kept'>> {
  const request = requestFor(graph, purpose, options);
  const { arrays, kept } = await readDataAndKept(specifications, request.wanted, request.options);
  return { ...request.asSamples(arrays), kept };
}

/**
 * The inputs of a model, piece by piece: some rows of all of them, and of what is kept beside.
 * @throws DataError as `readData` does, while it is read
 */
export function inputPieces(
  graph: ModelGraph,
  specifications: readonly Specification[],
  options: ModelDataOptions = {},
): AsyncIterable<DataWithKept> {
  const request = requestFor(graph, 'predict', options);
  return readPieces(specifications, request.wanted, request.options);
}

/** What is read for a model. */
export interface DataRequest {
  readonly wanted: readonly string[];
  readonly options: ReadOptions;
  /** Tells the weights of samples from the rest. @throws DataError where the column that `data` names is not there */
  asSamples(arrays: Arrays): SampleData;
}

export function requestFor(
  graph: ModelGraph,
  purpose: 'train' | 'predict',
  options: ModelDataOptions & { readonly room?: Room },
): DataRequest {
  const inputs = graph.inputs.map(({ name }) => name);
  const targets = graph.heads.filter(({ loss, target }) => loss && target).map(({ name }) => name);
  const weights = purpose === 'train' ? weightNames(graph, inputs, targets) : new Map<string, string>();
  const { data } = graph;
  const cells = cellForms(graph);
  return {
    wanted: purpose === 'train' ? [...inputs, ...targets] : inputs,
    options: {
      ...options,
      known: [...graph.heads.map(({ name }) => name), ...(data?.weights ? [data.weights] : [])],
      optional: [...new Set(weights.values())],
      forms: new Map(
        [...inputs, ...targets].map((name) => [name, { decimal: data?.decimal ?? '.', ...cells.get(name) }]),
      ),
      ...(data && { layout: { columns: data.columns, days: data.days, dateParts: data.dateParts } }),
    },
    asSamples: (arrays) => {
      const own = Object.entries(arrays).filter(([name]) => ![...weights.values()].includes(name));
      const found = [...weights].flatMap(([head, name]) => {
        const array = ownValue(arrays, name);
        return array ? [[head, array] as const] : [];
      });
      if (data?.weights && found.length === 0 && purpose === 'train') {
        throw new DataError(`The data has no column \`${data.weights}\` with the weights of samples.`);
      }
      return {
        arrays: Object.fromEntries(own),
        ...(found.length > 0 ? { sampleWeight: Object.fromEntries(found) } : {}),
      };
    },
  };
}

/** The column with the weights of each head: one of its own, or that of `data`. A column of an input is none. */
function weightNames(
  { data }: ModelGraph,
  inputs: readonly string[],
  heads: readonly string[],
): ReadonlyMap<string, string> {
  const taken = new Set([...inputs, ...heads]);
  return new Map(
    heads.flatMap((head): (readonly [string, string])[] => {
      if (data?.weights) return [[head, data.weights]];
      return taken.has(`${head}_weight`) ? [] : [[head, `${head}_weight`]];
    }),
  );
}
