import { describe } from 'vitest';
import { checkClasses } from '../../../compiler/rules/classes.ts';
import { vectorModel } from '../harness.ts';
import { testModelRule } from './run-rule.ts';

describe('names of classes (KM5010)', () => {
  testModelRule(checkClasses, [
    [
      'a name for each unit',
      vectorModel(
        '  head y = x -> Dense(2, activation: softmax) { loss: sparse_categorical_crossentropy, classes: ["a", "b"] }',
      ),
      [],
    ],
    [
      'two names for one unit',
      vectorModel(
        '  head y = x -> Dense(1, activation: sigmoid) { loss: binary_crossentropy, classes: ["no", "yes"] }',
      ),
      [],
    ],
    [
      'too few names',
      vectorModel(
        '  head y = x -> Dense(3, activation: softmax) { loss: sparse_categorical_crossentropy, classes: ["a", "b"] }',
      ),
      ['KM5010 ["a", "b"]'],
    ],
    [
      'a name twice',
      vectorModel(
        '  head y = x -> Dense(2, activation: softmax) { loss: sparse_categorical_crossentropy, classes: ["a", "a"] }',
      ),
      ['KM5010 ["a", "a"]'],
    ],
    [
      'names for a regression',
      vectorModel('  head y = x -> Dense(2) { loss: mse, classes: ["a", "b"] }'),
      ['KM5010 ["a", "b"]'],
    ],
    [
      'three names for one unit',
      vectorModel(
        '  head y = x -> Dense(1, activation: sigmoid) { loss: binary_crossentropy, classes: ["a", "b", "c"] }',
      ),
      ['KM5010 ["a", "b", "c"]'],
    ],
  ]);
});
