import {
  noneByDefault,
  number,
  option,
  orNone,
  requiredNumber,
  type ArgumentDeclaration,
} from '../../declarations/declare.ts';
import type { Ops } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import type { TensorType } from '../../shapes/types.ts';
import type { MetricCall, MetricState } from '../../declarations/define-component.ts';
import { defineMetric } from '../../declarations/define.ts';
import { epsilon } from '../losses/entries.ts';
import { sameShapeWithClasses } from '../losses/targets.ts';
import { indicator } from './accuracy.ts';
import { fullWeights } from './confusion.ts';

type Average = 'micro' | 'macro' | 'weighted' | null;

interface FScoreArguments {
  readonly average: Average;
  readonly threshold: number | null;
}

const average: ArgumentDeclaration<Average> = {
  ...orNone(
    option(
      ['micro', 'macro', 'weighted'],
      'micro',
      'One score of all classes: counted together, averaged, averaged by size; none gives one per class.',
    ),
  ),
  default: null,
};

const threshold = noneByDefault(
  requiredNumber('Predictions above it mean yes; none takes the greatest of each sample.', {
    minimum: 0,
    maximum: 1,
  }),
);

const stateNames = ['true_positives', 'false_positives', 'false_negatives', 'intermediate_weights'];

function fState(head: TensorType, args: FScoreArguments): readonly MetricState[] {
  const classes = head.shape.at(-1);
  const shape = args.average === 'micro' || typeof classes !== 'number' ? [] : [classes];
  return stateNames.map((name) => ({ name, shape, initial: 0 }));
}

function fUpdate(ops: Ops, call: MetricCall<FScoreArguments>): readonly Tensor[] {
  const { yPred, args, state } = call;
  const truth = ops.cast(call.yTrue, 'float32');
  const chosen = indicator(ops, isChosen(ops, yPred, args.threshold));
  const weights = fullWeights(ops, call.weights, yPred);
  const axes = yPred.shape.map((_, axis) => axis).slice(0, args.average === 'micro' ? undefined : -1);
  const count = (entries: Tensor) => ops.sum(ops.multiply(entries, weights), axes);
  const counts = [
    count(ops.multiply(chosen, truth)),
    count(ops.multiply(chosen, ops.subtract(1, truth))),
    count(ops.multiply(ops.subtract(1, chosen), truth)),
    count(truth),
  ];
  return counts.map((value, index) => ops.add(state[index]!, value));
}

function isChosen(ops: Ops, predictions: Tensor, limit: number | null): Tensor {
  if (limit !== null) return ops.greater(predictions, limit);
  const greatest = ops.greaterEqual(predictions, ops.reduceMax(predictions, -1, true));
  // Rows of zeros choose nothing.
  return ops.and(greatest, ops.greater(ops.absolute(predictions), 1e-9));
}

/** (1 + b²)·p·r / (b²·p + r), the weighted harmonic mean of precision and recall. */
function fResult(ops: Ops, state: readonly Tensor[], args: FScoreArguments, beta: number): Tensor {
  const [hits, alarms, misses, sizes] = state as [Tensor, Tensor, Tensor, Tensor];
  const precision = ops.divide(hits, ops.add(ops.add(hits, alarms), epsilon));
  const recall = ops.divide(hits, ops.add(ops.add(hits, misses), epsilon));
  const product = ops.multiply(ops.multiply(precision, recall), 1 + beta ** 2);
  const sum = ops.add(ops.add(ops.multiply(precision, beta ** 2), recall), epsilon);
  const scores = ops.divide(product, sum);
  switch (args.average) {
    case 'weighted':
      return ops.sum(ops.multiply(scores, ops.divide(sizes, ops.add(ops.sum(sizes), epsilon))));
    case 'macro':
      return ops.mean(scores);
    default:
      return scores;
  }
}

export const f1Score = defineMetric({
  name: 'F1Score',
  aliases: ['f1_score'],
  logName: 'f1_score',
  better: 'higher',
  summary: 'The harmonic mean of precision and recall.',
  arguments: { average, threshold },
  target: sameShapeWithClasses('f1_score'),
  state: fState,
  update: fUpdate,
  result: (ops, state, args) => fResult(ops, state, args, 1),
});

export const fBetaScore = defineMetric({
  name: 'FBetaScore',
  aliases: ['f_beta_score'],
  logName: 'fbeta_score',
  better: 'higher',
  summary: 'The harmonic mean of precision and recall, with a weight for recall.',
  arguments: {
    average,
    beta: number(1, 'How much more recall counts than precision.', { above: 0 }),
    threshold,
  },
  target: sameShapeWithClasses('fbeta_score'),
  state: fState,
  update: fUpdate,
  result: (ops, state, args) => fResult(ops, state, args, args.beta),
});
