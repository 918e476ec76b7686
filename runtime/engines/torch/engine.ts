import type { ModelGraph } from '../../../compiler/index.ts';
import type { WeightedHead } from '../../../compiler/steps/build-steps.ts';
import type { StepGraph } from '../../../compiler/steps/step-graph.ts';
import { stepFunction, weightedScore } from '../../../compiler/targets/pytorch/module/step-function.ts';
import type { KmodelError } from '../../errors.ts';
import type { Engine, EngineState, Feeds, HostTensor, LoadedStep } from '../engine.ts';
import type { Request } from './channel.ts';
import { findTorchPython } from './find-python.ts';
import { startProgram, writeProgram, type TorchOptions, type TorchProgram } from './program.ts';
import { TorchState } from './state.ts';

/** The engine on PyTorch: one model's program, written by kmodel, on one process or several. */
export interface TorchEngine extends Engine {
  readonly name: 'torch';
  /** False on a machine that trains along: the first process, and with it the run, is on another. */
  readonly leads: boolean;
  /** Writes the program into a folder, such as a run's. */
  writeProgram(folder: string): void;
  /** Resolves when the program has ended, with why where nobody told it to. */
  whenEnded(): Promise<KmodelError | undefined>;
  /** Ends the program. */
  close(): Promise<void>;
}

/**
 * Starts PyTorch for a model. Steps of training and judging run in the model's module, with gradients by PyTorch;
 * all others as their operations say.
 * @throws KmodelError where there is no PyTorch or no CUDA device, or a layer cannot be written for it
 *
 * @example
 * const engine = await createTorchEngine(graph, { processes: 2 });
 * const model = await createModel(graph, { engine });
 */
export async function createTorchEngine(graph: ModelGraph, options: TorchOptions = {}): Promise<TorchEngine> {
  const { torch, python } = findTorchPython();
  const program = await startProgram(graph, options);
  const { channel, hello } = program;
  const processes = hello.world > 1 ? `, ${hello.world} processes` : '';
  const host = new Host(graph, program, options.observed ?? false);
  return {
    name: 'torch',
    description: `PyTorch ${torch} (Python ${python}${processes})`,
    leads: hello.leads,
    // Processors have no products in float16.
    precisions: program.device === 'cuda' ? ['mixed_float16', 'mixed_bfloat16'] : ['mixed_bfloat16'],
    load: (step) => host.load(step),
    createState: () => new TorchState((names) => host.fetch(names)),
    writeProgram: (folder) => writeProgram(folder, graph, program.module),
    whenEnded: () => channel.whenEnded(),
    close: () => channel.close(),
  };
}

/** One program, and the state that it runs for. */
class Host {
  private readonly graph: ModelGraph;
  private readonly program: TorchProgram;
  private active: TorchState | undefined;
  private functions = 0;

  private readonly isObserved: boolean;

  constructor(graph: ModelGraph, program: TorchProgram, isObserved: boolean) {
    this.isObserved = isObserved;
    this.graph = graph;
    this.program = program;
  }

  fetch(names: readonly string[]): Readonly<Record<string, HostTensor>> {
    return this.program.channel.askNow({ command: 'get', names });
  }

  async load(step: StepGraph): Promise<LoadedStep> {
    const request = await this.requestOf(step);
    const changed = step.outputs.flatMap((output) => (output.role === 'state' ? [output.state.name] : []));
    const inputs = new Set(step.inputs.flatMap(({ role, name }) => (role === 'state' ? [] : [name])));
    return {
      step: request.command === 'call' ? step : withoutSums(step),
      run: async (state, feeds) => {
        const own = await this.activate(state);
        // A model that draws nothing has no seed among its inputs; the module's steps read all inputs.
        const fed = request.command === 'call' ? onlyNamed(feeds, inputs) : feeds;
        const results = await this.program.channel.ask(request, fed);
        own.changed(changed);
        return results;
      },
      release: () => Promise.resolve(),
    };
  }

