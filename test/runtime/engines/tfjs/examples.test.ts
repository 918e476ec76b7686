import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { examples } from '../../../../examples/data/index.ts';
import type { Engine } from '../../../../runtime/engines/engine.ts';
import { createOnnxEngine } from '../../../../runtime/engines/onnx/engine.ts';
import { Model } from '../../../../runtime/model.ts';
import { createRandom } from '../../../../runtime/random.ts';
import { tfjsEngine } from '../../../support/tfjs-engines.ts';

const folder = join(import.meta.dirname, '../../../../examples');
const files = readdirSync(folder).filter((file) => file.endsWith('.kmodel'));
const host = createMemoryHost(
  Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')])),
);

/**
 * Every example takes 100 steps; these take fewer, or smaller, for their size: a step of `posts` (texts of at least
 * 269 words), `inception` or `residual` takes about a second, one of `two-cameras` (Xception, whose images are
 * 250 × 250) half a minute.
 */
const sizes: Readonly<Record<string, { readonly batch: number; readonly steps: number }>> = {
  posts: { batch: 1, steps: 5 },
  inception: { batch: 1, steps: 10 },
  residual: { batch: 2, steps: 20 },
  transformer: { batch: 2, steps: 100 },
  unet: { batch: 1, steps: 25 },
  'two-cameras': { batch: 1, steps: 1 },
};

async function lossesOn(engine: Engine, name: string): Promise<readonly number[]> {
  const { graph } = compileModel(`${name}.kmodel`, host);
  const { batch, steps } = sizes[name] ?? { batch: 8, steps: 100 };
  const data = examples.find((each) => each.name === name)!.make(batch, createRandom(3, name));
  const model = new Model(graph!, engine, { seed: 2 });
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) losses.push((await model.trainOnBatch(data)).loss as number);
  await model.dispose();
  return losses;
}

describe('both engines train alike', () => {
  it.each(examples.map(({ name }) => name))(
    '%s: the losses of every step agree',
    async (name) => {
      const onnx = await lossesOn(await createOnnxEngine(), name);
      const tfjs = await lossesOn(await tfjsEngine('wasm'), name);
      expect(tfjs).toHaveLength(onnx.length);
      onnx.forEach((loss, step) => {
        // Rounding differs from the first step on, and grows with every one.
        const difference = Math.abs(tfjs[step]! - loss);
        expect(difference, `${loss} and ${tfjs[step]} in step ${step + 1}`).toBeLessThanOrEqual(
          1e-4 + (1e-3 + 1e-4 * step) * Math.abs(loss),
        );
      });
    },
    120_000,
  );
});
