import type { Metric } from '../../declarations/define-component.ts';
import {
  accuracy,
  binaryAccuracy,
  categoricalAccuracy,
  sparseCategoricalAccuracy,
  topKCategoricalAccuracy,
  sparseTopKCategoricalAccuracy,
} from './accuracy.ts';
import {
  precisionAtRecall,
  recallAtPrecision,
  sensitivityAtSpecificity,
  specificityAtSensitivity,
} from './at-threshold.ts';
import { auc } from './auc.ts';
import {
  truePositives,
  trueNegatives,
  falsePositives,
  falseNegatives,
  precision,
  recall,
} from './confusion-metrics.ts';
import { pearsonCorrelation, concordanceCorrelation } from './correlation.ts';
import { f1Score, fBetaScore } from './f-score.ts';
import { iou, meanIoU, oneHotIoU, oneHotMeanIoU, binaryIoU } from './iou.ts';
import {
  meanSquaredErrorMetric,
  rootMeanSquaredError,
  meanAbsoluteErrorMetric,
  meanAbsolutePercentageErrorMetric,
  meanSquaredLogarithmicErrorMetric,
  logCoshErrorMetric,
  cosineSimilarityMetric,
  poissonMetric,
  klDivergenceMetric,
  binaryCrossentropyMetric,
  categoricalCrossentropyMetric,
  sparseCategoricalCrossentropyMetric,
  hingeMetric,
  squaredHingeMetric,
  categoricalHingeMetric,
} from './loss-metrics.ts';
import { r2Score } from './r2-score.ts';

/** Metrics in the order of the reference. */
export const metrics: readonly Metric[] = [
  accuracy,
  binaryAccuracy,
  categoricalAccuracy,
  sparseCategoricalAccuracy,
  topKCategoricalAccuracy,
  sparseTopKCategoricalAccuracy,
  meanSquaredErrorMetric,
  rootMeanSquaredError,
  meanAbsoluteErrorMetric,
  meanAbsolutePercentageErrorMetric,
  meanSquaredLogarithmicErrorMetric,
  logCoshErrorMetric,
  cosineSimilarityMetric,
  poissonMetric,
  klDivergenceMetric,
  binaryCrossentropyMetric,
  categoricalCrossentropyMetric,
  sparseCategoricalCrossentropyMetric,
  hingeMetric,
  squaredHingeMetric,
  categoricalHingeMetric,
  r2Score,
  truePositives,
  trueNegatives,
  falsePositives,
  falseNegatives,
  precision,
  recall,
  auc,
  precisionAtRecall,
  recallAtPrecision,
  sensitivityAtSpecificity,
  specificityAtSensitivity,
  f1Score,
  fBetaScore,
  iou,
  meanIoU,
  oneHotIoU,
  oneHotMeanIoU,
  binaryIoU,
  pearsonCorrelation,
  concordanceCorrelation,
];
