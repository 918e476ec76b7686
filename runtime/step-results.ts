import { loggedValues } from '../compiler/graph/logged-values.ts';
import type { ModelGraph } from '../compiler/graph/model-graph.ts';
import type { StepGraph } from '../compiler/steps/step-graph.ts';
import type { Logs } from './callbacks/callback.ts';
import { allFinite } from './data/all-finite.ts';
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

/** What a prediction of a batch gives. */
export interface Prediction {
  /** By what they are of. */
  readonly predictions: Readonly<Record<string, HostTensor>>;
  /** False where an input may have held NaN or infinity: a sum of large numbers is not finite either. */
  readonly isFinite: boolean;
}

/** The predictions that a step gives, and what the sums of its inputs say. */
export function readPrediction(step: StepGraph, results: Readonly<Record<string, HostTensor>>): Prediction {
  const isFinite = step.outputs.every(
    ({ role, name }) => role !== 'inputSum' || allFinite(results[name]!.data as Float32Array),
  );
  return { predictions: resultsOf('prediction', step, results), isFinite };
}

/**
 * The inputs that a step sums up, and so looks through for NaN and infinity. None where layers keep something of a
 * batch, which then has to be right before the step runs.
 */
export function summedInputs({ inputs, outputs }: StepGraph): ReadonlySet<string> {
  if (inputs.some(({ role }) => role === 'carried')) return new Set();
  return new Set(outputs.flatMap((output) => (output.role === 'inputSum' ? [output.of] : [])));
}

/** The gradients among what a step gives, by the names of weights. */
export function gradientsIn(
  step: StepGraph,
  results: Readonly<Record<string, HostTensor>>,
): Readonly<Record<string, HostTensor>> {
  return resultsOf('gradient', step, results);
}

function resultsOf(
  role: 'prediction' | 'gradient',
  { outputs }: StepGraph,
  results: Readonly<Record<string, HostTensor>>,
): Readonly<Record<string, HostTensor>> {
  return Object.fromEntries(
    outputs.flatMap((output) => (output.role === role ? [[output.of, results[output.name]!]] : [])),
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
