import { describe, expect, it } from 'vitest';
import { check } from '../../compiler/index.ts';
import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { buildEvaluateStep, buildPredictStep, buildTrainStep } from '../../compiler/steps/build-steps.ts';
import { campaign, patience } from './support/campaign.ts';
import { changingHost, mutated, writtenTexts } from './support/texts.ts';

/** Larger graphs take longer than they are worth here. */
const mostLayers = 150;

function lower(graph: ModelGraph): void {
  buildPredictStep(graph);
  if (!graph.heads.some((head) => head.loss)) return;
  buildEvaluateStep(graph);
  buildTrainStep(graph);
}

/** The models of a text that are found right have a graph, of which steps can be made. */
function expectWhole(text: string): void {
  const { models, diagnostics } = check('a.kmodel', changingHost({ 'a.kmodel': text }));
  if (diagnostics.some(({ severity }) => severity === 'error')) return;
  for (const { name, graph, missingParameters } of models) {
    if (missingParameters.length > 0) continue;
    expect(graph, `${name} has no error and no graph\n${text}`).toBeDefined();
    if (graph!.layers.length > mostLayers) continue;
    expect(() => lower(graph!), text).not.toThrow();
  }
}

/** Numbers at the edges of what kmodel computes with, and close to the sizes of written texts. */
const numbers = [
  '0',
  '1',
  '2',
  '3',
  '5',
  '8',
  '64',
  '1_000',
  '65_536',
  '2_147_483_648',
  '9_007_199_254_740_992',
];

describe('a text in which nothing is found wrong', () => {
  it(
    'can be lowered, whatever was changed in it',
    async () => {
      await campaign('lowering', (attempt) => {
        const { choose, pick } = attempt;
        const original = mutated(choose(writtenTexts), pick(3), attempt);
        // Numbers are what checks may pass and lowering trips over.
        const text = original.replace(/\b\d[\d_]*\b/g, (number) =>
          pick(12) === 0 ? choose(numbers) : number,
        );
        expectWhole(text);
      });
    },
    patience,
  );
});
