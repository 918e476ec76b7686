import type { SizeValues } from '../../../compiler/ops/bind-sizes.ts';
import { evaluateSize } from '../../../compiler/shapes/size.ts';
import { batchSize } from '../../../compiler/shapes/types.ts';
import {
  replacedState,
  type StepGraph,
  type StepInput,
  type StepOutput,
} from '../../../compiler/steps/step-graph.ts';
import { emitOnnxFor } from '../../../compiler/targets/onnx/emit.ts';
import { runPasses } from '../../../compiler/targets/onnx/passes.ts';
import type { EngineState, Feeds, HostTensor, LoadedStep } from '../engine.ts';
import { BatchDivision, withSamples, type BatchParts } from './batch-parts.ts';
import { inWords, isBeforeChanges } from './failures.ts';
import { KnownWeights } from './known-weights.ts';
import { hasSmallRounds } from './loop-work.ts';
import { outputShape } from './output-shape.ts';
import { PartedSession } from './parted-session.ts';
import type { Backend, DirectSession, Session, SessionRequest } from './session.ts';
import { Sessions, type Releasable } from './sessions.ts';
import type { OnnxState } from './state.ts';
import { StepInputs } from './step-inputs.ts';

/**
 * Sets of sizes that have a session of their own. One of training holds a whole step's memory: the batches of an
 * epoch get one, its last one another.
 */
export const mostSizes = { train: 2, evaluate: 2, predict: 8 } as const;

/** What steps run on. */
export interface StepBackends {
  /** For steps whose sizes are known, where there is one. */
  readonly direct: Backend<DirectSession> | undefined;
  readonly binding: Backend;
  /** Threads that parts of a batch may take together; undefined where a batch always runs as a whole. */
  readonly threads?: number | undefined;
  /** True where sessions that can write the next state over the old one do so. */
  readonly overwrites?: boolean;
  /** Threads for steps that are mostly loops of small rounds, where those are fewer. */
  readonly smallRoundThreads?: number;
  /** True where the WebGPU provider runs them. */
  readonly gpu?: boolean;
  /** True where it computes in float16. */
  readonly half?: boolean;
  /** Channels of a block of onnxruntime's convolutions, where it has them. */
  readonly block: () => Promise<number | undefined>;
}

/** A session with the state that it is fed: a session with weights inside needs no others. */
interface StepSession extends Releasable {
  readonly session: Session;
  readonly stateInputs: readonly string[];
  /** State that it changes in place: rows once all is computed, and what is overwritten meanwhile. */
  readonly changed: readonly string[];
  readonly overwritten: readonly string[];
}

interface RequestOptions {
  /** State by the outputs that take its place, where it may be changed in place. */
  readonly replaced?: ReadonlyMap<string, string>;
  /** Of a batch whose sizes are known: how many equal portions of it are computed one after the other. */
  readonly portions?: number;
}

/** A step on onnxruntime: a session for each set of sizes and, where it only predicts, each set of weights. */
export class OnnxStep implements LoadedStep {
  readonly step: StepGraph;
  private readonly backends: StepBackends;
  private readonly inputs: StepInputs;
  private readonly weights: KnownWeights;
  /** State by the outputs that take its place. */
  private readonly replaced: ReadonlyMap<string, string>;
  private readonly dataInputs: ReadonlySet<string>;
  private sessions: Sessions<StepSession> | undefined;
  private division: BatchDivision | undefined;

  constructor(step: StepGraph, backends: StepBackends) {
    this.step = step;
    this.backends = backends;
    this.inputs = new StepInputs(step);
    this.weights = new KnownWeights(step);
    const isData = ({ role }: StepInput) => role !== 'state' && role !== 'seed';
    this.dataInputs = new Set(step.inputs.filter(isData).map(({ name }) => name));
    this.replaced = replacedState(step);
  }

  async run(state: EngineState, feeds: Feeds): Promise<Readonly<Record<string, HostTensor>>> {
    const store = state as OnnxState;
    const sessions = this.sessionsFor(store);
    return sessions.use(
      this.inputs.sizesOf(feeds),
      async ({ session, stateInputs, changed, overwritten }) => {
        // Between two steps, timers and signals have their turn.
        const turn = session.giveTurn?.();
        if (turn) await turn;
        for (const name of [...changed, ...overwritten]) store.detach(name);
        const inputs = [
          ...stateInputs.map((name) => store.view(name)),
          ...this.inputs.fed.map((name) => feeds[name]!),
        ];
        const results = this.attempt(store, overwritten, () =>
          session.run(inputs, (output) => store.spare(stateName(output))),
        );
        if (!(results instanceof Promise)) return this.outputs(store, results);
        const giveBack = store.lend(stateInputs);
        const made = await results.finally(giveBack).catch((error: unknown) => {
          throw inWords(error);
        });
        return this.outputs(store, made);
      },
    );
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
    const known = this.weights.values(store);
    const stateInputs = this.inputs.state.filter((name) => !known.has(name));
    return new Sessions(mostSizes[this.step.kind], async (sizes) => {
      // Until the weights are inside, no step may write over them.
      const giveBack = store.lend([...known.keys()]);
      const made = await this.createSession(known, stateInputs, sizes).finally(giveBack);
      return { ...made, stateInputs, release: () => made.session.release() };
    });
  }

