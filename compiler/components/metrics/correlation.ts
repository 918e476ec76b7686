import { integer } from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { sameShapeWithAxis } from '../losses/targets.ts';
import { cosine } from '../losses/similarity.ts';
import { defineMeanMetric } from './mean.ts';

const axis = integer(-1, 'The axis whose entries belong together; 0 is the batch.');

function centered(ops: Ops, x: Tensor, along: number): Tensor {
  return ops.subtract(x, ops.mean(x, along, true));
}

export const pearsonCorrelation = defineMeanMetric({
  name: 'PearsonCorrelation',
  aliases: ['pearson_correlation'],
  logName: 'pearson_correlation',
  better: 'higher',
  summary: 'How linearly predictions follow their targets, from −1 to 1.',
  arguments: { axis },
  target: (head, args) => sameShapeWithAxis('pearson_correlation', args.axis)(head),
  values: (ops, { yTrue, yPred, args }) =>
    cosine(ops, centered(ops, yTrue, args.axis), centered(ops, yPred, args.axis), args.axis),
});

/** Lin, Biometrics 45 (1989): 2·covariance / (variances + squared difference of the means). */
export const concordanceCorrelation = defineMeanMetric({
  name: 'ConcordanceCorrelation',
  aliases: ['concordance_correlation'],
  logName: 'concordance_correlation',
  better: 'higher',
  summary: 'How closely predictions lie on the line of equality with their targets.',
  arguments: { axis },
  target: (head, args) => sameShapeWithAxis('concordance_correlation', args.axis)(head),
  values: (ops, { yTrue, yPred, args }) => {
    const [wanted, predicted] = [yTrue, yPred].map((x) => centered(ops, x, args.axis));
    const covariance = ops.mean(ops.multiply(wanted!, predicted!), args.axis);
    const variances = ops.add(
      ops.mean(ops.square(wanted!), args.axis),
      ops.mean(ops.square(predicted!), args.axis),
    );
    const gap = ops.square(ops.subtract(ops.mean(yTrue, args.axis), ops.mean(yPred, args.axis)));
    return ops.divideNoNaN(ops.multiply(covariance, 2), ops.add(variances, gap));
  },
});
