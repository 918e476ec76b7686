import { describe } from 'vitest';
import { checkUnusedBranches } from '../../../compiler/rules/unused-branches.ts';
import { vectorModel } from '../harness.ts';
import { testDefinitionRule } from './run-rule.ts';

describe('branches that reach no head (KM4004)', () => {
  testDefinitionRule(checkUnusedBranches, [
    ['a branch that a head ends', vectorModel('  branch a = x -> Dense(2)\n  head y = a -> Dense(1)'), []],
    [
      'a branch that another branch reads',
      vectorModel('  branch a = x -> Dense(2)\n  branch b = a -> Dense(2)\n  head y = b -> Dense(1)'),
      [],
    ],
    [
      'a branch that nothing reads',
      vectorModel('  branch a = x -> Dense(2)\n  head y = x -> Dense(1)'),
      ['KM4004 a'],
    ],
    [
      'the last of branches in a row that lead nowhere',
      vectorModel('  branch a = x -> Dense(2)\n  branch b = a -> Dense(2)\n  head y = x -> Dense(1)'),
      ['KM4004 b'],
    ],
    [
      'a branch of a block',
      'block B {\n  input a\n  branch c = a -> Dense(2)\n  return a -> Dense(1)\n}\nmodel M {\n  input x: float32[4]\n  head y = x -> B()\n}',
      ['KM4004 c'],
    ],
  ]);
});
