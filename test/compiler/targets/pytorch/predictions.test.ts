import { describe, expect, it } from 'vitest';
import { pytorchModule } from '../../../../compiler/targets/pytorch/module/module.ts';
import { createModel } from '../../../../runtime/load.ts';
import { stepSeed } from '../../../../runtime/random.ts';
import { testEngine } from '../../../support/engine.ts';
import { torchPython } from '../../../support/torch.ts';
import {
  differences,
  sampleData,
  sampleFeeds,
  torchPredictions,
  torchSteps,
} from '../../../support/torch-model.ts';
import { torchSubjects } from '../../../support/torch-subjects.ts';

const drawing = new Set(['own/contrastive.kmodel', 'own/rings-gan.kmodel', 'own/vae.kmodel']);

describe.skipIf(!torchPython)('a generated module predicts what the engine predicts', () => {
  it.each(torchSubjects.filter(([name]) => !drawing.has(name)))('%s', async (_, compile) => {
    const graph = compile();
    const model = await createModel(graph, { engine: await testEngine(), seed: 3 });
    const feeds = sampleFeeds(graph);
    const ours = await model.predict(feeds);
    const theirs = await torchPredictions(
      pytorchModule(graph, { source: 'x.kmodel' }),
      model.getWeights(),
      feeds,
    );
    expect(differences(ours, theirs, 1e-5)).toEqual([]);
  });
});

describe.skipIf(!torchPython)('a generated module trains as the engine trains', () => {
  it.each(torchSubjects.filter(([name]) => name !== 'xception.kmodel'))('%s', async (_, compile) => {
    const graph = compile();
    const model = await createModel(graph, { engine: await testEngine(), seed: 3 });
    const data = sampleData(graph, 5);
    const initial = model.getWeights();
    const ours: Record<string, number | readonly number[]>[] = [];
    for (let step = 0; step < 3; step++) ours.push(await model.trainOnBatch(data));
    const module = pytorchModule(graph, { source: 'x.kmodel', draws: 'kmodel' });
    const theirs = await torchSteps(module, initial, data, { steps: 3, seed: stepSeed(model.seed) });
    theirs.logs.forEach((logs, step) => {
      for (const [name, value] of Object.entries(ours[step]!))
        [value]
          .flat()
          .forEach((each, index) =>
            expect([logs[name]!].flat()[index], `${name} of step ${step + 1}`).toBeCloseTo(each, 3),
          );
    });
    expect(differences(model.getWeights(), theirs.weights, 1e-3)).toEqual([]);
  });
});