  /** Brings the program to a state's values. */
  private async activate(state: EngineState): Promise<TorchState> {
    const own = state as TorchState;
    if (this.active !== own) {
      this.active?.refresh();
      own.sendAll();
      this.active = own;
    }
    const unsent = own.takeUnsent();
    if (Object.keys(unsent).length > 0) await this.program.channel.ask({ command: 'set' }, unsent);
    return own;
  }

  private async requestOf(step: StepGraph): Promise<Request> {
    const { heads } = this.graph;
    const outputs = step.outputs.filter(({ role }) => role !== 'state');
    const names = outputs.flatMap((output) => (output.role === 'prediction' ? [output.of] : []));
    if (
      step.kind === 'predict' &&
      isAll(
        names,
        heads.map(({ name }) => name),
      ) &&
      !this.readsInParts(step)
    )
      return { command: 'predict', heads: names };
    const hasLogs = outputs.some(({ role }) => role === 'log');
    if (step.kind === 'evaluate' && hasLogs)
      return { command: 'evaluate', score: await this.defineScore(step, 'evaluation') };
    if (step.kind === 'train' && hasLogs) {
      const turn = this.turnOf(step);
      const gradients = outputs.some(({ role }) => role === 'gradient');
      return { command: 'train', turn, gradients, score: await this.defineScore(step, turn) };
    }
    const observed = this.isObserved ? await this.observation(step, names) : undefined;
    if (observed) return observed;
    return { command: 'call', function: await this.define(stepFunction(step)) };
  }

  /** What looks into the module: results of layers, or gradients. */
  private async observation(step: StepGraph, names: readonly string[]): Promise<Request | undefined> {
    const tensors = names.filter((name) => name.startsWith('tensor:')).map((name) => Number(name.slice(7)));
    const { details } = this.program.module.classes;
    // What the module takes is none of its results.
    if (tensors.length > 0)
      return tensors.every((tensor) => details.has(`tensor ${tensor}`))
        ? { command: 'observe', observed: tensors }
        : undefined;
    const gradients = step.outputs.flatMap((output) => (output.role === 'gradient' ? [output.of] : []));
    const reads = step.inputs.some(({ role }) => role === 'gradient');
    if (gradients.length === 0 || reads) return undefined;
    return { command: 'gradients', names: gradients, score: await this.defineScore(step, 'evaluation') };
  }

  /** True where a step reads less than all inputs: its feeds may hold no more. */
  private readsInParts(step: StepGraph): boolean {
    const read = step.inputs.filter(({ role }) => role === 'input').length;
    return read < this.graph.inputs.length;
  }

  private turnOf(step: StepGraph): number {
    const { steps } = this.graph.training;
    const written = new Set(step.outputs.flatMap((each) => (each.role === 'state' ? [each.state.name] : [])));
    return Math.max(0, steps?.findIndex(({ name }) => written.has(`optimizer:${name}:iteration`)) ?? 0);
  }

  /** A function for samples with weights; null where the module's own will do. */
  private async defineScore(step: StepGraph, turn: number | 'evaluation'): Promise<string | null> {
    const weighted = step.inputs.flatMap((input): WeightedHead[] =>
      input.role === 'sampleWeight' ? [{ head: input.of, perEntry: input.shape.length > 1 }] : [],
    );
    if (weighted.length === 0) return null;
    return this.define(weightedScore(this.graph, this.program.module.classes, weighted, turn));
  }

  private async define({ name, text }: { readonly name: string; readonly text: string }): Promise<string> {
    const own = `function ${this.functions++}`;
    await this.program.channel.ask({ command: 'define', function: own, name, text });
    return own;
  }
}

/** A step as the model's own module runs it, which sums up no inputs. */
function withoutSums(step: StepGraph): StepGraph {
  return { ...step, outputs: step.outputs.filter(({ role }) => role !== 'inputSum') };
}

function isAll(names: readonly string[], heads: readonly string[]): boolean {
  return names.length === heads.length && heads.every((head) => names.includes(head));
}

function onlyNamed(feeds: Feeds, names: ReadonlySet<string>): Feeds {
  return Object.fromEntries(Object.entries(feeds).filter(([name]) => names.has(name)));
}
