import { beforeAll, describe, expect, it } from 'vitest';
import { emitTypeScript } from '../../../../compiler/targets/typescript/emit.ts';
import type { ModelGraph } from '../../../../compiler/index.ts';
import { compileModules, type CompiledModules } from './support/compile.ts';
import { compareWithOurs } from './support/run.ts';
import { changed, smallerExampleTexts } from '../../../support/smaller-examples.ts';
import { dataFor, subjectFrom, testModelTexts } from '../../../support/subjects.ts';
import * as tf from './support/tfjs.ts';

/** Draws differ between engines: they are turned off, so that losses can be compared. */
const texts = {
  ...smallerExampleTexts,
  'text-cnn.kmodel': changed(smallerExampleTexts['text-cnn.kmodel']!, [[/Dropout\(0\.5\)/, 'Dropout(0.0)']]),
  'transformer.kmodel': changed(smallerExampleTexts['transformer.kmodel']!, [
    [/rate: float = 0\.1/, 'rate: float = 0.0'],
  ]),
};

/** `tf.train.adam` corrects the averages before it adds epsilon, Keras after it: that shows where gradients are small. */
const adamTolerance = 5e-3;

const subjects = [texts, testModelTexts].flatMap((files) =>
  Object.keys(files).map((name) => ({ name, ...subjectFrom(files, name) })),
);

describe('generated modules', () => {
  let compiled: CompiledModules;

  beforeAll(async () => {
    await tf.setBackend('cpu');
    const modules: Record<string, string> = {};
    for (const { name, graph, origin } of subjects)
      modules[fileOf(name)] = (await emitTypeScript(graph, origin, name)).text!;
    compiled = compileModules(modules);
  }, 120_000);

  it('compile by `tsc --strict`', () => {
    expect(compiled.problems).toEqual([]);
  });

  it.each(subjects)(
    '$name predicts what our engine predicts, and loses the same in three steps',
    async ({ name, graph }) => {
      const { names, predictions, losses } = await compareWithOurs(
        graph,
        await compiled.load(fileOf(name)),
        dataFor(graph, samplesOf(graph)),
      );
      expect(names).toEqual([]);
      expect(predictions).toBeLessThan(1e-4);
      const tolerance = /Adam/.test(graph.training.optimizer.name) ? adamTolerance : 2e-4;
      for (const [ours, theirs] of losses) {
        expect(Math.abs(theirs - ours)).toBeLessThan(tolerance * Math.abs(ours) + 1e-6);
      }
    },
  );
});

function fileOf(name: string): string {
  return name.replace('.kmodel', '.ts');
}

function samplesOf(graph: ModelGraph): number {
  return graph.inputs.some(({ tensor }) => graph.tensors[tensor]!.shape.length > 2) ? 2 : 4;
}
