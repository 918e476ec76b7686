import { readFileSync, writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WeightsError } from '../../../runtime/errors.ts';
import { Model } from '../../../runtime/model.ts';
import { loadWeights, saveWeights } from '../../../runtime/weights/save.ts';
import { testEngine } from '../../support/engine.ts';
import { compileGoldenModel, toHostTensor, type GoldenTensor } from '../../support/golden-model.ts';

const files = join(import.meta.dirname, '../../golden/files');

interface SavedModel {
  readonly inputs: Readonly<Record<string, GoldenTensor>>;
  readonly predictions: Readonly<Record<string, GoldenTensor>>;
}

const create = async (name: string) => new Model(compileGoldenModel(name), await testEngine(), { seed: 0 });

describe.each(['01_mlp', '02_qa', '03_posts', '06_siamese', '08_two_images'])(
  'weights of %s as Keras saves them',
  (name) => {
    const saved = JSON.parse(readFileSync(join(files, `${name}.json`), 'utf8')) as SavedModel;

    it.each(['keras', 'weights.h5', 'h5'])('predict the same from .%s', async (ending) => {
      const model = await create(name);
      await loadWeights(model, join(files, `${name}.${ending}`));
      const inputs = Object.fromEntries(
        Object.entries(saved.inputs).map(([key, tensor]) => [key, toHostTensor(tensor)]),
      );
      const predictions = await model.predict(inputs);
      for (const [head, expected] of Object.entries(saved.predictions)) {
        const actual = predictions[head]!.data;
        expected.data.forEach((value, index) =>
          expect(Math.abs(actual[index]! - value)).toBeLessThanOrEqual(1e-5 + 1e-4 * Math.abs(value)),
        );
      }
    });
  },
);

describe('weights that do not fit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kmodel-weights-'));

  async function messageOf(name: string, path: string): Promise<string> {
    try {
      await loadWeights(await create(name), path);
    } catch (error) {
      expect(error).toBeInstanceOf(WeightsError);
      return (error as Error).message;
    }
    return 'no error';
  }

  it('lists what is missing and what is left over', async () => {
    const path = join(folder, 'qa.safetensors');
    await saveWeights(await create('02_qa'), path);
    const message = await messageOf('01_mlp', path);
    expect(message).toContain(
      'holds the weights of another model than `MLP`: `dense_1/kernel`, `dense_1/bias`',
    );
    expect(message).toContain('are missing, and `text_embedding/embeddings`');
  });

  it.each(['broken.keras', 'broken.h5', 'broken.safetensors'])('says that %s is broken', async (file) => {
    writeFileSync(join(folder, file), 'no weights at all');
    expect(await messageOf('01_mlp', join(folder, file))).toContain('is not a whole');
  });

  it.each(['run', join('runs.old', 'run')])('says of %s that no run is there', async (path) => {
    expect(await messageOf('01_mlp', path)).toContain(
      `${path} is no file of weights, and no folder of a run`,
    );
  });

  it('refuses an ending that it does not know', async () => {
    expect(await messageOf('01_mlp', 'weights.bin')).toContain(
      'weights.bin has an ending that kmodel does not read weights from.',
    );
  });
});
