import { describe } from 'vitest';
import { checkSources } from '../../../compiler/rules/sources.ts';
import { vectorModel } from '../harness.ts';
import { testDefinitionRule } from './run-rule.ts';

describe('heads and branches that no input reaches (KM4002)', () => {
  testDefinitionRule(checkSources, [
    ['a head from an input', vectorModel('  head y = x -> Dense(1)'), []],
    [
      'a head from two branches',
      vectorModel('  branch a = x -> Dense(2)\n  branch b = x -> Dense(2)\n  head y = [a, b] -> Add()'),
      [],
    ],
    ['a head without a source', vectorModel('  head y = Dense(1)'), ['KM4002 y']],
    [
      'a branch without a source, at the head that it leaves without input',
      vectorModel('  branch a = Dense(4)\n  head y = a -> Dense(1)\n  head z = a -> Dense(2)'),
      ['KM4002 y'],
    ],
    [
      'a branch without a source beside an input',
      vectorModel('  branch a = Dense(16)\n  head y = [x, a] -> Add()'),
      ['KM4002 a'],
    ],
    ['a model without a head', vectorModel(''), ['KM4002 Test']],
  ]);
});
