import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { iterationState, learningRateName } from '../../compiler/steps/optimizer.ts';
import { tfjsSlots } from '../../compiler/targets/tfjs/optimizer-slots.ts';
import type { HostTensor } from '../engines/engine.ts';

/** A weight that is trained, by its name in tfjs and in kmodel. */
export interface TrainedWeight {
  readonly tfjsName: string;
  readonly name: string;
  readonly shape: readonly number[];
}

/** What an optimizer of tfjs keeps, as `model.json` lists it: little-endian numbers of four bytes. */
export interface OptimizerEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'int32' | 'float32';
  readonly data: Int32Array | Float32Array;
}

/** The learning rate in force: callbacks may have changed the one that the model states. */
export function rateInForce(graph: ModelGraph, state: Readonly<Record<string, HostTensor>>): number {
  const kept = Object.hasOwn(state, learningRateName) ? state[learningRateName] : undefined;
  return kept ? Number(kept.data[0]) : (graph.training.optimizer.args.learning_rate as number);
}

/**
 * What the optimizer of a model keeps, as tfjs's `optimizer.getWeights()` gives it: the count of steps, then slot after
 * slot for all weights.
 * @param state of the model, by the names of training steps
 * @param trained the weights that tfjs trains, in its order
 * @returns undefined for an optimizer that tfjs does not have
 */
export function optimizerEntries(
  graph: ModelGraph,
  state: Readonly<Record<string, HostTensor>>,
  trained: readonly TrainedWeight[],
): readonly OptimizerEntry[] | undefined {
  const slots = tfjsSlots(graph.training.optimizer, rateInForce(graph, state));
  if (slots === undefined) return undefined;
  const kept = (name: string): HostTensor | undefined =>
    Object.hasOwn(state, name) ? state[name] : undefined;
  const iteration = kept(iterationState.name);
  return [
    { name: 'iter', shape: [], dtype: 'int32', data: Int32Array.of(Number(iteration?.data[0] ?? 0)) },
    ...slots.flatMap(({ suffix, slot, factor }) =>
      trained.map(({ tfjsName, name, shape }): OptimizerEntry => {
        const own = slot === undefined ? undefined : kept(`optimizer:${name}/${slot}`);
        const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
        // At a rate of zero nothing has been added up that a step could take again.
        if (own && factor !== 0) data.forEach((_, index) => (data[index] = Number(own.data[index]) / factor));
        return { name: `${tfjsName}/${suffix}`, shape, dtype: 'float32', data };
      }),
    ),
  ];
}
