import { expect } from 'vitest';
import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { Engine } from '../../runtime/engines/engine.ts';
import { Model } from '../../runtime/model.ts';
import { smallerExampleTexts } from './smaller-examples.ts';
import { dataFor, subjectFrom } from './subjects.ts';

/** Examples that train. Without heads, Xception is no model to train; it is part of `two-cameras`. */
export const trainedExamples: readonly string[] = Object.keys(smallerExampleTexts).filter(
  (name) => name !== 'xception.kmodel',
);

/**
 * Three steps of an example on an engine, and a prediction: losses, and the first number of each head.
 * @param texts of the examples, by name
 * @param change what becomes of the example's graph before it trains
 */
export async function trainThreeSteps(
  name: string,
  engine: Engine,
  texts = smallerExampleTexts,
  change: (graph: ModelGraph) => ModelGraph = (graph) => graph,
): Promise<readonly number[]> {
  const graph = change(subjectFrom(texts, name).graph);
  const data = dataFor(graph, 2);
  const model = new Model(graph, engine, { seed: 1 });
  const numbers: number[] = [];
  for (let step = 0; step < 3; step++)
    numbers.push(...Object.values(await model.trainOnBatch(data)).flatMap((each) => each));
  for (const { data: values } of Object.values(await model.predict(data))) numbers.push(values[0]!);
  await model.dispose();
  return numbers;
}

/** Holds numbers of two engines against each other. */
export function expectSameNumbers(found: readonly number[], wanted: readonly number[]): void {
  expect(found.length).toBe(wanted.length);
  found.forEach((value, at) => {
    const tolerance = 2e-4 * Math.max(1, Math.abs(wanted[at]!));
    expect(Math.abs(value - wanted[at]!), `number ${at}: ${value}, ${wanted[at]}`).toBeLessThan(tolerance);
  });
}
