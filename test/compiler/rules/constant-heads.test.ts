import { describe } from 'vitest';
import { checkConstantHeads } from '../../../compiler/rules/constant-heads.ts';
import { vectorModel } from '../harness.ts';
import { testModelRule } from './run-rule.ts';

describe('heads of the same numbers for every sample (KM4002)', () => {
  testModelRule(checkConstantHeads, [
    ['a head from an input', vectorModel('  head y = x -> Dense(1)'), []],
    ['a head that a constant is part of', vectorModel('  head y = x * 2 -> Dense(1)'), []],
    ['a head of numbers alone', vectorModel('  head y = arange(3)'), ['KM4002 y']],
    ['numbers that went through functions', vectorModel('  head y = exp(arange(3)) * 2'), ['KM4002 y']],
    [
      'numbers beside a head from an input',
      vectorModel('  head y = x -> Dense(1)\n  head z = arange(3)'),
      ['KM4002 z'],
    ],
  ]);
});
