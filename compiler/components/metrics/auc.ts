import {
  argument,
  boolean,
  integer,
  noneByDefault,
  option,
  requiredInteger,
} from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import type { TensorType } from '../../shapes/types.ts';
import { defineMetric } from '../../declarations/define.ts';
import { sameShape, sameShapeOfClasses, sameShapeWithClasses } from '../losses/targets.ts';
import { countAbove, countInBuckets, type Counts } from './confusion.ts';
import { addCounts, countsOf, curveState } from './curve-state.ts';

interface AUCArguments {
  readonly num_thresholds: number;
  readonly curve: 'ROC' | 'PR';
  readonly summation_method: 'interpolation' | 'minoring' | 'majoring';
  readonly thresholds: readonly number[] | null;
  readonly multi_label: boolean;
  readonly num_labels: number | null;
  readonly label_weights: readonly number[] | null;
  readonly from_logits: boolean;
}

/**
 * The area under a curve, from counts at many thresholds. Between thresholds the ROC curve is straight; for
 * precision and recall see Davis and Goadrich, ICML 2006.
 */
export const auc = defineMetric({
  name: 'AUC',
  aliases: ['auc'],
  logName: 'auc',
  better: 'higher',
  summary: 'Area under the ROC or the precision-recall curve.',
  arguments: {
    num_thresholds: integer(200, 'Number of thresholds by which the curve is drawn.', { minimum: 2 }),
    curve: option(['ROC', 'PR'], 'ROC', '`ROC`, or `PR` for precision and recall.'),
    summation_method: option(
      ['interpolation', 'minoring', 'majoring'],
      'interpolation',
      'How the area between two thresholds is taken: between them, from below, from above.',
    ),
    thresholds: argument<readonly number[] | null>(
      { kind: 'list', of: { kind: 'number', minimum: 0, maximum: 1 }, minimumLength: 1 },
      null,
      'Thresholds to use instead of evenly spread ones.',
    ),
    multi_label: boolean(false, 'Average the areas of the labels, the last axis, instead of mixing them.'),
    num_labels: noneByDefault(requiredInteger('Number of labels, with `multi_label`.', { minimum: 1 })),
    label_weights: argument<readonly number[] | null>(
      { kind: 'list', of: { kind: 'number', minimum: 0 }, minimumLength: 1 },
      null,
      'How much each label counts in the average.',
    ),
    from_logits: boolean(false, 'True where the predictions have not gone through a sigmoid.'),
  },
  target: (head, args) => {
    if (!args.multi_label) return sameShape(head);
    const count = args.num_labels ?? args.label_weights?.length;
    return count === undefined ? sameShapeWithClasses('auc')(head) : sameShapeOfClasses('auc', count)(head);
  },
  state: (head, args) => {
    const count = args.thresholds ? args.thresholds.length + 2 : args.num_thresholds;
    return curveState(args.multi_label ? [count, labelCount(head, args)] : [count]);
  },
  update: (ops, call) => {
    const { args } = call;
    const yPred = args.from_logits ? ops.sigmoid(call.yPred) : call.yPred;
    const entries = { yTrue: call.yTrue, yPred, weights: call.weights };
    const labels = args.multi_label ? (call.state[0]!.shape[1] as number) : undefined;
    if (!args.thresholds) {
      return addCounts(ops, call.state, countInBuckets(ops, entries, args.num_thresholds, labels));
    }
    // The outer ones lie beyond every probability.
    const thresholds = [-1e-7, ...[...args.thresholds].sort((a, b) => a - b), 1 + 1e-7];
    const counts =
      labels === undefined
        ? countAbove(ops, entries, thresholds)
        : countByLabel(ops, entries, thresholds, labels);
    return addCounts(ops, call.state, counts);
  },
  result: (ops, state, args) => {
    const areas = labelAreas(ops, countsOf(state), args);
    if (!args.multi_label) return areas;
    if (!args.label_weights) return ops.mean(areas);
    const weights = ops.constant(args.label_weights, [args.label_weights.length]);
    return ops.divideNoNaN(ops.sum(ops.multiply(areas, weights)), ops.sum(weights));
  },
  problem: (args) => {
    if (args.label_weights !== null && !args.multi_label) {
      return { argument: 'label_weights', message: '`label_weights` needs `multi_label: true`.' };
    }
    if (args.num_labels !== null && !args.multi_label) {
      return { argument: 'num_labels', message: '`num_labels` needs `multi_label: true`.' };
    }
    if (args.label_weights && args.num_labels !== null && args.label_weights.length !== args.num_labels) {
      const message = `\`label_weights\` needs ${args.num_labels} weights, as \`num_labels\` says, but has ${args.label_weights.length}.`;
      return { argument: 'label_weights', message };
    }
    return undefined;
  },
});

