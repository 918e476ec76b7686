import { describe } from 'vitest';
import { checkMonitoredValues } from '../../../compiler/rules/monitored-values.ts';
import { vectorModel } from '../harness.ts';
import { testModelRule } from './run-rule.ts';

describe('what callbacks watch (KM5005, KM5006)', () => {
  testModelRule(checkMonitoredValues, [
    [
      'the loss of the validation',
      vectorModel(
        '  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: adam, callbacks: [EarlyStopping(monitor: "val_loss")] }',
      ),
      [],
    ],
    [
      'a metric with a known direction',
      vectorModel(
        '  head y = x -> Dense(1) { loss: mse, metrics: [mae] }\n  train { optimizer: adam, callbacks: [EarlyStopping(monitor: "val_mae")] }',
      ),
      [],
    ],
    [
      'a value that nothing logs',
      vectorModel(
        '  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: adam, callbacks: [EarlyStopping(monitor: "val_accuracy")] }',
      ),
      ['KM5005 "val_accuracy"'],
    ],
    [
      'a misspelt value',
      vectorModel(
        '  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: adam, callbacks: [EarlyStopping(monitor: "val_los")] }',
      ),
      ['KM5005 "val_los"'],
    ],
    [
      'each of two',
      vectorModel(
        '  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: adam, callbacks: [EarlyStopping(monitor: "a"), ReduceLROnPlateau(monitor: "b")] }',
      ),
      ['KM5005 "a"', 'KM5005 "b"'],
    ],
  ]);
});
