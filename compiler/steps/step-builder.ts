import { createOps, type ScopedOps } from '../ops/builder.ts';
import type { NamedTensor, OpGraph, Tensor } from '../ops/types.ts';
import type { Size } from '../shapes/size.ts';
import { openSizes } from '../shapes/open-sizes.ts';
import type { DType } from '../shapes/types.ts';
import { iterationState, ownStateName, type StateAccess } from './optimizer.ts';
import {
  seedName,
  type StateVariable,
  type StepGraph,
  type StepInput,
  type StepOutput,
} from './step-graph.ts';

/** The inputs that are read, and one more for each size that the graph needs and they do not tell. */
function withSizes(graph: OpGraph, isRead: (input: NamedTensor) => boolean): readonly NamedTensor[] {
  const kept = new Set(graph.inputs.filter(isRead));
  const known = new Set<string>();
  const learn = ({ tensor }: NamedTensor): void =>
    tensor.shape.forEach((size) => {
      if (typeof size !== 'number') known.add(size.key);
    });
  kept.forEach(learn);
  const needed = new Set<string>();
  for (const { op, outputs, attributes } of graph.nodes) {
    if (op === 'input') continue;
    for (const { shape } of outputs) shape.forEach((size) => openSizes(size, needed));
    if (op === 'size') openSizes(attributes.size, needed);
  }
  for (const name of needed) {
    if (known.has(name)) continue;
    const teller = graph.inputs.find(({ tensor }) =>
      tensor.shape.some((size) => typeof size !== 'number' && size.key === name),
    );
    if (!teller) continue;
    kept.add(teller);
    learn(teller);
  }
  return graph.inputs.filter((input) => kept.has(input));
}

/** One part of a training in turns. */
export interface Turn {
  readonly name: string;
  readonly place: number;
}

/** Collects the inputs and outputs of a step while its graph is written. */
export class StepBuilder implements StateAccess {
  readonly ops: ScopedOps = createOps();
  private readonly turn: Turn | undefined;
  private readonly inputs = new Map<string, StepInput>();
  private readonly outputs: StepOutput[] = [];
  private readonly results: NamedTensor[] = [];
  private readonly states = new Map<string, Tensor>();
  private readonly written = new Map<string, { state: StateVariable; value: Tensor }>();

  /** @param turn the part of a training in turns, whose optimizer and random numbers are its own */
  constructor(turn?: Turn) {
    this.turn = turn;
  }

  /** The state of an optimizer as this step keeps it. */
  private own(state: StateVariable): StateVariable {
    if (!this.turn || !state.name.startsWith('optimizer:')) return state;
    return { ...state, name: ownStateName(this.turn.name, state.name) };
  }

  /** Declares what an input of the graph is; the lowering may have made the input already. */
  describe(input: StepInput): void {
    this.inputs.set(input.name, input);
  }

  feed(
    role: 'target' | 'sampleWeight' | 'gradient',
    of: string,
    dtype: DType,
    shape: readonly Size[],
  ): Tensor {
    const name = `${role}:${of}`;
    this.describe({ role, of, name, dtype, shape });
    return this.ops.scope.input(name, dtype, shape);
  }

  read(shared: StateVariable): Tensor {
    const state = this.own(shared);
    const known = this.states.get(state.name);
    if (known) return known;
    this.describe({ role: 'state', state, name: state.name, dtype: state.dtype, shape: state.shape });
    const tensor = this.ops.scope.input(state.name, state.dtype, state.shape);
    this.states.set(state.name, tensor);
    return tensor;
  }

  write(shared: StateVariable, value: Tensor): void {
    const state = this.own(shared);
    this.written.set(state.name, { state, value });
  }

  /** An int32 scalar that follows from the run's seed, or a given one, and the step's number. */
  stepKey(seed?: number): Tensor {
    const start = seed === undefined ? this.runSeed() : this.ops.scalar(seed | 0, 'int32');
    // An odd factor takes successive steps far apart.
    const key = this.ops.add(start, this.ops.multiply(this.read(iterationState), 0x343fd));
    // The parts of a training in turns draw different numbers.
    return this.turn && this.turn.place > 0 ? this.ops.add(key, this.turn.place * 0x5bd1) : key;
  }

  private runSeed(): Tensor {
    const known = this.states.get(seedName);
    if (known) return known;
    const seed = this.ops.scope.input(seedName, 'int32', []);
    this.states.set(seedName, seed);
    this.describe({ role: 'seed', name: seedName, dtype: 'int32', shape: [] });
    return seed;
  }

  output(output: StepOutput, tensor: Tensor): void {
    this.outputs.push(output);
    this.results.push({ name: output.name, tensor });
  }

  finish(kind: StepGraph['kind'], model: string): StepGraph {
    for (const { state, value } of this.written.values()) {
      const name = `next:${state.name}`;
      this.output({ role: 'state', state, name, dtype: state.dtype, shape: state.shape }, value);
    }
    const graph = this.ops.scope.build(this.results);
    // Only inputs that something reads stay: an engine would otherwise ask for them.
    const read = new Set(graph.nodes.flatMap((node) => node.inputs.map((tensor) => tensor.id)));
    for (const result of this.results) read.add(result.tensor.id);
    const kept = withSizes(graph, (input) => read.has(input.tensor.id));
    const keptIds = new Set(kept.map((input) => input.tensor.id));
    const nodes = graph.nodes.filter((node) => node.op !== 'input' || keptIds.has(node.outputs[0]!.id));
    return {
      kind,
      model,
      graph: { ...graph, nodes, inputs: kept },
      inputs: kept.map(({ name }) => this.inputs.get(name)!),
      outputs: this.outputs,
    };
  }
}
