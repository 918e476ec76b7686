import { loggedValues } from '../compiler/graph/logged-values.ts';
import type { ModelGraph } from '../compiler/graph/model-graph.ts';
import type { StepGraph } from '../compiler/steps/step-graph.ts';
import type { Logs } from './callbacks/callback.ts';
import type { HostTensor } from './engines/engine.ts';

/** What a step of training gives. */
export interface StepResult {
  readonly logs: Logs;
  /** The losses of this batch alone, by head; the total under the empty name. */
  readonly batchLosses: Readonly<Record<string, number>>;
  /** By the names of weights, where the step gives them. */
  readonly gradients: Readonly<Record<string, HostTensor>>;
}

/** What a step logs, the losses of its batch alone, and gradients. */
export function readResults(step: StepGraph, results: Readonly<Record<string, HostTensor>>): StepResult {
  const logs: Record<string, number | readonly number[]> = {};
  const batchLosses: Record<string, number> = {};
  for (const output of step.outputs) {
    if (output.role === 'log') {
      const { data, shape } = results[output.name]!;
      logs[output.log] = shape.length === 0 ? data[0]! : Array.from(data);
    } else if (output.role === 'batchLoss') {
      batchLosses[output.of] = results[output.name]!.data[0]!;
    }
  }
  return { logs, batchLosses, gradients: gradientsIn(step, results) };
}

/** The gradients among what a step gives, by the names of weights. */
export function gradientsIn(
  step: StepGraph,
  results: Readonly<Record<string, HostTensor>>,
): Readonly<Record<string, HostTensor>> {
  return Object.fromEntries(
    step.outputs.flatMap((output) =>
      output.role === 'gradient' ? [[output.of, results[output.name]!]] : [],
    ),
  );
}

/** The logs of several steps in the order of the terms of their model. */
export function inOrder({ heads, objectives = [] }: ModelGraph, logs: Logs): Logs {
  const names = objectives.map(({ name }) => name);
  return Object.fromEntries(
    loggedValues(heads, { objectives: names, inTurns: true }).flatMap(({ name }) =>
      Object.hasOwn(logs, name) ? [[name, logs[name]!]] : [],
    ),
  );
}
