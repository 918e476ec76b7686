import type { SizeValues } from '../../../compiler/ops/bind-sizes.ts';
import type { ChangedRows } from '../../../compiler/targets/onnx/changed-rows.ts';
import type { InPlace } from '../../../compiler/targets/onnx/in-place.ts';
import type { StepOutput } from '../../../compiler/steps/step-graph.ts';
import type { HostTensor } from '../engine.ts';
import type { Releasable } from './sessions.ts';

/** What a session is made for. */
export interface SessionRequest {
  /** In ONNX's format. */
  readonly model: Uint8Array;
  /** Names of nodes that are to run on the processor, where a GPU runs the others. */
  readonly hostNodes: readonly string[];
  readonly inputs: readonly string[];
  /** How many of the inputs are state, and come first. */
  readonly stateInputs: number;
  readonly outputs: readonly StepOutput[];
  /** Outputs that the model gives as the rows that change. */
  readonly changedRows: readonly ChangedRows[];
  /** Outputs that are written into the memory of the state that they take the place of. */
  readonly inPlace: readonly InPlace[];
  /** The sizes of the outputs, where they are known. */
  readonly sizes: SizeValues | undefined;
  /** Threads within one op, where the session has others than its engine. */
  readonly threads?: number | undefined;
}

/** A model that onnxruntime has loaded, whichever way it is called. */
export interface Session extends Releasable {
  /**
   * Lets others have their turn, where a run gives its results before anything else happens; undefined where they have
   * just had it.
   */
  giveTurn?(): Promise<void> | undefined;
  /**
   * @param inputs in the order of the request
   * @param spare memory that the state of a name may be written to
   * @returns the results, in the order of the request; of an input that it changed in its place, that input itself
   */
  run(
    inputs: readonly HostTensor[],
    spare: (output: StepOutput) => HostTensor,
  ): readonly HostTensor[] | Promise<readonly HostTensor[]>;
}

/** A session that writes its results into memory that it is given. */
export interface DirectSession extends Session {
  /** @param inputs and results in the order of the request */
  runInto(inputs: readonly HostTensor[], results: readonly HostTensor[]): void;
  /** The same in another thread, beside other runs; until it is done, nobody else may have the memory. */
  runBeside(inputs: readonly HostTensor[], results: readonly HostTensor[]): Promise<void>;
}

/** A way to call onnxruntime. */
export interface Backend<S extends Session = Session> {
  createSession(request: SessionRequest): Promise<S>;
}
