import { expect, it } from 'vitest';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadWeights, saveWeights } from '../../../runtime/index.ts';
import { modelOf } from './support.ts';

/** Bins whose boundaries are learned, and which a layer before the graph makes combinations of. */
const members = `  input age: float32[]
  input town: string
  branch years = age -> Discretization(num_bins: 4)
  branch both = [years, town] -> HashedCrossing(5000, output_mode: int)
  head y = [both -> Embedding(5000, 1), years -> Embedding(4, 1)] -> Concatenate() -> Dense(1) { loss: mse }`;

const ages = { age: [1, 30, 45, 90], town: ['Ulm', 'Ulm', 'Ulm', 'Ulm'] };

it('puts numbers into the bins that it has learned, before the graph as in it', async () => {
  const model = await modelOf(members);
  await model.adapt({ age: [10, 20, 30, 40, 50, 60, 70, 80], town: Array(8).fill('Ulm') as string[] });
  const { both } = await model.predict(ages, { outputs: ['both'] });
  expect(new Set(both!.data).size).toBe(4);

  const path = join(mkdtempSync(join(tmpdir(), 'kmodel-bins-')), 'w.safetensors');
  await saveWeights(model, path);
  const again = await modelOf(members);
  await loadWeights(again, path);
  expect(await again.predict(ages)).toEqual(await model.predict(ages));
  await Promise.all([model.dispose(), again.dispose()]);
});
