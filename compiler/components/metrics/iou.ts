import {
  argument,
  boolean,
  integer,
  noneByDefault,
  number,
  requiredArgument,
  requiredInteger,
} from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { sizeProduct } from '../../shapes/size.ts';
import type { TensorType } from '../../shapes/types.ts';
import type {
  ComponentProblem,
  MetricCall,
  MetricState,
  TargetRange,
} from '../../declarations/define-component.ts';
import { defineMetric } from '../../declarations/define.ts';
import { sameShape, sameShapeOfClasses, withoutClassAxis } from '../losses/targets.ts';
import { indicator } from './accuracy.ts';
import { fullWeights } from './confusion.ts';

/** Intersection over union, from a confusion matrix [targets, predictions] of weighted counts. */

const numClasses = requiredInteger('Number of classes.', { minimum: 1 });
const classIds = requiredArgument<readonly number[]>(
  { kind: 'list', of: { kind: 'integer', minimum: 0 }, minimumLength: 1 },
  'The classes that are averaged.',
);
const ignoreClass = noneByDefault(requiredInteger('Entries of this class do not count.'));
const sparseTrue = boolean(true, 'True where targets are class numbers, false where they are one-hot.');
const sparsePredicted = (value: boolean) =>
  boolean(value, 'True where predictions are class numbers, false where they are scores.');
const axis = integer(-1, 'The axis with one entry per class, of one-hot targets and scores.');

function matrixState(classes: number): readonly MetricState[] {
  return [{ name: 'total_confusion_matrix', shape: [classes, classes], initial: 0 }];
}

interface Classes {
  readonly yTrue: Tensor;
  readonly yPred: Tensor;
  readonly weights: Tensor | undefined;
}

/** Class numbers as targets are those that are counted; one-hot targets can hold no other. */
function classRange(args: {
  readonly num_classes: number;
  readonly sparse_y_true: boolean;
  readonly ignore_class: number | null;
}): TargetRange | undefined {
  if (!args.sparse_y_true) return undefined;
  return { low: 0, high: args.num_classes - 1, whole: true, except: args.ignore_class };
}

/** Adds a batch of class numbers to the matrix; entries of classes that there are not do not count. */
function addToMatrix(
  ops: Ops,
  matrix: Tensor,
  { yTrue, yPred, weights }: Classes,
  classes: number,
  ignored: number | null,
): Tensor {
  const length = [sizeProduct(yPred.shape)];
  const truth = ops.reshape(ops.cast(yTrue, 'int32'), length);
  const predicted = ops.reshape(ops.cast(yPred, 'int32'), length);
  const inside = (of: Tensor): Tensor => ops.and(ops.greaterEqual(of, 0), ops.less(of, classes));
  const known = ops.and(inside(truth), inside(predicted));
  const valid = ignored === null ? known : ops.and(known, ops.notEqual(truth, ignored));
  const counted = ops.multiply(ops.reshape(fullWeights(ops, weights, yPred), length), indicator(ops, valid));
  const place = ops.add(ops.multiply(truth, classes), predicted);
  const cell = ops.multiply(place, ops.cast(valid, 'int32'));
  const added = ops.scatterAdd(cell, counted, classes * classes);
  return ops.add(matrix, ops.reshape(added, [classes, classes]));
}

/** Intersection over union of every class, and how much each class occurs at all. */
function unions(ops: Ops, matrix: Tensor): readonly [ratio: Tensor, union: Tensor] {
  const size = matrix.shape[0] as number;
  const diagonal = ops.constant(
    Array.from({ length: size ** 2 }, (_, index) => (index % (size + 1) === 0 ? 1 : 0)),
    [size, size],
  );
  const both = ops.sum(ops.multiply(matrix, diagonal), 1);
  const union = ops.subtract(ops.add(ops.sum(matrix, 0), ops.sum(matrix, 1)), both);
  return [ops.divideNoNaN(both, union), union];
}

/** The mean over classes that occur; of some of them where a list is given. */
function meanUnion(ops: Ops, matrix: Tensor, ids?: readonly number[]): Tensor {
  let [ratio, union] = unions(ops, matrix);
  if (ids)
    [ratio, union] = [ratio, union].map((values) =>
      ops.gather(values, ops.constant(ids, [ids.length], 'int32')),
    ) as [Tensor, Tensor];
  const occurs = indicator(ops, ops.greater(union, 0));
  return ops.divideNoNaN(ops.sum(ops.multiply(ratio, occurs)), ops.sum(occurs));
}

interface MultiClassArguments {
  readonly num_classes: number;
  readonly ignore_class: number | null;
  readonly sparse_y_true?: boolean;
  readonly sparse_y_pred: boolean;
  readonly axis: number;
}

function updateClasses(ops: Ops, call: MetricCall<MultiClassArguments>, sparse: boolean): readonly Tensor[] {
  const { args } = call;
  const yTrue = sparse ? call.yTrue : ops.argMax(call.yTrue, args.axis);
  const yPred = args.sparse_y_pred ? call.yPred : ops.argMax(call.yPred, args.axis);
  const classes = { yTrue, yPred, weights: call.weights };
  return [addToMatrix(ops, call.state[0]!, classes, args.num_classes, args.ignore_class)];
}