function labelCount(head: TensorType, args: AUCArguments): number {
  const last = head.shape.at(-1);
  return args.num_labels ?? (typeof last === 'number' ? last : 1);
}

function countByLabel(
  ops: Ops,
  { yTrue, yPred, weights }: { yTrue: Tensor; yPred: Tensor; weights: Tensor | undefined },
  thresholds: readonly number[],
  labels: number,
): Counts {
  const each = Array.from({ length: labels }, (_, label) => {
    const [truth, predicted] = [yTrue, yPred].map((x) => ops.squeeze(ops.sliceAxis(x, -1, label, 1), -1));
    return countAbove(ops, { yTrue: truth!, yPred: predicted!, weights }, thresholds);
  });
  const stack = (pick: (counts: Counts) => Tensor) => ops.stack(each.map(pick), 1);
  return {
    truePositives: stack((counts) => counts.truePositives),
    falsePositives: stack((counts) => counts.falsePositives),
    trueNegatives: stack((counts) => counts.trueNegatives),
    falseNegatives: stack((counts) => counts.falseNegatives),
  };
}

/** The area of each label, or the one area. */
function labelAreas(ops: Ops, counts: Counts, args: AUCArguments): Tensor {
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = counts;
  if (args.curve === 'PR' && args.summation_method === 'interpolation') {
    return precisionRecallArea(ops, tp, fp, fn);
  }
  const recall = ops.divideNoNaN(tp, ops.add(tp, fn));
  const [x, y] =
    args.curve === 'ROC'
      ? [ops.divideNoNaN(fp, ops.add(fp, tn)), recall]
      : [recall, ops.divideNoNaN(tp, ops.add(tp, fp))];
  const [left, right] = neighbours(ops, x);
  const [before, after] = neighbours(ops, y);
  const heights = {
    interpolation: () => ops.multiply(ops.add(before, after), 0.5),
    minoring: () => ops.minimum(before, after),
    majoring: () => ops.maximum(before, after),
  }[args.summation_method]();
  return ops.sum(ops.multiply(ops.subtract(left, right), heights), 0);
}

/** All but the last entry, and all but the first. */
function neighbours(ops: Ops, values: Tensor): readonly [Tensor, Tensor] {
  const count = (values.shape[0] as number) - 1;
  return [ops.sliceAxis(values, 0, 0, count), ops.sliceAxis(values, 0, 1, count)];
}

/** Between two thresholds, precision is (slope·p + intercept) / p for p predictions that mean yes. */
function precisionRecallArea(ops: Ops, tp: Tensor, fp: Tensor, fn: Tensor): Tensor {
  const [hits, nextHits] = neighbours(ops, tp);
  const [all, nextAll] = neighbours(ops, ops.add(tp, fp));
  const [, nextMisses] = neighbours(ops, fn);
  const moreHits = ops.subtract(hits, nextHits);
  const slope = ops.divideNoNaN(moreHits, ops.relu(ops.subtract(all, nextAll)));
  const intercept = ops.subtract(nextHits, ops.multiply(slope, nextAll));
  const both = ops.and(ops.greater(all, 0), ops.greater(nextAll, 0));
  const ratio = ops.select(both, ops.divideNoNaN(all, ops.relu(nextAll)), 1);
  const area = ops.multiply(slope, ops.add(moreHits, ops.multiply(intercept, ops.log(ratio))));
  return ops.sum(ops.divideNoNaN(area, ops.relu(ops.add(nextHits, nextMisses))), 0);
}
