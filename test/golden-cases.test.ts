import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { goldenLayers } from './compiler/support/golden-cases.ts';
import { readGolden } from './compiler/support/arrays.ts';
import type { Json } from '../compiler/targets/keras/read/json.ts';
import { readKerasModel } from '../compiler/targets/keras/read/model.ts';
import type { LayerInstance } from '../compiler/graph/model-graph.ts';
import { readText } from '../compiler/targets/read/read-text.ts';
import { goldenModelNames } from './support/golden-model.ts';
import {
  componentFiles,
  componentLeftOut,
  layerLeftOut,
  type GoldenCase,
} from './support/golden-left-out.ts';

const here = import.meta.dirname;
const namesIn = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(here, 'golden', folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));

/** Cases that no engine runs, and why. Everything else runs on each of them. */
const leftOut: Readonly<Record<string, string>> = {
  AdamW_05_exclude_bias: 'calls a method of Python',
  MeanSquaredError_10_weights_none: 'weighs losses that stay apart, which no training does',
  Mean_01: 'no metric of the language',
  Mean_02_weights: 'no metric of the language',
  Sum_01: 'no metric of the language',
  Sum_02_weights: 'no metric of the language',
};

interface SummarizedModel {
  readonly total: number;
  readonly trainable: number;
  readonly layers: readonly { readonly class_name: string; readonly parameters: number }[];
  readonly keras_config: Json;
}

const summaries = readGolden<Readonly<Record<string, SummarizedModel>>>('summary/parameters.json');

/** The tests that run the cases, which the files of the engines repeat. */
const runners = [
  'layers/golden',
  ...['losses', 'metrics', 'optimizers', 'schedules', 'weights'].map((name) => `components/${name}`),
];

describe('the golden cases of Keras', () => {
  it('are all run but for those of the table', () => {
    const found: Record<string, string> = {};
    const note = (golden: GoldenCase, reason: string | undefined): void => {
      if (reason !== undefined) found[golden.name] = reason;
    };
    for (const folder of ['layers', 'more'])
      for (const file of namesIn(folder, '.json'))
        for (const golden of readGolden<readonly GoldenCase[]>(`${folder}/${file}.json`))
          note(golden, layerLeftOut(golden));
    for (const [file, category] of Object.entries(componentFiles))
      for (const golden of readGolden<readonly GoldenCase[]>(`${file}.json`))
        note(golden, componentLeftOut(category, golden));
    expect(found).toEqual(leftOut);
  });

  it('of layers are those of every file', () => {
    const files = ['layers', 'more'].flatMap((folder) =>
      namesIn(folder, '.json').map((name) => `${folder}/${name}`),
    );
    expect(goldenLayers.map(({ file }) => file).sort()).toEqual(files.sort());
  });

  it('of models are those of every file', () => {
    expect([...goldenModelNames()].sort()).toEqual([...namesIn('models', '.json')].sort());
  });

  it.each(Object.entries(summaries))('of summaries have their parameters: %s', async (_, golden) => {
    const { graph } = await readText(readKerasModel(golden.keras_config));
    const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
    const countOf = (layer: LayerInstance, keep: (isTrained: boolean) => boolean): number =>
      layer.weights
        .filter(({ trainable }) => keep(layer.trainable && trainable))
        .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    const total = (keep: (isTrained: boolean) => boolean): number =>
      graph.layers.reduce((sum, layer) => sum + countOf(layer, keep), 0);
    expect([total(() => true), total((isTrained) => isTrained)]).toEqual([golden.total, golden.trainable]);
    // A model inside counts as one layer in Keras.
    if (golden.layers.some(({ class_name: name }) => name === 'Functional')) return;
    const wanted = golden.layers.filter(({ class_name: name }) => name !== 'InputLayer');
    expect(graph.layers.map((layer) => `${layer.class} ${countOf(layer, () => true)}`).sort()).toEqual(
      wanted.map(({ class_name: name, parameters }) => `${name} ${parameters}`).sort(),
    );
  });

  it.each(['cpu', 'kernels', 'wasm'])('of layers and components run on tfjs as well: %s', (way) => {
    const text = readFileSync(join(here, `runtime/engines/tfjs/${way}.test.ts`), 'utf8');
    for (const runner of runners) expect(text).toContain(`compiler/${runner}.test.ts`);
  });

  it.each(['cpu', 'wasm'])('of models and files run on tfjs as well: %s', (way) => {
    const text = readFileSync(join(here, `runtime/engines/tfjs/${way}-models.test.ts`), 'utf8');
    expect(text).toContain('golden-models.test.ts');
    expect(text).toContain('keras-files.test.ts');
  });
});
