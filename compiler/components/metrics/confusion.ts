import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { sizeProduct, type Size } from '../../shapes/size.ts';
import { indicator } from './accuracy.ts';

/** Weighted counts of hits and misses, one entry per threshold, [thresholds] or [thresholds, labels]. */
export interface Counts {
  readonly truePositives: Tensor;
  readonly falsePositives: Tensor;
  readonly trueNegatives: Tensor;
  readonly falseNegatives: Tensor;
}

interface Entries {
  readonly yTrue: Tensor;
  readonly yPred: Tensor;
  readonly weights: Tensor | undefined;
}

/** Weights of the shape of the predictions; ones where there are none. */
export function fullWeights(ops: Ops, weights: Tensor | undefined, predictions: Tensor): Tensor {
  if (!weights) return ops.fill(1, predictions.shape);
  const shape = predictions.shape.map((_, axis): Size => weights.shape[axis] ?? 1);
  return ops.expand(ops.reshape(weights, shape), predictions.shape);
}

/** Counts of predictions strictly above each threshold. */
export function countAbove(ops: Ops, entries: Entries, thresholds: readonly number[]): Counts {
  const [labels, predictions, weights] = flatEntries(ops, entries);
  const limits = ops.constant(thresholds, [1, thresholds.length]);
  const above = indicator(ops, ops.greater(ops.expandDims(predictions, 1), limits));
  const count = (of: Tensor) => ops.reshape(ops.matmul(ops.expandDims(of, 0), above), [thresholds.length]);
  const [yes, no] = [ops.multiply(weights, labels), ops.multiply(weights, ops.subtract(1, labels))];
  return completeCounts(ops, count(yes), count(no), ops.sum(yes), ops.sum(no));
}

function completeCounts(ops: Ops, hits: Tensor, alarms: Tensor, yes: Tensor, no: Tensor): Counts {
  return {
    truePositives: hits,
    falsePositives: alarms,
    trueNegatives: ops.subtract(no, alarms),
    falseNegatives: ops.subtract(yes, hits),
  };
}

function flatEntries(ops: Ops, { yTrue, yPred, weights }: Entries): readonly [Tensor, Tensor, Tensor] {
  const length = [sizeProduct(yPred.shape)];
  const labels = indicator(ops, ops.notEqual(ops.cast(yTrue, 'float32'), 0));
  const flat = [labels, yPred, fullWeights(ops, weights, yPred)].map((x) => ops.reshape(x, length));
  return flat as [Tensor, Tensor, Tensor];
}

/**
 * The same counts for evenly spread thresholds, in one pass: each prediction falls into the bucket below the
 * first threshold that it does not exceed, and counts for all thresholds up to there.
 * @param labels where given, predictions are [batch, labels] and counted label by label
 */
export function countInBuckets(ops: Ops, entries: Entries, thresholds: number, labels?: number): Counts {
  const [truth, predictions, weights] = flatEntries(ops, entries);
  const scaled = ops.multiply(ops.clip(predictions, 0, 1), thresholds - 1);
  const bucket = ops.cast(ops.maximum(ops.subtract(ops.ceil(scaled), 1), 0), 'int32');
  const columns = labels ?? 1;
  const place = columns === 1 ? bucket : placeByLabel(ops, bucket, entries.yPred, columns);
  const counts = (of: Tensor) => {
    const buckets = ops.reshape(ops.scatterAdd(place, of, thresholds * columns), [thresholds, columns]);
    const above = ops.cumulativeSum(buckets, 0, true);
    return labels === undefined ? ops.reshape(above, [thresholds]) : above;
  };
  const [yes, no] = [ops.multiply(weights, truth), ops.multiply(weights, ops.subtract(1, truth))];
  const [hits, alarms] = [counts(yes), counts(no)];
  const all = (above: Tensor) => ops.sliceAxis(above, 0, 0, 1);
  return completeCounts(ops, hits, alarms, all(hits), all(alarms));
}

/** bucket · labels + label, for entries in rows of labels. */
function placeByLabel(ops: Ops, bucket: Tensor, predictions: Tensor, labels: number): Tensor {
  const label = ops.reshape(ops.iota(predictions.shape, predictions.shape.length - 1), bucket.shape);
  return ops.add(ops.multiply(bucket, labels), label);
}
