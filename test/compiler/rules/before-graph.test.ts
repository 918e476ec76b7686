import { describe } from 'vitest';
import { checkBeforeGraph } from '../../../compiler/rules/before-graph.ts';
import { imageModel, vectorModel } from '../harness.ts';
import { testModelRule } from './run-rule.ts';

describe('layers before the graph (KM4008, KM3006)', () => {
  testModelRule(checkBeforeGraph, [
    [
      'a lookup straight on an input',
      'model M {\n  input w: string\n  head y = w -> StringLookup(vocabulary: ["a", "b"]) -> Embedding(3, 2) -> Flatten() -> Dense(1)\n}',
      [],
    ],
    ['a normalization of an input', vectorModel('  head y = x -> Normalization() -> Dense(1)'), []],
    [
      'a normalization behind a layer that trains',
      vectorModel('  head y = x -> Dense(4) -> Normalization() -> Dense(1)'),
      ['KM4008 Normalization()'],
    ],
    ['a head of words', 'model M {\n  input w: string\n  head y = w\n}', ['KM3006 y']],
    [
      'a discretization behind a convolution',
      imageModel('  head y = x -> Conv2D(2, 3) -> Discretization(num_bins: 4) -> Flatten() -> Dense(1)'),
      ['KM4008 Discretization(num_bins: 4)'],
    ],
  ]);
});
