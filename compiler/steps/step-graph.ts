import type { Precision } from '../shapes/precision.ts';
import type { OpGraph } from '../ops/types.ts';
import type { Size } from '../shapes/size.ts';
import type { DType } from '../shapes/types.ts';

/**
 * One run of an engine: a prediction, an evaluation of one batch, or a whole training step with its backward
 * pass and optimizer. State goes in and comes out; nothing else is kept anywhere.
 */
export interface StepGraph {
  readonly kind: 'predict' | 'evaluate' | 'train';
  readonly model: string;
  readonly graph: OpGraph;
  readonly inputs: readonly StepInput[];
  readonly outputs: readonly StepOutput[];
  /** True where results of the forward part are made again on the way back: memory matters more than time. */
  readonly recomputes?: boolean;
  /** The floats that its products may take; float32 where nothing is said. */
  readonly precision?: Precision;
}

/** Names are those of the graph's inputs. Shapes are whole, with the batch axis. */
export type StepInput = StepTensor &
  (
    | { readonly role: 'input' | 'target' | 'sampleWeight' | 'gradient'; readonly of: string }
    | { readonly role: 'state'; readonly state: StateVariable }
    /** What layers keep for each sample from one batch to the next. */
    | { readonly role: 'carried'; readonly of: string }
    | { readonly role: 'seed' }
  );

/** `state` outputs are the new values of the state of the same name; `log` outputs are the epoch's values so far. */
export type StepOutput = StepTensor &
  (
    | { readonly role: 'prediction'; readonly of: string }
    /** Of each sample, the sum of its numbers in an input: finite only where all of them are. */
    | { readonly role: 'inputSum'; readonly of: string }
    | { readonly role: 'log'; readonly log: string }
    | { readonly role: 'batchLoss'; readonly of: string }
    | { readonly role: 'gradient'; readonly of: string }
    | { readonly role: 'carried'; readonly of: string }
    | { readonly role: 'state'; readonly state: StateVariable }
  );

export interface StepTensor {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly Size[];
}

/** A value that outlives a step. */
export interface StateVariable {
  /** `weight:LAYER/kernel`, `optimizer:LAYER/kernel/momentum`, `metric:HEAD/accuracy/total`, `optimizer:iteration`, … */
  readonly name: string;
  readonly kind: 'weight' | 'optimizer' | 'metric' | 'iteration' | 'learningRate';
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** What it starts from; weights start from their initializers. */
  readonly initial: number;
}

/** The input that takes the run's seed; a model's own inputs are words without a colon. */
export const seedName = 'run:seed';

/** The inputs of state by the outputs that take their place. */
export function replacedState({ inputs, outputs }: StepGraph): ReadonlyMap<string, string> {
  const names = new Map(
    inputs.flatMap((input) => (input.role === 'state' ? [[input.state.name, input.name] as const] : [])),
  );
  return new Map(
    outputs.flatMap((output) =>
      output.role === 'state' && names.has(output.state.name)
        ? [[output.name, names.get(output.state.name)!] as const]
        : [],
    ),
  );
}
