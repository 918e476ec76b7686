import {
  boolean,
  integer,
  noneByDefault,
  number,
  requiredInteger,
  type ArgumentDeclarations,
} from '../../declarations/declare.ts';
import type { Loss } from '../../declarations/define-component.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import {
  binaryCrossentropy,
  categoricalCrossentropy,
  sparseCategoricalCrossentropy,
} from '../losses/crossentropy.ts';
import { categoricalHinge, hinge, squaredHinge } from '../losses/margin.ts';
import {
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  poisson,
} from '../losses/regression.ts';
import { cosine, klDivergence } from '../losses/similarity.ts';
import { sameShape, sameShapeWithAxis } from '../losses/targets.ts';
import { defineMeanMetric } from './mean.ts';

/** Losses as metrics: the average of the loss of every entry. */

interface Texts<D> {
  readonly name?: string;
  readonly logName: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly arguments: D;
}

function lossMetric<const D extends ArgumentDeclarations>(loss: Loss, texts: Texts<D>) {
  return defineMeanMetric<D>({
    name: loss.name,
    better: 'lower',
    ...texts,
    target: (head, args) => loss.target(head, { ...withDefaults(loss).args, ...args }),
    counted: (ops, { yTrue, yPred, args }) =>
      loss.counted?.(ops, { yTrue, yPred, args: { ...withDefaults(loss).args, ...args } }),
    values: (ops, { yTrue, yPred, args }) =>
      loss.lower(ops, { yTrue, yPred, args: { ...withDefaults(loss).args, ...args } }),
  });
}

const simple = (loss: Loss, logName: string, ...aliases: readonly string[]) =>
  lossMetric(loss, {
    logName,
    aliases: [logName, ...aliases],
    summary: loss.summary,
    arguments: {},
  });

export const meanSquaredErrorMetric = simple(meanSquaredError, 'mean_squared_error', 'mse', 'MSE');
export const meanAbsoluteErrorMetric = simple(meanAbsoluteError, 'mean_absolute_error', 'mae', 'MAE');
export const meanAbsolutePercentageErrorMetric = simple(
  meanAbsolutePercentageError,
  'mean_absolute_percentage_error',
  'mape',
  'MAPE',
);
export const meanSquaredLogarithmicErrorMetric = simple(
  meanSquaredLogarithmicError,
  'mean_squared_logarithmic_error',
  'msle',
  'MSLE',
);
export const klDivergenceMetric = simple(klDivergence, 'kl_divergence');
export const poissonMetric = simple(poisson, 'poisson');
export const hingeMetric = simple(hinge, 'hinge');
export const squaredHingeMetric = simple(squaredHinge, 'squared_hinge');
export const categoricalHingeMetric = simple(categoricalHinge, 'categorical_hinge');

export const logCoshErrorMetric = lossMetric(logCosh, {
  name: 'LogCoshError',
  logName: 'logcosh',
  aliases: ['log_cosh_error'],
  summary: logCosh.summary,
  arguments: {},
});

const fromLogits = boolean(false, 'True where the predictions have not gone through a sigmoid or softmax.');
const labelSmoothing = number(0, 'How much of each target is spread evenly over the classes.', {
  minimum: 0,
  maximum: 1,
});
const axis = integer(-1, 'The axis with one entry per class; 0 is the batch.');

export const binaryCrossentropyMetric = lossMetric(binaryCrossentropy, {
  logName: 'binary_crossentropy',
  aliases: ['binary_crossentropy', 'bce', 'BCE'],
  summary: binaryCrossentropy.summary,
  arguments: { from_logits: fromLogits, label_smoothing: labelSmoothing },
});

export const categoricalCrossentropyMetric = lossMetric(categoricalCrossentropy, {
  logName: 'categorical_crossentropy',
  aliases: ['categorical_crossentropy'],
  summary: categoricalCrossentropy.summary,
  arguments: { from_logits: fromLogits, label_smoothing: labelSmoothing, axis },
});

export const sparseCategoricalCrossentropyMetric = lossMetric(sparseCategoricalCrossentropy, {
  logName: 'sparse_categorical_crossentropy',
  aliases: ['sparse_categorical_crossentropy'],
  summary: sparseCategoricalCrossentropy.summary,
  arguments: {
    from_logits: fromLogits,
    ignore_class: noneByDefault(requiredInteger('Entries of this class count as zero.')),
    axis,
  },
});

/** Unlike the loss it is not negated: 1 is the same direction. */
export const cosineSimilarityMetric = defineMeanMetric({
  name: 'CosineSimilarity',
  logName: 'cosine_similarity',
  better: 'higher',
  aliases: ['cosine_similarity'],
  summary: 'The cosine of the angle between targets and predictions.',
  arguments: { axis: integer(-1, 'The axis of the vectors; 0 is the batch.') },
  target: (head, args) => sameShapeWithAxis('cosine_similarity', args.axis)(head),
  values: (ops, { yTrue, yPred, args }) => cosine(ops, yTrue, yPred, args.axis),
});

export const rootMeanSquaredError = defineMeanMetric({
  name: 'RootMeanSquaredError',
  logName: 'root_mean_squared_error',
  better: 'lower',
  aliases: ['root_mean_squared_error'],
  summary: 'The root of the mean squared difference.',
  arguments: {},
  target: sameShape,
  values: (ops, { yTrue, yPred }) => ops.square(ops.subtract(yPred, yTrue)),
  finish: (ops, average) => ops.sqrt(average),
});
