import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { hostPart } from '../../../../compiler/graph/host-part.ts';
import { allLayers } from '../../../../compiler/layers/registry.ts';
import { pytorchModule } from '../../../../compiler/targets/pytorch/module/module.ts';
import { createModel } from '../../../../runtime/load.ts';
import { stepSeed } from '../../../../runtime/random.ts';
import { fittingType } from '../../../../scripts/fitting-type.ts';
import { testEngine } from '../../../support/engine.ts';
import { torchPython } from '../../../support/torch.ts';
import {
  differences,
  sampleData,
  sampleFeeds,
  torchPredictions,
  torchSteps,
} from '../../../support/torch-model.ts';

/** The examples of all layers that are part of a graph, as models. */
const examples = allLayers()
  .filter(({ internal, adapt }) => !internal && !adapt)
  .flatMap((layer) => {
    const text = `model Example {\n  input x: ${fittingType(layer)}\n  head y = ${layer.example} { loss: mse }\n}\n`;
    const { graph } = compileModel('example.kmodel', createMemoryHost({ 'example.kmodel': text }));
    return graph && hostPart(graph).calls.length === 0 ? [[layer.name, graph] as const] : [];
  });

describe.skipIf(!torchPython)('a module of the example of each layer', () => {
  it('is there for almost all', () => expect(examples.length).toBeGreaterThan(120));

  it.each(examples)('%s predicts and trains as our engine does', async (_, graph) => {
    const model = await createModel(graph, { engine: await testEngine(), seed: 3 });
    const weights = model.getWeights();
    const feeds = sampleFeeds(graph);
    const module = pytorchModule(graph, { source: 'x.kmodel', draws: 'kmodel' });
    expect(
      differences(await model.predict(feeds), await torchPredictions(module, weights, feeds), 1e-5),
    ).toEqual([]);
    const data = sampleData(graph, 3);
    const { loss } = await model.trainOnBatch(data);
    const { logs } = await torchSteps(module, weights, data, { steps: 1, seed: stepSeed(model.seed) });
    const scale = Math.max(1, Math.abs(loss as number));
    expect(Math.abs((logs[0]!.loss as number) - (loss as number)) / scale).toBeLessThan(1e-5);
  });
});
