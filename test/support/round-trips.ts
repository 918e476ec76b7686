import { expect } from 'vitest';
import { compileModel, createMemoryHost, type ModelGraph } from '../../compiler/index.ts';
import { allFunctions } from '../../compiler/functions/registry.ts';
import { allLayers } from '../../compiler/layers/registry.ts';
import type { ImportedModel } from '../../runtime/index.ts';
import { fittingType } from '../../scripts/fitting-type.ts';
import { sameModel } from './same-model.ts';
import { torchSubjects } from './torch-subjects.ts';

/** A model to send out and get back, by the name of what it is about. */
export type RoundTrip = readonly [name: string, compile: () => ModelGraph];

const compiled = (type: string, head: string) => (): ModelGraph => {
  const text = `model Example {\n  input x: ${type}\n  head y = ${head}\n}\n`;
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  if (!graph) throw new Error(`${head}: ${diagnostics.map(({ message }) => message).join(' ')}`);
  return graph;
};

/** The example of every layer. */
export const layerTrips: readonly RoundTrip[] = allLayers()
  .filter(({ internal }) => !internal)
  .map((layer) => [layer.name, compiled(fittingType(layer), layer.example)]);

/** Functions whose examples hold numbers alone, in models. */
const functionExamples: Readonly<Record<string, string>> = {
  outer: 'x * sum(outer(arange(3), arange(4)))',
  vdot: 'x * vdot(arange(3), arange(3))',
};

/** The example of every function of tensors, and further forms of some. */
export const functionTrips: readonly RoundTrip[] = [
  ...allFunctions().map(({ name, layer }): RoundTrip => [
    name,
    compiled('float32[4, 8]', functionExamples[name] ?? layer.example),
  ]),
  ...[
    'x * [1, 2, 3, 4, 5, 6, 7, 8]',
    '[1, 2, 3, 4, 5, 6, 7, 8.5] - x',
    'maximum(x, [[1], [2], [3], [4.5]])',
    'matmul(x, [[1, 0.5], [1, 2], [1, 2], [1, 2], [1, 2], [1, 2], [1, 2], [3, 2]])',
    'take(x, 2, axis: 1)',
    'take(x, [[0, 1], [2, 3]], axis: 2)',
    'x[1:3, 0]',
    'x[:, -1]',
    'top_k(x, 2)[0]',
    'split(x, [1, 3], axis: -1)[1]',
    'pad(x, [[1, 1], [0, 2]], constant_values: 2)',
    'average(x, axis: -1, weights: [1, 2, 3, 4, 5, 6, 7, 8])',
    'average(x, axis: -1, weights: x * x)',
    'where(x > 0, x, 0.5)',
    'cast(x != 0, float32)',
    'concatenate([x, x * 2, x], axis: -1)',
    'tile(x, [2, 1])',
    'norm(x, ord: 1, axis: 1, keepdims: true)',
  ].map((head): RoundTrip => [head, compiled('float32[4, 8]', head)]),
];

/** The examples, those of their own layers and losses, and the models of Keras's training traces. */
export const modelTrips: readonly RoundTrip[] = torchSubjects;

/** The graph of an imported text. */
export function importedGraph({ text, model }: ImportedModel): ModelGraph {
  const { graph, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }), { model });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return graph!;
}

/** What becomes of a model: `the same`, else the sentence that refuses it. */
export async function outcome(
  graph: ModelGraph,
  there: (graph: ModelGraph) => Promise<ImportedModel>,
): Promise<string> {
  try {
    const back = importedGraph(await there(graph));
    expect(sameModel(back)).toEqual(sameModel(graph));
    return 'the same';
  } catch (error) {
    if (error instanceof Error && error.name !== 'AssertionError') return error.message;
    throw error;
  }
}
