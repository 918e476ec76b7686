import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { hostResults } from '../../compiler/graph/without-host-part.ts';
import { counterpartOf } from '../../compiler/targets/keras/counterparts.ts';
import { moduleGaps } from '../../compiler/targets/keras/module/gaps.ts';
import { kerasModule } from '../../compiler/targets/keras/module/module.ts';
import { createModel, KmodelError, saveKerasModel, saveTfjsModel } from '../../runtime/index.ts';
import { layerReachModule } from '../../scripts/layer-reach.ts';
import { worldsPage } from '../../scripts/worlds-page.ts';
import { exampleModel, reachOfLayers, worlds, type LayerReach } from '../../scripts/worlds.ts';
import { testEngine } from '../support/engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-worlds-'));
const page = readFileSync(join(import.meta.dirname, '../../docs/reference/worlds.md'), 'utf8');
const layers = await reachOfLayers();

describe('the table of layers by world', () => {
  it('says what is written for each world', async () => {
    const text = await format(await worldsPage(), { parser: 'markdown', printWidth: 110, singleQuote: true });
    expect(page).toBe(text);
  });

  it('is what the editor tells of a layer', async () => {
    const module = readFileSync(join(import.meta.dirname, '../../lsp/layer-reach.ts'), 'utf8');
    expect(module).toBe(await layerReachModule());
  });

  const rows = layers.map((each): readonly [string, LayerReach] => [each.layer.name, each]);

  it.each(rows)('has the files that are really saved: %s', async (name, { layer, reach }) => {
    const { graph } = exampleModel(layer);
    const model = await createModel(graph, { engine: await testEngine(), seed: 1 });
    const saves = async (save: () => Promise<unknown>): Promise<boolean> => {
      try {
        await save();
        return true;
      } catch (error) {
        if (!(error instanceof KmodelError)) throw error;
        return false;
      }
    };
    const numbers = { weights: model.getWeights(), optimizer: undefined };
    const asKeras = (ending: string): Promise<boolean> =>
      saves(() => saveKerasModel(graph, join(folder, `${name}${ending}`), numbers));
    expect({
      json: await asKeras('.json'),
      keras: await asKeras('.keras'),
      h5: await asKeras('.h5'),
      tfjs: await saves(() => saveTfjsModel(model, join(folder, name))),
    }).toEqual({
      json: reach['.keras, JSON'].kind !== 'no',
      keras: reach['.keras, JSON'].kind !== 'no',
      h5: reach['.h5'].kind !== 'no',
      tfjs: reach.tfjs.kind !== 'no',
    });
    expect(reach.ONNX.kind).toBe(hostResults(graph).length > 0 ? 'before' : 'yes');
  });

  it.each(rows)('has the module of Keras that is really written: %s', (name, { layer, reach }) => {
    const { graph, origin } = exampleModel(layer);
    const { text, problems } = kerasModule(graph, origin, 'example.kmodel');
    const isWritten = moduleGaps(graph).length === 0 && problems.length === 0;
    const { module = 'keras.layers' } = counterpartOf(layer);
    const brings = text.includes(`\nclass ${name}(layers.`);
    expect({ isWritten, brings }).toEqual({
      isWritten: reach['Keras module'].kind !== 'no',
      brings: reach['Keras module'].kind === 'class',
    });
    if (isWritten) expect(text).toContain(module === null ? `${name}(` : `layers.${name}(`);
  });

  it('has a row for every layer, and a cell for every world', () => {
    const table = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(table).toHaveLength(layers.length);
    for (const row of table) expect(row.split('|')).toHaveLength(worlds.length + 3);
  });
});
