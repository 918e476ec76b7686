import { boolean, integer, number } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import type { TensorType } from '../../shapes/types.ts';
import { sameShape, sameShapeWithAxis, sameShapeWithClasses, withoutClassAxis } from '../losses/targets.ts';
import { defineMeanMetric } from './mean.ts';

export const accuracy = defineMeanMetric({
  name: 'Accuracy',
  aliases: [],
  logName: 'accuracy',
  better: 'higher',
  summary: 'Share of predictions that equal their targets.',
  arguments: {},
  target: sameShape,
  values: (ops, { yTrue, yPred }) => indicator(ops, ops.equal(ops.cast(yTrue, yPred.dtype), yPred)),
});

export const binaryAccuracy = defineMeanMetric({
  name: 'BinaryAccuracy',
  aliases: ['binary_accuracy'],
  logName: 'binary_accuracy',
  better: 'higher',
  summary: 'Share of probabilities that lie on the right side of a threshold.',
  arguments: { threshold: number(0.5, 'Predictions above it mean yes.') },
  target: sameShape,
  values: (ops, { yTrue, yPred, args }) => {
    const predicted = indicator(ops, ops.greater(yPred, args.threshold));
    return indicator(ops, ops.equal(ops.cast(yTrue, 'float32'), predicted));
  },
});

export const categoricalAccuracy = defineMeanMetric({
  name: 'CategoricalAccuracy',
  aliases: ['categorical_accuracy'],
  logName: 'categorical_accuracy',
  better: 'higher',
  summary: 'Share of one-hot targets whose class has the greatest prediction.',
  arguments: {},
  target: sameShapeWithAxis('categorical_accuracy'),
  values: (ops, { yTrue, yPred }) => indicator(ops, ops.equal(ops.argMax(yTrue, -1), ops.argMax(yPred, -1))),
});

export const sparseCategoricalAccuracy = defineMeanMetric({
  name: 'SparseCategoricalAccuracy',
  aliases: ['sparse_categorical_accuracy'],
  logName: 'sparse_categorical_accuracy',
  better: 'higher',
  summary: 'Share of class numbers whose class has the greatest prediction.',
  arguments: {},
  target: withoutClassAxis('sparse_categorical_accuracy'),
  values: (ops, { yTrue, yPred }) =>
    indicator(ops, ops.equal(ops.cast(yTrue, 'int32'), ops.argMax(yPred, -1))),
});

export const topKCategoricalAccuracy = defineMeanMetric({
  name: 'TopKCategoricalAccuracy',
  aliases: ['top_k_categorical_accuracy'],
  logName: 'top_k_categorical_accuracy',
  better: 'higher',
  summary: 'Share of one-hot targets whose class is among the k greatest predictions.',
  arguments: { k: integer(5, 'How many predictions count.', { minimum: 1 }) },
  target: sameShapeWithClasses('top_k_categorical_accuracy'),
  values: (ops, { yTrue, yPred, args }) => inTopK(ops, ops.argMax(yTrue, -1), yPred, args.k),
});

export const sparseTopKCategoricalAccuracy = defineMeanMetric({
  name: 'SparseTopKCategoricalAccuracy',
  aliases: ['sparse_top_k_categorical_accuracy'],
  logName: 'sparse_top_k_categorical_accuracy',
  better: 'higher',
  summary: 'Share of class numbers whose class is among the k greatest predictions.',
  arguments: {
    k: integer(5, 'How many predictions count.', { minimum: 1 }),
    from_sorted_ids: boolean(false, 'True where the predictions are class numbers, the most likely first.'),
  },
  target: (head: TensorType) => withoutClassAxis('sparse_top_k_categorical_accuracy')(head),
  values: (ops, { yTrue, yPred, args }) => {
    const classes = ops.cast(yTrue, 'int32');
    if (!args.from_sorted_ids) return inTopK(ops, classes, yPred, args.k);
    const count = Math.min(args.k, knownSize(yPred));
    const ids = ops.cast(ops.sliceAxis(yPred, -1, 0, count), 'int32');
    return ops.reduceMax(indicator(ops, ops.equal(ids, ops.expandDims(classes, -1))), -1);
  },
});

/** 1 where the class's prediction is at least the k-th greatest: ties count as correct, as in Keras. */
function inTopK(ops: Ops, classes: Tensor, predictions: Tensor, k: number): Tensor {
  const depth = knownSize(predictions);
  const [values] = ops.topK(predictions, Math.min(k, depth));
  const least = ops.sliceAxis(values, -1, Math.min(k, depth) - 1, 1);
  const own = ops.sum(ops.multiply(ops.oneHot(classes, depth), predictions), -1, true);
  return ops.squeeze(indicator(ops, ops.greaterEqual(own, least)), -1);
}

function knownSize(predictions: Tensor): number {
  const size = predictions.shape.at(-1);
  if (typeof size !== 'number') throw new Error('the class axis needs a known size');
  return size;
}

/** True as 1, false as 0. */
export function indicator(ops: Ops, condition: Tensor): Tensor {
  return ops.cast(condition, 'float32');
}
