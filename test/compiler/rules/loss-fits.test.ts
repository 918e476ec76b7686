import { describe } from 'vitest';
import { checkLossFits } from '../../../compiler/rules/loss-fits.ts';
import { vectorModel } from '../harness.ts';
import { testModelRule } from './run-rule.ts';

describe('losses and metrics that fit a head (KM5001)', () => {
  testModelRule(checkLossFits, [
    ['mse of one number', vectorModel('  head y = x -> Dense(1) { loss: mse, metrics: [mae] }'), []],
    [
      'sparse_categorical_crossentropy of three classes',
      vectorModel(
        '  head y = x -> Dense(3, activation: softmax) { loss: sparse_categorical_crossentropy, metrics: [accuracy] }',
      ),
      [],
    ],
    [
      'a loss of a head of whole numbers',
      'model M {\n  input n: int32[3]\n  head y = n { loss: mse }\n}',
      ['KM5001 mse'],
    ],
    [
      'a loss over classes of a head with one number a sample',
      'model M {\n  input x: float32[T]\n  head y = x -> Reshape([2, 3]) -> Flatten() { loss: mse, metrics: [sparse_categorical_accuracy] }\n}',
      ['KM5001 [sparse_categorical_accuracy]'],
    ],
    [
      'a metric for other targets than the loss has',
      vectorModel(
        '  head y = x -> Dense(3, activation: softmax) { loss: sparse_categorical_crossentropy, metrics: [categorical_accuracy] }',
      ),
      ['KM5001 [categorical_accuracy]'],
    ],
  ]);
});
