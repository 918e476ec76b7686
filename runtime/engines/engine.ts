import type { Precision } from '../../compiler/shapes/precision.ts';
import type { StepGraph } from '../../compiler/steps/step-graph.ts';
import type { FiniteCheck } from '../data/all-finite.ts';
import type { DType } from '../../compiler/shapes/types.ts';

/** A tensor in JavaScript memory, row-major. */
export interface HostTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: HostArray;
}

/** float32 and float16 as floats, int32, and bytes for bool and uint8. */
export type HostArray = Float32Array | Int32Array | Uint8Array;

export type Feeds = Readonly<Record<string, HostTensor>>;

/**
 * What runs step graphs. Engines differ in speed alone: the same step on the same state gives the same result
 * within rounding, and the same bits on the same engine and machine.
 */
export interface Engine {
  readonly name: 'onnx' | 'tfjs' | 'torch';
  /** What runs underneath, for reports: `onnxruntime 1.30.0`. */
  readonly description: string;
  /** Threads within one op, where they were set: results may differ by them in the last bits. */
  readonly threads?: number;
  /** Whether steps run on a GPU that was asked for. */
  readonly onGpu?: boolean;
  /** Mixed precisions in which it computes; where a training asks for another, all is in float32. */
  readonly precisions?: readonly Precision[];
  load(step: StepGraph): Promise<LoadedStep>;
  createState(): EngineState;
  /** Looks for NaN and infinity faster than JavaScript does, where it can. */
  readonly allFinite?: FiniteCheck;
}

export interface LoadedStep {
  readonly step: StepGraph;
  /**
   * Runs once: reads and writes `state`, returns the outputs that are not state, by name.
   * @param feeds the inputs that are not state, by name
   */
  run(state: EngineState, feeds: Feeds): Promise<Readonly<Record<string, HostTensor>>>;
  release(): Promise<void>;
}

/** The values that outlive steps, kept where the engine wants them. */
export interface EngineState {
  readonly names: readonly string[];
  has(name: string): boolean;
  /** A copy, safe to keep. */
  read(name: string): HostTensor;
  /** The value itself, where it lies in JavaScript's memory: to be looked at before the next step, not to be changed. */
  view?(name: string): HostTensor;
  /** Takes a copy of a tensor as the value. */
  write(name: string, tensor: HostTensor): void;
  /** Takes a tensor itself, which nobody else may keep, where that saves a copy. */
  take?(name: string, tensor: HostTensor): void;
  delete(name: string): void;
  /**
   * Brings all values into JavaScript's memory, where only a promise does so: without it, `read` refuses what the last
   * step has changed.
   */
  download?(): Promise<void>;
  /** Lets go of all values, where the engine keeps them outside of JavaScript's memory. */
  dispose?(): void;
}
