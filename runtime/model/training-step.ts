import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { trains } from '../../compiler/graph/trains.ts';
import { evaluateSize } from '../../compiler/shapes/size.ts';
import { batchSize } from '../../compiler/shapes/types.ts';
import { buildTrainStep, type StepOptions } from '../../compiler/steps/build-steps.ts';
import type { StepGraph } from '../../compiler/steps/step-graph.ts';
import type { Logs } from '../callbacks/callback.ts';
import type { Feeds } from '../engines/engine.ts';
import { SizeReader } from '../engines/sizes.ts';
import { TrainingError } from '../errors.ts';
import { requireMemory, requireStepMemory } from '../memory-needs.ts';
import { inOrder, type StepResult } from '../step-results.ts';

/**
 * The step that trains a model, of one turn where it is trained in turns.
 * @param feeds a batch, which says how large the step is
 * @param options the weighted heads, the turn, and whether the step gives its gradients
 * @throws KmodelError where the step needs more memory than this machine has
 */
export function buildTraining(graph: ModelGraph, feeds: Feeds, options: StepOptions): StepGraph {
  requireMemory(graph, { training: true });
  const built = buildTrainStep(graph, options);
  const { values } = new SizeReader(built.inputs.filter(({ name }) => feeds[name])).read(feeds);
  requireStepMemory(graph, evaluateSize(batchSize, values) ?? 1, values);
  return built;
}

/** What the turns of one batch come to together. */
export function sumOfTurns(graph: ModelGraph, results: readonly StepResult[]): StepResult {
  // The last step of a batch knows the sum over all of them.
  const total = results.reduce((sum, { batchLosses }) => sum + batchLosses['']!, 0);
  return {
    logs: inOrder(graph, Object.assign({}, ...results.map(({ logs }) => logs)) as Logs),
    batchLosses: { ...Object.assign({}, ...results.map((each) => each.batchLosses)), '': total },
    // Of a weight that several steps change, the first: later ones begin with what rounding made of it.
    gradients: Object.assign(
      {},
      ...results.map(({ gradients }) => gradients).reverse(),
    ) as StepResult['gradients'],
  };
}

/** @throws TrainingError for a model without a loss */
export function requireLoss(graph: ModelGraph): void {
  if (trains(graph)) return;
  const heads = graph.heads.map((head) => `\`${head.name}\``).join(', ');
  throw new TrainingError(
    `Nothing trains or judges \`${graph.name}\`: none of its heads ${heads} has a loss.`,
    'Give a head one, for example `{ loss: mse }`.',
  );
}
