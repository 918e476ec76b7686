import type { GraphHead } from '../compiler/index.ts';
import { batchesOf } from './data/batches.ts';
import type { ModelData } from './data/training-data.ts';
import type { HostTensor } from './engines/engine.ts';
import type { Model } from './model.ts';
import { defaultBatchSize, requireOptions } from './options.ts';
import { freshSeed } from './random.ts';
import { requireModel } from './require-model.ts';

/** How well a head tells classes apart. Classes are rows and columns in their order. */
export interface ClassReport {
  readonly kind: 'classes';
  readonly accuracy: number;
  /** Samples by what they are (rows) and what the model says (columns). */
  readonly confusion: readonly (readonly number[])[];
  readonly classes: readonly {
    /** Where the head names its classes. */
    readonly name?: string;
    /** Of those that the model gives the class, the share that has it; null where it gives it to none. */
    readonly precision: number | null;
    /** Of those that have the class, the share that the model finds; null where none has it. */
    readonly recall: number | null;
    readonly f1: number | null;
    readonly samples: number;
  }[];
}

/** How far the numbers of a head are from what they should be. */
export interface NumberReport {
  readonly kind: 'numbers';
  readonly mean_absolute_error: number;
  readonly root_mean_squared_error: number;
  /** 1 − squared errors / squared distances from the mean; null where all targets are the same. */
  readonly r2: number | null;
}

export type HeadReport = ClassReport | NumberReport;

/**
 * Precision, recall and the confusion matrix of heads with classes, errors and R² of the others.
 * @param options `seed` starts the random numbers of a model that draws some
 * @throws DataError for data that does not fit
 */
export async function reportOf(
  model: Model,
  data: ModelData,
  options: { readonly batchSize?: number; readonly seed?: number | undefined } = {},
): Promise<Readonly<Record<string, HeadReport>>> {
  requireModel('reportOf', model);
  requireOptions('reportOf', options);
  const heads = model.graph.heads.filter(({ loss, target }) => loss && target);
  const names = model.outputNames(heads.map(({ name }) => name));
  const { batchSize = defaultBatchSize, seed = freshSeed() } = options;
  const source = batchesOf(await model.prepare(data, 'train', { batchSize }), batchSize);
  const counters = heads.map((head) => new HeadCounter(head));
  let batch = 0;
  for await (const feeds of source.epoch(0, 0)) {
    const { predictions } = await model.predictBatch(names, feeds, { seed, batch: batch++ });
    for (const counter of counters) {
      const { name } = counter.head;
      counter.add(predictions[name]!, feeds[`target:${name}`]!);
    }
  }
  return Object.fromEntries(counters.map((counter) => [counter.head.name, counter.report()]));
}

/** @internal A head's report, of predictions and targets with samples along the first axis. */
export function reportOfHead(head: GraphHead, prediction: HostTensor, target: HostTensor): HeadReport {
  const counter = new HeadCounter(head);
  counter.add(prediction, target);
  return counter.report();
}

/** Counts for the report of a head, batch by batch: no sample stays in memory. */
interface Counter {
  add(prediction: HostTensor, target: HostTensor): void;
  report(): HeadReport;
}

class HeadCounter implements Counter {
  readonly head: GraphHead;
  /** Undefined before the first batch. */
  private counter: Counter | undefined;

  constructor(head: GraphHead) {
    this.head = head;
  }

  add(prediction: HostTensor, target: HostTensor): void {
    this.counter ??= counterFor(this.head, prediction.shape.at(-1) ?? 1);
    this.counter.add(prediction, target);
  }

  report(): HeadReport {
    return (this.counter ?? numberCounter()).report();
  }
}

