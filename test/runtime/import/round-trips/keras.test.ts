import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ModelGraph } from '../../../../compiler/index.ts';
import { createModel, importModel, type ImportedModel } from '../../../../runtime/index.ts';
import { saveKerasModel } from '../../../../runtime/keras/save-model.ts';
import { testEngine } from '../../../support/engine.ts';
import {
  functionTrips,
  importedGraph,
  layerTrips,
  modelTrips,
  outcome,
} from '../../../support/round-trips.ts';
import { sameModel } from '../../../support/same-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-round-trips-'));

async function throughJson(graph: ModelGraph): Promise<ImportedModel> {
  const path = join(folder, 'model.json');
  await saveKerasModel(graph, path, undefined);
  return importModel(path);
}

/** What cannot come back the same, and the sentence that says so. */
const refused: Readonly<Record<string, string>> = {
  random_normal: 'Keras draws random numbers in layers alone',
  random_uniform: 'Keras draws random numbers in layers alone',
  random_bernoulli: 'Keras draws random numbers in layers alone',
  outer: 'it computes with numbers alone',
  vdot: 'it computes with numbers alone',
};

/** What comes back under another name that Keras has for the same: operators for functions. */
const renamed: Readonly<Record<string, string>> = {
  add: 'Add',
  subtract: 'Subtract',
  multiply: 'Multiply',
  divide: 'TrueDivide',
  true_divide: 'TrueDivide',
};

const classesOf = (graph: ModelGraph): readonly string[] => graph.layers.map((layer) => layer.class);

describe('a model of one layer that goes out as JSON of Keras and comes back', () => {
  it.each(layerTrips)('is the same: %s', async (_, compile) => {
    expect(await outcome(compile(), throughJson)).toBe('the same');
  });
});

describe('a model of one function that goes out as JSON of Keras and comes back', () => {
  const same = functionTrips.filter(([name]) => !refused[name] && !renamed[name]);

  it.each(same)('is the same: %s', async (_, compile) => {
    expect(await outcome(compile(), throughJson)).toBe('the same');
  });

  it.each(functionTrips.filter(([name]) => refused[name]))(
    'is refused in one sentence: %s',
    async (name, compile) => expect(await outcome(compile(), throughJson)).toContain(refused[name]!),
  );

  it.each(functionTrips.filter(([name]) => renamed[name]))(
    'comes back as the operator: %s',
    async (name, compile) => {
      const back = importedGraph(await throughJson(compile()));
      expect(classesOf(back)).toEqual([renamed[name]]);
    },
  );
});

/** Models that Keras's files cannot hold, and why. */
const refusedModels: Readonly<Record<string, string>> = {
  'own/contrastive-siamese.kmodel': '`contrastive` is declared in the text, and Keras’s files hold no code',
  'own/contrastive.kmodel': 'Keras draws random numbers in layers alone',
  'own/distillation.kmodel': 'the target of head `soft` cannot be written: its targets come from the data',
  'own/neuron.kmodel': 'of the class `kmodel>Neuron`, which kmodel does not have',
  'own/own-attention.kmodel': 'of the class `kmodel>SelfAttention`, which kmodel does not have',
  'own/rings-gan.kmodel': 'Keras draws random numbers in layers alone',
  'own/vae.kmodel': 'Keras draws random numbers in layers alone',
};

describe('a whole model that goes out as JSON of Keras and comes back', () => {
  it.each(modelTrips.filter(([name]) => !refusedModels[name]))('is the same: %s', async (_, compile) => {
    expect(await outcome(compile(), throughJson)).toBe('the same');
  });

  it.each(modelTrips.filter(([name]) => refusedModels[name]))(
    'is refused in one sentence: %s',
    async (name, compile) => expect(await outcome(compile(), throughJson)).toContain(refusedModels[name]!),
  );
});

describe.each(['keras', 'h5'])('a model of one layer that goes out as .%s and comes back', (ending) => {
  it.each(layerTrips)('is the same with the same weights: %s', async (name, compile) => {
    const graph = compile();
    const model = await createModel(graph, { engine: await testEngine(), seed: 3 });
    const path = join(folder, `${name}.${ending}`);
    await saveKerasModel(graph, path, { weights: model.getWeights(), optimizer: undefined });
    const back = await importModel(path);
    const again = importedGraph(back);
    expect(sameModel(again)).toEqual(sameModel(graph));
    const other = await createModel(again, { engine: await testEngine(), seed: 0 });
    // Boundaries of bins are learned, and stand in the configuration then.
    if (name === 'Discretization') return expect(back.weights).toEqual({});
    other.setWeights(back.weights!);
    expect(Object.values(other.getWeights())).toEqual(Object.values(model.getWeights()));
  });
});
