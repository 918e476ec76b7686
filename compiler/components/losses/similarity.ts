import { argument, integer, number } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { defineLoss } from '../../declarations/define.ts';
import { epsilon, sumOverLast, unitLength } from './entries.ts';
import { reduction } from './reduction.ts';
import { sameShapeWithAxes, sameShapeWithAxis } from './targets.ts';

export const klDivergence = defineLoss({
  name: 'KLDivergence',
  aliases: ['kld', 'KLD', 'kl_divergence'],
  summary: 'How much two distributions over classes differ, after Kullback and Leibler.',
  arguments: { reduction },
  target: sameShapeWithAxis('kl_divergence'),
  lower: (ops, { yTrue, yPred }) => {
    const wanted = ops.clip(yTrue, epsilon, 1);
    const predicted = ops.clip(yPred, epsilon, 1);
    const difference = ops.subtract(ops.log(wanted), ops.log(predicted));
    return sumOverLast(ops, ops.multiply(wanted, difference));
  },
});

/** The cosine of the angle between targets and predictions along an axis. */
export function cosine(ops: Ops, yTrue: Tensor, yPred: Tensor, axis: number): Tensor {
  return ops.sum(ops.multiply(unitLength(ops, yTrue, axis), unitLength(ops, yPred, axis)), axis);
}

export const cosineSimilarity = defineLoss({
  name: 'CosineSimilarity',
  aliases: ['cosine_similarity'],
  summary: 'Minus the cosine of the angle between targets and predictions.',
  arguments: { axis: integer(-1, 'The axis of the vectors; 0 is the batch.'), reduction },
  target: (head, args) => sameShapeWithAxis('cosine_similarity', args.axis)(head),
  lower: (ops, { yTrue, yPred, args }) => ops.negate(cosine(ops, yTrue, yPred, args.axis)),
});

const overlapAxis = argument<number | readonly number[] | null>(
  { kind: 'anyOf', of: [{ kind: 'integer' }, { kind: 'list', of: { kind: 'integer' } }] },
  null,
  'Axes over which the overlap is counted; none takes the whole batch as one.',
);

/** (2 · overlap + epsilon) / (all + epsilon), taken from one: a loss for the whole batch where axis is none. */
export const dice = defineLoss({
  name: 'Dice',
  aliases: ['dice'],
  summary: 'One minus the overlap of two areas (Dice), for segmentation.',
  arguments: { reduction, axis: overlapAxis },
  target: (head, args) => sameShapeWithAxes('dice', args.axis)(head),
  lower: (ops, { yTrue, yPred, args }) => {
    const axes = args.axis ?? undefined;
    const overlap = ops.multiply(ops.sum(ops.multiply(yTrue, yPred), axes), 2);
    const all = ops.add(ops.sum(yTrue, axes), ops.sum(yPred, axes));
    return ops.subtract(1, ops.divide(ops.add(overlap, epsilon), ops.add(all, epsilon)));
  },
});

/** Salehi et al., arXiv:1706.05721. */
export const tversky = defineLoss({
  name: 'Tversky',
  aliases: ['tversky'],
  summary: 'The Dice loss with weights of its own for false alarms and misses.',
  arguments: {
    alpha: number(0.5, 'Weight of the false alarms.', { minimum: 0 }),
    beta: number(0.5, 'Weight of the misses.', { minimum: 0 }),
    reduction,
    axis: overlapAxis,
  },
  target: (head, args) => sameShapeWithAxes('tversky', args.axis)(head),
  lower: (ops, { yTrue, yPred, args }) => {
    const axes = args.axis ?? undefined;
    const overlap = ops.sum(ops.multiply(yTrue, yPred), axes);
    const alarms = ops.sum(ops.multiply(ops.subtract(1, yTrue), yPred), axes);
    const misses = ops.sum(ops.multiply(yTrue, ops.subtract(1, yPred)), axes);
    const errors = ops.add(ops.multiply(alarms, args.alpha), ops.multiply(misses, args.beta));
    const ratio = ops.divide(ops.add(overlap, epsilon), ops.add(ops.add(overlap, errors), epsilon));
    return ops.subtract(1, ratio);
  },
});
