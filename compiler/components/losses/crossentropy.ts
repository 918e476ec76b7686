import { boolean, integer, noneByDefault, number, requiredInteger } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import type { LossCall } from '../../declarations/define-component.ts';
import { defineLoss } from '../../declarations/define.ts';
import { clipProbabilities, meanOverLast } from './entries.ts';
import { reduction } from './reduction.ts';
import { sameShapeWithAxes, sameShapeWithAxis, withoutClassAxis } from './targets.ts';

const fromLogits = boolean(false, 'True where the predictions have not gone through a sigmoid or softmax.');
const labelSmoothing = number(0, 'How much of each target is spread evenly over the classes.', {
  minimum: 0,
  maximum: 1,
});
const classAxis = integer(-1, 'The axis with one entry per class; 0 is the batch.');

export const binaryCrossentropy = defineLoss({
  name: 'BinaryCrossentropy',
  wants: 'probabilities',
  aliases: ['bce', 'BCE', 'binary_crossentropy'],
  summary: 'Cross-entropy of yes-or-no targets and predicted probabilities.',
  arguments: {
    from_logits: fromLogits,
    label_smoothing: labelSmoothing,
    axis: integer(-1, 'The axis over which the mean is taken; 0 is the batch.'),
    reduction,
  },
  target: (head, args) => sameShapeWithAxes('binary_crossentropy', args.axis)(head),
  targetRange: () => ({ low: 0, high: 1 }),
  lower: (ops, call) => {
    const { args, yPred } = call;
    const targets = smoothBinary(ops, call.yTrue, args.label_smoothing);
    const logits = args.from_logits
      ? yPred
      : call.logits?.activation === 'sigmoid'
        ? call.logits.tensor
        : undefined;
    const entries = logits ? entropyOfLogits(ops, targets, logits) : binaryEntropy(ops, targets, yPred);
    return args.axis === -1 ? meanOverLast(ops, entries) : ops.mean(entries, args.axis);
  },
});

/** Targets moved towards one half. */
export function smoothBinary(ops: Ops, targets: Tensor, share: number): Tensor {
  return share === 0 ? targets : ops.add(ops.multiply(targets, 1 - share), share / 2);
}

/** −t·log(p) − (1 − t)·log(1 − p), with p kept within [1e-7, 1 − 1e-7]. */
export function binaryEntropy(ops: Ops, targets: Tensor, probabilities: Tensor): Tensor {
  const yes = clipProbabilities(ops, probabilities);
  const hit = ops.multiply(targets, ops.log(yes));
  const miss = ops.multiply(ops.subtract(1, targets), ops.log(ops.subtract(1, yes)));
  return ops.negate(ops.add(hit, miss));
}

/** The same for p = sigmoid(x), as log(1 + eˣ) − t·x, which is stable for every x. */
function entropyOfLogits(ops: Ops, targets: Tensor, logits: Tensor): Tensor {
  return ops.subtract(ops.softplus(logits), ops.multiply(targets, logits));
}

export const categoricalCrossentropy = defineLoss({
  name: 'CategoricalCrossentropy',
  wants: 'distribution',
  aliases: ['categorical_crossentropy'],
  summary: 'Cross-entropy of one-hot targets and predicted probabilities.',
  arguments: { from_logits: fromLogits, label_smoothing: labelSmoothing, axis: classAxis, reduction },
  target: (head, args) => sameShapeWithAxis('categorical_crossentropy', args.axis)(head),
  sharesOfOne: true,
  lower: (ops, call) => {
    const { axis } = call.args;
    const targets = smoothCategorical(ops, call.yTrue, call.args.label_smoothing);
    return ops.negate(ops.sum(ops.multiply(targets, logProbabilities(ops, call)), axis));
  },
});

/**
 * Targets moved towards the even distribution over the classes. Keras counts the entries of the last axis for
 * that, also where the classes lie along another.
 */
export function smoothCategorical(ops: Ops, targets: Tensor, share: number): Tensor {
  if (share === 0) return targets;
  const classes = targets.shape.at(-1)!;
  return ops.add(ops.multiply(targets, 1 - share), ops.divide(share, ops.size(classes)));
}

export const sparseCategoricalCrossentropy = defineLoss({
  name: 'SparseCategoricalCrossentropy',
  wants: 'distribution',
  aliases: ['sparse_categorical_crossentropy'],
  summary: 'Cross-entropy of class numbers and predicted probabilities.',
  arguments: {
    from_logits: fromLogits,
    ignore_class: noneByDefault(requiredInteger('Entries of this class do not count.')),
    reduction,
    axis: classAxis,
  },
  target: (head, args) => withoutClassAxis('sparse_categorical_crossentropy', args.axis)(head),
  counted: (ops, { yTrue, args }) =>
    args.ignore_class === null ? undefined : ops.notEqual(yTrue, args.ignore_class),
  lower: (ops, call) => {
    const { axis, ignore_class: ignored } = call.args;
    const logs = logProbabilities(ops, call);
    const losses = ops.negate(ops.sum(ops.multiply(oneHotAlong(ops, call.yTrue, logs, axis), logs), axis));
    return ignored === null
      ? losses
      : ops.multiply(losses, ops.cast(ops.notEqual(call.yTrue, ignored), 'float32'));
  },
});

/** One-hot rows of class numbers, laid along the class axis of `like`. */
export function oneHotAlong(ops: Ops, classes: Tensor, like: Tensor, axis: number): Tensor {
  const rank = like.shape.length;
  const place = axis < 0 ? axis + rank : axis;
  const depth = like.shape[place]!;
  if (typeof depth !== 'number') throw new Error('the class axis of a sparse loss needs a known size');
  const rows = ops.oneHot(classes, depth);
  if (place === rank - 1) return rows;
  const order = like.shape.map((_, index) =>
    index < place ? index : index === place ? rank - 1 : index - 1,
  );
  return ops.transpose(rows, order);
}

/**
 * Logarithms of class probabilities: of softmax's where logits are known (stable), else of the predictions,
 * divided by their sum and kept within [1e-7, 1 − 1e-7], as Keras has them.
 */
function logProbabilities(
  ops: Ops,
  call: LossCall<{ readonly from_logits: boolean; readonly axis: number }>,
): Tensor {
  const { yPred, args, logits } = call;
  if (args.from_logits) return ops.logSoftmax(yPred, args.axis);
  const isLast = args.axis === -1 || args.axis === yPred.shape.length - 1;
  if (logits?.activation === 'softmax' && isLast) return ops.logSoftmax(logits.tensor, -1);
  return ops.log(normalizedProbabilities(ops, yPred, args.axis));
}

/** Predictions divided by their sum along an axis and kept away from 0 and 1. */
export function normalizedProbabilities(ops: Ops, predictions: Tensor, axis: number): Tensor {
  return clipProbabilities(ops, ops.divide(predictions, ops.sum(predictions, axis, true)));
}
