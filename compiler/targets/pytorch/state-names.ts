import type { ModelGraph } from '../../graph/model-graph.ts';
import { PythonScope } from '../python/names.ts';
import type { PlacedWeight } from './module/counterpart-made.ts';
import { modelClasses } from './module/model-class.ts';

/** The state of a model's generated module: what `state_dict()` names. */
export interface StateNames {
  readonly weights: readonly PlacedWeight[];
  /** What is there beside the weights, and always zero. */
  readonly zeros: readonly { readonly parameter: string; readonly shape: readonly number[] }[];
}

/**
 * Where each weight of a model is in the module that kmodel writes for PyTorch.
 * @throws Unwritable for a layer that has no text there
 */
export function stateNames(graph: ModelGraph): StateNames {
  const visible = new PythonScope();
  const { weights, zeros } = modelClasses(graph, {
    helper: (name) => name,
    functional: (name) => name,
    drawsFreely: true,
    visible,
    claim: (wanted) => visible.claim(wanted),
  });
  return { weights, zeros };
}