  private async createSession(
    known: ReadonlyMap<string, HostTensor>,
    stateInputs: readonly string[],
    sizes: SizeValues | undefined,
  ): Promise<Pick<StepSession, 'session' | 'changed' | 'overwritten'>> {
    const { direct, binding, threads } = this.backends;
    if (!direct || !sizes || !this.isSized(sizes)) {
      const request = await this.request(known, stateInputs, sizes);
      return { session: await binding.createSession(request), changed: [], overwritten: [] };
    }
    const parts = threads === undefined ? undefined : this.divisionFor(threads).partsOf(sizes);
    if (parts) {
      const session = await this.createParts(direct, parts, known, stateInputs, sizes);
      return { session, changed: [], overwritten: [] };
    }
    const request = await this.request(known, stateInputs, sizes, { replaced: this.replaced });
    return {
      session: await direct.createSession(request),
      changed: request.changedRows.map(({ input }) => input),
      overwritten: request.inPlace.map(({ input }) => input),
    };
  }

  /** Parts of one size share a session. */
  private async createParts(
    direct: Backend<DirectSession>,
    { parts, threads }: BatchParts,
    known: ReadonlyMap<string, HostTensor>,
    stateInputs: readonly string[],
    sizes: SizeValues,
  ): Promise<Session> {
    const sessions = new Map<number, DirectSession>();
    for (const { samples, portions } of parts) {
      if (sessions.has(samples)) continue;
      const request = await this.request(known, stateInputs, withSamples(sizes, samples), { portions });
      sessions.set(samples, await direct.createSession({ ...request, threads }));
    }
    const { outputs } = this.step;
    return new PartedSession(
      parts.map(({ samples }) => ({ session: sessions.get(samples)!, samples })),
      outputs.map((output) => ({ dtype: output.dtype, shape: outputShape(output, sizes) })),
      [...stateInputs.map(() => false), ...this.inputs.fed.map((name) => this.dataInputs.has(name))],
    );
  }

  private divisionFor(threads: number): BatchDivision {
    this.division ??= new BatchDivision(this.step, threads);
    return this.division;
  }

  /** Whether the sizes of all results are known beforehand. */
  private isSized(sizes: SizeValues): boolean {
    return this.step.graph.outputs.every(({ tensor }) =>
      tensor.shape.every((size) => evaluateSize(size, sizes) !== undefined),
    );
  }

  private async request(
    known: ReadonlyMap<string, HostTensor>,
    stateInputs: readonly string[],
    sizes: SizeValues | undefined,
    { replaced, portions = 1 }: RequestOptions = {},
  ): Promise<SessionRequest> {
    const { gpu, block, half, smallRoundThreads, overwrites } = this.backends;
    const { graph, kind, outputs, recomputes, precision } = this.step;
    const samples = sizes && evaluateSize(batchSize, sizes);
    const portionSizes = portions === 1 ? sizes : withSamples(sizes!, samples! / portions);
    const bound = runPasses(graph, { sizes: portionSizes, known: new Set(known.keys()) }, 'bind');
    const { model, hostNodes, changedRows, inPlace } = emitOnnxFor(bound, kind, {
      known,
      gpu,
      half,
      precision,
      replaced,
      portions: portions === 1 ? undefined : { count: portions, inputs: this.dataInputs },
      block: sizes ? await block() : undefined,
      // A GPU's memory is not planned by shapes, and whole numbers would go to the processor for them.
      data: sizes && recomputes && !gpu ? this.dataInputs : undefined,
    });
    const inputs = [...stateInputs, ...this.inputs.fed];
    return {
      model,
      hostNodes,
      inputs,
      stateInputs: stateInputs.length,
      outputs,
      changedRows,
      inPlace: overwrites ? inPlace : [],
      sizes,
      ...(hasSmallRounds(bound) && { threads: smallRoundThreads }),
    };
  }

  /** Runs a step. Of one that fails halfway, what it overwrites is given up: nobody knows how far it came. */
  private attempt<T>(store: OnnxState, overwritten: readonly string[], run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (!isBeforeChanges(error)) store.tear(overwritten);
      throw inWords(error);
    }
  }

  /** All other state changes only after every result is there. */
  private outputs(store: OnnxState, results: readonly HostTensor[]): Readonly<Record<string, HostTensor>> {
    const outputs: Record<string, HostTensor> = {};
    this.step.outputs.forEach((output, at) => {
      if (output.role === 'state') store.take(output.state.name, results[at]!);
      else outputs[output.name] = results[at]!;
    });
    return outputs;
  }
}

function stateName(output: StepOutput): string {
  if (output.role !== 'state') throw new Error(`${output.name} is no state.`);
  return output.state.name;
}
