import { describe } from 'vitest';
import { asLoss, gives, refuses } from '../targets/keras/component-texts.ts';

describe('a loss in a module of Keras', () => {
  gives(asLoss, [
    ['mse', '"mse"'],
    ['mae', '"mae"'],
    ['mape', '"mape"'],
    ['msle', '"msle"'],
    ['huber', '"huber"'],
    ['log_cosh', '"log_cosh"'],
    ['Huber(delta: 2)', 'keras.losses.Huber(delta=2.0)'],
    ['Huber()', 'keras.losses.Huber()'],
    ['MeanSquaredError()', 'keras.losses.MeanSquaredError()'],
    ['MeanAbsoluteError()', 'keras.losses.MeanAbsoluteError()'],
    ['MeanAbsolutePercentageError()', 'keras.losses.MeanAbsolutePercentageError()'],
    ['MeanSquaredLogarithmicError()', 'keras.losses.MeanSquaredLogarithmicError()'],
    ['LogCosh()', 'keras.losses.LogCosh()'],
    ['BinaryCrossentropy(from_logits: true)', 'keras.losses.BinaryCrossentropy(from_logits=True)'],
    [
      'BinaryCrossentropy(from_logits: true, label_smoothing: 0.1)',
      'keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.1)',
    ],
    [
      'BinaryFocalCrossentropy(from_logits: true, gamma: 3)',
      'keras.losses.BinaryFocalCrossentropy(gamma=3.0, from_logits=True)',
    ],
    ['CategoricalCrossentropy(from_logits: true)', 'keras.losses.CategoricalCrossentropy(from_logits=True)'],
    [
      'CategoricalCrossentropy(from_logits: true, label_smoothing: 0.1)',
      'keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)',
    ],
    [
      'CategoricalFocalCrossentropy(from_logits: true, alpha: 0.5)',
      'keras.losses.CategoricalFocalCrossentropy(alpha=0.5, from_logits=True)',
    ],
    [
      'SparseCategoricalCrossentropy(from_logits: true)',
      'keras.losses.SparseCategoricalCrossentropy(from_logits=True)',
    ],
    [
      'SparseCategoricalCrossentropy(from_logits: true, ignore_class: 0)',
      'keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=0)',
    ],
    ['KLDivergence()', 'keras.losses.KLDivergence()'],
    ['Poisson()', 'keras.losses.Poisson()'],
    ['Hinge()', 'keras.losses.Hinge()'],
    ['SquaredHinge()', 'keras.losses.SquaredHinge()'],
    ['CategoricalHinge()', 'keras.losses.CategoricalHinge()'],
    ['CosineSimilarity()', 'keras.losses.CosineSimilarity()'],
    ['CosineSimilarity(axis: -1)', 'keras.losses.CosineSimilarity()'],
    ['Dice()', 'keras.losses.Dice()'],
    ['Tversky(alpha: 0.3, beta: 0.7)', 'keras.losses.Tversky(alpha=0.3, beta=0.7)'],
    ['Circle(gamma: 64, margin: 0.3)', 'keras.losses.Circle(gamma=64.0, margin=0.3)'],
  ]);
});

describe('what is no loss', () => {
  refuses(asLoss, [
    ['msee', 'KM5003 msee', 'There is no loss `msee`. Did you mean `mse` or `msle`?'],
    ['Hubber()', 'KM5003 Hubber', 'There is no loss `Hubber`. Did you mean `Huber`?'],
    ['Huber("2")', 'KM2003 "2"', '`delta` of Huber takes a number, but `"2"` is a string.'],
    ['Huber(delta: none)', 'KM2003 none', '`delta` of Huber takes a number, but it is `none`.'],
    ['Huber(beta: 1)', 'KM2001 beta', 'Huber has no argument `beta`. Did you mean `delta`?'],
    ['Huber(1, delta: 2)', 'KM2005 delta', '`delta` of Huber is given twice.'],
    [
      'BinaryCrossentropy(label_smoothing: 2)',
      'KM2004 2',
      '`label_smoothing` of BinaryCrossentropy must be between 0 and 1, but it is 2.',
    ],
    [
      'BinaryCrossentropy(from_logits: 1)',
      'KM2003 1',
      '`from_logits` of BinaryCrossentropy takes `true` or `false`, but `1` is an integer.',
    ],
    [
      'CategoricalCrossentropy(smoothing: 0.1)',
      'KM2001 smoothing',
      'CategoricalCrossentropy has no argument `smoothing`. It takes `from_logits`, `label_smoothing`, `axis` and `reduction`.',
    ],
    [
      'CosineSimilarity(axis: "last")',
      'KM2003 "last"',
      '`axis` of CosineSimilarity takes an integer, but `"last"` is a string.',
    ],
    [
      'MeanSquaredError(3)',
      'KM2003 3',
      '`reduction` of MeanSquaredError takes `sum_over_batch_size`, `mean`, `sum` or `mean_with_sample_weight`, but `3` is an integer.',
    ],
    ['relu', 'KM5003 relu', 'There is no loss `relu`.'],
    ['Adam()', 'KM5003 Adam', 'There is no loss `Adam`.'],
    ['3', 'KM2003 3', '`loss` of head `y` takes a loss, but `3` is an integer.'],
    ['"no such loss"', 'KM5003 "no such loss"', 'There is no loss `no such loss`.'],
    ['[mse]', 'KM2003 [mse]', '`loss` of head `y` takes a loss, but `[mse]` is a list.'],
    ['true', 'KM2003 true', '`loss` of head `y` takes a loss, but `true` is a boolean.'],
  ]);
});
