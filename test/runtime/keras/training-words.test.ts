import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importModel, saveKerasModel } from '../../../runtime/index.ts';
import { modelOf } from '../own/support.ts';

const text = `model M {
  input x: float32[2]
  head a = x -> Dense(2, activation: softmax) {
    loss: sparse_categorical_crossentropy
    metrics: [accuracy]
    weighted_metrics: [accuracy, SparseCategoricalCrossentropy()]
    class_weight: [1, 3]
  }
  head b = x -> Dense(1) { loss: mse, weighted_metrics: [mae] }
  train { steps_per_epoch: 3, validation_batch_size: 7, validation_steps: 2, validation_freq: [1, 4] }
}
`;

describe('what a training says of steps, validation and weights', () => {
  it.each(['.keras', '.h5'])('comes back out of a file %s', async (ending) => {
    const model = await modelOf(text);
    const path = join(mkdtempSync(join(tmpdir(), 'kmodel-keras-')), `m${ending}`);
    await saveKerasModel(model.graph, path, { weights: model.getWeights(), optimizer: undefined });
    const read = (await importModel(path)).text;
    for (const part of [
      'metrics: [accuracy]',
      'class_weight: [1, 3]',
      'weighted_metrics: [accuracy, ',
      'weighted_metrics: [mae]',
      'steps_per_epoch: 3',
      'validation_batch_size: 7',
      'validation_steps: 2',
      'validation_freq: [1, 4]',
    ])
      expect(read).toContain(part);
  });
});