const classTargets = (name: string) => (head: TensorType, args: MultiClassArguments) => {
  const scores = sameShapeOfClasses(name, args.num_classes, args.axis)(head);
  if (args.sparse_y_true === false) return scores;
  if (args.sparse_y_pred) return { ...sameShape(head), dtype: 'int32' } as const;
  return 'misfit' in scores ? scores : withoutClassAxis(name, args.axis)(head);
};

function classIdsProblem(args: {
  readonly num_classes: number;
  readonly target_class_ids: readonly number[];
}): ComponentProblem | undefined {
  const missing = args.target_class_ids.find((id) => id >= args.num_classes);
  if (missing === undefined) return undefined;
  return {
    argument: 'target_class_ids',
    message: `\`target_class_ids\` holds ${missing}, but the classes are 0 to ${args.num_classes - 1}.`,
  };
}

export const iou = defineMetric({
  name: 'IoU',
  aliases: ['io_u'],
  logName: 'io_u',
  better: 'higher',
  summary: 'Intersection over union of some classes, averaged.',
  arguments: {
    num_classes: numClasses,
    target_class_ids: classIds,
    ignore_class: ignoreClass,
    sparse_y_true: sparseTrue,
    sparse_y_pred: sparsePredicted(true),
    axis,
  },
  problem: classIdsProblem,
  target: classTargets('io_u'),
  targetRange: classRange,
  state: (_, args) => matrixState(args.num_classes),
  update: (ops, call) => updateClasses(ops, call, call.args.sparse_y_true),
  result: (ops, [matrix], args) => meanUnion(ops, matrix!, args.target_class_ids),
});

export const meanIoU = defineMetric({
  name: 'MeanIoU',
  aliases: ['mean_io_u'],
  logName: 'mean_io_u',
  better: 'higher',
  summary: 'Intersection over union, averaged over the classes that occur.',
  arguments: {
    num_classes: numClasses,
    ignore_class: ignoreClass,
    sparse_y_true: sparseTrue,
    sparse_y_pred: sparsePredicted(true),
    axis,
  },
  target: classTargets('mean_io_u'),
  targetRange: classRange,
  state: (_, args) => matrixState(args.num_classes),
  update: (ops, call) => updateClasses(ops, call, call.args.sparse_y_true),
  result: (ops, [matrix]) => meanUnion(ops, matrix!),
});

export const oneHotIoU = defineMetric({
  name: 'OneHotIoU',
  aliases: ['one_hot_io_u'],
  logName: 'one_hot_io_u',
  better: 'higher',
  summary: 'Intersection over union of some classes, for one-hot targets.',
  arguments: {
    num_classes: numClasses,
    target_class_ids: classIds,
    ignore_class: ignoreClass,
    sparse_y_pred: sparsePredicted(false),
    axis,
  },
  problem: classIdsProblem,
  target: (head, args) => sameShapeOfClasses('one_hot_io_u', args.num_classes, args.axis)(head),
  state: (_, args) => matrixState(args.num_classes),
  update: (ops, call) => updateClasses(ops, call, false),
  result: (ops, [matrix], args) => meanUnion(ops, matrix!, args.target_class_ids),
});

export const oneHotMeanIoU = defineMetric({
  name: 'OneHotMeanIoU',
  aliases: ['one_hot_mean_io_u'],
  logName: 'one_hot_mean_io_u',
  better: 'higher',
  summary: 'Intersection over union of all classes that occur, for one-hot targets.',
  arguments: {
    num_classes: numClasses,
    ignore_class: ignoreClass,
    sparse_y_pred: sparsePredicted(false),
    axis,
  },
  target: (head, args) => sameShapeOfClasses('one_hot_mean_io_u', args.num_classes, args.axis)(head),
  state: (_, args) => matrixState(args.num_classes),
  update: (ops, call) => updateClasses(ops, call, false),
  result: (ops, [matrix]) => meanUnion(ops, matrix!),
});

export const binaryIoU = defineMetric({
  name: 'BinaryIoU',
  aliases: ['binary_io_u'],
  logName: 'binary_io_u',
  better: 'higher',
  summary: 'Intersection over union of no and yes, for probabilities.',
  arguments: {
    target_class_ids: argument<readonly number[]>(
      { kind: 'list', of: { kind: 'integer', minimum: 0, maximum: 1 }, minimumLength: 1 },
      [0, 1],
      'The classes that are averaged: 0 is no, 1 is yes.',
    ),
    threshold: number(0.5, 'Probabilities of at least this mean yes.', { minimum: 0, maximum: 1 }),
  },
  target: sameShape,
  targetRange: () => ({ low: 0, high: 1 }),
  state: () => matrixState(2),
  update: (ops, { yTrue, yPred, weights, state, args }) => {
    const chosen = indicator(ops, ops.greaterEqual(yPred, args.threshold));
    return [addToMatrix(ops, state[0]!, { yTrue, yPred: chosen, weights }, 2, null)];
  },
  result: (ops, [matrix], args) => meanUnion(ops, matrix!, args.target_class_ids),
});
