import type { ModelGraph } from '../../compiler/graph/model-graph.ts';
import type { StateVariable, StepGraph } from '../../compiler/steps/step-graph.ts';
import { CarriedStates } from '../carried-states.ts';
import type { Engine, EngineState, Feeds, HostTensor, LoadedStep } from '../engines/engine.ts';
import { WeightsError } from '../errors.ts';
import { initialValue, place } from '../initialize.ts';

type Results = Readonly<Record<string, HostTensor>>;

/** The steps of a model that an engine has loaded, each built when it is first asked for, and the state they share. */
export class ModelSteps {
  readonly graph: ModelGraph;
  readonly engine: Engine;
  readonly state: EngineState;
  /** What layers with `stateful: true` remember. */
  readonly carried = new CarriedStates();
  private readonly loaded = new Map<string, Promise<LoadedStep>>();
  /** The types of state that came from outside, such as a checkpoint, by name. */
  private readonly givenTypes = new Map<string, string>();
  /** What the steps that were loaded read or write, by name. */
  private readonly variables = new Map<string, StateVariable>();
  private readonly metrics = new Map<string, StateVariable>();
  /** What optimizers keep, by name. */
  private readonly kept = new Map<string, StateVariable>();

  constructor(graph: ModelGraph, engine: Engine) {
    this.graph = graph;
    this.engine = engine;
    this.state = engine.createState();
  }

  /**
   * The step of a key, with all state that it reads or writes in place.
   * @throws WeightsError where state that was given is of another type than the step reads
   */
  load(key: string, build: () => StepGraph): Promise<LoadedStep> {
    let loaded = this.loaded.get(key);
    if (!loaded) {
      const step = build();
      // Some state is written and never read: what Adafactor keeps for the entries of matrices.
      for (const each of [...step.inputs, ...step.outputs]) {
        if (each.role !== 'state') continue;
        const { name, kind } = each.state;
        this.requireType(each.state, this.givenTypes.get(name));
        this.variables.set(name, each.state);
        if (kind === 'metric') this.metrics.set(name, each.state);
        else if (kind !== 'weight') this.kept.set(name, each.state);
        if (!this.state.has(name)) this.start(each.state);
      }
      loaded = this.engine.load(step);
      this.loaded.set(key, loaded);
    }
    return loaded;
  }

  /** Runs a step on the next batch: layers with `stateful: true` remember it. */
  runNext(step: LoadedStep, feeds: Feeds): Promise<Results> {
    return this.carried.run(step, this.state, feeds, true);
  }

  /** Runs a step that nothing remembers. */
  runOnce(step: LoadedStep, feeds: Feeds): Promise<Results> {
    return this.carried.run(step, this.state, feeds, false);
  }

  /** Brings state to where it can be read, after steps that have changed it. */
  async download(): Promise<void> {
    await this.state.download?.();
  }

  /** @throws WeightsError where state from outside is of another type than a step reads that was loaded */
  requireFitting(given: Readonly<Record<string, HostTensor>>): void {
    for (const [name, tensor] of Object.entries(given)) {
      const variable = this.variables.get(name);
      if (variable) this.requireType(variable, typeText(tensor));
    }
  }

  /** Takes state from outside; the first step that reads it refuses what does not fit. */
  give(name: string, tensor: HostTensor): void {
    if (this.carried.take(name, tensor)) return;
    this.givenTypes.set(name, typeText(tensor));
    this.state.write(name, tensor);
  }

  /** Metrics start from nothing. */
  resetMetrics(): void {
    for (const name of this.state.names) {
      if (!name.startsWith('metric:')) continue;
      const metric = this.metrics.get(name);
      // Without one, the state is a checkpoint's: the step that reads it has yet to be loaded, and will start it.
      if (metric) this.start(metric);
      else this.state.delete(name);
    }
  }

  /** Optimizers start from nothing. */
  resetOptimizers(): void {
    for (const variable of this.kept.values()) this.start(variable);
  }

  /** Gives a variable its first value, of which nobody else has the memory. */
  private start(variable: StateVariable): void {
    place(this.state, variable.name, initialValue(variable));
  }

  /** Frees what the engine holds. */
  async release(): Promise<void> {
    const steps = await Promise.all(this.loaded.values());
    await Promise.all(steps.map((step) => step.release()));
    this.loaded.clear();
    this.state.dispose?.();
  }

  private requireType(variable: StateVariable, given: string | undefined): void {
    if (given === undefined || given === typeText(variable)) return;
    throw new WeightsError(
      `The state \`${variable.name}\` of \`${this.graph.name}\` is ${typeText(variable)}, but ${given} was given.`,
      'Take the state of the same model, with the same optimizer.',
    );
  }
}

function typeText({ dtype, shape }: Pick<HostTensor, 'dtype' | 'shape'>): string {
  return `${dtype}[${shape.join(', ')}]`;
}
