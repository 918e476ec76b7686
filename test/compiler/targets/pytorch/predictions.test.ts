import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost, type ModelGraph } from '../../../../compiler/index.ts';
import { pytorchModule } from '../../../../compiler/targets/pytorch/module/module.ts';
import { createModel } from '../../../../runtime/load.ts';
import { testEngine } from '../../../support/engine.ts';
import { libraryTexts } from '../../../support/library.ts';
import { compileGoldenModel, goldenModelNames } from '../../../support/golden-model.ts';
import { smallerExampleTexts } from '../../../support/smaller-examples.ts';
import { torchPython } from '../../../support/torch.ts';
import { differences, sampleFeeds, torchPredictions } from '../../../support/torch-model.ts';

const examples = Object.entries(smallerExampleTexts).map(([name, text]): [string, () => ModelGraph] => [
  name,
  () => {
    const files = Object.fromEntries(Object.entries(libraryTexts).map(([file, own]) => [`kmodel:${file}`, own]));
    const { graph, diagnostics } = compileModel(name, createMemoryHost({ ...files, ...smallerExampleTexts, [name]: text }));
    if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
    return graph;
  },
]);
const traces = goldenModelNames().map((name): [string, () => ModelGraph] => [
  name,
  () => compileGoldenModel(name),
]);

describe.skipIf(!torchPython)('a generated module predicts what the engine predicts', () => {
  it.each([...examples, ...traces])('%s', async (_, compile) => {
    const graph = compile();
    const model = await createModel(graph, { engine: await testEngine(), seed: 3 });
    const feeds = sampleFeeds(graph);
    const ours = await model.predict(feeds);
    const theirs = await torchPredictions(pytorchModule(graph, { source: 'x.kmodel' }), model.getWeights(), feeds);
    expect(differences(ours, theirs, 1e-5)).toEqual([]);
  });
});
