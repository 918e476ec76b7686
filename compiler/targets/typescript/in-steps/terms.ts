import type { ModelGraph, TensorIndex, TrainingStep } from '../../../graph/model-graph.ts';
import { chosenHeads, chosenObjectives } from '../../../steps/terms.ts';

/** Whether a training says more than `model.compile` has words for. */
export function trainsInSteps({ heads, objectives = [], training }: ModelGraph): boolean {
  const aims = heads.some(({ targetTensor }) => targetTensor !== undefined);
  return objectives.length > 0 || aims || training.steps !== undefined;
}

/** What the terms of a step, or of all, are computed from: predictions, targets that the model has, objectives. */
export function termTensors(graph: ModelGraph, step?: TrainingStep): readonly TensorIndex[] {
  if (!trainsInSteps(graph)) return [];
  const ofHeads = chosenHeads(graph, step).flatMap(({ tensor, targetTensor }) =>
    targetTensor === undefined ? [tensor] : [targetTensor, tensor],
  );
  return [...new Set([...ofHeads, ...chosenObjectives(graph, step).map(({ tensor }) => tensor)])];
}
