import { number } from '../../declarations/declare.ts';
import { defineLoss } from '../../declarations/define.ts';
import { epsilon, meanOverLast } from './entries.ts';
import { reduction } from './reduction.ts';
import { sameShape } from './targets.ts';

export const meanSquaredError = defineLoss({
  name: 'MeanSquaredError',
  wants: 'scores',
  aliases: ['mse', 'MSE', 'mean_squared_error'],
  summary: 'Mean of the squared differences.',
  arguments: { reduction },
  target: sameShape,
  lower: (ops, { yTrue, yPred }) => meanOverLast(ops, ops.square(ops.subtract(yPred, yTrue))),
});

export const meanAbsoluteError = defineLoss({
  name: 'MeanAbsoluteError',
  wants: 'scores',
  aliases: ['mae', 'MAE', 'mean_absolute_error'],
  summary: 'Mean of the absolute differences.',
  arguments: { reduction },
  target: sameShape,
  lower: (ops, { yTrue, yPred }) => meanOverLast(ops, ops.absolute(ops.subtract(yPred, yTrue))),
});

export const meanAbsolutePercentageError = defineLoss({
  name: 'MeanAbsolutePercentageError',
  aliases: ['mape', 'MAPE', 'mean_absolute_percentage_error'],
  summary: 'Mean of the absolute differences in percent of the targets.',
  arguments: { reduction },
  target: sameShape,
  lower: (ops, { yTrue, yPred }) => {
    const share = ops.divide(ops.subtract(yTrue, yPred), ops.maximum(ops.absolute(yTrue), epsilon));
    return ops.multiply(meanOverLast(ops, ops.absolute(share)), 100);
  },
});

export const meanSquaredLogarithmicError = defineLoss({
  name: 'MeanSquaredLogarithmicError',
  aliases: ['msle', 'MSLE', 'mean_squared_logarithmic_error'],
  summary: 'Mean of the squared differences of log(1 + value).',
  arguments: { reduction },
  target: sameShape,
  lower: (ops, { yTrue, yPred }) => {
    const [predicted, wanted] = [yPred, yTrue].map((values) =>
      ops.log(ops.add(ops.maximum(values, epsilon), 1)),
    );
    return meanOverLast(ops, ops.square(ops.subtract(predicted!, wanted!)));
  },
});

export const huber = defineLoss({
  name: 'Huber',
  wants: 'scores',
  aliases: ['huber'],
  summary: 'Squared error for small differences, absolute error for large ones.',
  arguments: {
    delta: number(1, 'Where the square gives way to the straight line.', { above: 0 }),
    reduction,
  },
  target: sameShape,
  lower: (ops, { yTrue, yPred, args }) => {
    const size = ops.absolute(ops.subtract(yPred, yTrue));
    const square = ops.multiply(ops.square(size), 0.5);
    const line = ops.subtract(ops.multiply(size, args.delta), 0.5 * args.delta ** 2);
    return meanOverLast(ops, ops.select(ops.lessEqual(size, args.delta), square, line));
  },
});

export const logCosh = defineLoss({
  name: 'LogCosh',
  wants: 'scores',
  aliases: ['log_cosh'],
  summary: 'Mean of log(cosh(difference)): smooth, and gentle with outliers.',
  arguments: { reduction },
  target: sameShape,
  lower: (ops, { yTrue, yPred }) => {
    // log(cosh(d)) = d + log(1 + exp(-2d)) - log(2), which doesn't overflow.
    const difference = ops.subtract(yPred, yTrue);
    const tail = ops.softplus(ops.multiply(difference, -2));
    return meanOverLast(ops, ops.subtract(ops.add(difference, tail), Math.LN2));
  },
});

export const poisson = defineLoss({
  name: 'Poisson',
  aliases: ['poisson'],
  summary: 'Poisson loss of predicted rates, for counts.',
  arguments: { reduction },
  target: sameShape,
  lower: (ops, { yTrue, yPred }) =>
    meanOverLast(ops, ops.subtract(yPred, ops.multiply(yTrue, ops.log(ops.add(yPred, epsilon))))),
});
