import { argument, noneByDefault, requiredInteger } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import type { TensorType } from '../../shapes/types.ts';
import type { LossMisfit, MetricCall, MetricState } from '../../declarations/define-component.ts';
import { defineMetric } from '../../declarations/define.ts';
import { sameShape, sameShapeWithClass } from '../losses/targets.ts';
import { countAbove, type Counts } from './confusion.ts';

/** Metrics of hits and misses at given thresholds. */

export const thresholdsArgument = argument<number | readonly number[] | null>(
  {
    kind: 'anyOf',
    of: [
      { kind: 'number', minimum: 0, maximum: 1 },
      { kind: 'list', of: { kind: 'number', minimum: 0, maximum: 1 }, minimumLength: 1 },
    ],
  },
  null,
  'Predictions above it mean yes; a list gives one result for each; none is 0.5.',
);

type Thresholds = number | readonly number[] | null;

function thresholdList(thresholds: Thresholds, fallback = 0.5): readonly number[] {
  return typeof thresholds === 'number' ? [thresholds] : (thresholds ?? [fallback]);
}

/** One threshold gives a scalar. */
function resultOf(ops: Ops, values: Tensor): Tensor {
  return values.shape[0] === 1 ? ops.reshape(values, []) : values;
}

function countMetric(name: string, alias: string, summary: string, pick: (counts: Counts) => Tensor) {
  return defineMetric({
    name,
    aliases: [alias],
    logName: alias,
    better: 'unstated',
    summary,
    arguments: { thresholds: thresholdsArgument },
    target: sameShape,
    state: (_, args) => [{ name: 'accumulator', shape: [thresholdList(args.thresholds).length], initial: 0 }],
    update: (ops, call) => [
      ops.add(call.state[0]!, pick(countAbove(ops, call, thresholdList(call.args.thresholds)))),
    ],
    result: (ops, [count]) => resultOf(ops, count!),
  });
}

export const truePositives = countMetric(
  'TruePositives',
  'true_positives',
  'Number of yes entries that are found.',
  (counts) => counts.truePositives,
);

export const trueNegatives = countMetric(
  'TrueNegatives',
  'true_negatives',
  'Number of no entries that are left alone.',
  (counts) => counts.trueNegatives,
);

export const falsePositives = countMetric(
  'FalsePositives',
  'false_positives',
  'Number of no entries that are taken for yes.',
  (counts) => counts.falsePositives,
);

export const falseNegatives = countMetric(
  'FalseNegatives',
  'false_negatives',
  'Number of yes entries that are missed.',
  (counts) => counts.falseNegatives,
);

interface RatioArguments {
  readonly thresholds: Thresholds;
  readonly top_k: number | null;
  readonly class_id: number | null;
}

const ratioArguments = {
  thresholds: thresholdsArgument,
  top_k: noneByDefault(
    requiredInteger('Only the k greatest predictions of each sample can mean yes.', { minimum: 1 }),
  ),
  class_id: noneByDefault(requiredInteger('Only this class counts.', { minimum: 0 })),
};

/** Below every prediction that top-k leaves standing, above those it takes out. */
const takenOut = -1e10;

function ratioThresholds(args: RatioArguments): readonly number[] {
  return thresholdList(args.thresholds, args.top_k === null ? 0.5 : takenOut);
}

function ratioState(args: RatioArguments, second: string): readonly MetricState[] {
  const shape = [ratioThresholds(args).length];
  return ['true_positives', second].map((name) => ({ name, shape, initial: 0 }));
}

function ratioTarget(name: string, head: TensorType, args: RatioArguments): TensorType | LossMisfit {
  if (args.top_k === null && args.class_id === null) return sameShape(head);
  const target = sameShapeWithClass(name, args.class_id)(head);
  const classes = head.shape.at(-1);
  if (args.top_k === null || 'misfit' in target || (classes as number) >= args.top_k) return target;
  return {
    misfit: true,
    message: `\`${name}\` takes the ${args.top_k} greatest predictions of each sample, but the head has ${String(classes)}.`,
  };
}

function countSelected(ops: Ops, call: MetricCall<RatioArguments>): Counts {
  const { args } = call;
  let { yTrue, yPred } = call;
  if (args.top_k !== null) yPred = keepTopK(ops, yPred, args.top_k);
  if (args.class_id !== null)
    [yTrue, yPred] = [yTrue, yPred].map((x) => pickClass(ops, x, args.class_id!)) as [Tensor, Tensor];
  return countAbove(ops, { yTrue, yPred, weights: call.weights }, ratioThresholds(args));
}

/** The entries of one class, [batch, …]. */
export function pickClass(ops: Ops, x: Tensor, classId: number): Tensor {
  return ops.squeeze(ops.sliceAxis(x, -1, classId, 1), -1);
}

function keepTopK(ops: Ops, predictions: Tensor, k: number): Tensor {
  const depth = predictions.shape.at(-1) as number;
  const [, indices] = ops.topK(predictions, Math.min(k, depth));
  const kept = ops.sum(ops.oneHot(indices, depth), -2);
  return ops.select(ops.greater(kept, 0), predictions, takenOut);
}

export const precision = defineMetric({
  name: 'Precision',
  aliases: ['precision'],
  logName: 'precision',
  better: 'higher',
  summary: 'Share of the entries taken for yes that are.',
  arguments: ratioArguments,
  target: (head, args) => ratioTarget('precision', head, args),
  state: (_, args) => ratioState(args, 'false_positives'),
  update: (ops, call) => {
    const { truePositives: hits, falsePositives: alarms } = countSelected(ops, call);
    return [ops.add(call.state[0]!, hits), ops.add(call.state[1]!, alarms)];
  },
  result: (ops, [hits, alarms]) => resultOf(ops, ops.divideNoNaN(hits!, ops.add(hits!, alarms!))),
});

export const recall = defineMetric({
  name: 'Recall',
  aliases: ['recall'],
  logName: 'recall',
  better: 'higher',
  summary: 'Share of the yes entries that are found.',
  arguments: ratioArguments,
  target: (head, args) => ratioTarget('recall', head, args),
  state: (_, args) => ratioState(args, 'false_negatives'),
  update: (ops, call) => {
    const { truePositives: hits, falseNegatives: misses } = countSelected(ops, call);
    return [ops.add(call.state[0]!, hits), ops.add(call.state[1]!, misses)];
  },
  result: (ops, [hits, misses]) => resultOf(ops, ops.divideNoNaN(hits!, ops.add(hits!, misses!))),
});
