import { describe } from 'vitest';
import { checkUnusedShared } from '../../../compiler/rules/unused-shared.ts';
import { vectorModel } from '../harness.ts';
import { testDefinitionRule } from './run-rule.ts';

describe('shared layers that nothing uses (KM4005)', () => {
  testDefinitionRule(checkUnusedShared, [
    [
      'a shared layer that a head uses',
      vectorModel('  shared s = Dense(4)\n  head y = x -> s -> Dense(1)'),
      [],
    ],
    [
      'a shared layer that two branches use',
      vectorModel(
        '  shared s = Dense(4)\n  branch a = x -> s\n  branch b = x -> s\n  head y = [a, b] -> Add()',
      ),
      [],
    ],
    ['a shared layer alone', vectorModel('  shared s = Dense(4)\n  head y = x -> Dense(1)'), ['KM4005 s']],
    [
      'a shared pipeline alone',
      vectorModel('  shared s = Dense(4) -> Dense(2)\n  head y = x -> Dense(1)'),
      ['KM4005 s'],
    ],
    [
      'each of two',
      vectorModel('  shared s = Dense(4)\n  shared t = Dense(2)\n  head y = x -> Dense(1)'),
      ['KM4005 s', 'KM4005 t'],
    ],
  ]);
});
