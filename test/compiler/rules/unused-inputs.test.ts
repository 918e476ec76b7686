import { describe } from 'vitest';
import { checkUnusedInputs } from '../../../compiler/rules/unused-inputs.ts';
import { vectorModel } from '../harness.ts';
import { testDefinitionRule } from './run-rule.ts';

describe('inputs that nothing reads (KM4003)', () => {
  testDefinitionRule(checkUnusedInputs, [
    ['an input that a head reads', vectorModel('  head y = x -> Dense(1)'), []],
    [
      'an input that a branch reads, and a head that branch',
      vectorModel('  branch a = x -> Dense(2)\n  head y = a -> Dense(1)'),
      [],
    ],
    [
      'an input that only an argument takes',
      'model M {\n  input x: float32[T, 4]\n  input m: bool[T]\n  head y = x -> LSTM(4, mask: m)\n}',
      [],
    ],
    [
      'an input of a model that nothing reads',
      vectorModel('  input z: float32[4]\n  head y = x -> Dense(1)'),
      ['KM4003 z'],
    ],
    [
      'an input of a block that its result does not need',
      'block B {\n  input a\n  input b\n  return a -> Dense(1)\n}\nmodel M {\n  input x: float32[4]\n  head y = [x, x] -> B()\n}',
      ['KM4003 b'],
    ],
    [
      'each of two inputs',
      vectorModel('  input p: float32[4]\n  input q: float32[4]\n  head y = x -> Dense(1)'),
      ['KM4003 p', 'KM4003 q'],
    ],
  ]);
});
