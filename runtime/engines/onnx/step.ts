import type * as Ort from 'onnxruntime-common';
import type { StepGraph } from '../../../compiler/steps/step-graph.ts';
import type { EngineState, Feeds, HostTensor, LoadedStep } from '../engine.ts';
import type { OnnxEngineOptions } from './engine.ts';
import { KnownWeights } from './known-weights.ts';
import { createSession } from './session.ts';
import { Sessions, type Releasable } from './sessions.ts';
import { SizeReader } from './sizes.ts';
import type { OnnxState } from './state.ts';
import { fromOrt, toOrt } from './tensors.ts';

/**
 * Sets of sizes that have a session of their own. One of training holds a whole step's memory: the batches of an
 * epoch get one, its last one another.
 */
const mostSizes = { train: 2, evaluate: 2, predict: 8 } as const;

/** A session with the state that it is fed: a session with weights inside needs no others. */
interface StepSession extends Releasable {
  readonly session: Ort.InferenceSession;
  readonly stateInputs: readonly string[];
}

/** A step on onnxruntime: a session for each set of sizes and, where it only predicts, each set of weights. */
export class OnnxStep implements LoadedStep {
  readonly step: StepGraph;
  private readonly ort: typeof Ort;
  private readonly options: OnnxEngineOptions;
  private readonly sizes: SizeReader;
  private readonly weights: KnownWeights;
  private readonly stateInputs: readonly string[];
  private readonly otherInputs: readonly string[];
  private sessions: Sessions<StepSession> | undefined;

  constructor(ort: typeof Ort, step: StepGraph, options: OnnxEngineOptions) {
    this.ort = ort;
    this.step = step;
    this.options = options;
    const others = step.inputs.filter(({ role }) => role !== 'state');
    this.sizes = new SizeReader(others);
    this.weights = new KnownWeights(step);
    this.otherInputs = others.map(({ name }) => name);
    this.stateInputs = step.inputs.flatMap(({ role, name }) => (role === 'state' ? [name] : []));
  }

  async run(state: EngineState, feeds: Feeds): Promise<Readonly<Record<string, HostTensor>>> {
    const store = state as OnnxState;
    const missing = this.otherInputs.find((name) => !feeds[name]);
    if (missing !== undefined) throw new Error(`The step needs ${missing}, which was not given.`);
    const sessions = this.sessionsFor(store);
    return sessions.use(this.sizes.read(feeds), async ({ session, stateInputs }) => {
      const inputs: Record<string, Ort.Tensor> = {};
      for (const name of stateInputs) inputs[name] = store.tensor(name);
      for (const name of this.otherInputs) inputs[name] = toOrt(this.ort, feeds[name]!);
      return this.outputs(store, await session.run(inputs));
    });
  }

  async release(): Promise<void> {
    await this.sessions?.clear();
    this.sessions = undefined;
  }

  private sessionsFor(store: OnnxState): Sessions<StepSession> {
    if (this.weights.hasChanged(store) && this.sessions) {
      void this.sessions.clear().catch(() => undefined);
      this.sessions = undefined;
    }
    this.sessions ??= this.createSessions(store);
    return this.sessions;
  }

  private createSessions(store: OnnxState): Sessions<StepSession> {
    const { ort, step, options } = this;
    const known = this.weights.values(store);
    const stateInputs = this.stateInputs.filter((name) => !known.has(name));
    return new Sessions(mostSizes[step.kind], async (sizes) => {
      const session = await createSession(ort, step, options, sizes, known);
      const release = async (): Promise<void> => {
        if (options.profile) session.endProfiling();
        await session.release();
      };
      return { session, stateInputs, release };
    });
  }

  private outputs(store: OnnxState, results: Ort.InferenceSession.ReturnType) {
    const outputs: Record<string, HostTensor> = {};
    for (const output of this.step.outputs) {
      const result = results[output.name]!;
      if (output.role === 'state') store.replace(output.state.name, result);
      else outputs[output.name] = fromOrt(result);
    }
    return outputs;
  }
}
