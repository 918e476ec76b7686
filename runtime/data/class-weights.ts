import { closestNames } from '../../compiler/diagnostics/closest-names.ts';
import type { GraphHead, ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { WeightedHead } from '../../compiler/steps/build-steps.ts';
import { lossEntryShape, type LossPlace } from '../../compiler/steps/losses.ts';
import type { HostTensor } from '../engines/engine.ts';
import { DataError } from '../errors.ts';
import { isRecord, kindOf } from '../kind-of.ts';
import type { RawBatch } from '../preprocessing/raw-batch.ts';
import type { Samples, DataWarning } from './samples.ts';

/** A weight per class, by its number or, where the head names its classes, by its name; others weigh 1. */
export type WeightsOfClasses = Readonly<Record<number | string, number>>;

/** Weights of the classes of the only head, or of several by their names. */
export type ClassWeights = WeightsOfClasses | Readonly<Record<string, WeightsOfClasses>>;

/** The weights of the classes of one head, by their numbers. */
interface HeadClassWeights {
  readonly head: GraphHead;
  readonly weights: Readonly<Record<number, number>>;
}

/**
 * The samples with a weight for each class, on top of weights that they have: in Keras, class weights hold for
 * training alone. Where a sample has several classes (one for each pixel or step), each entry has its own weight.
 * @throws DataError for a head whose targets are not classes, and for a class or head that the model does not have
 */
export function withClassWeights(model: ModelGraph, samples: Samples, classWeight: ClassWeights): Samples {
  return weightsByHead(model, classWeight).reduce<Samples>(
    (weighed, each) => new ClassWeighted(weighed, model, each),
    samples,
  );
}

/** What the text of a model says that classes weigh; undefined where it says nothing. */
export function declaredClassWeights({ heads }: ModelGraph): ClassWeights | undefined {
  const entries = heads.flatMap(({ name, classWeight }) =>
    classWeight ? [[name, Object.fromEntries(classWeight.entries())] as const] : [],
  );
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** Samples whose weights are worked out as they are taken. */
class ClassWeighted implements Samples {
  readonly weighted: readonly WeightedHead[];
  private readonly samples: Samples;
  private readonly model: ModelGraph;
  private readonly own: HeadClassWeights;

  constructor(samples: Samples, model: ModelGraph, own: HeadClassWeights) {
    this.samples = samples;
    this.model = model;
    this.own = own;
    this.weighted = [
      ...samples.weighted.filter(({ head }) => head !== own.head.name),
      weightedHead(model, own.head),
    ];
  }

  get count(): number {
    return this.samples.count;
  }

  get prepare(): Samples['prepare'] {
    return this.samples.prepare;
  }

  get warnings(): readonly DataWarning[] {
    return this.samples.warnings;
  }

  slice(start: number, end: number): RawBatch {
    return this.weigh(this.samples.slice(start, end));
  }

  take(rows: Uint32Array, spare?: RawBatch): RawBatch {
    return this.weigh(this.samples.take(rows, spare));
  }

  part(start: number, end: number): Samples {
    return new ClassWeighted(this.samples.part(start, end), this.model, this.own);
  }

  private weigh(batch: RawBatch): RawBatch {
    const { own, model } = this;
    const { head, weights } = own;
    const target = batch.feeds[`target:${head.name}`]!;
    const feed = `sampleWeight:${head.name}`;
    const given = batch.feeds[feed]?.data;
    const data = weightsOfClasses(target, head, weights);
    const entries = data.length / Math.max(1, target.shape[0]!);
    if (given) {
      const each = given.length === data.length ? 1 : entries;
      data.forEach((weight, index) => (data[index] = weight * given[Math.floor(index / each)]!));
    }
    const shape = target.shape.slice(0, 1 + lossEntryShape(placeOf(model, head)).length);
    return { ...batch, feeds: { ...batch.feeds, [feed]: { dtype: 'float32', shape, data } } };
  }
}

/**
 * Which weights class weights become.
 * @throws DataError as `withClassWeights`
 */
export function headWeights(model: ModelGraph, classWeight: ClassWeights): readonly WeightedHead[] {
  return weightsByHead(model, classWeight).map(({ head }) => weightedHead(model, head));
}

function weightedHead(model: ModelGraph, head: GraphHead): WeightedHead {
  return { head: head.name, perEntry: lossEntryShape(placeOf(model, head)).length > 0 };
}

function placeOf(model: ModelGraph, head: GraphHead): LossPlace {
  return { ...head, type: model.tensors[head.tensor]! };
}

/**
 * What each head's classes weigh.
 * @throws DataError where that cannot be said of one
 */
function weightsByHead(model: ModelGraph, classWeight: ClassWeights): readonly HeadClassWeights[] {
  requireWeights('`classWeight`', classWeight);
  const heads = model.heads.filter((head) => head.loss && head.target);
  if (isByHead(classWeight)) {
    return Object.entries(classWeight).map(([name, weights]) => {
      const head = heads.find((each) => each.name === name);
      if (!head) throw noSuchHead(model, heads, name);
      return { head: requireClasses(head), weights: weightsByNumber(model, head, weights) };
    });
  }
  const [head] = heads;
  if (!head || heads.length > 1) {
    const names = heads.map(({ name }) => `\`${name}\``).join(', ');
    throw new DataError(
      `\`${model.name}\` has ${heads.length} heads with classes to weigh, and nothing says which is meant.`,
      head ? `Weigh the classes by head: one of ${names}.` : 'Give a head a loss.',
    );
  }
  return [{ head: requireClasses(head), weights: weightsByNumber(model, head, classWeight) }];
}

/** @throws DataError for what holds no weights by class, such as a Map, which would weigh nothing in silence */
function requireWeights(what: string, weights: unknown): void {
  if (isRecord(weights) || Array.isArray(weights)) return;
  throw new DataError(
    `${what} is ${kindOf(weights)}, where an object with a weight for each class is needed.`,
    weights instanceof Map ? 'Give `Object.fromEntries(map)`.' : undefined,
  );
}

function isByHead(classWeight: ClassWeights): classWeight is Readonly<Record<string, WeightsOfClasses>> {
  const values: readonly unknown[] = Object.values(classWeight);
  return values.length > 0 && values.every((value) => typeof value === 'object' && value !== null);
}

function noSuchHead(model: ModelGraph, heads: readonly GraphHead[], name: string): DataError {
  const [closest] = closestNames(
    name,
    heads.map((each) => each.name),
  );
  return new DataError(
    `\`${model.name}\` has no head \`${name}\` with a loss, whose classes could be weighed.`,
    closest === undefined
      ? `Heads with a loss are ${heads.map((each) => `\`${each.name}\``).join(', ')}.`
      : `Did you mean \`${closest}\`?`,
  );
}

