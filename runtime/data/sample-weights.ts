import { closestNames } from '../../compiler/diagnostics/closest-names.ts';
import type { GraphHead, ModelGraph } from '../../compiler/graph/model-graph.ts';
import { ownValue } from '../../compiler/names/own-value.ts';
import { lossEntryShape } from '../../compiler/steps/losses.ts';
import type { WeightedHead } from '../../compiler/steps/terms.ts';
import { DataError } from '../errors.ts';
import { isRecord } from '../kind-of.ts';
import { sampleCount, toColumn, type Column, type SizedColumn } from './columns.ts';
import { isTensor } from './tensor.ts';
import { toArrayData, type TensorLike } from './tensor-like.ts';

/** Weights for every head, by the names of heads, or a list of arrays in the order of the heads that have a loss. */
export type SampleWeights = TensorLike | readonly TensorLike[] | Readonly<Record<string, TensorLike>>;

/** The weights of the samples of one head. */
export interface WeightColumn extends WeightedHead {
  readonly column: Column;
}

/** What weights are held against. */
interface WeightedData {
  readonly model: ModelGraph;
  /** An array that has all samples. */
  readonly samples: SizedColumn;
  /** What the data holds for heads. */
  readonly targets: readonly Column[];
  /** The number of the first sample, where the data is a part of more. */
  readonly first: number;
}

/**
 * Sample weights as columns: `[N]`, or `[N, …]` with one for each entry of the loss (each step of a sequence, each
 * pixel).
 * @throws DataError for weights of a head that the model does not have or that has no loss, and for weights that do
 * not fit the samples
 */
export function toWeightColumns(
  sampleWeight: SampleWeights | undefined,
  data: WeightedData,
): readonly WeightColumn[] {
  if (sampleWeight === undefined) return [];
  const heads = data.model.heads.filter(
    ({ loss, target, targetTensor }) => loss && (target ?? targetTensor) !== undefined,
  );
  const weights = weightsByHead(data.model, heads, sampleWeight);
  return heads.flatMap((head) => {
    const own = ownValue(weights, head.name);
    // A head without weights of its own counts each sample alike.
    return own === undefined ? [] : [weightColumn(own, head, data)];
  });
}

function weightColumn(
  value: TensorLike & { readonly source?: string },
  head: GraphHead,
  { model, samples, targets, first }: WeightedData,
): WeightColumn {
  const name = `sampleWeight.${head.name}`;
  const source = (value as typeof value | null)?.source ?? `\`${name}\``;
  const target = targets.find((column) => column.name === head.name)?.tensor.shape;
  const known = knownEntries(model, head, target);
  const array = toArrayData(value, name, []);
  const shape = weightShape(array.shape, {
    entries: known,
    flatCount: ArrayBuffer.isView(value) ? samples.tensor.shape[0] : undefined,
  });
  if (!shape) {
    const entries = known.map((size) => `, ${size ?? '?'}`).join('');
    throw new DataError(
      `${source} has the shape [${array.shape.join(', ')}], but the samples of head \`${head.name}\` have one weight ` +
        `each, [N]${entries ? `, or one for each entry of the loss, [N${entries}]` : ''}.`,
    );
  }
  const reshaped = { ...array, shape, source };
  const column = toColumn(reshaped, {
    feed: `sampleWeight:${head.name}`,
    name,
    what: 'sample weights of',
    type: { dtype: 'float32', shape: shape.slice(1) },
    dtype: 'float32',
    first,
  });
  sampleCount([samples, column]);
  return { head: head.name, perEntry: shape.length > 1, column };
}

/** The sizes of the entries of a head's loss; undefined where not even the data tells one. */
function knownEntries(
  model: ModelGraph,
  head: GraphHead,
  target: readonly number[] | undefined,
): readonly (number | undefined)[] {
  // The entries of a loss that has a shape of its own are no axes of the targets.
  const told = head.loss?.declaration.entryShape ? undefined : target;
  return lossEntryShape({ ...head, type: model.tensors[head.tensor]! }).map((size, axis) =>
    typeof size === 'number' ? size : told?.[axis + 1],
  );
}

/**
 * The shape of weights in which steps take them: `[N]` or `[N, …entries]`; undefined where they have another one.
 * Axes of size 1 make no difference, as in Keras.
 */
function weightShape(
  shape: readonly number[],
  options: {
    readonly entries: readonly (number | undefined)[];
    /** The number of samples, for an array without a shape of its own. */
    readonly flatCount: number | undefined;
  },
): readonly number[] | undefined {
  const { entries, flatCount } = options;
  const fits = (row: readonly number[]): boolean =>
    row.length === entries.length && row.every((size, axis) => size === (entries[axis] ?? size));
  const [count = 0, ...row] = shape;
  if (entries.length > 0 && fits(row)) return shape;
  if (entries.length > 0 && row.at(-1) === 1 && fits(row.slice(0, -1))) return shape.slice(0, -1);
  const size = entries.reduce<number>((product, each) => product * (each ?? Number.NaN), 1);
  if (flatCount !== undefined && count !== flatCount && size > 1 && count === flatCount * size)
    return [flatCount, ...(entries as readonly number[])];
  return shape.length > 0 && row.every((each) => each === 1) ? [count] : undefined;
}

/** @throws DataError for a name that is no head with a loss, and for a list that is not of all of them */
function weightsByHead(
  model: ModelGraph,
  heads: readonly GraphHead[],
  weights: SampleWeights,
): Readonly<Record<string, TensorLike>> {
  const names = heads.map(({ name }) => name);
  if (isList(weights)) {
    if (weights.length === names.length)
      return Object.fromEntries(names.map((name, index) => [name, weights[index]!]));
    throw new DataError(
      `\`sampleWeight\` holds ${weights.length} arrays, but \`${model.name}\` has ${names.length} heads with a loss: ${quotedNames(names)}.`,
      'Give them by the names of heads.',
    );
  }
  if (!isByHead(weights)) return Object.fromEntries(names.map((name) => [name, weights as TensorLike]));
  const wrong = Object.keys(weights).find((name) => !names.includes(name));
  if (wrong === undefined) return weights;
  const [closest] = closestNames(wrong, names);
  throw new DataError(
    model.heads.some(({ name }) => name === wrong)
      ? `\`sampleWeight\` weighs samples for head \`${wrong}\`, which has no loss; those of \`${model.name}\` with one: ${quotedNames(names)}.`
      : `\`sampleWeight\` weighs samples for \`${wrong}\`, but the heads of \`${model.name}\` with a loss are ${quotedNames(names)}.`,
    closest === undefined ? undefined : `Did you mean \`${closest}\`?`,
  );
}

/** An array for each head, rather than one array of rows. */
function isList(weights: SampleWeights): weights is readonly TensorLike[] {
  return (
    Array.isArray(weights) &&
    weights.some((each) => ArrayBuffer.isView(each) || isTensor(each) || hasShape(each))
  );
}

function isByHead(weights: SampleWeights): weights is Readonly<Record<string, TensorLike>> {
  return isRecord(weights) && !isTensor(weights) && !hasShape(weights);
}

function hasShape(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'data' in value && 'shape' in value;
}

function quotedNames(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
