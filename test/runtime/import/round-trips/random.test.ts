import fc from 'fast-check';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileModel, createMemoryHost, type ModelGraph } from '../../../../compiler/index.ts';
import { onnxPrediction } from '../../../../compiler/targets/onnx/prediction.ts';
import { createModel, importModel, saveKerasModel, saveTfjsModel } from '../../../../runtime/index.ts';
import { testEngine } from '../../../support/engine.ts';
import { randomModels } from '../../../support/random-models.ts';
import { importedGraph } from '../../../support/round-trips.ts';
import { sameModel } from '../../../support/same-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmodel-random-trips-'));

function graphOf(text: string): ModelGraph {
  const { graph } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  expect(graph, text).toBeDefined();
  return graph!;
}

const linesOf = (graph: ModelGraph): unknown => (sameModel(graph) as { readonly lines: unknown }).lines;

async function created(graph: ModelGraph) {
  return createModel(graph, { engine: await testEngine(), seed: 1 });
}

/** Waves for all inputs, for a batch of two. */
function waves({ inputs, tensors }: ModelGraph) {
  return Object.fromEntries(
    inputs.map(({ name, tensor }) => {
      const shape = [2, ...(tensors[tensor]!.shape as readonly number[])];
      const length = shape.reduce((product, size) => product * size, 1);
      return [name, { shape, data: Float32Array.from({ length }, (_, index) => Math.sin(index)) }];
    }),
  );
}

const settings = (numRuns: number) => ({
  numRuns,
  interruptAfterTimeLimit: 2500,
  markInterruptAsFailure: false,
});

describe('random models that go out and come back', () => {
  it('are the same by JSON of Keras', async () => {
    await fc.assert(
      fc.asyncProperty(randomModels, async (text) => {
        const graph = graphOf(text);
        const path = join(folder, 'm.json');
        await saveKerasModel(graph, path, undefined);
        expect(sameModel(importedGraph(await importModel(path)))).toEqual(sameModel(graph));
      }),
      settings(60),
    );
  }, 30_000);

  it('predict the same by .keras and by ONNX', async () => {
    await fc.assert(
      fc.asyncProperty(randomModels, async (text) => {
        const graph = graphOf(text);
        const model = await created(graph);
        const weights = model.getWeights();
        const wanted = Object.values(await model.predict(waves(graph)));
        const [keras, onnx] = [join(folder, 'm.keras'), join(folder, 'm.onnx')];
        await saveKerasModel(graph, keras, { weights, optimizer: undefined });
        writeFileSync(onnx, onnxPrediction(graph, weights, {}).file);
        for (const path of [keras, onnx]) {
          const imported = await importModel(path);
          const back = importedGraph(imported);
          expect(linesOf(back)).toEqual(linesOf(graph));
          const again = await created(back);
          again.setWeights(imported.weights!);
          expect(Object.values(await again.predict(waves(back)))).toEqual(wanted);
          await again.dispose();
        }
        await model.dispose();
      }),
      settings(15),
    );
  }, 30_000);

  it('are the same by tfjs, or a layer that it lacks is named', async () => {
    await fc.assert(
      fc.asyncProperty(randomModels, async (text) => {
        const graph = graphOf(text);
        const model = await created(graph);
        const path = await saveTfjsModel(model, join(folder, 'web')).catch((error: Error) => error.message);
        await model.dispose();
        if (path.endsWith('.json'))
          expect(linesOf(importedGraph(await importModel(path)))).toEqual(linesOf(graph));
        else expect(path).toMatch(/cannot become a `tf\.LayersModel`: .*`\w+`/);
      }),
      settings(25),
    );
  }, 30_000);
});
