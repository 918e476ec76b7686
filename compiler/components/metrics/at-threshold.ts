import { integer, noneByDefault, requiredInteger, requiredNumber } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineMetric } from '../../declarations/define.ts';
import { sameShape, sameShapeWithClass } from '../losses/targets.ts';
import { countAbove, countInBuckets, type Counts } from './confusion.ts';
import { pickClass } from './confusion-metrics.ts';
import { addCounts, countsOf, curveState } from './curve-state.ts';

/** The best of one rate where another one is high enough, over many thresholds. */

type Rate = (ops: Ops, counts: Counts) => Tensor;

const share = (ops: Ops, part: Tensor, rest: Tensor): Tensor => ops.divideNoNaN(part, ops.add(part, rest));

/** Also recall. */
const sensitivity: Rate = (ops, counts) => share(ops, counts.truePositives, counts.falseNegatives);
const specificity: Rate = (ops, counts) => share(ops, counts.trueNegatives, counts.falsePositives);
const precision: Rate = (ops, counts) => share(ops, counts.truePositives, counts.falsePositives);

const numThresholds = integer(200, 'Number of thresholds that are tried.', { minimum: 1 });
const classId = noneByDefault(requiredInteger('Only this class counts.', { minimum: 0 }));
const least = (of: string) => requiredNumber(`The least ${of}.`, { minimum: 0, maximum: 1 });

interface RateMetric<K extends string> {
  readonly name: string;
  readonly alias: string;
  readonly summary: string;
  /** The argument with the rate that is demanded. */
  readonly demanded: K;
  readonly demandedRate: Rate;
  readonly rate: Rate;
}

function defineAtThreshold<const K extends string>(metric: RateMetric<K>) {
  const { alias, demanded, demandedRate, rate, ...texts } = metric;
  const demandOf = (args: object) => (args as Readonly<Record<string, number>>)[demanded]!;
  return defineMetric({
    ...texts,
    aliases: [alias],
    logName: alias,
    better: 'higher',
    arguments: { [demanded]: least(demanded), num_thresholds: numThresholds, class_id: classId },
    target: (head, args) =>
      classIdOf(args) === null ? sameShape(head) : sameShapeWithClass(alias, classIdOf(args))(head),
    state: (_, args) => curveState([countOf(args)]),
    update: (ops, { yTrue, yPred, weights, state, args }) => {
      const id = classIdOf(args);
      const [truth, predicted] =
        id === null ? [yTrue, yPred] : [yTrue, yPred].map((x) => pickClass(ops, x, id));
      const entries = { yTrue: truth!, yPred: predicted!, weights };
      const count = countOf(args);
      const counts = count === 1 ? countAbove(ops, entries, [0.5]) : countInBuckets(ops, entries, count);
      return addCounts(ops, state, counts);
    },
    result: (ops, state, args) => {
      const counts = countsOf(state);
      const enough = ops.greaterEqual(demandedRate(ops, counts), demandOf(args));
      return ops.reduceMax(ops.multiply(rate(ops, counts), ops.cast(enough, 'float32')));
    },
  });
}

function classIdOf(args: object): number | null {
  return (args as { readonly class_id: number | null }).class_id;
}

function countOf(args: object): number {
  return (args as { readonly num_thresholds: number }).num_thresholds;
}

export const precisionAtRecall = defineAtThreshold({
  name: 'PrecisionAtRecall',
  alias: 'precision_at_recall',
  summary: 'The best precision at which recall is still high enough.',
  demanded: 'recall',
  demandedRate: sensitivity,
  rate: precision,
});

export const recallAtPrecision = defineAtThreshold({
  name: 'RecallAtPrecision',
  alias: 'recall_at_precision',
  summary: 'The best recall at which precision is still high enough.',
  demanded: 'precision',
  demandedRate: precision,
  rate: sensitivity,
});

export const sensitivityAtSpecificity = defineAtThreshold({
  name: 'SensitivityAtSpecificity',
  alias: 'sensitivity_at_specificity',
  summary: 'The best share of yes entries found while enough no entries are left alone.',
  demanded: 'specificity',
  demandedRate: specificity,
  rate: sensitivity,
});

export const specificityAtSensitivity = defineAtThreshold({
  name: 'SpecificityAtSensitivity',
  alias: 'specificity_at_sensitivity',
  summary: 'The best share of no entries left alone while enough yes entries are found.',
  demanded: 'sensitivity',
  demandedRate: sensitivity,
  rate: specificity,
});
