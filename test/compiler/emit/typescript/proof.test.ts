import { beforeAll, describe, expect, it } from 'vitest';
import { emitTypeScript } from '../../../../compiler/emit/typescript/emit.ts';
import type { ModelGraph } from '../../../../compiler/index.ts';
import { compileModules, type CompiledModules } from './support/compile.ts';
import { compareWithOurs } from './support/run.ts';
import { dataFor, exampleTexts, subjectFrom, testModelTexts } from './support/subjects.ts';
import * as tf from './support/tfjs.ts';

/**
 * Draws that differ between engines are turned off, so that losses can be compared, and what would take the plain
 * backend minutes is made smaller.
 */
const changes: Readonly<Record<string, readonly (readonly [from: RegExp, to: string])[]>> = {
  'text-cnn.kmodel': [
    [/Dropout\(0\.5\)/, 'Dropout(0.0)'],
    [/5_000/, '50'],
  ],
  'transformer.kmodel': [
    [/rate: float = 0\.1/, 'rate: float = 0.0'],
    [/5_000/, '50'],
  ],
  'posts.kmodel': [
    [/50_000/, '100'],
    [/\b(128|256)\b/g, '8'],
  ],
  'question-answering.kmodel': [
    [/10_000/, '50'],
    [/500/, '20'],
  ],
  'shared-embedding.kmodel': [[/1000/, '50']],
  'tickets.kmodel': [[/10_000/, '50']],
  'inception.kmodel': [
    [/\b128\b/g, '4'],
    [/\b32\b/g, '8'],
  ],
  'residual.kmodel': [[/float32\[32, 32, 3\]/, 'float32[8, 8, 3]']],
  'unet.kmodel': [[/filters: int = 16/, 'filters: int = 4']],
  'xception.kmodel': [
    [/\b(32|64|128|256|728|1024|1536|2048)\b/g, '4'],
    [/\[250, 250, 3\]/, '[71, 71, 3]'],
    [/repeat 8/, 'repeat 2'],
  ],
  'two-cameras.kmodel': [[/\[250, 250, 3\]/g, '[71, 71, 3]']],
};

/** `tf.train.adam` corrects the averages before it adds epsilon, Keras after it: that shows where gradients are small. */
const adamTolerance = 5e-3;

function smaller(name: string, text: string): string {
  return (changes[name] ?? []).reduce((result, [from, to]) => result.replace(from, to), text);
}

const subjects = [
  ...Object.keys(exampleTexts).map((name) => [name, exampleTexts] as const),
  ...Object.keys(testModelTexts).map((name) => [name, testModelTexts] as const),
].map(([name, texts]) => ({
  name,
  ...subjectFrom(
    Object.fromEntries(Object.entries(texts).map(([file, text]) => [file, smaller(file, text)])),
    name,
  ),
}));

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
