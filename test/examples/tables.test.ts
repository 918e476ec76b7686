import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from '../../compiler/index.ts';
import { tables } from '../../examples/tables/make.ts';
import { formatText } from '../../grammar/format.ts';
import { trainingData } from '../../runtime/data/declared/model-data.ts';
import { createOnnxEngine } from '../../runtime/engines/onnx/engine.ts';
import { Model } from '../../runtime/model.ts';
import { createNodeHost } from '../../runtime/node-host.ts';
import { createRandom } from '../../runtime/random.ts';

const folder = join(import.meta.dirname, '../../examples/tables');
const models = readdirSync(folder).filter((file) => file.endsWith('.kmodel'));
const compiled = (file: string) => check(join(folder, file), createNodeHost());

describe('examples with tables', () => {
  it.each(models)('%s fits its table and stands in the canonical form', async (file) => {
    expect(compiled(file).diagnostics).toEqual([]);
    const text = readFileSync(join(folder, file), 'utf8');
    expect(await formatText(text)).toBe(text);
  });

  it.each(Object.entries(tables))('%s is what its maker makes', (name, make) => {
    expect(readFileSync(join(folder, name), 'utf8')).toBe(make(createRandom(1, name)));
  });

  it.each([
    ['birds', 'val_accuracy', (accuracy: number) => accuracy > 0.93],
    ['messages', 'val_accuracy', (accuracy: number) => accuracy > 0.9],
    // Prices differ by 140 from their mean, and by 10 from what they follow.
    ['homes', 'val_mae', (error: number) => error < 35],
  ] as const)('%s learns from rows that have gaps: %s', async (name, metric, isGood) => {
    const graph = compiled(`${name}.kmodel`).models[0]!.graph!;
    const { training, validation } = await trainingData(graph, { seed: 1 });
    const model = new Model(graph, await createOnnxEngine({ threads: 1 }), { seed: 1 });
    const { history } = await model.fit(training.arrays, { validationData: validation!.arrays });
    const value = history[metric]!.at(-1) as number;
    expect(isGood(value), String(value)).toBe(true);
    await model.dispose();
  });
});
