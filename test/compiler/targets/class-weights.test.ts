import { describe, expect, it } from 'vitest';
import { classWeightGaps, classWeightedHeads } from '../../../compiler/targets/class-weights.ts';
import { graphOf } from '../harness.ts';

/** A model with one head on three steps of two numbers. */
const model = (chain: string, loss: string) =>
  graphOf(
    `model M {\n  input x: float32[3, 2]\n  head y = x -> ${chain} { loss: ${loss}, class_weight: [1, 3] }\n}\n`,
  );

describe('class weights in generated programs', () => {
  it.each([
    ['one-hot rows', 'Flatten() -> Dense(2, activation: softmax)', 'categorical_crossentropy', 2, false],
    [
      'class numbers',
      'Flatten() -> Dense(2, activation: softmax)',
      'sparse_categorical_crossentropy',
      null,
      false,
    ],
    ['yes or no', 'Flatten() -> Dense(1, activation: sigmoid)', 'binary_crossentropy', 1, false],
    ['one-hot rows of steps', 'Dense(2, activation: softmax)', 'categorical_crossentropy', 2, true],
    [
      'class numbers of steps',
      'Dense(2, activation: softmax)',
      'sparse_categorical_crossentropy',
      null,
      true,
    ],
  ])('say how targets hold their classes: %s', (_, chain, loss, width, perEntry) => {
    const graph = model(chain, loss);
    expect(classWeightedHeads(graph)).toEqual([{ head: 'y', perEntry, weights: [1, 3], width }]);
    expect(classWeightGaps(graph)).toEqual([]);
  });

  it('are refused where the classes are on another axis than the last', () => {
    const graph = model('Dense(2, activation: softmax)', 'CategoricalCrossentropy(axis: 1)');
    expect(classWeightGaps(graph)).toMatchObject([
      { what: 'the `class_weight` of head `y`', reason: 'it weighs classes on the last axis' },
    ]);
  });
});
