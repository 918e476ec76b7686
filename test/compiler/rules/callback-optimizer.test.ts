import { describe } from 'vitest';
import { checkCallbackOptimizer } from '../../../compiler/rules/callback-optimizer.ts';
import { vectorModel } from '../harness.ts';
import { testModelRule } from './run-rule.ts';

describe('callbacks that need another optimizer (KM2004)', () => {
  testModelRule(checkCallbackOptimizer, [
    [
      'SwapEMAWeights with averages',
      vectorModel(
        '  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: Adam(use_ema: true), callbacks: [SwapEMAWeights()] }',
      ),
      [],
    ],
    [
      'LearningRateScheduler on a number',
      vectorModel(
        '  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: Adam(0.1), callbacks: [LearningRateScheduler(ExponentialDecay(0.1, 2, 0.5))] }',
      ),
      [],
    ],
    [
      'SwapEMAWeights without averages',
      vectorModel(
        '  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: adam, callbacks: [SwapEMAWeights()] }',
      ),
      ['KM2004 SwapEMAWeights()'],
    ],
    [
      'LearningRateScheduler beside a schedule',
      vectorModel(
        '  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: Adam(ExponentialDecay(0.1, 2, 0.5)), callbacks: [LearningRateScheduler(ExponentialDecay(0.1, 2, 0.5))] }',
      ),
      ['KM2004 ExponentialDecay(0.1, 2, 0.5)'],
    ],
  ]);
});
