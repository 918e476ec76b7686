import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import { modelWeights, weightState } from '../../compiler/steps/build-steps.ts';
import { isStringData } from '../data/tensor-like.ts';
import type { HostTensor } from '../engines/engine.ts';
import type { MadeBatch } from './batch.ts';
import type { ModelState } from './observe.ts';

/** How many steps of float32 an entry moves at most. */
export const nudgeSteps = 8;

/** The smallest float32 with all of its digits. */
const smallest = 2 ** -126;

/**
 * The state with every entry of a weight moved by up to {@link nudgeSteps} steps of float32, up or down.
 * @param draw tells which of many such states
 */
export function nudgedWeights(graph: ModelGraph, state: ModelState, draw: number): ModelState {
  const nudged = modelWeights(graph).flatMap(({ name, weight }) => {
    const key = weightState(name, weight).name;
    const tensor = state[key];
    return tensor ? [[key, nudge(tensor, draw)] as const] : [];
  });
  return { ...state, ...Object.fromEntries(nudged) };
}

/** The batch with every float of an input moved as far; targets stay. */
export function nudgedInputs(graph: ModelGraph, batch: MadeBatch, draw: number): MadeBatch {
  const nudged = graph.inputs.flatMap(({ name }) => {
    const given = batch[name];
    return given && !isStringData(given) ? [[name, nudge(given, draw)] as const] : [];
  });
  return { ...batch, ...Object.fromEntries(nudged) };
}

/** Zeros stay: beside them lie numbers that no result shows. Other kinds of numbers than float32 stay, too. */
function nudge(tensor: HostTensor, draw: number): HostTensor {
  if (tensor.dtype !== 'float32') return tensor;
  const data = Float32Array.from(tensor.data);
  const bits = new Int32Array(data.buffer);
  for (let index = 0; index < data.length; index++) {
    const size = Math.abs(data[index]!);
    if (size >= smallest && size < Infinity) bits[index]! += stepsAt(index, draw);
  }
  return { ...tensor, data };
}

/** From −8 to 8, without a period that a row or a channel could have. */
function stepsAt(index: number, draw: number): number {
  let mixed = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(draw + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (((mixed ^ (mixed >>> 12)) >>> 0) % (2 * nudgeSteps + 1)) - nudgeSteps;
}
