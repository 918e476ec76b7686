import { visibleText } from '../compiler/diagnostics/visible-text.ts';
import type { ModelGraph } from '../compiler/index.ts';
import { createModel } from '../runtime/load.ts';
import { loadWeights } from '../runtime/weights/save.ts';
import { createEngine } from './engine.ts';

/** What a model has learned from data, by name: `town_lookup/vocabulary`. */
type Learned = Readonly<Record<string, readonly (string | number)[]>>;

/**
 * What a file of weights keeps that was learned from data, and the names of classes.
 * @throws WeightsError where the weights are not this model's
 */
export async function learnedBy(graph: ModelGraph, weights: string): Promise<Learned> {
  const model = await createModel(graph, { engine: await createEngine('auto'), seed: 0 });
  try {
    await loadWeights(model, weights);
    return model.describeLearned();
  } finally {
    await model.dispose();
  }
}

/** So many entries of a list stand in a line. */
const mostShown = 8;

/** A line for each thing that was learned, long lists by their beginning. */
export function learnedText(learned: Learned): string {
  const names = Object.keys(learned);
  if (names.length === 0) return ' Learned from data: nothing\n';
  const lines = names.map((name) => {
    const values = learned[name]!;
    const shown = values.slice(0, mostShown).map((value) => entryText(value));
    const more = values.length > mostShown ? `, … (${values.length})` : '';
    return `   ${name}: ${shown.join(', ')}${more}`;
  });
  return ` Learned from data:\n${lines.join('\n')}\n`;
}

function entryText(value: string | number): string {
  return typeof value === 'string'
    ? visibleText(JSON.stringify(value))
    : String(Number(value.toPrecision(6)));
}
