import { describe } from 'vitest';
import { checkCallbackFiles } from '../../../compiler/rules/callback-files.ts';
import { vectorModel } from '../harness.ts';
import { testModelRule } from './run-rule.ts';

describe('files that callbacks write (KM2004)', () => {
  testModelRule(checkCallbackFiles, [
    [
      'a name',
      vectorModel(
        '  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: adam, callbacks: [CSVLogger("log.csv")] }',
      ),
      [],
    ],
    [
      'a folder inside',
      vectorModel(
        '  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: adam, callbacks: [ModelCheckpoint("kept/best.safetensors")] }',
      ),
      [],
    ],
    [
      'a path from the root',
      vectorModel(
        '  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: adam, callbacks: [CSVLogger("/tmp/log.csv")] }',
      ),
      ['KM2004 "/tmp/log.csv"'],
    ],
    [
      'a way out of the folder',
      vectorModel(
        '  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: adam, callbacks: [CSVLogger("../log.csv")] }',
      ),
      ['KM2004 "../log.csv"'],
    ],
    ...['run.json', './events.jsonl', 'summaries/log.csv'].map(
      (name) =>
        [
          `what the run writes itself, ${name}`,
          vectorModel(
            `  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: adam, callbacks: [CSVLogger("${name}")] }`,
          ),
          [`KM2004 "${name}"`],
        ] as const,
    ),
    [
      'an ending in which no weights are written',
      vectorModel(
        '  head y = x -> Dense(1) { loss: mse }\n  train { optimizer: adam, callbacks: [ModelCheckpoint("best.h5")] }',
      ),
      ['KM2004 "best.h5"'],
    ],
  ]);
});
