import type { GraphHead } from '../compiler/index.ts';
import type { ModelData } from './data/training-data.ts';
import type { HostTensor } from './engines/engine.ts';
import type { Model } from './model.ts';

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
 * @throws DataError for data that does not fit
 */
export async function reportOf(
  model: Model,
  data: ModelData,
  options: { readonly batchSize?: number } = {},
): Promise<Readonly<Record<string, HeadReport>>> {
  const heads = model.graph.heads.filter(({ loss, target }) => loss && target);
  const targets = await model.targetsOf(data);
  const predictions = await model.predict(data, { ...options, outputs: heads.map(({ name }) => name) });
  return Object.fromEntries(
    heads.map((head) => [
      head.name,
      reportOfHead(head, predictions[head.name] as HostTensor, targets[head.name]!),
    ]),
  );
}

/** @internal A head's report, of predictions and targets with samples along the first axis. */
export function reportOfHead(head: GraphHead, prediction: HostTensor, target: HostTensor): HeadReport {
  const { classes: names } = head;
  const wants = head.loss!.declaration.wants;
  const classes = prediction.shape.at(-1) ?? 1;
  const isSparse = target.data.length * classes === prediction.data.length && classes > 1;
  if (wants === 'distribution' && classes > 1)
    return classReport(
      classes,
      isSparse ? Array.from(target.data, Number) : greatest(target.data, classes),
      greatest(prediction.data, classes),
      names,
    );
  if (wants === 'probabilities') {
    // Raw scores of 0 are probabilities of a half.
    const threshold = head.loss!.args['from_logits'] === true ? 0 : 0.5;
    const isYes = (limit: number) => (value: number) => Number(value > limit);
    return classReport(
      2,
      Array.from(target.data, isYes(0.5)),
      Array.from(prediction.data, isYes(threshold)),
      classes === 1 ? names : undefined,
    );
  }
  return numberReport(target.data, prediction.data);
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
  const confusion = Array.from({ length: count }, () => Array<number>(count).fill(0));
  let right = 0;
  let counted = 0;
  actual.forEach((row, sample) => {
    const column = said[sample]!;
    // A class that the loss is told to pass over stands outside.
    if (confusion[row] === undefined) return;
    confusion[row][column]!++;
    counted++;
    if (row === column) right++;
  });
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

/** @internal */
export function numberReport(actual: ArrayLike<number>, said: ArrayLike<number>): NumberReport {
  const { length } = said;
  let [absolute, squared, sum] = [0, 0, 0];
  for (let index = 0; index < length; index++) {
    const error = said[index]! - actual[index]!;
    absolute += Math.abs(error);
    squared += error * error;
    sum += actual[index]!;
  }
  const mean = sum / length;
  let spread = 0;
  for (let index = 0; index < length; index++) spread += (actual[index]! - mean) ** 2;
  return {
    kind: 'numbers',
    mean_absolute_error: absolute / length,
    root_mean_squared_error: Math.sqrt(squared / length),
    r2: spread === 0 ? null : 1 - squared / spread,
  };
}
