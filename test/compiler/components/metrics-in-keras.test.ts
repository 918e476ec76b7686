import { describe } from 'vitest';
import { asMetric, gives, refuses } from '../targets/keras/component-texts.ts';

describe('a metric in a module of Keras', () => {
  gives(asMetric, [
    ['mse', '["mse"]'],
    ['mae', '["mae"]'],
    ['accuracy', '["accuracy"]'],
    ['MeanSquaredError()', '[keras.metrics.MeanSquaredError()]'],
    ['RootMeanSquaredError()', '[keras.metrics.RootMeanSquaredError()]'],
    ['MeanAbsoluteError()', '[keras.metrics.MeanAbsoluteError()]'],
    ['MeanAbsolutePercentageError()', '[keras.metrics.MeanAbsolutePercentageError()]'],
    ['CosineSimilarity()', '[keras.metrics.CosineSimilarity()]'],
    ['LogCoshError()', '[keras.metrics.LogCoshError()]'],
    ['KLDivergence()', '[keras.metrics.KLDivergence()]'],
    ['Poisson()', '[keras.metrics.Poisson()]'],
    ['R2Score()', '[keras.metrics.R2Score()]'],
    [
      'R2Score(class_aggregation: "variance_weighted_average")',
      '[keras.metrics.R2Score(class_aggregation="variance_weighted_average")]',
    ],
    ['PearsonCorrelation()', '[keras.metrics.PearsonCorrelation()]'],
    ['ConcordanceCorrelation()', '[keras.metrics.ConcordanceCorrelation()]'],
    ['BinaryAccuracy(threshold: 0.7)', '[keras.metrics.BinaryAccuracy(threshold=0.7)]'],
    ['CategoricalAccuracy()', '[keras.metrics.CategoricalAccuracy()]'],
    ['TopKCategoricalAccuracy(k: 2)', '[keras.metrics.TopKCategoricalAccuracy(k=2)]'],
    ['Hinge()', '[keras.metrics.Hinge()]'],
    ['SquaredHinge()', '[keras.metrics.SquaredHinge()]'],
    ['CategoricalHinge()', '[keras.metrics.CategoricalHinge()]'],
    ['MeanIoU(num_classes: 3)', '[keras.metrics.MeanIoU(3)]'],
    ['F1Score(average: "macro")', '[keras.metrics.F1Score(average="macro")]'],
    ['FBetaScore(beta: 2)', '[keras.metrics.FBetaScore(beta=2.0)]'],
  ]);
});

describe('what is no metric', () => {
  refuses(asMetric, [
    ['acuracy', 'KM5003 acuracy', 'There is no metric `acuracy`. Did you mean `accuracy`?'],
    [
      'MeanSquaredEror()',
      'KM5003 MeanSquaredEror',
      'There is no metric `MeanSquaredEror`. Did you mean `MeanSquaredError`?',
    ],
    [
      'TopKCategoricalAccuracy(k: 0)',
      'KM2004 0',
      '`k` of TopKCategoricalAccuracy must be at least 1, but it is 0.',
    ],
    [
      'TopKCategoricalAccuracy(k: "2")',
      'KM2003 "2"',
      '`k` of TopKCategoricalAccuracy takes an integer, but `"2"` is a string.',
    ],
    [
      'BinaryAccuracy(threshold: "half")',
      'KM2003 "half"',
      '`threshold` of BinaryAccuracy takes a number, but `"half"` is a string.',
    ],
    [
      'MeanIoU()',
      'KM2002 MeanIoU',
      'MeanIoU needs `num_classes`: number of classes.',
      'for example `MeanIoU(num_classes: …)`.',
    ],
    ['MeanIoU(num_classes: 0)', 'KM2004 0', '`num_classes` of MeanIoU must be at least 1, but it is 0.'],
    ['AUC(num_thresholds: 1)', 'KM2004 1', '`num_thresholds` of AUC must be at least 2, but it is 1.'],
    ['AUC(curve: "ROCK")', 'KM2006 "ROCK"', '`curve` of AUC has no option `ROCK`. Did you mean `ROC`?'],
    ['FBetaScore(beta: 0)', 'KM2004 0', '`beta` of FBetaScore must be greater than 0, but it is 0.'],
    [
      'F1Score(average: "middle")',
      'KM2006 "middle"',
      '`average` of F1Score has no option `middle`. It takes `micro`, `macro` or `weighted`.',
    ],
    [
      'RecallAtPrecision()',
      'KM2002 RecallAtPrecision',
      'RecallAtPrecision needs `precision`: the least precision.',
      'for example `RecallAtPrecision(precision: …)`.',
    ],
    [
      'RecallAtPrecision(2)',
      'KM2004 2',
      '`precision` of RecallAtPrecision must be between 0 and 1, but it is 2.',
    ],
    [
      'R2Score(class_aggregation: "none at all")',
      'KM2006 "none at all"',
      '`class_aggregation` of R2Score has no option `none at all`. It takes `uniform_average` or `variance_weighted_average`.',
    ],
    ['Adam()', 'KM5003 Adam', 'There is no metric `Adam`.'],
    ['3', 'KM2003 3', '`metrics` of head `y` takes a metric, but `3` is an integer.'],
  ]);
});
