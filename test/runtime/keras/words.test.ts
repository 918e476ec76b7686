import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../compiler/index.ts';
import { kerasModel } from '../../../compiler/targets/keras/config/model-config.ts';
import { withLearnedArguments } from '../../../compiler/targets/keras/learned-arguments.ts';
import { kerasModule } from '../../../compiler/targets/keras/module/module.ts';
import { createModel, importModel, loadWeights, saveKerasModel, type Model } from '../../../runtime/index.ts';
import { testEngine } from '../../support/engine.ts';
import { modelOf, silent } from '../preprocessing/support.ts';

const members = `  input town: string
  input age: float32[2]
  branch place = town -> StringLookup(max_tokens: 5, output_mode: one_hot)
  branch bins = age -> Discretization(num_bins: 3, output_mode: multi_hot)
  branch words = town -> TextVectorization(max_tokens: 9, output_mode: tf_idf)
  branch years = age -> Normalization()
  head y = [place, bins, words, years] -> Concatenate() -> Dense(3, activation: softmax) { loss: sparse_categorical_crossentropy }
  train { optimizer: Adam(0.05), epochs: 2, batch_size: 4, seed: 1 }`;

const inputs = {
  town: ['Ulm', 'Bonn', 'Ulm', 'Rom'],
  age: [
    [1, 2],
    [2, 3],
    [3, 8],
    [4, 9],
  ],
};

let trained: Model;
let numbers: Parameters<typeof saveKerasModel>[2];
beforeAll(async () => {
  trained = await modelOf(members);
  await trained.fit({ ...inputs, y: [0, 1, 0, 2] }, silent);
  numbers = { weights: trained.getWeights(), optimizer: undefined, learned: trained.describeLearned() };
});

describe('files of Keras hold what was learned', () => {
  it.each(['.keras', '.h5'])('in %s, and come back as a model of the same predictions', async (ending) => {
    const path = join(mkdtempSync(join(tmpdir(), 'kmodel-keras-')), `m${ending}`);
    await saveKerasModel(trained.graph, path, numbers);
    const { text, weights } = await importModel(path);
    expect(text).toContain('input town: string\n');
    const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
    const model = await createModel(graph!, { engine: await testEngine(), seed: 7 });
    model.setWeights(weights!);
    const [here, there] = [await model.predict(inputs), await trained.predict(inputs)];
    expect(Object.values(here)[0]!.data).toEqual(there.y!.data);
    await model.dispose();
  });

  it('weights alone are read without the number of samples that Keras keeps', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'kmodel-keras-')), 'm.weights.h5');
    const text = '  input age: float32[2]\n  head y = age -> Normalization() -> Dense(1) { loss: mse }';
    const [one, other] = [await modelOf(text), await modelOf(text)];
    await one.fit({ age: inputs.age, y: [1, 2, 3, 4] }, silent);
    await saveKerasModel(one.graph, path, { weights: one.getWeights(), optimizer: undefined });
    await loadWeights(other, path);
    expect(other.getWeights()).toEqual(one.getWeights());
    expect(await other.predict({ age: inputs.age })).toEqual(await one.predict({ age: inputs.age }));
    await Promise.all([one.dispose(), other.dispose()]);
  });

  it('in their configuration, with vectors of the size that they have here', () => {
    const { config } = kerasModel(withLearnedArguments(trained.graph, numbers!.learned));
    const layers = config.config.layers as readonly { class_name: string; config: Record<string, unknown> }[];
    const configOf = (name: string) => layers.find((layer) => layer.class_name === name)!.config;
    expect(configOf('StringLookup')).toMatchObject({
      vocabulary: ['Ulm', 'Rom', 'Bonn'],
      pad_to_max_tokens: true,
      invert: false,
    });
    expect(configOf('Discretization')).toMatchObject({ num_bins: null });
    expect(configOf('TextVectorization').idf_weights).toHaveLength(3);
  });

  it('in code, which leaves data to the caller', () => {
    const { text: code } = kerasModule(
      withLearnedArguments(trained.graph, numbers!.learned),
      undefined,
      'm.kmodel',
    );
    expect(code).toContain('town = keras.Input(shape=(), dtype="string", name="town")');
    expect(code).toContain('vocabulary=("Ulm", "Rom", "Bonn"),');
    expect(code).not.toContain('def main');
  });
});
