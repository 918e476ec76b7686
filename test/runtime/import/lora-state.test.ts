import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../compiler/index.ts';
import { importModel, load, saveKerasModel, saveTfjsModel } from '../../../runtime/index.ts';
import { testEngine } from '../../support/engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-lora-'));

const text = `model M {
  input x: float32[4]
  head y = x -> Dense(3, lora_rank: 2) -> Dense(1) { loss: mse }
  train { optimizer: Adam(0.05) }
}`;

describe('a model whose low-rank factors are merged into its kernels', () => {
  it('goes to files of Keras and tfjs without the state of its optimizer, which knows the factors', async () => {
    const host = createMemoryHost({ 'm.kmodel': text });
    const model = await load('m.kmodel', { host, engine: await testEngine(), seed: 3 });
    const batch = {
      x: { dtype: 'float32', shape: [2, 4], data: Float32Array.of(1, 2, 3, 4, 4, 3, 2, 1) },
      y: { dtype: 'float32', shape: [2, 1], data: Float32Array.of(1, 0) },
    } as const;
    await model.trainOnBatch(batch);
    const [wanted] = Object.values(await model.predict({ x: batch.x }));
    const numbers = { weights: model.getWeights(), optimizer: model.getState() };
    const paths = [join(folder, 'm.keras'), join(folder, 'm.h5')];
    for (const path of paths) await saveKerasModel(model.graph, path, numbers);
    const web = await saveTfjsModel(model, join(folder, 'web'), { includeOptimizer: true });
    for (const path of [...paths, web]) {
      const found = await importModel(path, { optimizer: true });
      expect(found.optimizer, path).toBeUndefined();
      const again = await load('m.kmodel', {
        host: createMemoryHost({ 'm.kmodel': found.text }),
        engine: await testEngine(),
      });
      again.setWeights(found.weights!);
      const [value] = Object.values(await again.predict({ x: batch.x }));
      value!.data.forEach((each, index) => expect(Number(each)).toBeCloseTo(Number(wanted!.data[index]), 5));
    }
  });
});
