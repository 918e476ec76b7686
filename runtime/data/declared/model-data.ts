import { ownValue } from '../../../compiler/names/own-value.ts';
import type { GraphData, ModelGraph } from '../../../compiler/graph/model-graph.ts';
import { DataError } from '../../errors.ts';
import { cellForms } from '../cell-forms.ts';
import type { WeightOptions } from '../training-data.ts';
import { readDataAndKept, type DataWithKept, type ReadOptions } from '../read-data.ts';
import type { LoadedArray } from '../tensor-like.ts';
import { specificationsOf, type Specification } from './sources.ts';
import { splitRows } from './split.ts';

type Arrays = Readonly<Record<string, LoadedArray>>;

/** Arrays for the inputs and heads of a model, and weights of samples. */
export interface SampleData {
  readonly arrays: Arrays;
  /** By head; undefined where the data has none. */
  readonly sampleWeight?: NonNullable<WeightOptions['sampleWeight']>;
}

export type ModelDataOptions = Pick<ReadOptions, 'maxUnpacked' | 'keep' | 'onNote'>;

/** What a training reads. */
export interface TrainingDataOptions extends ModelDataOptions {
  /** Draws what is kept for validation; undefined to keep the last rows. */
  readonly seed: number | undefined;
  /** In the place of the model's own source. */
  readonly source?: readonly Specification[] | undefined;
  /** In the place of the model's own validation. */
  readonly validation?: readonly Specification[] | undefined;
}

/**
 * Reads data for a model, with the columns that its `data` names where a table has them.
 * @param purpose `predict` needs no targets, and passes over those that are there without a word
 * @throws DataError as `readData` does
 */
export async function readForModel(
  graph: ModelGraph,
  specifications: readonly Specification[],
  purpose: 'train' | 'predict',
  options: ModelDataOptions = {},
): Promise<SampleData & Pick<DataWithKept, 'kept'>> {
  const inputs = graph.inputs.map(({ name }) => name);
  const targets = graph.heads.filter(({ loss, target }) => loss && target).map(({ name }) => name);
  const weights = purpose === 'train' ? weightNames(graph, inputs, targets) : new Map<string, string>();
  const { data } = graph;
  const cells = cellForms(graph);
  const { arrays, kept } = await readDataAndKept(
    specifications,
    purpose === 'train' ? [...inputs, ...targets] : inputs,
    {
      ...options,
      known: [...graph.heads.map(({ name }) => name), ...(data?.weights ? [data.weights] : [])],
      optional: [...new Set(weights.values())],
      forms: new Map(
        [...inputs, ...targets].map((name) => [name, { decimal: data?.decimal ?? '.', ...cells.get(name) }]),
      ),
      ...(data && { layout: { columns: data.columns, days: data.days, dateParts: data.dateParts } }),
    },
  );
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
    kept,
    ...(found.length > 0 ? { sampleWeight: Object.fromEntries(found) } : {}),
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

/**
 * What a model trains on, and what it is validated with: what its `data` says, or sources in the place of that. A
 * share for validation is drawn, from each class of the first head with `classes` its part, or is the last rows.
 * @throws DataError as `readData` does, and where there is no data
 */
export async function trainingData(
  graph: ModelGraph,
  options: TrainingDataOptions,
): Promise<{ readonly training: SampleData; readonly validation: SampleData | undefined }> {
  const { data } = graph;
  const source = options.source ?? (data && specificationsOf(data, data.source));
  if (!source) throw new DataError('There is no data to train on.');
  const all = await readForModel(graph, source, 'train', options);
  const validation = options.validation ?? declaredValidation(data);
  if (validation) {
    return { training: all, validation: await readForModel(graph, validation, 'train', options) };
  }
  const share = data?.validation;
  return typeof share === 'number'
    ? splitSampleData(graph, all, share, options.seed)
    : { training: all, validation: undefined };
}

/**
 * The data that a model is evaluated on where nobody names another: its `test`, else what was kept for validation.
 * @param seed that of the training; undefined where nobody knows
 * @throws DataError where `data` names neither, or the rows of the validation cannot be known
 */
export async function evaluationData(
  graph: ModelGraph,
  seed: number | undefined,
  options: ModelDataOptions = {},
): Promise<SampleData> {
  const { data } = graph;
  const own = data && (data.test.length > 0 ? specificationsOf(data, data.test) : declaredValidation(data));
  if (own) return readForModel(graph, own, 'train', options);
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

function splitSampleData(
  graph: ModelGraph,
  { arrays, sampleWeight }: SampleData,
  share: number,
  seed: number | undefined,
): { readonly training: SampleData; readonly validation: SampleData } {
  const prefix = 'weight ';
  const weights = Object.entries((sampleWeight ?? {}) as Arrays).map(
    ([head, array]) => [`${prefix}${head}`, array] as const,
  );
  const found = graph.heads.filter((head) => head.loss && ownValue(arrays, head.name));
  const labelled =
    found.find(({ classes }) => classes) ?? found.find(({ target }) => target?.dtype === 'int32');
  const parts = splitRows(
    { ...arrays, ...Object.fromEntries(weights) },
    { share, seed, labels: labelled && arrays[labelled.name] },
  );
  const asData = (part: Arrays): SampleData => {
    const entries = Object.entries(part);
    const own = entries.filter(([name]) => !name.startsWith(prefix));
    const weighing = entries.flatMap(([name, array]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), array] as const] : [],
    );
    return {
      arrays: Object.fromEntries(own),
      ...(weighing.length > 0 ? { sampleWeight: Object.fromEntries(weighing) } : {}),
    };
  };
  return { training: asData(parts.training), validation: asData(parts.validation) };
}
