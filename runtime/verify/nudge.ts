import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { modelWeights, weightState } from '../../compiler/steps/build-steps.ts';
import { isStringData } from '../data/tensor-like.ts';
import type { HostTensor } from '../engines/engine.ts';
import type { MadeBatch } from './batch.ts';
import type { ModelState } from './observe.ts';

/** The state with every entry of a weight at the float32 beside it: by turns without order above or below. */
export function nudgedWeights(graph: ModelGraph, state: ModelState): ModelState {
  const nudged = modelWeights(graph).flatMap(({ name, weight }) => {
    const key = weightState(name, weight).name;
    const tensor = state[key];
    return tensor ? [[key, nudge(tensor)] as const] : [];
  });
  return { ...state, ...Object.fromEntries(nudged) };
}

/** The batch with every float of an input at the float32 beside it; targets stay. */
export function nudgedInputs(graph: ModelGraph, batch: MadeBatch): MadeBatch {
  const nudged = graph.inputs.flatMap(({ name }) => {
    const given = batch[name];
    return given && !isStringData(given) ? [[name, nudge(given)] as const] : [];
  });
  return { ...batch, ...Object.fromEntries(nudged) };
}

/** Zeros stay: beside them lie numbers that no result shows. Other kinds of numbers than float32 stay, too. */
function nudge(tensor: HostTensor): HostTensor {
  if (tensor.dtype !== 'float32') return tensor;
  const data = Float32Array.from(tensor.data);
  const bits = new Int32Array(data.buffer);
  data.forEach((value, index) => {
    if (value !== 0 && Number.isFinite(value)) bits[index]! += isEvenAt(index) ? 1 : -1;
  });
  return { ...tensor, data };
}

/** By turns without a period that a row or a channel could have. */
function isEvenAt(index: number): boolean {
  return (Math.imul(index, 0x9e3779b1) >>> 16) % 2 === 0;
}
