import { boolean, number } from '../../declarations/declare.ts';
import type { LossCall } from '../../declarations/define-component.ts';
import { defineLoss } from '../../declarations/define.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { declaredTypeText } from '../../shapes/types.ts';
import { reduction } from './reduction.ts';

/** Left out of a sum of exponentials. */
const nothing = -1e30;

/**
 * Sun et al., arXiv:2002.10857: samples of one class should be close, of different classes far apart. The head
 * gives unit vectors [batch, size]; targets are class numbers; each sample is compared with all of its batch.
 * Samples without a loss do not count in the mean, as in Keras.
 */
export const circle = defineLoss({
  name: 'Circle',
  aliases: ['circle'],
  summary: 'Pulls vectors of one class together and pushes others apart, all pairs of a batch at once.',
  arguments: {
    gamma: number(80, 'Scale of the similarities.', { above: 0 }),
    margin: number(0.4, 'How far a pair may be from the ideal.', { minimum: 0, maximum: 1 }),
    remove_diagonal: boolean(true, 'Leave each sample’s similarity to itself out.'),
    reduction,
  },
  target: (head) =>
    head.shape.length === 1
      ? { dtype: 'int32', shape: [] }
      : {
          misfit: true,
          message: `\`circle\` compares vectors, one for each sample, but the head is ${declaredTypeText(head)}.`,
        },
  counted: (ops, call) => ops.greater(circleLoss(ops, call), 0),
  lower: circleLoss,
});

interface CircleArguments {
  readonly gamma: number;
  readonly margin: number;
  readonly remove_diagonal: boolean;
}

/** The loss of each sample: none where it has nobody of its class, or nobody of another, beside it. */
function circleLoss(ops: Ops, { yTrue, yPred, args }: LossCall<CircleArguments>): Tensor {
  const { gamma, margin } = args;
  const distance = ops.maximum(ops.subtract(1, ops.matmul(yPred, yPred, { transposeB: true })), 0);
  const labels = ops.reshape(ops.cast(yTrue, 'int32'), [yPred.shape[0]!]);
  const same = ops.equal(ops.expandDims(labels, 1), ops.expandDims(labels, 0));
  const positive = args.remove_diagonal ? ops.and(same, ops.not(diagonal(ops, yPred))) : same;
  const negative = ops.not(same);
  const weight = (x: Tensor, counts: Tensor) => ops.maximum(ops.multiply(x, ops.cast(counts, 'float32')), 0);
  const pull = ops.multiply(
    ops.multiply(weight(ops.add(distance, margin), positive), -gamma),
    ops.subtract(margin, distance),
  );
  const push = ops.multiply(
    ops.multiply(weight(ops.subtract(1 + margin, distance), negative), gamma),
    ops.subtract(1 - margin, distance),
  );
  return ops.softplus(ops.add(logSumExp(ops, pull, positive), logSumExp(ops, push, negative)));
}

/** Where a sample meets itself: bool [batch, batch]. */
function diagonal(ops: Ops, x: Tensor): Tensor {
  const batch = x.shape[0]!;
  return ops.equal(ops.iota([batch, 1], 0), ops.iota([1, batch], 1));
}

/** log Σ exp(x) over the counted entries of each row. */
function logSumExp(ops: Ops, x: Tensor, counts: Tensor): Tensor {
  const kept = ops.select(counts, x, nothing);
  const greatest = ops.stopGradient(ops.reduceMax(kept, 1, true));
  const sum = ops.sum(ops.exp(ops.subtract(kept, greatest)), 1);
  return ops.add(ops.log(sum), ops.squeeze(greatest, 1));
}
