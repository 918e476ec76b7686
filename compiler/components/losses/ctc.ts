import { defineLoss } from '../../declarations/define.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { addSizes, isSymbolic, multiplySizes, unknownSize, type Size } from '../../shapes/size.ts';
import { declaredTypeText } from '../../shapes/types.ts';
import { reduction } from './reduction.ts';

/** The logarithm of an impossible path. Finite, so that no difference of two is undefined. */
const impossible = -1e5;

/**
 * Graves et al. 2006: minus the log probability of all ways to write a text over the steps, where steps may be
 * blank (class 0) and repeated. The head gives scores [batch, steps, classes]; targets are class numbers
 * [batch, length], with 0 behind the end.
 */
export const ctc = defineLoss({
  name: 'CTC',
  aliases: ['ctc'],
  summary: 'For texts read from sequences whose places are not known: speech, handwriting.',
  arguments: { reduction },
  target: (head) => {
    if (head.shape.length === 2 && !isSymbolic(head.shape[1]!))
      return { dtype: 'int32', shape: [unknownSize('ctc label length')] };
    return {
      misfit: true,
      message: `\`ctc\` needs steps of known classes, float32[batch, steps, classes], but the head is ${declaredTypeText(head)}.`,
    };
  },
  lower: (ops, { yTrue, yPred }) => {
    const labels = ops.cast(yTrue, 'int32');
    const states = withBlanks(ops, labels);
    const scores = stateScores(ops, ops.logSoftmax(yPred, -1), states);
    const skips = mayBeSkippedTo(ops, states);
    const length = ops.sum(ops.cast(ops.notEqual(labels, 0), 'int32'), 1);
    const place = ops.iota([1, states.shape[1]!], 1);
    const start = ops.select(ops.less(place, 2), 0, ops.scalar(impossible));
    const steps = scores.shape[0]!;
    const loop = ops.scan({
      states: [ops.add(ops.squeeze(ops.sliceAxis(scores, 0, 0, 1), 0), start)],
      scanned: [ops.sliceAxis(scores, 0, 1, addSizes(steps, -1))],
      body: (inner, [alpha], [score]) => ({
        states: [inner.add(reached(inner, alpha!, skips), score!)],
        stacked: [],
      }),
    });
    const ends = ops.or(
      ops.equal(place, ops.expandDims(ops.multiply(length, 2), 1)),
      ops.equal(place, ops.expandDims(ops.subtract(ops.multiply(length, 2), 1), 1)),
    );
    return ops.negate(logSum(ops, ops.select(ends, loop.states[0]!, impossible)));
  },
});

/** Blank, label, blank, label, …, blank: [batch, 2 · length + 1]. */
function withBlanks(ops: Ops, labels: Tensor): Tensor {
  const [batch, length] = labels.shape as readonly [Size, Size];
  const pairs = ops.stack([ops.fill(0, labels.shape, 'int32'), labels], 2);
  const joined = ops.reshape(pairs, [batch, multiplySizes(length, 2)]);
  return ops.concat([joined, ops.fill(0, [batch, 1], 'int32')], 1);
}

/** The log probability of each state at each step: [steps, batch, states]. */
function stateScores(ops: Ops, logProbabilities: Tensor, states: Tensor): Tensor {
  const classes = logProbabilities.shape[2] as number;
  const chosen = ops.matmul(logProbabilities, ops.oneHot(states, classes), { transposeB: true });
  return ops.transpose(chosen, [1, 0, 2]);
}

/** States that a path may reach past the blank before them: labels that differ from the label before. */
function mayBeSkippedTo(ops: Ops, states: Tensor): Tensor {
  const differs = ops.notEqual(states, moved(ops, states, 2, 0));
  return ops.and(ops.notEqual(states, 0), differs);
}

/** The log probability to come into each state: from itself, the one before, or past a blank. */
function reached(ops: Ops, alpha: Tensor, skips: Tensor): Tensor {
  const ways = [
    alpha,
    moved(ops, alpha, 1, impossible),
    ops.select(skips, moved(ops, alpha, 2, impossible), impossible),
  ];
  return logSum(ops, ops.stack(ways, 2));
}

/** Entries of the last axis further on, with a value in the places that come free. */
function moved(ops: Ops, x: Tensor, by: number, value: number): Tensor {
  const [batch, length] = x.shape as readonly [Size, Size];
  const free = ops.fill(value, [batch, by], x.dtype);
  return ops.concat([free, ops.sliceAxis(x, 1, 0, addSizes(length, -by))], 1);
}

/** log Σ exp over the last axis, stable. */
function logSum(ops: Ops, x: Tensor): Tensor {
  const greatest = ops.stopGradient(ops.reduceMax(x, -1, true));
  const sum = ops.sum(ops.exp(ops.subtract(x, greatest)), -1);
  return ops.add(ops.log(sum), ops.squeeze(greatest, -1));
}
