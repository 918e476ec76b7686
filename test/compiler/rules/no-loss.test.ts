import { describe } from 'vitest';
import { checkNoLoss } from '../../../compiler/rules/no-loss.ts';
import { vectorModel } from '../harness.ts';
import { testModelRule } from './run-rule.ts';

describe('models that train without a loss (KM5002)', () => {
  testModelRule(checkNoLoss, [
    [
      'a loss and a train',
      vectorModel('  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: adam }'),
      [],
    ],
    ['a model that does not train', vectorModel('  head y = x -> Dense(1)'), []],
    [
      'a model of which one head has a loss',
      vectorModel(
        '  head y = x -> Dense(1) { loss: mse }\n  head z = x -> Dense(1)\n  train { optimizer: adam }',
      ),
      [],
    ],
    [
      'a train without a loss',
      vectorModel('  head y = x -> Dense(1)\n  train { optimizer: adam }'),
      ['KM5002 train'],
    ],
    [
      'a train with metrics alone',
      vectorModel('  head y = x -> Dense(1) { metrics: [mae] }\n  train { optimizer: adam }'),
      ['KM5002 train'],
    ],
    [
      'a train of two heads without a loss',
      vectorModel('  head y = x -> Dense(1)\n  head z = x -> Dense(1)\n  train { optimizer: adam }'),
      ['KM5002 train'],
    ],
  ]);
});
