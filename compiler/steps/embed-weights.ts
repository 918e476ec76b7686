import type { OpNode } from '../ops/types.ts';
import { iterationState } from './optimizer.ts';
import type { StepGraph } from './step-graph.ts';

/** The numbers of weights by full name. */
export type WeightValues = Readonly<Record<string, { readonly data: ArrayLike<number> }>>;

/**
 * A prediction step with its weights inside, as users deploy it: what is left to feed are the model's inputs.
 * @throws Error where a weight is missing
 */
export function embedWeights(step: StepGraph, weights: WeightValues): StepGraph {
  const values = new Map<string, ArrayLike<number>>();
  for (const input of step.inputs) {
    if (input.role !== 'state') continue;
    const name = input.name.replace(/^weight:/, '');
    // What draws counts steps of training, of which a prediction is none.
    const value = weights[name] ?? (name === iterationState.name ? { data: [0] } : undefined);
    if (!value) throw new Error(`The weight ${input.name} has no value.`);
    values.set(input.name, value.data);
  }
  const nodes = step.graph.nodes.map((node): OpNode => {
    const data = node.op === 'input' ? values.get(node.attributes.name) : undefined;
    return data === undefined
      ? node
      : {
          op: 'constant',
          inputs: [],
          attributes: { data: data as readonly number[] },
          outputs: node.outputs,
        };
  });
  return {
    ...step,
    graph: { ...step.graph, nodes, inputs: step.graph.inputs.filter((input) => !values.has(input.name)) },
    inputs: step.inputs.filter((input) => input.role !== 'state'),
  };
}
