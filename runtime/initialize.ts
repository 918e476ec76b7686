import type { ModelGraph } from '../compiler/graph/model-graph.ts';
import { modelWeights, weightState } from '../compiler/steps/build-steps.ts';
import type { StateVariable } from '../compiler/steps/step-graph.ts';
import type { EngineState, HostTensor } from './engines/engine.ts';
import { createRandom } from './random.ts';

/** Draws a model's weights from their initializers. A weight's numbers follow from the seed and its name. */
export function initializeWeights(model: ModelGraph, state: EngineState, seed: number): void {
  for (const { name, weight } of modelWeights(model)) {
    const { initializer } = weight;
    const own = initializer.args.seed;
    const random = createRandom(
      typeof own === 'number' ? own : seed,
      typeof own === 'number' ? 'initializer' : name,
    );
    const numbers = initializer.declaration.sample(weight.shape, initializer.args, random);
    const data = weight.dtype === 'int32' ? Int32Array.from(numbers) : numbers;
    const value = { dtype: weight.dtype, shape: weight.shape, data };
    place(state, weightState(name, weight).name, value);
  }
}

/** Makes a tensor that nobody else keeps a value of the state, without a copy where the engine can do that. */
export function place(state: EngineState, name: string, tensor: HostTensor): void {
  if (state.take) state.take(name, tensor);
  else state.write(name, tensor);
}

/** A state variable's first value. */
export function initialValue(variable: StateVariable): HostTensor {
  const size = variable.shape.reduce((product, axis) => product * axis, 1);
  const data = variable.dtype === 'int32' ? new Int32Array(size) : new Float32Array(size);
  return { dtype: variable.dtype, shape: variable.shape, data: data.fill(variable.initial) };
}
