import { integer, option, orNone } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { sizeProduct } from '../../shapes/size.ts';
import { defineMetric } from '../../declarations/define.ts';
import { sameShapeWithClasses } from '../losses/targets.ts';
import { fullWeights } from './confusion.ts';

/** 1 − Σ(y − ŷ)² / Σ(y − ȳ)², output by output. */
export const r2Score = defineMetric({
  name: 'R2Score',
  aliases: ['r2_score'],
  logName: 'r2_score',
  better: 'higher',
  summary: 'Share of the variance of the targets that the predictions explain.',
  arguments: {
    class_aggregation: orNone(
      option(
        ['uniform_average', 'variance_weighted_average'],
        'uniform_average',
        'How the outputs become one number: averaged, averaged by variance; none gives one per output.',
      ),
    ),
    num_regressors: integer(0, 'Number of inputs to adjust the score for; 0 does not adjust.', {
      minimum: 0,
    }),
  },
  target: sameShapeWithClasses('r2_score'),
  state: (head) => {
    const shape = [head.shape.at(-1) as number];
    return [
      { name: 'squared_sum', shape, initial: 0 },
      { name: 'sum', shape, initial: 0 },
      { name: 'residual', shape, initial: 0 },
      { name: 'count', shape, initial: 0 },
      { name: 'num_samples', shape: [], initial: 0 },
    ];
  },
  update: (ops, { yTrue, yPred, weights, state }) => {
    const full = fullWeights(ops, weights, yPred);
    const axes = yPred.shape.map((_, axis) => axis).slice(0, -1);
    const total = (values: Tensor) => ops.sum(ops.multiply(values, full), axes);
    const added = [
      total(ops.square(yTrue)),
      total(yTrue),
      total(ops.square(ops.subtract(yTrue, yPred))),
      ops.sum(full, axes),
      ops.size(sizeProduct(yTrue.shape)),
    ];
    return added.map((value, index) => ops.add(state[index]!, value));
  },
  result: (ops, state, args) => {
    const [squares, sum, residual, count, samples] = state as [Tensor, Tensor, Tensor, Tensor, Tensor];
    const variance = ops.subtract(squares, ops.divideNoNaN(ops.square(sum), count));
    const explained = ops.subtract(1, ops.divideNoNaN(residual, variance));
    const scores = ops.select(ops.equal(variance, 0), 0, explained);
    const score = aggregate(ops, scores, variance, args.class_aggregation);
    return args.num_regressors === 0 ? score : adjust(ops, score, samples, args.num_regressors);
  },
});

function aggregate(ops: Ops, scores: Tensor, variance: Tensor, how: string | null): Tensor {
  if (how === null) return scores;
  if (how === 'uniform_average') return ops.mean(scores);
  return ops.divideNoNaN(ops.sum(ops.multiply(scores, variance)), ops.sum(variance));
}

/** 1 − (1 − R²)(n − 1) / (n − p − 1). */
function adjust(ops: Ops, score: Tensor, samples: Tensor, regressors: number): Tensor {
  const left = ops.multiply(ops.subtract(1, score), ops.subtract(samples, 1));
  return ops.subtract(1, ops.divideNoNaN(left, ops.subtract(samples, regressors + 1)));
}
