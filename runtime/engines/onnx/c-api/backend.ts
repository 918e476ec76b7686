import { setImmediate } from 'node:timers/promises';
import type { StepOutput } from '../../../../compiler/steps/step-graph.ts';
import type { FiniteCheck } from '../../../data/all-finite.ts';
import type { HostTensor } from '../../engine.ts';
import type { Backend, DirectSession, SessionRequest } from '../session.ts';
import { outputShape } from '../output-shape.ts';
import { emptyTensor } from '../tensors.ts';
import { createFiniteCheck } from './finite-check.ts';
import { loadKoffi } from './koffi.ts';
import { findLibrary, OrtLibrary, Texts } from './library.ts';
import { RowWriter } from './row-writer.ts';
import { SmallTensors } from './small-tensors.ts';
import { Values, type LentValues } from './values.ts';

/** What only a call without copies is quick enough for. */
export interface DirectBackend extends Backend<DirectSession> {
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

/** Milliseconds for which others wait at most: those of a frame. A turn of theirs takes a tenth of one. */
const longestTurn = 16;

class CSession implements DirectSession {
  private readonly library: OrtLibrary;
  private readonly values: Values;
  private readonly pointer: ReturnType<OrtLibrary['createSession']>;
  private readonly request: SessionRequest;
  private readonly inputNames: Texts;
  private readonly outputNames: Texts;
  private readonly inputs: BigUint64Array;
  private readonly outputs: BigUint64Array;
  /** Outputs that are written whole; the rows of the others come after them. */
  private readonly whole: readonly StepOutput[];
  /** Of the others, the place among the inputs of what is changed. */
  private readonly tables: ReadonlyMap<string, number>;
  private readonly rowWriter: RowWriter | undefined;
  /** Of outputs that are written in place of an input, the place among the inputs of that one. */
  private readonly inPlace: ReadonlyMap<string, number>;
  private readonly shapes: readonly (readonly number[])[];
  private readonly smallInputs: SmallTensors;
  private readonly smallOutputs: SmallTensors;
  /** Whether a result is no state, and small. */
  private readonly isSmall: readonly boolean[];
  private turnGiven = 0;

  constructor(library: OrtLibrary, values: Values, request: SessionRequest, threads: number | undefined) {
    this.library = library;
    this.values = values;
    this.request = request;
    this.pointer = library.createSession(request.model, { threads: request.threads ?? threads });
    this.inputNames = new Texts(library.koffi, request.inputs);
    const { changedRows } = request;
    this.tables = new Map(changedRows.map(({ output, input }) => [output, request.inputs.indexOf(input)]));
    this.whole = request.outputs.filter(({ name }) => !this.tables.has(name));
    const names = [
      ...this.whole.map(({ name }) => name),
      ...changedRows.flatMap(({ places, rows }) => [places, rows]),
    ];
    this.outputNames = new Texts(library.koffi, names);
    this.rowWriter = changedRows.length > 0 ? new RowWriter(library, values, request) : undefined;
    this.inPlace = new Map(
      request.inPlace.map(({ output, input }) => [output, request.inputs.indexOf(input)]),
    );
    this.inputs = new BigUint64Array(request.inputs.length);
    this.outputs = new BigUint64Array(names.length);
    this.shapes = this.whole.map((output) => outputShape(output, request.sizes ?? new Map()));
    this.smallInputs = new SmallTensors(values);
    this.smallOutputs = new SmallTensors(values);
    this.isSmall = this.whole.map(({ role }, at) => {
      const numbers = this.shapes[at]!.reduce((product, size) => product * size, 1);
      return role !== 'state' && SmallTensors.takes(numbers);
    });
  }

  giveTurn(): Promise<void> | undefined {
    const now = performance.now();
    if (now - this.turnGiven < longestTurn) return undefined;
    this.turnGiven = now;
    return setImmediate();
  }

  run(inputs: readonly HostTensor[], spare: (output: StepOutput) => HostTensor): readonly HostTensor[] {
    const lent = this.values.lend();
    try {
      inputs.forEach((tensor, at) => (this.inputs[at] = this.inputAddress(tensor, at, lent)));
      const memoryOf = (output: StepOutput): HostTensor => {
        const place = this.inPlace.get(output.name);
        return place === undefined ? spare(output) : inputs[place]!;
      };
      const results = this.whole.map((output, at) => this.resultOf(output, at, memoryOf, lent));
      // What has no memory yet gets some of onnxruntime's.
      this.outputs.fill(0n, this.whole.length);
      this.library.call('run', ...this.runArguments(this.inputs, this.outputs));
      this.rowWriter?.write(inputs, this.outputs.subarray(this.whole.length));
      const made = results.map((result, at) => result ?? this.smallOutputs.copyOut(at));
      if (this.tables.size === 0) return made;
      return this.request.outputs.map(({ name }) => {
        const table = this.tables.get(name);
        return table === undefined ? made.shift()! : inputs[table]!;
      });
    } finally {
      lent.release();
    }
  }

  runInto(inputs: readonly HostTensor[], results: readonly HostTensor[]): void {
    const lent = this.values.lend();
    try {
      const [given, made] = this.lendAll(inputs, results, lent);
      this.library.call('run', ...this.runArguments(given, made));
    } finally {
      lent.release();
    }
  }

  async runBeside(inputs: readonly HostTensor[], results: readonly HostTensor[]): Promise<void> {
    const lent = this.values.lend();
    try {
      const [given, made] = this.lendAll(inputs, results, lent);
      await this.library.callBeside('run', ...this.runArguments(given, made));
    } finally {
      lent.release();
    }
  }

  private runArguments(inputs: BigUint64Array, outputs: BigUint64Array): readonly unknown[] {
    const { pointer, inputNames, outputNames } = this;
    return [
      pointer,
      null,
      inputNames.pointers,
      inputs,
      inputs.length,
      outputNames.pointers,
      outputs.length,
      outputs,
    ];
  }

  /** Addresses for one run alone: others may be on the way. */
  private lendAll(
    inputs: readonly HostTensor[],
    results: readonly HostTensor[],
    lent: LentValues,
  ): readonly [inputs: BigUint64Array, results: BigUint64Array] {
    const addresses = (tensors: readonly HostTensor[]) =>
      BigUint64Array.from(tensors, (tensor) => lent.addressOf(tensor));
    return [addresses(inputs), addresses(results)];
  }

  private inputAddress(tensor: HostTensor, at: number, lent: LentValues): bigint {
    if (at < this.request.stateInputs) return this.values.addressOf(tensor);
    if (SmallTensors.takes(tensor.data.length)) return this.smallInputs.copyIn(at, tensor);
    return lent.addressOf(tensor);
  }

  /** Says where a result goes; `memoryOf` has that of state. @returns the tensor that gets it; undefined where it is copied after the run */
  private resultOf(
    output: StepOutput,
    at: number,
    memoryOf: (output: StepOutput) => HostTensor,
    lent: LentValues,
  ): HostTensor | undefined {
    const { dtype, role } = output;
    const shape = this.shapes[at]!;
    if (this.isSmall[at]) {
      this.outputs[at] = this.smallOutputs.addressOf(at, { dtype, shape });
      return undefined;
    }
    const result = role === 'state' ? memoryOf(output) : emptyTensor(dtype, shape);
    this.outputs[at] = role === 'state' ? this.values.addressOf(result) : lent.addressOf(result);
    return result;
  }

  release(): Promise<void> {
    this.smallInputs.release();
    this.smallOutputs.release();
    this.rowWriter?.release();
    this.library.release('releaseSession', this.pointer);
    return Promise.resolve();
  }
}
