import type { ModelGraph } from '../../graph/model-graph.ts';
import { classWeightedHeads, classWeightGaps } from '../class-weights.ts';
import type { TrainingGap } from '../turns.ts';
import { trainsInSteps } from './in-steps/terms.ts';
import { keyText } from './values-text.ts';

/**
 * What classes weigh, as a property of the settings of `fit`.
 * @param outputs the names that tfjs gives the model's outputs, which are all different where classes weigh something
 */
export function classWeightSettings(graph: ModelGraph, outputs: readonly string[]): readonly string[] {
  const weighted = new Map(classWeightedHeads(graph).map((each) => [each.head, each.weights]));
  if (weighted.size === 0) return [];
  const tables = graph.heads.flatMap(({ name }, index) => {
    const weights = weighted.get(name);
    if (!weights) return [];
    const table = `{ ${weights.map((weight, place) => `${place}: ${weight}`).join(', ')} }`;
    return [{ output: outputs[index]!, table }];
  });
  const text =
    outputs.length === 1
      ? tables[0]!.table
      : `{ ${tables.map(({ output, table }) => `${keyText(output)}: ${table}`).join(', ')} }`;
  return [`classWeight: ${text}`];
}

/** Class weights that `fit` of tfjs cannot say: it weighs whole samples, by the names of outputs. */
export function classWeightGapsOfTfjs(graph: ModelGraph): readonly TrainingGap[] {
  const { heads } = graph;
  const gapOf = (head: string, reason: string): TrainingGap => ({
    what: `the \`class_weight\` of head \`${head}\``,
    reason,
    place: heads.find(({ name }) => name === head)!.place,
  });
  const isTwice = new Set(heads.map(({ tensor }) => tensor)).size < heads.length;
  const others = classWeightedHeads(graph).flatMap(({ head, perEntry }): readonly TrainingGap[] => {
    if (trainsInSteps(graph)) return [gapOf(head, 'its training in steps weighs no classes')];
    if (perEntry)
      return [gapOf(head, 'it weighs whole samples, and this head has a loss for each of several entries')];
    return isTwice ? [gapOf(head, 'it tells outputs by their names, and two heads are one output')] : [];
  });
  return [...classWeightGaps(graph), ...others];
}
