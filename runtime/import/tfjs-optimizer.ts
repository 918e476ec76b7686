import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { iterationState, learningRateName } from '../../compiler/steps/optimizer.ts';
import type { TrainedWeight } from '../../compiler/targets/keras/optimizer-variables.ts';
import { tfjsSlots } from '../../compiler/targets/tfjs/optimizer-slots.ts';
import type { HostTensor } from '../engines/engine.ts';
import type { WeightFile } from '../weights/match.ts';

/**
 * What an optimizer of tfjs has kept, by the names of training steps.
 * @param file the count of steps, then slot after slot for all weights
 * @param trained the weights that tfjs trains, in its order
 * @returns undefined where the file does not hold what the optimizer of the model keeps
 */
export function stateOfTfjs(
  graph: ModelGraph,
  file: WeightFile,
  trained: readonly TrainedWeight[],
): Readonly<Record<string, HostTensor>> | undefined {
  const { optimizer } = graph.training;
  const rate = optimizer.args.learning_rate;
  const slots = typeof rate === 'number' ? tfjsSlots(optimizer, rate) : undefined;
  const [iteration, ...kept] = file;
  if (slots === undefined || iteration?.tensor.data.length !== 1) return undefined;
  if (kept.length !== slots.length * trained.length) return undefined;
  const state: Record<string, HostTensor> = {
    [iterationState.name]: { dtype: 'int32', shape: [], data: Int32Array.from(iteration.tensor.data) },
    [learningRateName]: { dtype: 'float32', shape: [], data: Float32Array.of(rate as number) },
  };
  for (const [place, { slot, factor }] of slots.entries())
    for (const [index, { name, shape }] of trained.entries()) {
      const { tensor } = kept[place * trained.length + index]!;
      if (tensor.shape.join() !== shape.join()) return undefined;
      if (slot === undefined) continue;
      const data = Float32Array.from(tensor.data, (value) => Number(value) * factor);
      state[`optimizer:${name}/${slot}`] = { dtype: 'float32', shape, data };
    }
  return state;
}
