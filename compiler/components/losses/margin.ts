import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineLoss } from '../../declarations/define.ts';
import { meanOverLast, sumOverLast } from './entries.ts';
import { reduction } from './reduction.ts';
import { sameShape, sameShapeWithAxis } from './targets.ts';

/** Targets of −1 and 1; where all of them are 0 or 1 they are taken as no and yes. */
function signedTargets(ops: Ops, targets: Tensor): Tensor {
  const binary = ops.or(ops.equal(targets, 0), ops.equal(targets, 1));
  const all = ops.reduceMin(ops.cast(binary, 'float32'));
  const signed = ops.subtract(ops.multiply(targets, 2), 1);
  return ops.add(targets, ops.multiply(ops.subtract(signed, targets), all));
}

/** max(1 − target · prediction, 0). */
function margins(ops: Ops, yTrue: Tensor, yPred: Tensor): Tensor {
  return ops.relu(ops.subtract(1, ops.multiply(signedTargets(ops, yTrue), yPred)));
}

export const hinge = defineLoss({
  name: 'Hinge',
  aliases: ['hinge'],
  summary: 'How far predictions stay short of a margin on the right side, for targets of −1 and 1.',
  arguments: { reduction },
  target: sameShape,
  lower: (ops, { yTrue, yPred }) => meanOverLast(ops, margins(ops, yTrue, yPred)),
});

export const squaredHinge = defineLoss({
  name: 'SquaredHinge',
  aliases: ['squared_hinge'],
  summary: 'The square of the hinge loss.',
  arguments: { reduction },
  target: sameShape,
  lower: (ops, { yTrue, yPred }) => meanOverLast(ops, ops.square(margins(ops, yTrue, yPred))),
});

export const categoricalHinge = defineLoss({
  name: 'CategoricalHinge',
  aliases: ['categorical_hinge'],
  summary: 'How far the right class stays short of a margin above the best wrong one.',
  arguments: { reduction },
  target: sameShapeWithAxis('categorical_hinge'),
  lower: (ops, { yTrue, yPred }) => {
    const right = sumOverLast(ops, ops.multiply(yTrue, yPred));
    const wrong = ops.reduceMax(ops.multiply(ops.subtract(1, yTrue), yPred), -1);
    return ops.relu(ops.add(ops.subtract(wrong, right), 1));
  },
});
