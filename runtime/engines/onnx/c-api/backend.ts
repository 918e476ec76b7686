import { setImmediate } from 'node:timers/promises';
import type { StepOutput } from '../../../../compiler/steps/step-graph.ts';
import type { FiniteCheck } from '../../../data/all-finite.ts';
import type { HostTensor } from '../../engine.ts';
import type { Backend, Session, SessionRequest } from '../session.ts';
import { outputShape } from '../output-shape.ts';
import { emptyTensor } from '../tensors.ts';
import { createFiniteCheck } from './finite-check.ts';
import { loadKoffi } from './koffi.ts';
import { findLibrary, OrtLibrary, Texts } from './library.ts';
import { Values } from './values.ts';

/** What only a call without copies is quick enough for. */
export interface DirectBackend extends Backend {
  readonly allFinite: FiniteCheck;
}

/**
 * onnxruntime by its C API, which writes results where they are wanted instead of copying them; undefined where koffi
 * or the library is missing, or does not load. The binding for Node has been loaded before, and with it the library.
 * @param packages those that may have brought the binding
 */
export async function createCApi(
  packages: readonly string[],
  threads: number | undefined,
): Promise<DirectBackend | undefined> {
  if (process.env.KMODEL_C_API === '0') return undefined;
  const koffi = await loadKoffi();
  const path = koffi && findLibrary(packages);
  if (path === undefined) return undefined;
  try {
    const library = new OrtLibrary(koffi!, path);
    const values = new Values(library);
    const open = (request: SessionRequest) => new CSession(library, values, request, threads);
    return {
      createSession: async (request) => open(request),
      allFinite: createFiniteCheck(open),
    };
  } catch {
    // Another library than expected: the binding serves as well.
    return undefined;
  }
}

class CSession implements Session {
  readonly giveTurn = (): Promise<void> => setImmediate();
  private readonly library: OrtLibrary;
  private readonly values: Values;
  private readonly pointer: ReturnType<OrtLibrary['createSession']>;
  private readonly request: SessionRequest;
  private readonly inputNames: Texts;
  private readonly outputNames: Texts;
  private readonly inputs: BigUint64Array;
  private readonly outputs: BigUint64Array;
  private readonly shapes: readonly (readonly number[])[];

  constructor(library: OrtLibrary, values: Values, request: SessionRequest, threads: number | undefined) {
    this.library = library;
    this.values = values;
    this.request = request;
    this.pointer = library.createSession(request.model, { threads });
    this.inputNames = new Texts(library.koffi, request.inputs);
    this.outputNames = new Texts(
      library.koffi,
      request.outputs.map(({ name }) => name),
    );
    this.inputs = new BigUint64Array(request.inputs.length);
    this.outputs = new BigUint64Array(request.outputs.length);
    this.shapes = request.outputs.map((output) => outputShape(output, request.sizes ?? new Map()));
  }

  run(inputs: readonly HostTensor[], spare: (output: StepOutput) => HostTensor): readonly HostTensor[] {
    const { library, request, values } = this;
    const results = request.outputs.map((output, at) =>
      output.role === 'state' ? spare(output) : emptyTensor(output.dtype, this.shapes[at]!),
    );
    const lent = values.lend();
    const addressOf = (tensor: HostTensor, isState: boolean): bigint =>
      isState ? values.addressOf(tensor) : lent.addressOf(tensor);
    try {
      inputs.forEach((tensor, at) => (this.inputs[at] = addressOf(tensor, at < request.stateInputs)));
      request.outputs.forEach(
        ({ role }, at) => (this.outputs[at] = addressOf(results[at]!, role === 'state')),
      );
      library.call(
        'run',
        this.pointer,
        null,
        this.inputNames.pointers,
        this.inputs,
        this.inputs.length,
        this.outputNames.pointers,
        this.outputs.length,
        this.outputs,
      );
    } finally {
      lent.release();
    }
    return results;
  }

  release(): Promise<void> {
    this.library.release('releaseSession', this.pointer);
    return Promise.resolve();
  }
}
