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
    [
      'a weight for each class',
      vectorModel(
        '  head y = x -> Dense(2, activation: softmax) { loss: sparse_categorical_crossentropy, class_weight: [1, 0.5] }',
      ),
      [],
    ],
    [
      'two weights for one unit',
      vectorModel(
        '  head y = x -> Dense(1, activation: sigmoid) { loss: binary_crossentropy, class_weight: [1, 3] }',
      ),
      [],
    ],
    [
      'too many weights',
      vectorModel(
        '  head y = x -> Dense(2, activation: softmax) { loss: categorical_crossentropy, class_weight: [1, 2, 3] }',
      ),
      ['KM5010 [1, 2, 3]'],
    ],
    [
      'weights of classes for a regression',
      vectorModel('  head y = x -> Dense(1) { loss: mse, class_weight: [1, 2] }'),
      ['KM5010 [1, 2]'],
    ],
    [
      'weights of classes for several questions at once',
      vectorModel(
        '  head y = x -> Dense(2, activation: sigmoid) { loss: binary_crossentropy, class_weight: [1, 2] }',
      ),
      ['KM5010 [1, 2]'],
    ],
  ]);
});