/**
 * The head itself, whose classes exclude each other.
 * @throws DataError where they do not
 */
function requireClasses(head: GraphHead): GraphHead {
  const { loss, target } = head;
  const questions = target!.dtype === 'int32' ? 1 : (target!.shape.at(-1) ?? 1);
  const independent = loss!.declaration.targetRange !== undefined && questions !== 1;
  if (independent || (loss!.args.axis ?? -1) !== -1) {
    throw new DataError(
      independent
        ? `Class weights need one class for each entry, but head \`${head.name}\` answers several questions at once.`
        : `Class weights need the classes on the last axis of head \`${head.name}\`.`,
      'Give sample weights instead.',
    );
  }
  return head;
}

/**
 * Weights by the numbers of classes.
 * @throws DataError for a name that is no class, and for a weight that is no number from 0 on
 */
function weightsByNumber(
  { tensors }: ModelGraph,
  { name, classes, target, tensor }: GraphHead,
  weights: WeightsOfClasses,
): Readonly<Record<number, number>> {
  requireWeights(`The \`classWeight\` of head \`${name}\``, weights);
  const size = (target!.dtype === 'int32' ? tensors[tensor]!.shape : target!.shape).at(-1) ?? 1;
  const count = size === 1 ? 2 : size;
  return Object.fromEntries(
    Object.entries(weights).map(([key, weight]) => {
      if (typeof weight !== 'number' || !(weight >= 0) || !Number.isFinite(weight))
        throw new DataError(
          `The weight of class \`${key}\` is ${kindOf(weight)}, where a number from 0 on is needed.`,
        );
      const named = classes?.indexOf(key) ?? -1;
      if (named >= 0) return [named, weight];
      if (/^\d+$/.test(key)) {
        if (typeof count !== 'number' || Number(key) < count) return [Number(key), weight];
        throw new DataError(
          `Head \`${name}\` has no class ${key} to weigh: its ${count} classes are numbered from 0.`,
        );
      }
      const [closest] = closestNames(key, classes ?? []);
      throw new DataError(
        `Head \`${name}\` has no class \`${key}\` to weigh.`,
        classes
          ? closest === undefined
            ? `Its classes are ${classes
                .slice(0, 12)
                .map((each) => `\`${each}\``)
                .join(', ')}.`
            : `Did you mean \`${closest}\`?`
          : 'Name its classes, `classes: ["…", "…"]`, or weigh them by their numbers.',
      );
    }),
  );
}

/** The class of an entry is its target, or the greatest entry of a one-hot row. */
function weightsOfClasses(
  target: HostTensor,
  head: GraphHead,
  weights: Readonly<Record<number, number>>,
): Float32Array {
  const { data, shape } = target;
  const width = head.target!.dtype === 'int32' ? 1 : shape.length > 1 ? shape.at(-1)! : 1;
  return Float32Array.from({ length: data.length / width }, (_, entry) => {
    let best = entry * width;
    for (let place = best + 1; place < (entry + 1) * width; place++)
      if (data[place]! > data[best]!) best = place;
    return weights[width === 1 ? Math.round(data[best]!) : best - entry * width] ?? 1;
  });
}
