import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { createModel, importModel } from '../../../runtime/index.ts';
import { testEngine } from '../../support/engine.ts';

const folder = join(import.meta.dirname, 'keras');

interface Predicted {
  readonly shape: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
}

describe('a file that Keras saved', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.keras'));

  it.each(names)('predicts what Keras predicts: %s', async (name) => {
    const { text, model, weights } = await importModel(join(folder, name));
    const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }), { model });
    const made = await createModel(graph!, { engine: await testEngine(), seed: 0 });
    made.setWeights(weights!);
    const path = join(folder, `${basename(name, '.keras')}.json`);
    const { shape, x, y } = JSON.parse(readFileSync(path, 'utf8')) as Predicted;
    const given = { [graph!.inputs[0]!.name]: { shape, data: Float32Array.from(x) } };
    const { data } = (await made.predict(given))[graph!.heads[0]!.name]!;
    expect(data).toHaveLength(y.length);
    y.forEach((value, index) =>
      expect(Math.abs(data[index]! - value), `[${index}]`).toBeLessThanOrEqual(1e-5 + 1e-4 * Math.abs(value)),
    );
  });

  it('keeps channels first, and moves none', async () => {
    const { text } = await importModel(join(folder, 'channels_first.keras'), { weights: false });
    expect(text).toMatch(/input \w+: float32\[3, 8, 6\]/);
    expect(text).not.toContain('Permute');
    expect(text).toContain('-> Reshape([8, 25]) -> Flatten(data_format: channels_first)');
    expect(text).toContain('BatchNormalization(1)');
  });
});