/** @param classes how many numbers a prediction has along its last axis */
function counterFor({ classes: names, loss }: GraphHead, classes: number): Counter {
  const { wants } = loss!.declaration;
  if (wants === 'distribution' && classes > 1) {
    const counter = new ClassCounter(classes, names);
    return {
      add: (prediction, target) => {
        const isSparse = target.data.length * classes === prediction.data.length;
        const actual = isSparse ? Array.from(target.data, Number) : greatest(target.data, classes);
        counter.add(actual, greatest(prediction.data, classes));
      },
      report: () => counter.report(),
    };
  }
  if (wants !== 'probabilities') return numberCounter();
  const counter = new ClassCounter(2, classes === 1 ? names : undefined);
  // Raw scores of 0 are probabilities of a half.
  const threshold = loss!.args['from_logits'] === true ? 0 : 0.5;
  const isYes = (limit: number) => (value: number) => Number(value > limit);
  return {
    add: (prediction, target) =>
      counter.add(Array.from(target.data, isYes(0.5)), Array.from(prediction.data, isYes(threshold))),
    report: () => counter.report(),
  };
}

function numberCounter(): Counter {
  const counter = new NumberCounter();
  return {
    add: (prediction, target) => counter.add(target.data, prediction.data),
    report: () => counter.report(),
  };
}

/** The place of the greatest of each row. */
function greatest(data: ArrayLike<number>, width: number): readonly number[] {
  return Array.from({ length: data.length / width }, (_, row) => {
    let best = 0;
    for (let column = 1; column < width; column++)
      if (data[row * width + column]! > data[row * width + best]!) best = column;
    return best;
  });
}

/** @internal */
export function classReport(
  count: number,
  actual: readonly number[],
  said: readonly number[],
  names?: readonly string[],
): ClassReport {
  const counter = new ClassCounter(count, names);
  counter.add(actual, said);
  return counter.report();
}

class ClassCounter {
  private readonly confusion: readonly number[][];
  private readonly names: readonly string[] | undefined;

  constructor(count: number, names: readonly string[] | undefined) {
    this.confusion = Array.from({ length: count }, () => Array<number>(count).fill(0));
    this.names = names;
  }

  add(actual: readonly number[], said: readonly number[]): void {
    actual.forEach((row, sample) => {
      // A class that the loss is told to pass over stands outside.
      const counts = this.confusion[row];
      if (counts) counts[said[sample]!]!++;
    });
  }

  report(): ClassReport {
    const { confusion, names } = this;
    const counted = confusion.flat().reduce((sum, value) => sum + value, 0);
    const right = confusion.reduce((sum, row, index) => sum + row[index]!, 0);
    const classes = confusion.map((row, index) => {
      const samples = row.reduce((sum, value) => sum + value, 0);
      const given = confusion.reduce((sum, each) => sum + each[index]!, 0);
      const hits = row[index]!;
      return {
        ...(names ? { name: names[index]! } : {}),
        precision: given === 0 ? null : hits / given,
        recall: samples === 0 ? null : hits / samples,
        f1: samples + given === 0 ? null : (2 * hits) / (samples + given),
        samples,
      };
    });
    return { kind: 'classes', accuracy: counted === 0 ? 0 : right / counted, confusion, classes };
  }
}

/** @internal */
export function numberReport(actual: ArrayLike<number>, said: ArrayLike<number>): NumberReport {
  const counter = new NumberCounter();
  counter.add(actual, said);
  return counter.report();
}

class NumberCounter {
  private count = 0;
  private absolute = 0;
  private squared = 0;
  private mean = 0;
  /** Squared distances from the mean. */
  private spread = 0;

  add(actual: ArrayLike<number>, said: ArrayLike<number>): void {
    for (let index = 0; index < said.length; index++) {
      const value = actual[index]!;
      const error = said[index]! - value;
      this.absolute += Math.abs(error);
      this.squared += error * error;
      // Welford 1962: exact where a sum of squares would cancel.
      const distance = value - this.mean;
      this.mean += distance / ++this.count;
      this.spread += distance * (value - this.mean);
    }
  }

  report(): NumberReport {
    const { count, absolute, squared, spread } = this;
    return {
      kind: 'numbers',
      mean_absolute_error: absolute / count,
      root_mean_squared_error: Math.sqrt(squared / count),
      r2: spread === 0 ? null : 1 - squared / spread,
    };
  }
}
