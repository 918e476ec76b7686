import { beforeAll, describe, expect, it } from 'vitest';
import { emitTypeScript } from '../../../../compiler/emit/typescript/emit.ts';
import type { ModelGraph } from '../../../../compiler/index.ts';
import { compileModules, type CompiledModules } from './support/compile.ts';
import { compareWithOurs } from './support/run.ts';
import { dataFor, exampleTexts, graphFrom, testModelTexts } from './support/subjects.ts';
import * as tf from './support/tfjs.ts';

/** Too large for the plain backend: they are compiled, not run. */
const compiledOnly = new Set(['xception.kmodel', 'two-cameras.kmodel']);

/** Draws that differ between engines are turned off, so that losses can be compared. */
const quiet = (text: string): string =>
  text.replace('Dropout(0.5)', 'Dropout(0.0)').replace('rate: float = 0.1', 'rate: float = 0.0');

const subjects = [
  ...Object.keys(exampleTexts).map((name) => [name, exampleTexts] as const),
  ...Object.keys(testModelTexts).map((name) => [name, testModelTexts] as const),
].map(([name, texts]) => ({
  name,
  graph: graphFrom(
    Object.fromEntries(Object.entries(texts).map(([file, text]) => [file, quiet(text)])),
    name,
  ),
}));

describe('generated modules', () => {
  let compiled: CompiledModules;

  beforeAll(async () => {
    await tf.setBackend('cpu');
    const modules: Record<string, string> = {};
    for (const { name, graph } of subjects) modules[fileOf(name)] = await emitTypeScript(graph, name);
    compiled = compileModules(modules);
  });

  it('compile by `tsc --strict`', () => {
    expect(compiled.problems).toEqual([]);
  });

  it.each(subjects.filter(({ name }) => !compiledOnly.has(name)))(
    '$name predicts what our engine predicts, and loses the same in three steps',
    async ({ name, graph }) => {
      const { names, predictions, losses } = await compareWithOurs(
        graph,
        await compiled.load(fileOf(name)),
        dataFor(graph, name, samplesOf(graph)),
      );
      expect(names).toEqual([]);
      expect(predictions).toBeLessThan(1e-4);
      for (const [ours, theirs] of losses)
        expect(Math.abs(theirs - ours)).toBeLessThan(2e-4 * Math.abs(ours) + 1e-6);
    },
  );
});

function fileOf(name: string): string {
  return name.replace('.kmodel', '.ts');
}

function samplesOf(graph: ModelGraph): number {
  return graph.inputs.some(({ tensor }) => graph.tensors[tensor]!.shape.length > 2) ? 2 : 4;
}
